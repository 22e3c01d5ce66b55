//! The errors of calls and reads: one that the function declares, or any other.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::super::runtime::error::{Code, Error as WireError};

/// A call or a read that failed.
///
/// `kind` is the error of the function itself, where it is one of those that the function declares:
/// an enum to match on. Every error has a code and a message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Error<E = Never> {
    /// The error of the function itself, if it declares this one.
    pub kind: Option<E>,
    /// The error as it is on the wire.
    pub wire: Box<WireError>,
}

/// The error of a function that declares none: there is no value of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Never {}

/// An error type of the API.
pub trait Failure: Sized {
    /// Reads the error from its name and its details; `None` if it is none of these. In a context,
    /// `member` is the function that failed, if the server names it.
    fn read(member: Option<&str>, kind: &str, details: Option<&Value>) -> Option<Self>;
}

impl Failure for Never {
    fn read(_: Option<&str>, _: &str, _: Option<&Value>) -> Option<Self> {
        None
    }
}

impl<E> Error<E> {
    /// The code of the protocol, such as [`Code::NotFound`]; [`Code::Network`] where no answer came.
    pub fn code(&self) -> Code {
        self.wire.code
    }

    /// The text for people.
    pub fn message(&self) -> &str {
        &self.wire.message
    }

    /// The details of the code, or the fields of the declared error, as JSON.
    pub fn details(&self) -> Option<&Value> {
        self.wire.details.as_ref()
    }

    /// The time after which another attempt makes sense, if the server says so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.wire.retry_after
    }

    /// True if the same request may succeed a little later.
    pub fn is_transient(&self) -> bool {
        self.wire.is_transient()
    }

    /// True if the server may have run the function although no answer came.
    pub fn is_outcome_unknown(&self) -> bool {
        self.wire.is_outcome_unknown()
    }
}

impl<E: Failure> Error<E> {
    /// The error of a member of a context, or of a function.
    pub(super) fn of_member(member: Option<&str>, wire: WireError) -> Self {
        let name = wire.kind.as_deref();
        let kind = name.and_then(|name| E::read(member, name, wire.details.as_ref()));
        Self { kind, wire: Box::new(wire) }
    }
}

impl<E: Failure> From<WireError> for Error<E> {
    fn from(wire: WireError) -> Self {
        Self::of_member(None, wire)
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.wire.code, self.wire.message)
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {}
