//! The error of a function: a class of the protocol, a message for the client, and a cause for the
//! log.

mod boxed;
mod code;
mod text;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use serde::Serialize;
use serde_json::value::RawValue;

pub use code::Code;

use crate::json::write::to_json;
use boxed::Boxed;

/// The error of a function.
///
/// A constructor such as [`Error::not_found`] makes an error whose message the client gets. `?`
/// turns any other error into `INTERNAL_ERROR`: its text goes to the log, and the client gets a
/// general message.
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
/// Any other error is every type that becomes a `Box<dyn Error + Send + Sync>`: the types that
/// implement `std::error::Error`, that box itself, `anyhow::Error`, `eyre::Report`, and a text.
///
/// ```
/// # fn load() -> Result<u8, Box<dyn std::error::Error + Send + Sync>> { Ok(1) }
/// fn first(names: &[&str]) -> Result<u8, mizan::Error> {
///     let name = names.first().ok_or("there is no name")?;
///     Ok(load()? + name.parse::<u8>()?)
/// }
///
/// assert!(first(&[]).unwrap_err().to_string().contains("there is no name"));
/// ```
///
/// A `Box<dyn Error>` without `Send + Sync` may belong to one thread, and is not among them.
///
/// `Error` implements `From` for all of them, so it cannot be one of them itself. `?` converts it
/// where a function returns a `Box<dyn Error>`; [`Error::into_boxed`] does it for
/// `Box<dyn Error + Send + Sync>`, `anyhow` and `eyre`:
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
/// fn task() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
///     Ok(seed().map_err(mizan::Error::into_boxed)?)
/// }
///
/// assert_eq!(main_of_a_tool().unwrap_err().to_string(), "CONFLICT: there are users already");
/// assert_eq!(task().unwrap_err().to_string(), "CONFLICT: there are users already");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    kind: Option<&'static str>,
    message: Cow<'static, str>,
    details: Option<Box<RawValue>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// `true` if a mutation that ends with this error may have committed.
    is_outcome_unknown: bool,
    /// `true` for arguments that do not fit: the function has not run.
    is_before_run: bool,
    /// The methods that the address takes, of a request with another one.
    allow: Option<&'static str>,
    retry_after: Option<Duration>,
}

impl Error {
    /// An error of a class, with a message for the client.
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
            is_before_run: false,
            allow: None,
            retry_after: None,
        }))
    }

    /// 400: the request does not follow the protocol.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::BadRequest, message)
    }

    /// 401: the caller has no identity.
    pub fn unauthorized(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unauthorized, message)
    }

    /// 403: the caller lacks a right.
    pub fn forbidden(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Forbidden, message)
    }

    /// 404: the data does not exist.
    pub fn not_found(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::NotFound, message)
    }

    /// 409: the change conflicts with the present data.
    pub fn conflict(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Conflict, message)
    }

    /// 413: the body or a file exceeds its limit.
    pub fn payload_too_large(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::PayloadTooLarge, message)
    }

    /// 422: the arguments are not valid.
    pub fn validation(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Validation, message)
    }

    /// 429: the caller exceeded a limit of the application.
    pub fn too_many_requests(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::TooManyRequests, message)
    }

    /// 500: any other failure. The cause is logged and never sent.
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

    /// 501: this backend cannot run the function.
    pub fn not_implemented(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::NotImplemented, message)
    }

    /// The same error with details, which the client gets as JSON. Details that have no JSON, or
    /// that contain an integer which JavaScript would round, turn it into an internal error.
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

    /// The same error with the time after which another attempt makes sense: the header `Retry-After`,
    /// in whole seconds. The client sends a read again by then, and a mutation that has an idempotency
    /// key.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let error = mizan::Error::too_many_requests("One letter a minute.");
    /// let error = error.with_retry_after(Duration::from_secs(60));
    /// assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    /// ```
    #[must_use]
    pub fn with_retry_after(mut self, time: Duration) -> Self {
        self.0.retry_after = Some(time);
        self
    }

    /// The time after which another attempt makes sense.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// `true` if the same may go well a moment later.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(self.code(), Code::Internal | Code::Timeout | Code::Unavailable)
    }

    /// The same error, of something that happens before a function runs.
    pub(crate) fn with_certain_outcome(mut self) -> Self {
        self.0.is_outcome_unknown = false;
        self
    }

    /// The same error of a mutation that may have committed before it: a panic, the time limit, a
    /// result that has no JSON.
    pub(crate) fn with_unknown_outcome(mut self) -> Self {
        self.0.is_outcome_unknown = true;
        self
    }

    /// The same error of arguments, which end a call before its function runs.
    pub(crate) fn before_run(mut self) -> Self {
        self.0.is_before_run = true;
        self
    }

    /// `true` if the function of the call has not run.
    #[cfg(feature = "cache")]
    pub(crate) fn is_before_run(&self) -> bool {
        self.0.is_before_run
    }

    /// The same error of a request whose address takes other methods.
    pub(crate) fn with_allow(mut self, methods: &'static str) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// The methods that the address takes, if the request had another one.
    pub(crate) fn allow(&self) -> Option<&'static str> {
        self.0.allow
    }

    /// A copy of what the client learns of the failure. The cause, which is logged once, stays behind.
    pub(crate) fn copy_for_client(&self) -> Self {
        let Inner { code, kind, message, details, is_outcome_unknown, .. } = &*self.0;
        Self(Box::new(Inner {
            code: *code,
            kind: *kind,
            message: message.clone(),
            details: details.clone(),
            source: None,
            is_outcome_unknown: *is_outcome_unknown,
            is_before_run: self.0.is_before_run,
            retry_after: self.0.retry_after,
            allow: self.0.allow,
        }))
    }

    /// `true` if a mutation that failed with this error may have committed.
    pub(crate) fn is_outcome_unknown(&self) -> bool {
        self.0.is_outcome_unknown
    }

    /// The same error as a variant of a declared failure, with the JSON of its fields.
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

    /// The class.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The variant of a declared [`Failure`](crate::Failure), by its name on the wire.
    pub fn kind(&self) -> Option<&'static str> {
        self.0.kind
    }

    /// The message for the client.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The JSON of the details.
    pub fn details(&self) -> Option<&str> {
        self.0.details.as_deref().map(RawValue::get)
    }

    /// The cause, which the client never gets.
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// The same error as a `std::error::Error`, for `anyhow`, `eyre` and the like. `?` makes the same
    /// error of the box again, with its class and its message for the client.
    ///
    /// ```
    /// let boxed = mizan::Error::internal("the disk is full").into_boxed();
    /// assert_eq!(boxed.source().unwrap().to_string(), "the disk is full");
    ///
    /// let boxed = mizan::Error::conflict("taken").into_boxed();
    /// assert_eq!(mizan::Error::from(boxed).code(), mizan::Code::Conflict);
    /// ```
    pub fn into_boxed(self) -> Box<dyn StdError + Send + Sync> {
        Box::new(Boxed(self))
    }
}
