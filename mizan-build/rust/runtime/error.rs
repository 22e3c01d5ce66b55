//! The error of a read or a call, in the form that it has on the wire.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// The codes of the wire, and two that only a client gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Code {
    /// The request is not what the protocol asks for.
    BadRequest,
    /// Nobody is signed in, or a token is not valid.
    Unauthorized,
    /// Who is signed in may not do this.
    Forbidden,
    /// There is no such function or context, or the function says so.
    NotFound,
    /// The function says that something stands against it.
    Conflict,
    /// A body or a file is over its limit.
    PayloadTooLarge,
    /// The arguments do not fit.
    ValidationError,
    /// A limit of the application.
    TooManyRequests,
    /// There was no answer in time.
    Timeout,
    /// The caller has cancelled it.
    Cancelled,
    /// The server has too much to do, or goes down.
    Unavailable,
    /// The client was built for another version of the protocol, or of the function. Build it anew.
    StaleClient,
    /// Anything else that went wrong on the server, or an answer that cannot be read.
    InternalError,
    /// Declared, but this server cannot.
    NotImplemented,
    /// No answer came: refused, or cut off.
    Network,
    /// Ended by the client: dropped, or the session that it belonged to is over.
    Aborted,
    /// A code that this client does not know.
    #[serde(other)]
    Unknown,
}

/// A read or a call that failed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Error {
    /// What kind of failure it is.
    pub code: Code,
    /// What to tell a person.
    pub message: String,
    /// The variant, if the function declares an error type.
    #[serde(default)]
    pub kind: Option<String>,
    /// The fields of the variant, or the details of the code.
    #[serde(default)]
    pub details: Option<Value>,
    /// After how long another attempt makes sense, if the server says so.
    #[serde(skip)]
    pub retry_after: Option<Duration>,
}

impl Error {
    /// An error that says no more than its code and a message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), kind: None, details: None, retry_after: None }
    }

    /// The error of what the client itself has ended.
    pub fn aborted() -> Self {
        Self::new(Code::Aborted, "The request was aborted.")
    }

    /// The error of a request whose runtime has ended before its answer came.
    pub(crate) fn left() -> Self {
        Self::new(
            Code::Aborted,
            "The runtime that the request was running on has ended. Keep the one that the client is used on, \
             such as that of `#[tokio::main]`, until the client is dropped.",
        )
    }

    /// True if the same request may succeed a little later.
    pub fn is_transient(&self) -> bool {
        use Code::{InternalError, Network, Timeout, TooManyRequests, Unavailable};
        matches!(self.code, Network | Timeout | Unavailable | InternalError | TooManyRequests)
    }

    /// True if the server may have run the function although no answer came.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self.code, Code::Network | Code::Timeout | Code::Aborted | Code::InternalError)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
