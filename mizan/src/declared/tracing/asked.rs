//! The question that a type asks a deserializer first: the names of its fields or variants.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};

/// The names that a type asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An object of these fields, aliases among them.
    Fields(&'static [&'static str]),
    /// A variant of these names, aliases among them.
    Variants(&'static [&'static str]),
    /// Anything else, whose names are not known before it is read.
    Other,
}

/// The names that a type asks for, without reading a value.
pub(crate) fn ask<'de, T: Deserialize<'de>>() -> Asked {
    match T::deserialize(Asking) {
        Ok(_) | Err(Answer(None)) => Asked::Other,
        Err(Answer(Some(asked))) => asked,
    }
}

/// A deserializer that reads nothing.
struct Asking;

/// The names, as the error of the deserializer.
#[derive(Debug)]
struct Answer(Option<Asked>);

impl<'de> Deserializer<'de> for Asking {
    type Error = Answer;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Answer> {
        Err(Answer(None))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Answer> {
        Err(Answer(Some(Asked::Fields(fields))))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Answer> {
        Err(Answer(Some(Asked::Variants(variants))))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("nothing is read")
    }
}

impl std::error::Error for Answer {}

impl serde::de::Error for Answer {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}
