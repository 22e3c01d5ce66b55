//! What a function fails with: a code of the protocol, a message for the client, and, for the
//! log alone, the cause.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::json::write::to_json;

/// The classes of failures in the protocol.
///
/// A `match` on it needs a wildcard arm: later versions of the protocol add classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The request is not what the protocol says.
    BadRequest,
    /// Nobody is signed in, or the token is not valid.
    Unauthorized,
    /// Signed in, but not allowed.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// It collides with what is there.
    Conflict,
    /// The body or a file is over its limit.
    PayloadTooLarge,
    /// The arguments do not fit.
    Validation,
    /// A limit of the application.
    TooManyRequests,
    /// The function took longer than it may. A mutation may still commit.
    Timeout,
    /// Anything else.
    Internal,
    /// Declared, but this backend cannot.
    NotImplemented,
}

impl Code {
    /// The code as it travels.
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
            Self::Internal => "INTERNAL_ERROR",
            Self::NotImplemented => "NOT_IMPLEMENTED",
        }
    }

    /// The HTTP status that goes with it.
    ///
    /// ```
    /// assert_eq!(mizan::Code::Validation.status(), 422);
    /// ```
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict => StatusCode::CONFLICT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Validation => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        }
    }

    /// What the client reads where nobody says more.
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
            Self::Internal => "Something went wrong on the server.",
            Self::NotImplemented => "The server cannot do this.",
        }
    }
}

/// A failure of a function.
///
/// Say what the client may know with [`Error::not_found`] and its siblings. `?` turns any other
/// error into `INTERNAL_ERROR`: its text goes to the log, the client learns nothing about it.
///
/// ```
/// fn rename(name: &str) -> Result<i64, mizan::Error> {
///     if name.is_empty() {
///         return Err(mizan::Error::conflict("a name has at least one letter"));
///     }
///     Ok(name.parse()?)
/// }
///
/// assert_eq!(rename("").unwrap_err().code(), mizan::Code::Conflict);
/// let internal = rename("Ada").unwrap_err();
/// assert_eq!(internal.code(), mizan::Code::Internal);
/// assert_eq!(internal.message(), "Something went wrong on the server.");
/// ```
///
/// It is made from any `std::error::Error`, so it cannot be one itself. It becomes one by `?`, where
/// a function fails with a `Box<dyn Error>`, and by [`Error::into_boxed`]:
///
/// ```
/// fn seed() -> Result<(), mizan::Error> {
///     Err(mizan::Error::conflict("there are users already"))
/// }
///
/// fn main_of_a_tool() -> Result<(), Box<dyn std::error::Error>> {
///     Ok(seed()?)
/// }
///
/// assert_eq!(main_of_a_tool().unwrap_err().to_string(), "CONFLICT: there are users already");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    kind: Option<&'static str>,
    message: Cow<'static, str>,
    details: Option<Box<RawValue>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// A mutation that ends with this error may have committed all the same.
    is_outcome_unknown: bool,
}

impl Error {
    /// A failure of a class, with a message for the client.
    ///
    /// ```
    /// let error = mizan::Error::new(mizan::Code::TooManyRequests, "one letter a day");
    /// assert_eq!(error.message(), "one letter a day");
    /// ```
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self(Box::new(Inner {
            code,
            kind: None,
            message,
            details: None,
            source: None,
            is_outcome_unknown: false,
        }))
    }

    /// 400: the request is not what it has to be.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::BadRequest, message)
    }

    /// 401: nobody is signed in.
    pub fn unauthorized(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unauthorized, message)
    }

    /// 403: signed in, but not allowed.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Forbidden, message)
    }

    /// 404: there is no such thing.
    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::NotFound, message)
    }

    /// 409: it collides with what is there.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Conflict, message)
    }

    /// 413: the body or a file is over its limit.
    pub fn payload_too_large(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::PayloadTooLarge, message)
    }

    /// 422: the arguments do not fit.
    pub fn validation(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Validation, message)
    }

    /// 429: a limit of the application.
    pub fn too_many_requests(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::TooManyRequests, message)
    }

    /// 500: anything else. The cause is logged and never sent.
    ///
    /// ```
    /// let error = mizan::Error::internal("the disk is full");
    /// assert!(!error.message().contains("disk"));
    /// assert!(error.to_string().contains("the disk is full"));
    /// ```
    pub fn internal(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut error = Self::new(Code::Internal, Code::Internal.describe());
        error.0.source = Some(cause.into());
        error
    }

    /// 501: declared, but this backend cannot.
    pub fn not_implemented(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::NotImplemented, message)
    }

    /// The same failure with details that travel to the client as JSON. Details that cannot be
    /// written as JSON, or hold an integer that JavaScript would round, turn it into an internal
    /// one.
    ///
    /// ```
    /// let taken = mizan::Error::conflict("taken").with_details(["Ada2", "Ada3"]);
    /// assert_eq!(taken.details(), Some(r#"["Ada2","Ada3"]"#));
    /// ```
    #[must_use]
    pub fn with_details(mut self, details: impl Serialize) -> Self {
        let details = to_json(&details)
            .map_err(Self::internal)
            .and_then(|json| Ok(RawValue::from_string(json)?));
        match details {
            Ok(details) => {
                self.0.details = Some(details);
                self
            }
            Err(error) => error,
        }
    }

    /// The same failure of a mutation that may have committed before it: a panic, the time limit, an
    /// answer that has no JSON.
    pub(crate) fn with_unknown_outcome(mut self) -> Self {
        self.0.is_outcome_unknown = true;
        self
    }

    /// Whether a mutation that failed with this may have committed.
    pub(crate) fn is_outcome_unknown(&self) -> bool {
        self.0.is_outcome_unknown
    }

    /// The same failure as a variant of a declared error, with the JSON of what that holds.
    pub(crate) fn with_kind(mut self, kind: &'static str, details: Option<String>) -> Self {
        match details.map(RawValue::from_string).transpose() {
            Ok(details) => {
                self.0.kind = Some(kind);
                self.0.details = details;
                self
            }
            Err(error) => Self::internal(error),
        }
    }

    /// Its class.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The variant of a declared error, by its name on the wire. See [`Failure`](crate::Failure).
    pub fn kind(&self) -> Option<&'static str> {
        self.0.kind
    }

    /// What the client reads.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The JSON that travels beside the message.
    pub fn details(&self) -> Option<&str> {
        self.0.details.as_deref().map(RawValue::get)
    }

    /// The cause, which stays on the server.
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// The same as an error of the standard library, for whoever collects such: `anyhow`, `eyre`.
    ///
    /// ```
    /// let boxed = mizan::Error::internal("the disk is full").into_boxed();
    /// assert_eq!(boxed.source().unwrap().to_string(), "the disk is full");
    /// ```
    pub fn into_boxed(self) -> Box<dyn StdError + Send + Sync> {
        Box::new(Boxed(self))
    }
}

/// What [`Error::into_boxed`] hides: the message, and the cause as what is behind it.
struct Boxed(Error);

impl fmt::Display for Boxed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_message(formatter)
    }
}

impl fmt::Debug for Boxed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl StdError for Boxed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.cause().map(|cause| cause as &dyn StdError)
    }
}

impl From<Error> for Box<dyn StdError + Send + Sync> {
    fn from(error: Error) -> Self {
        error.into_boxed()
    }
}

impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Self {
        error.into_boxed()
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self::internal(error)
    }
}

/// As the client reads it: without the cause.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_map(None)?;
        error.serialize_entry("code", self.code().as_str())?;
        if let Some(kind) = self.kind() {
            error.serialize_entry("kind", kind)?;
        }
        error.serialize_entry("message", self.message())?;
        if let Some(details) = &self.0.details {
            error.serialize_entry("details", details)?;
        }
        error.end()
    }
}

impl Error {
    fn write_message(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.code().as_str())?;
        if let Some(kind) = self.kind() {
            write!(formatter, " {kind}")?;
        }
        write!(formatter, ": {}", self.message())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_message(formatter)?;
        let mut cause = self.cause().map(|cause| cause as &dyn StdError);
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
