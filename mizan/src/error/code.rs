//! The classes of failures in the protocol.

use http::StatusCode;

/// The classes of failures in the protocol.
///
/// A `match` on it needs a wildcard arm: later versions of the protocol add classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The request does not follow the protocol.
    BadRequest,
    /// The caller has no identity, or the token is not valid.
    Unauthorized,
    /// The caller lacks a right.
    Forbidden,
    /// The function, the context or the data does not exist.
    NotFound,
    /// The change conflicts with the present data.
    Conflict,
    /// The body or a file exceeds its limit.
    PayloadTooLarge,
    /// The arguments do not fit the types of the parameters.
    Validation,
    /// The caller exceeded a limit of the application.
    TooManyRequests,
    /// The function exceeded the time limit. A mutation may still commit.
    Timeout,
    /// The caller cancelled a read, a plain call or a stream.
    Cancelled,
    /// The server has too much to do at once, or is going down.
    Unavailable,
    /// The client was built for another version of what it speaks to.
    StaleClient,
    /// Any other failure. The client learns nothing about the cause.
    Internal,
    /// The function is declared, but this backend cannot run it.
    NotImplemented,
}

impl Code {
    /// The code on the wire.
    ///
    /// ```
    /// assert_eq!(mizan::Code::NotFound.as_str(), "NOT_FOUND");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BadRequest => "BAD_REQUEST",
            Self::Unauthorized => "UNAUTHORIZED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::Validation => "VALIDATION_ERROR",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::Timeout => "TIMEOUT",
            Self::Cancelled => "CANCELLED",
            Self::Unavailable => "UNAVAILABLE",
            Self::StaleClient => "STALE_CLIENT",
            Self::Internal => "INTERNAL_ERROR",
            Self::NotImplemented => "NOT_IMPLEMENTED",
        }
    }

    /// The HTTP status of the class.
    ///
    /// ```
    /// assert_eq!(mizan::Code::Validation.status(), 422);
    /// ```
    pub fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict | Self::StaleClient => StatusCode::CONFLICT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Validation => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            // A status that proxies know and no document registers.
            Self::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        }
    }

    /// The message for the client where the application gives none.
    pub(crate) const fn describe(self) -> &'static str {
        match self {
            Self::BadRequest => "The request is not what it has to be.",
            Self::Unauthorized => "Nobody is signed in.",
            Self::Forbidden => "This is not allowed.",
            Self::NotFound => "There is no such thing.",
            Self::Conflict => "It collides with what is there.",
            Self::PayloadTooLarge => "This is too large.",
            Self::Validation => "The arguments do not fit.",
            Self::TooManyRequests => "There were too many requests.",
            Self::Timeout => "The server took too long.",
            Self::Cancelled => "The caller cancelled it.",
            Self::Unavailable => "The server is busy.",
            Self::StaleClient => "The client was built for another version.",
            Self::Internal => "Something went wrong on the server.",
            Self::NotImplemented => "The server cannot do this.",
        }
    }
}
