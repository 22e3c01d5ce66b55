//! Integers that travel as decimal text, because other clients' numbers cannot hold them.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// An integer that is decimal text in JSON: `Big(5_u128)`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Big<T>(
    /// The integer.
    pub T,
);

impl<T> From<T> for Big<T> {
    fn from(integer: T) -> Self {
        Self(integer)
    }
}

impl<T: Display> Display for Big<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Display> Serialize for Big<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Big<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text(PhantomData))
    }
}

/// Reads the text.
struct Text<T>(PhantomData<T>);

impl<T: FromStr> Visitor<'_> for Text<T> {
    type Value = Big<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer as decimal text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Big<T>, E> {
        text.parse().map(Big).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}
