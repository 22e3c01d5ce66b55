//! The errors of the wiring, each with the line to write.

use std::fmt;

use mizan_ir::PagingError;
use mizan_ir::linked_crates::{LinkedCrate, LinkedFunction};

use crate::auth::policy::PolicyError;
use crate::declared::function::Function;
use crate::declared::inputs::Dependency;

/// All errors of the wiring of a server.
///
/// `Debug` prints the same text as `Display`, so that a `main` that returns the errors shows them
/// in plain words.
///
/// ```standalone_crate
/// struct Db;
///
/// #[mizan::client]
/// fn size(db: &Db) -> usize {
///     0
/// }
///
/// # fn main() {
/// let errors = mizan::Server::builder().build().err().expect("no `Db` is provided");
/// let error = errors.iter().next().expect("one error");
/// assert!(matches!(error, mizan::WiringError::NotProvided { is_identity: false, .. }));
/// assert!(errors.to_string().contains(".provide(value)"));
/// # }
/// ```
pub struct WiringErrors(pub(super) Vec<WiringError>);

impl WiringErrors {
    /// The errors one by one, sorted by the names of the functions.
    pub fn iter(&self) -> impl Iterator<Item = &WiringError> {
        self.0.iter()
    }
}

impl fmt::Display for WiringErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the server cannot be built")?;
        for error in &self.0 {
            write!(formatter, "\n\n{error}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for WiringErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for WiringErrors {}

/// One error of the wiring of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WiringError {
    /// The program has no functions.
    NoFunctions,
    /// A function borrows a type without a provision.
    NotProvided {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
        /// The borrowed type.
        type_name: &'static str,
        /// `true` if the type is an identity.
        is_identity: bool,
        /// `true` if the type is a `dyn Trait`, which is provided in an `Arc`.
        is_object: bool,
    },
    /// A type is provided more than once, so that it is open which value to lend.
    ProvidedTwice {
        /// The type.
        type_name: &'static str,
    },
    /// A type is provided, with one value for all callers, and is an identity, with a value for
    /// each.
    ProvidedAndIdentified {
        /// The type.
        type_name: &'static str,
    },
    /// A function borrows the session, and no identity provider reads sessions.
    NoSessions {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
    },
    /// A function merges into a context in which not exactly one read has its result.
    NoSlot {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
        /// The context, by its name on the wire.
        context: &'static str,
        /// The reads with its result, by their names on the wire.
        reads: Vec<&'static str>,
    },
    /// The parameter of a function names a page, and one page does not lead to the next.
    NoPages {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
        /// The reason.
        reason: String,
    },
    /// A function has the key `auth`, and the server has no identity provider.
    NobodyIdentified {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
    },
    /// The guard of a function takes an identity type without a provider.
    UnknownGuard {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
        /// The identity type of the guard.
        type_name: &'static str,
    },
    /// A parameter accepts a content type that the first bytes of a file cannot show.
    UndetectableContent {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
        /// The parameter, by its name on the wire.
        parameter: &'static str,
        /// The type.
        content_type: &'static str,
    },
    /// A function takes larger bodies than the server.
    LargeBody {
        /// The path of the function.
        function: String,
        /// Its file and line.
        location: String,
        /// The limit of the function in bytes.
        body: u64,
        /// The limit of the server in bytes.
        most: usize,
    },
    /// A channel lacks a function, or has one too many.
    BrokenChannel {
        /// The channel, by its name on the wire.
        channel: &'static str,
        /// The functions that let members in, of which there has to be one.
        joins: Vec<&'static str>,
        /// The functions that show a member to the others.
        presents: Vec<&'static str>,
        /// `true` if the channel has a presence, so that there has to be one of these.
        has_presence: bool,
    },
    /// The routes of two pages clash.
    SameRoute {
        /// The routes.
        routes: [&'static str; 2],
        /// The source locations of their functions, `file:line`.
        locations: [String; 2],
    },
    /// A crate that the build read is not linked into this program, so that the client has
    /// functions that the server does not know.
    NotLinked {
        /// The name of the crate in the package.
        crate_name: String,
        /// Its functions, by their names on the wire.
        functions: Vec<String>,
        /// The file of the first of them, relative to the package with the client.
        file: String,
    },
    /// A function that the build read in another crate is not compiled into this program.
    LeftOut {
        /// The function, by its name on the wire.
        function: String,
        /// The name of its crate in the package.
        crate_name: String,
        /// Its file, relative to the package with the client.
        file: String,
    },
    /// A function of another crate is linked into this program, and the build did not read it, so
    /// that no client knows it.
    Unread {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
    },
    /// The build read other types than the compiler for a function of another crate.
    Misread {
        /// The function, by its path.
        function: String,
        /// Its source location, `file:line`.
        location: String,
    },
    /// A feature of rust_decimal makes numbers of decimals, and the client expects texts.
    DecimalIsNumber {
        /// The feature.
        feature: &'static str,
        /// The functions that send or receive decimals, by their paths, each with its source
        /// location, `file:line`.
        functions: Vec<(String, String)>,
    },
    /// The feature `arbitrary_precision` of serde_json is on, with which serde cannot read a fraction
    /// in two steps.
    ArbitraryPrecision {
        /// The types with such a fraction, by their paths, each with its source location,
        /// `file:line`.
        types: Vec<(String, String)>,
    },
    /// JWTs and MWTs are signed with one secret.
    SharedSecret,
    /// The text that `trust_origin` got is not an origin.
    NoOrigin {
        /// The text.
        text: String,
    },
    /// Two functions have one name on the wire.
    SameName {
        /// The name.
        name: &'static str,
        /// Their source locations, `file:line`.
        locations: [String; 2],
    },
}

impl WiringError {
    pub(super) fn not_provided(function: &Function, dependency: &Dependency) -> Self {
        Self::NotProvided {
            function: path(function),
            location: location(function),
            type_name: (dependency.name)(),
            is_identity: dependency.is_identity,
            is_object: dependency.is_object,
        }
    }

    pub(super) fn no_sessions(function: &Function) -> Self {
        Self::NoSessions { function: path(function), location: location(function) }
    }

    pub(super) fn no_slot(
        function: &Function,
        context: &'static str,
        reads: Vec<&'static str>,
    ) -> Self {
        Self::NoSlot { function: path(function), location: location(function), context, reads }
    }

    pub(super) fn no_pages(function: &Function, error: PagingError) -> Self {
        let reason = error.to_string();
        Self::NoPages { function: path(function), location: location(function), reason }
    }

    pub(super) fn policy(function: &Function, error: PolicyError) -> Self {
        let (function, location) = (path(function), location(function));
        match error {
            PolicyError::NoProvider => Self::NobodyIdentified { function, location },
            PolicyError::UnknownGuardIdentity(type_name) => {
                Self::UnknownGuard { function, location, type_name }
            }
        }
    }

    pub(super) fn large_body(function: &Function, body: u64, most: usize) -> Self {
        let (function, location) = (path(function), location(function));
        Self::LargeBody { function, location, body, most }
    }

    #[cfg(feature = "uploads")]
    pub(super) fn undetectable_content(
        function: &Function,
        parameter: &'static str,
        content_type: &'static str,
    ) -> Self {
        let (function, location) = (path(function), location(function));
        Self::UndetectableContent { function, location, parameter, content_type }
    }

    pub(super) fn same_route(first: &Function, second: &Function) -> Self {
        let route = |function: &Function| function.route.map_or("", |route| route.path);
        Self::SameRoute {
            routes: [route(first), route(second)],
            locations: [location(first), location(second)],
        }
    }

    pub(super) fn not_linked(linked_crate: &LinkedCrate) -> Self {
        let functions = linked_crate.functions.iter();
        Self::NotLinked {
            crate_name: linked_crate.alias.clone(),
            file: functions.clone().next().map(|first| first.file.clone()).unwrap_or_default(),
            functions: functions.map(|function| function.name.clone()).collect(),
        }
    }

    pub(super) fn left_out(linked_crate: &LinkedCrate, function: &LinkedFunction) -> Self {
        Self::LeftOut {
            function: function.name.clone(),
            crate_name: linked_crate.alias.clone(),
            file: function.file.clone(),
        }
    }

    pub(super) fn unread(function: &Function) -> Self {
        Self::Unread { function: path(function), location: location(function) }
    }

    pub(super) fn misread(function: &Function) -> Self {
        Self::Misread { function: path(function), location: location(function) }
    }

    pub(super) fn same_name(first: &Function, second: &Function) -> Self {
        Self::SameName { name: first.name, locations: [location(first), location(second)] }
    }
}

fn path(function: &Function) -> String {
    format!("{}::{}", function.module, function.name)
}

fn location(function: &Function) -> String {
    format!("{}:{}", function.file, function.line)
}

/// The first of several items, a line each with its source location, and the number of the others.
struct Places<'error>(&'error [(String, String)]);

impl fmt::Display for Places<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 3;
        for (name, location) in self.0.iter().take(SHOWN) {
            write!(formatter, "\n  in `{name}` at {location}")?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            others => write!(formatter, "\n  and in {others} more"),
        }
    }
}

impl fmt::Display for WiringError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFunctions => formatter.write_str(
                "there are no functions in this program\n  \
                 write one with #[mizan::client]; if they are in a crate of their own, name it \
                 in this one, so that it is linked:\n    use my_api as _;",
            ),
            Self::NotProvided { function, location, type_name, is_identity: true, .. } => write!(
                formatter,
                "`{function}` borrows `{type_name}`, and nobody finds out who is asking\n  \
                 at {location}\n  \
                 add a line to the builder:\n    .identify(source) // which finds {type_name}",
            ),
            Self::NotProvided { function, location, type_name, is_object: true, .. } => write!(
                formatter,
                "`{function}` borrows `{type_name}`, which nobody provided\n  \
                 at {location}\n  \
                 add a line to the builder:\n    .provide(Arc::new(value) as Arc<{type_name}>)",
            ),
            Self::NotProvided { function, location, type_name, is_identity: false, .. } => write!(
                formatter,
                "`{function}` borrows `{type_name}`, which nobody provided\n  \
                 at {location}\n  \
                 add a line to the builder:\n    .provide(value) // of type {type_name}\n  \
                 or, if it tells who is asking, derive `mizan::Identity` for it",
            ),
            Self::NoSlot { function, location, context, reads } => {
                let shown = match reads.as_slice() {
                    [] => "no read of it shows".to_owned(),
                    reads => format!("`{}` show", reads.join("`, `")),
                };
                write!(
                    formatter,
                    "`{function}` merges into the context `{context}`, and {shown} what it \
                     answers\n  at {location}\n  name the read that takes it: `merge = …`",
                )
            }
            Self::BrokenChannel { channel, joins, presents, has_presence } => {
                let (found, key, functions) = match joins.len() {
                    1 => ("members appear by", "present", presents),
                    _ => ("members come in by", "join", joins),
                };
                let list = match functions.as_slice() {
                    [] => "no function".to_owned(),
                    functions => format!("`{}`", functions.join("`, `")),
                };
                let advice = match (key, has_presence) {
                    ("present", false) => {
                        "write `presence = …` at the channel, or leave it out there"
                    }
                    _ => "let one function have that key",
                };
                write!(
                    formatter,
                    "the channel `{channel}`: {found} {list}\n  key `{key}`: {advice}"
                )
            }
            Self::ProvidedTwice { type_name } => write!(
                formatter,
                "`{type_name}` is provided twice\n  \
                 functions borrow by type: keep one `.provide(…)`, or give the second a type of \
                 its own",
            ),
            Self::ProvidedAndIdentified { type_name } => write!(
                formatter,
                "`{type_name}` is provided and identified\n  \
                 what is provided is the same for everybody: leave out `.provide(…)` for who is \
                 asking",
            ),
            Self::NoSessions { function, location } => write!(
                formatter,
                "`{function}` signs in or out, but sessions tell nobody who is asking\n  \
                 at {location}\n  \
                 add a line to the builder:\n    \
                 .identify(mizan::auth::sessions::<Me>()) // Me: your identity type",
            ),
            Self::NoPages { function, location, reason } => write!(
                formatter,
                "`{function}` answers a list in pages, but {reason}\n  \
                 at {location}\n  \
                 answer a list, or a struct with one list and the cursor of the `next` page",
            ),
            Self::NobodyIdentified { function, location } => write!(
                formatter,
                "`{function}` has `auth`, but nobody tells this server who is asking\n  \
                 at {location}\n  \
                 add a line to the builder:\n    \
                 .identify(source) // one of mizan::auth, or your own mizan::Identify",
            ),
            Self::UnknownGuard { function, location, type_name } => write!(
                formatter,
                "the guard of `{function}` looks at `{type_name}`, which nobody identifies\n  \
                 at {location}\n  \
                 add a line to the builder:\n    \
                 .identify(source) // which finds {type_name}",
            ),
            Self::UndetectableContent { function, location, parameter, content_type } => write!(
                formatter,
                "`{function}` accepts `{content_type}` for `{parameter}`, which no file ever is\n  \
                 at {location}\n  \
                 what a file is, its first bytes tell, and they do not tell this: accept \
                 `text/plain` for any text, or leave `accept` out and look at the content",
            ),
            Self::LargeBody { function, location, body, most } => write!(
                formatter,
                "`{function}` takes bodies of {body} bytes, and the server none over {most}\n  \
                 at {location}\n  \
                 raise the limit of the server, or lower that of the function:\n    \
                 .body_limit({body})",
            ),
            Self::SameRoute { routes: [route, other], locations: [first, second] } => write!(
                formatter,
                "two pages are at one route\n  `{route}` at {first}\n  `{other}` at {second}\n  \
                 give one of them another path, or other `methods` and the same path",
            ),
            Self::NotLinked { crate_name, functions, file } => write!(
                formatter,
                "the build read `{}` in `{crate_name}`, which is not linked into this program\n  \
                 at {file}\n  \
                 name the crate in this one, and rustc links it:\n    use {crate_name} as _;\n  \
                 or, if another program serves it, give that a package and a client of its own",
                functions.join("`, `"),
            ),
            Self::LeftOut { function, crate_name, file } => write!(
                formatter,
                "the build read `{function}` in `{crate_name}`, and it is not compiled into this \
                 program\n  at {file}\n  \
                 a `cfg` leaves it out: see that Cargo.toml asks for the same features of \
                 `{crate_name}` wherever it is built",
            ),
            Self::Unread { function, location } => write!(
                formatter,
                "`{function}` is linked into this program, and no client knows it: the build did \
                 not read it\n  at {location}\n  \
                 write it out where no macro makes it; if a feature brings it, ask for that in \
                 the package whose build.rs writes the client",
            ),
            Self::Misread { function, location } => write!(
                formatter,
                "the client takes `{function}` for another than it is: the build read something \
                 else in the source than the compiler\n  at {location}\n  \
                 write its types by their full path, and see that Cargo.toml asks for the same \
                 features of its crate wherever it is built; `mizan::assert_ir!()` in a test shows \
                 the difference",
            ),
            Self::DecimalIsNumber { feature, functions } => write!(
                formatter,
                "the feature `{feature}` of `rust_decimal` is on: serde writes a `Decimal` as a \
                 number, and the client expects a text{}\n  \
                 leave the feature out where it is asked for, which `cargo tree -e features -i \
                 rust_decimal` shows; or name the type above each decimal: \
                 `#[mizan(as = \"f64\")]`",
                Places(functions),
            ),
            Self::ArbitraryPrecision { types } => write!(
                formatter,
                "the feature `arbitrary_precision` of `serde_json` is on: serde cannot read a \
                 number with a fraction where a type is tagged, untagged or flattened{}\n  \
                 leave the feature out where it is asked for, which `cargo tree -e features -i \
                 serde_json` shows; or send the number as a text, in a `String`",
                Places(types),
            ),
            Self::SharedSecret => formatter.write_str(
                "`mizan::auth::jwt` and `mizan::auth::mwt` have one secret\n  \
                 a leaked secret would forge both kinds of tokens: give each a secret of its own",
            ),
            Self::NoOrigin { text } => write!(
                formatter,
                "`{text}` is not the origin of a page\n  \
                 an origin is a scheme, a host and a port, without a path:\n    \
                 .trust_origin(\"https://app.example\")",
            ),
            Self::SameName { name, locations: [first, second] } => write!(
                formatter,
                "two functions are called `{name}`\n  at {first}\n  at {second}\n  \
                 give one of them another name: #[mizan::client(name = \"…\")]",
            ),
        }
    }
}
