//! The guide. Its pages exist in the documentation only.

#[doc = include_str!("../guide/cache.md")]
pub mod cache {}

#[doc = include_str!("../guide/live_and_channels.md")]
pub mod live_and_channels {}

#[doc = include_str!("../guide/nodes.md")]
pub mod nodes {}

#[doc = include_str!("../guide/react.md")]
pub mod react {}

#[doc = include_str!("../guide/solid.md")]
pub mod solid {}

#[doc = include_str!("../guide/svelte.md")]
pub mod svelte {}

#[doc = include_str!("../guide/vue.md")]
pub mod vue {}

/// How Mizan works inside: for people who change it, or who speak its protocol from another
/// language.
///
/// - [Architecture](inside::architecture): the folders, the crates, the way of a build and of a request.
/// - [Protocol](inside::protocol): what is on the wire.
/// - [Laws of the kernel](inside::kernel_laws): what a client makes of the answers.
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
