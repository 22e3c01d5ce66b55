//! A function: who may call it, where it is reached, and how long its result may be kept.

use super::{Affects, ChannelRole, Merge, Parameter};
use crate::{Limits, SourceLocation, Type};

/// A function of the backend: a page if it has a route, else a read if it belongs to a context,
/// else a mutation or a plain call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// The wire name of the context that the function is read with.
    pub context: Option<String>,
    /// The role that the function has in a channel.
    pub channel: Option<ChannelRole>,
    /// The invalidations that follow a success of the function, in the order of its declaration.
    pub affects: Vec<Affects>,
    /// The reads whose cached results the result of the function updates, in the order of its
    /// declaration.
    pub merge: Vec<Merge>,
    /// The arguments that the caller sends, in the order of the declaration.
    pub arguments: Vec<Parameter>,
    /// The wire name of the argument that names a page, for a read whose list comes in pages.
    pub paging: Option<String>,
    /// The wire name of the read whose changes the function takes, for a mutation by which rows that were
    /// read come back edited.
    pub edits: Option<String>,
    /// `true` if the function streams: it answers any number of results, one after another.
    pub stream: bool,
    /// The type of the result; of a function that streams, of one item. A page has no JSON result:
    /// its response is for the browser.
    pub result: Type,
    /// The type of the error, if the client knows it.
    pub error: Option<Type>,
    /// The access rule of the function.
    pub auth: Auth,
    /// `Some` if the function takes the caller's identity.
    pub identity: Option<Identity>,
    /// `true` for a read that looks at the request or at its session: its result is for this request
    /// alone, and no cache keeps it.
    pub request: bool,
    /// `true` if no client can reach the function.
    pub private: bool,
    /// `true` if calls of the function travel over a socket.
    pub websocket: bool,
    /// The route of a page; `None` for every other function.
    pub route: Option<Route>,
    /// The revision of a read's result. A cache drops results of any other revision.
    pub rev: u32,
    /// The age limit of a cached result.
    pub cache: Cache,
    /// The limits of its own.
    pub limits: Limits,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the function is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the declaration.
    pub location: SourceLocation,
}

impl Function {
    /// `true` if a client can call or read the function: it is neither private nor a page.
    ///
    /// ```
    /// use mizan_ir::{Function, Route};
    ///
    /// assert!(Function::default().is_reachable());
    /// assert!(!Function { private: true, ..Function::default() }.is_reachable());
    /// let page = Function { route: Some(Route::new("/about")), ..Function::default() };
    /// assert!(!page.is_reachable());
    /// ```
    pub fn is_reachable(&self) -> bool {
        !self.private && self.route.is_none()
    }

    pub(super) fn is_in_channel(&self, name: &str) -> bool {
        self.channel.as_ref().is_some_and(|role| role.channel() == name)
    }
}

/// The callers that may run a function. A required [`Identity`] excludes further callers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Auth {
    /// Any caller, because the author wrote no access rule.
    #[default]
    Open,
    /// Any caller, because the author wrote so.
    Anyone,
    /// Any caller with an identity.
    SignedIn,
    /// Callers who belong to the staff.
    Staff,
    /// Callers who are superusers.
    Superuser,
    /// The callers that a guard of the backend admits. The text is the guard's name, as the author
    /// wrote it.
    Guard(String),
}

/// The use that a function makes of the caller's identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The function runs only for a caller with an identity.
    Required,
    /// The function also runs for a caller without an identity.
    Optional,
}

/// The address of a page, and the methods that it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The path, with parameters in braces: `/profile/{user_id}`.
    pub path: String,
    /// The HTTP methods, in the order of the declaration.
    pub methods: Vec<String>,
}

impl Route {
    /// The route of a page that answers `GET`.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Route::new("/about").methods, ["GET"]);
    /// ```
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), methods: vec!["GET".to_owned()] }
    }

    /// The same for a page that answers other methods.
    ///
    /// ```
    /// let route = mizan_ir::Route::new("/login").with_methods(vec!["POST".to_owned()]);
    /// assert_eq!(route.methods, ["POST"]);
    /// ```
    #[must_use]
    pub fn with_methods(self, methods: Vec<String>) -> Self {
        Self { methods, ..self }
    }
}

/// The age limit of a cached result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cache {
    /// The limit that the server configures for all reads.
    #[default]
    Default,
    /// No caching.
    Off,
    /// A limit in seconds.
    Seconds(u32),
}
