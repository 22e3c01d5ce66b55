//! Integers beyond JavaScript's safe range, written as decimal text.
//!
//! The field is a `bigint` in the client.
//!
//! ```
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, mizan::Type)]
//! struct Account {
//!     id: i64,
//!     #[serde(with = "mizan::bigint")]
//!     balance: u128,
//! }
//!
//! let json = serde_json::to_string(&Account { id: 1, balance: u128::MAX }).unwrap();
//! assert_eq!(json, r#"{"id":1,"balance":"340282366920938463463374607431768211455"}"#);
//! ```
//!
//! It works for every integer type, and for `Option` and `Vec` of one.
//!
//! The client finds such a field in generic types, in flattened fields and beside tags. The build
//! refuses a type in which a text could be either a string or such an integer, as in an untagged
//! enum.

use std::borrow::Cow;
use std::num::NonZero;

use mizan_ir::hash::{leaf, node};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::model::definitions::Types;

/// An integer, or an `Option` or `Vec` of integers, that can be written as decimal text.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no integer that `mizan::bigint` could write",
    note = "it takes integers, and an `Option` or a `Vec` of them"
)]
pub trait BigInteger: Sized {
    #[doc(hidden)]
    const HASH: u64;

    #[doc(hidden)]
    fn describe(types: &mut Types) -> mizan_ir::Type;

    #[doc(hidden)]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    #[doc(hidden)]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Writes decimal text. Serde calls it for `#[serde(with = "mizan::bigint")]`.
pub fn serialize<T: BigInteger, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// Reads decimal text. Serde calls it for `#[serde(with = "mizan::bigint")]`.
pub fn deserialize<'de, T: BigInteger, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::read(deserializer)
}

macro_rules! integers {
    ($($name:literal: $($type:ty),+;)+) => {
        $($(impl BigInteger for $type {
            const HASH: u64 = node("bigint", &[leaf($name)]);

            fn describe(_types: &mut Types) -> mizan_ir::Type {
                concat!("bigint<", $name, ">").parse().expect("the model has it")
            }

            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }

            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(|error| D::Error::custom(format_args!("`{text}`: {error}")))
            }
        })+)+
    };
}

integers! {
    "i8": i8, NonZero<i8>;
    "i16": i16, NonZero<i16>;
    "i32": i32, NonZero<i32>;
    "i64": i64, NonZero<i64>;
    "i128": i128, NonZero<i128>;
    "isize": isize, NonZero<isize>;
    "u8": u8, NonZero<u8>;
    "u16": u16, NonZero<u16>;
    "u32": u32, NonZero<u32>;
    "u64": u64, NonZero<u64>;
    "u128": u128, NonZero<u128>;
    "usize": usize, NonZero<usize>;
}

impl<T: BigInteger> BigInteger for Option<T> {
    const HASH: u64 = node("Option", &[T::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::Option(Box::new(T::describe(types)))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().map(Text).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Read<T>>::deserialize(deserializer)?.map(|Read(value)| value))
    }
}

impl<T: BigInteger> BigInteger for Vec<T> {
    const HASH: u64 = node("Vec", &[T::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::List(Box::new(T::describe(types)))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Text))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items = Vec::<Read<T>>::deserialize(deserializer)?;
        Ok(items.into_iter().map(|Read(value)| value).collect())
    }
}

struct Text<'value, T>(&'value T);

impl<T: BigInteger> Serialize for Text<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

struct Read<T>(T);

impl<'de, T: BigInteger> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Read)
    }
}
