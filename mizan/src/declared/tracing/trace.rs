//! The functions of one type that tracing calls: they read it, write it, and make a value of it.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::asked::{Asked, ask};
use super::sample_of::{SampleOf, Samples};
use crate::declared::serde_probe::SerdeProbe;

/// Reads JSON as a type.
pub(crate) type Read = fn(&str) -> Result<(), Refusal>;

/// Reads JSON as a type, and writes the value again.
pub(crate) type Rewrite = fn(&str) -> Result<String, Refusal>;

/// The functions of one type. A function is `None` if the type does not implement its trait.
#[derive(Clone, Copy)]
pub struct Trace {
    /// True if the type implements a trait of serde.
    pub is_serde: bool,
    /// The names that the type asks for.
    pub ask: Option<fn() -> Asked>,
    /// Reads JSON as the type.
    pub read: Option<Read>,
    /// Reads JSON as the type, and writes the value again.
    pub rewrite: Option<Rewrite>,
    /// The JSON that serde writes for samples of a type that it does not read.
    pub write: Option<fn(&mut Samples) -> Vec<String>>,
}

impl Trace {
    /// A type that cannot be traced.
    pub const NONE: Self =
        Self { is_serde: true, ask: None, read: None, rewrite: None, write: None };
}

/// The reason why serde does not read JSON, or does not write what it read.
pub struct Refusal {
    /// The path of the value that is refused.
    pub(super) path: serde_path_to_error::Path,
    /// The message of serde.
    pub(super) message: String,
}

impl<T: DeserializeOwned> SerdeProbe<T> {
    /// The names that the type asks for.
    pub const ASK: Option<fn() -> Asked> = Some(ask::<T>);
    /// Reads JSON as the type.
    pub const READ: Option<Read> = Some(|json| read::<T>(json).map(drop));
}

impl<T: Serialize + DeserializeOwned> SerdeProbe<T> {
    /// Reads JSON as the type, and writes the value again.
    pub const REWRITE: Option<Rewrite> = Some(rewrite::<T>);
}

/// The functions of a type with lifetimes. It is read for the longest of them alone: the compiler
/// cannot tell in a constant if such a type is read for every lifetime.
pub struct LifetimeProbe<T>(PhantomData<T>);

impl<T: Deserialize<'static>> LifetimeProbe<T> {
    /// The names that the type asks for.
    pub const ASK: Option<fn() -> Asked> = Some(ask::<T>);
    /// Reads JSON as the type.
    pub const READ: Option<Read> = Some(|json| read_kept::<T>(json).map(drop));
}

impl<T: Serialize + Deserialize<'static>> LifetimeProbe<T> {
    /// Reads JSON as the type, and writes the value again.
    pub const REWRITE: Option<Rewrite> =
        Some(|json| read_kept::<T>(json).and_then(|value| write(&value)));
}

impl<T> NoTrace for LifetimeProbe<T> {}

/// Reads JSON that is never freed: a test makes a few samples, and ends.
fn read_kept<T: Deserialize<'static>>(json: &str) -> Result<T, Refusal> {
    read(Box::leak(json.to_owned().into_boxed_str()))
}

impl<T: Serialize + SampleOf> SerdeProbe<T> {
    /// The JSON that serde writes for the samples of the type.
    pub const WRITE: Option<fn(&mut Samples) -> Vec<String>> = Some(write_samples::<T>);
}

/// The functions of a type without the traits.
pub trait NoTrace: Sized {
    /// Serde does not read it.
    const ASK: Option<fn() -> Asked> = None;
    /// Serde does not read it.
    const READ: Option<Read> = None;
    /// Serde does not read and write it.
    const REWRITE: Option<Rewrite> = None;
    /// Serde does not write it, or there are no samples of it.
    const WRITE: Option<fn(&mut Samples) -> Vec<String>> = None;
}

impl<T> NoTrace for SerdeProbe<T> {}

/// Reads JSON. The deserializer is the one that reads arguments after a mistake, so that a type that
/// is an argument is not compiled for a second one.
pub(super) fn read<'json, T: Deserialize<'json>>(json: &'json str) -> Result<T, Refusal> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().clone();
        Refusal { path, message: error.into_inner().to_string() }
    })
}

/// Reads JSON, and writes the value again.
pub(super) fn rewrite<T: Serialize + DeserializeOwned>(json: &str) -> Result<String, Refusal> {
    read::<T>(json).and_then(|value| write(&value))
}

/// The JSON that serde writes for the samples of a type.
pub(super) fn write_samples<T: Serialize + SampleOf>(samples: &mut Samples) -> Vec<String> {
    let mut written = Vec::new();
    for variant in 0..T::VARIANTS {
        for is_full in [true, false] {
            samples.begin(is_full);
            let value = T::sample(variant, samples);
            written.extend(value.and_then(|value| serde_json::to_string(&value).ok()));
        }
    }
    written
}

fn write<T: Serialize>(value: &T) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| {
        let path = serde_path_to_error::Track::new().path();
        Refusal { path, message: error.to_string() }
    })
}
