// The guide, which exists in the documentation only. A page is read as a file too, so it ends with where its
// links lead among files. In front of it stands where they lead in the documentation: of two definitions of a
// link the first counts. A test of a listing is named by the module of its page, and its line counts the lines
// of `links.md` as well.

#![doc = include_str!("guide/links.md")]
#![doc = include_str!("../guide/README.md")]

macro_rules! pages {
    ($($name:ident)*) => {$(
        #[doc = include_str!("guide/links.md")]
        #[doc = include_str!(concat!("../guide/", stringify!($name), ".md"))]
        pub mod $name {}
    )*};
}

pages! {
    beside_axum
    cache
    client
    comparison
    contexts
    deploying
    desktop
    editing
    edits
    errors
    forms
    how_it_works
    identity
    kdl
    kept_pages
    lists_and_streams
    live_and_channels
    logging
    mutations
    nodes
    optimism
    pages
    ports
    python
    react
    rendering
    rust
    shapes
    solid
    start
    svelte
    testing
    types
    uploads
    vue
    when_not
    workspaces
}

/// How Mizan works inside: for people who change it, or who speak its protocol from another
/// language.
///
/// - [Architecture](inside::architecture): the folders, the crates, the way of a build and of a request.
/// - [Protocol](inside::protocol): what is on the wire.
/// - [Laws of the kernel](inside::kernel_laws): what a client makes of the answers.
/// - [The frames of the renderer](inside::renderer): how the server and its workers of Node.js speak.
/// - [Types](inside::types): Rust and serde, as TypeScript.
/// - [Glossary](inside::glossary): the words that are Mizan's own.
/// - [Recipes](inside::recipes): how to add a framework, a transport, a check or a type.
pub mod inside {
    #[doc = include_str!("../guide/inside/architecture.md")]
    pub mod architecture {}

    #[doc = include_str!("../guide/inside/glossary.md")]
    pub mod glossary {}

    #[doc = include_str!("../guide/inside/kernel-laws.md")]
    pub mod kernel_laws {}

    #[doc = include_str!("../guide/inside/protocol.md")]
    pub mod protocol {}

    #[doc = include_str!("../guide/inside/renderer.md")]
    pub mod renderer {}

    #[doc = include_str!("../guide/inside/types.md")]
    pub mod types {}

    /// How to add to Mizan: each page is a list of files, and the test to copy.
    pub mod recipes {
        #[doc = include_str!("../guide/inside/recipes/check.md")]
        pub mod check {}

        #[doc = include_str!("../guide/inside/recipes/framework.md")]
        pub mod framework {}

        #[doc = include_str!("../guide/inside/recipes/transport.md")]
        pub mod transport {}

        #[doc = include_str!("../guide/inside/recipes/type.md")]
        pub mod r#type {}
    }
}
