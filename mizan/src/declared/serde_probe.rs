//! The probe of serde's traits: which of them a type implements, whatever derives or writes them.

use std::marker::PhantomData;

use mizan_ir::Direction;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Knows serde's traits of a type: the compiler takes the constants of the probe where the type
/// implements the trait, and those of [`NoSerde`] where it does not.
pub struct SerdeProbe<T>(PhantomData<T>);

impl<T: Serialize> SerdeProbe<T> {
    /// True if serde writes the type.
    pub const IS_WRITTEN: bool = true;
    /// Returns true if serde writes a value as a number.
    pub const WRITES_NUMBER: fn(&T) -> bool =
        |value| serde_json::to_value(value).is_ok_and(|json| json.is_number());
}

impl<T: DeserializeOwned> SerdeProbe<T> {
    /// True if serde reads the type.
    pub const IS_READ: bool = true;
    /// Returns true if serde reads the type from a number.
    pub const READS_NUMBER: fn(i64) -> bool =
        |number| serde_json::from_str::<T>(&number.to_string()).is_ok();
}

/// The constants of a type without serde's traits.
pub trait NoSerde: Sized {
    /// Serde does not write it.
    const IS_WRITTEN: bool = false;
    /// Serde does not read it.
    const IS_READ: bool = false;
    /// Serde does not write it.
    const WRITES_NUMBER: fn(&Self::Probed) -> bool = |_| false;
    /// Serde does not read it.
    const READS_NUMBER: fn(i64) -> bool = |_| false;
    /// The type in question.
    type Probed;
}

impl<T> NoSerde for SerdeProbe<T> {
    type Probed = T;
}

/// The numbers of an enum that may be written by serde_repr.
pub struct Numbers {
    /// The number of each variant.
    pub values: &'static [i64],
    /// True if serde writes the number of a variant.
    pub is_written: bool,
    /// True if serde reads the number of a variant.
    pub is_read: bool,
}

impl Numbers {
    /// The directions in which the enum is a number.
    pub(crate) fn directions(&self) -> Vec<Direction> {
        let both = [(self.is_written, Direction::Output), (self.is_read, Direction::Input)];
        both.into_iter().filter_map(|(is_number, way)| is_number.then_some(way)).collect()
    }
}
