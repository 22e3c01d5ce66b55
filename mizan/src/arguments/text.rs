//! The deserialisation of one value from its text in a query: a scalar as it is, anything else as
//! JSON.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, Visitor};

use super::object::describe;

/// The text of a value. The type that reads it decides if `5` is a number or a string.
#[derive(Clone, Copy)]
pub(crate) struct TextDeserializer<'text>(pub(crate) &'text str);

/// The error of a text.
#[derive(Debug)]
pub(crate) struct TextError(String);

impl fmt::Display for TextError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for TextError {}

impl serde::de::Error for TextError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl From<serde_json::Error> for TextError {
    fn from(error: serde_json::Error) -> Self {
        Self(describe(&error))
    }
}

impl<'text> TextDeserializer<'text> {
    fn json<T>(
        self,
        read: impl FnOnce(
            &mut serde_json::Deserializer<serde_json::de::StrRead<'text>>,
        ) -> serde_json::Result<T>,
    ) -> Result<T, TextError> {
        let mut deserializer = serde_json::Deserializer::from_str(self.0);
        let value = read(&mut deserializer)?;
        deserializer.end()?;
        Ok(value)
    }

    fn parse<T: std::str::FromStr>(self, expected: &str) -> Result<T, TextError> {
        let Self(text) = self;
        text.parse().map_err(|_| TextError(format!("invalid value: `{text}`, expected {expected}")))
    }

    fn float(self) -> Result<f64, TextError> {
        let number: f64 = self.parse("a number")?;
        if number.is_finite() {
            return Ok(number);
        }
        Err(TextError(format!("invalid value: `{}`, expected a finite number", self.0)))
    }
}

macro_rules! scalars {
    ($($method:ident $visit:ident $type:ident,)+) => {
        $(fn $method<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
            visitor.$visit(self.parse::<$type>(stringify!($type))?)
        })+
    };
}

macro_rules! through_json {
    ($($method:ident($($argument:ident: $type:ty),*),)+) => {
        $(fn $method<V: Visitor<'text>>(
            self,
            $($argument: $type,)*
            visitor: V,
        ) -> Result<V::Value, TextError> {
            self.json(|json| json.$method($($argument,)* visitor))
        })+
    };
}

impl<'text> Deserializer<'text> for TextDeserializer<'text> {
    type Error = TextError;

    scalars! {
        deserialize_bool visit_bool bool,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_i128 visit_i128 i128,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_u128 visit_u128 u128,
    }

    through_json! {
        deserialize_seq(),
        deserialize_tuple(length: usize),
        deserialize_tuple_struct(name: &'static str, length: usize),
        deserialize_map(),
        deserialize_struct(name: &'static str, fields: &'static [&'static str]),
        deserialize_bytes(),
        deserialize_byte_buf(),
        deserialize_unit(),
        deserialize_unit_struct(name: &'static str),
    }

    fn deserialize_f32<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_char<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_string<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'text>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'text>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        if self.0.starts_with('{') {
            return self.json(|json| json.deserialize_enum(name, variants, visitor));
        }
        visitor.visit_enum(self)
    }

    /// A type that looks at the value first, such as an untagged enum, gets JSON where the text is
    /// JSON.
    fn deserialize_any<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        match serde_json::from_str::<serde::de::IgnoredAny>(self.0) {
            Ok(_) if !self.0.starts_with('"') => self.json(|json| json.deserialize_any(visitor)),
            _ => self.deserialize_str(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'text>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_unit()
    }
}

impl<'text> EnumAccess<'text> for TextDeserializer<'text> {
    type Error = TextError;
    type Variant = UnitVariant;

    fn variant_seed<S: DeserializeSeed<'text>>(
        self,
        seed: S,
    ) -> Result<(S::Value, UnitVariant), TextError> {
        Ok((seed.deserialize(self)?, UnitVariant))
    }
}

/// A variant that is written as its name alone.
pub(crate) struct UnitVariant;

impl UnitVariant {
    fn refuse<T>() -> Result<T, TextError> {
        Err(TextError::custom("the variant holds something, so it has to be written as JSON"))
    }
}

impl<'text> serde::de::VariantAccess<'text> for UnitVariant {
    type Error = TextError;

    fn unit_variant(self) -> Result<(), TextError> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'text>>(self, _: S) -> Result<S::Value, TextError> {
        Self::refuse()
    }

    fn tuple_variant<V: Visitor<'text>>(self, _: usize, _: V) -> Result<V::Value, TextError> {
        Self::refuse()
    }

    fn struct_variant<V: Visitor<'text>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, TextError> {
        Self::refuse()
    }
}
