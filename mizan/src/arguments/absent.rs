//! The deserialisation of an argument that is absent.

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, Visitor};

/// The value of an absent argument: `None` for an `Option`, otherwise an error.
pub(super) fn absent<T: DeserializeOwned>() -> Result<T, Absent> {
    T::deserialize(Absent)
}

/// The deserialiser of an absent value, and its error.
#[derive(Debug)]
pub(super) struct Absent;

impl<'de> Deserializer<'de> for Absent {
    type Error = Self;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self> {
        Err(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self> {
        visitor.visit_none()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl fmt::Display for Absent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("is missing")
    }
}

impl std::error::Error for Absent {}

impl serde::de::Error for Absent {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
