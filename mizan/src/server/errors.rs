//! The errors of the wiring.

mod causes;
mod texts;

use std::fmt;
use std::time::Duration;

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
    /// The renderer of the server has no document for its pages.
    NoShell,
    /// JWTs and MWTs are signed with one secret.
    SharedSecret,
    /// The text that `trust_origin` got is not an origin.
    NoOrigin {
        /// The text.
        text: String,
    },
    /// A cache in the memory of the process beside a bus: other nodes would serve what this one changes.
    LocalCache,
    /// A cache answers for too long without asking its store.
    LongLease {
        /// The lease that was given to `local`.
        lease: Duration,
    },
    /// A function says how long its result is kept, and another one of its context borrows what differs
    /// from request to request, so that nothing of the context is kept.
    Uncacheable {
        /// The path of the function that says how long.
        function: String,
        /// Its source location, `file:line`.
        location: String,
        /// The path of the function that borrows the request or the session.
        borrower: String,
    },
    /// A function says how long its result is kept, and another one of its context that it is never kept, so
    /// that nothing of the context is kept.
    NeverKept {
        /// The path of the function that says how long.
        function: String,
        /// Its source location, `file:line`.
        location: String,
        /// The path of the function that says `cache = false`.
        other: String,
    },
    /// Two functions have one name on the wire.
    SameName {
        /// The name.
        name: &'static str,
        /// Their source locations, `file:line`.
        locations: [String; 2],
    },
}
