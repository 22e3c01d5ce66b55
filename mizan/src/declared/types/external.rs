//! The implementations of [`Type`] for external types: one for each row of the table in `mizan-ir`.

use std::marker::PhantomData;

use mizan_ir::hash::{leaf, node};

use super::{Plain, Type};
use crate::declared::model::definitions::Types;

macro_rules! implement_rows {
    ($($row:tt)*) => { $(implement_row! $row)* };
}

macro_rules! implement_row {
    (alias $($row:tt)*) => {};
    (default $default:ident $($row:tt)*) => { implement_row! { $($row)* } };
    (std $($row:tt)*) => { implement_row! { @row [] $($row)* } };
    ($feature:literal $($row:tt)*) => {
        implement_row! { @row [#[cfg(feature = $feature)]] $($row)* }
    };
    (
        @row [$($cfg:tt)*] [$($generics:tt)*]
        $krate:ident $(:: $segment:ident)+ $(<$($argument:tt),+>)? = struct $($rest:tt)*
    ) => {
        implement_row! {
            @definition [$($cfg)*] [$($generics)*] [$($($argument)+)?]
            $krate $(:: $segment)+ $(<$($argument),+>)?,
            concat!(stringify!($krate) $(, "::", stringify!($segment))+),
        }
    };
    (
        @row [$($cfg:tt)*] [$($generics:tt)*]
        $krate:ident $(:: $segment:ident)+ $(<$($argument:tt),+>)? = enum $($rest:tt)*
    ) => {
        implement_row! {
            @definition [$($cfg)*] [$($generics)*] [$($($argument)+)?]
            $krate $(:: $segment)+ $(<$($argument),+>)?,
            concat!(stringify!($krate) $(, "::", stringify!($segment))+),
        }
    };
    (@row [$($cfg:tt)*] [$($generics:tt)*] $type:ty = $model:ty; $($samples:tt)*) => {
        $($cfg)*
        impl<$($generics)*> Type for $type {
            const HASH: u64 = <$model as Type>::HASH;

            fn describe(types: &mut Types) -> mizan_ir::Type {
                types.note_external(stringify!($type));
                <$model as Type>::describe(types)
            }
        }

        $($cfg)*
        impl<$($generics)*> Plain for $type {}
    };
    (
        @definition [$($cfg:tt)*] [$($generics:tt)*] [$($argument:tt)*] $type:ty, $path:expr,
    ) => {
        $($cfg)*
        impl<$($generics)*> Type for $type {
            const HASH: u64 = node($path, &[$(<$argument as Type>::HASH),*]);

            fn describe(types: &mut Types) -> mizan_ir::Type {
                let arguments = vec![$(<$argument as Type>::describe(types)),*];
                types.external($path, arguments)
            }
        }

        $($cfg)*
        impl<$($generics)*> Plain for $type {}
    };
}

mizan_ir::with_external_types!(implement_rows);

// The names by which the table says what the JSON of a row is like. Rust's own types of these names
// are rows themselves.

struct String;

impl Type for String {
    const HASH: u64 = leaf("String");

    fn describe(_types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::String
    }
}

struct Json;

impl Type for Json {
    const HASH: u64 = leaf("Json");

    fn describe(_types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::Json
    }
}

struct Option<T: ?Sized>(PhantomData<T>);

impl<T: Type + ?Sized> Type for Option<T> {
    const HASH: u64 = node("Option", &[T::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::Option(Box::new(T::describe(types)))
    }
}

struct Vec<T: ?Sized>(PhantomData<T>);

impl<T: Type + ?Sized> Type for Vec<T> {
    const HASH: u64 = node("Vec", &[T::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::List(Box::new(T::describe(types)))
    }
}

struct Map<K: ?Sized, V: ?Sized>(PhantomData<(*const K, *const V)>);

impl<K: Type + ?Sized, V: Type + ?Sized> Type for Map<K, V> {
    const HASH: u64 = node("Map", &[K::HASH, V::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        let key = Box::new(K::describe(types));
        mizan_ir::Type::Map(key, Box::new(V::describe(types)))
    }
}

/// As a value it is no [`Plain`]: the output of a function fails by it instead.
impl<T: Type, E: Type> Type for Result<T, E> {
    const HASH: u64 = node(RESULT, &[T::HASH, E::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        let arguments = [T::describe(types), E::describe(types)].into();
        types.external(RESULT, arguments)
    }
}

/// The path of `Result` in the table.
const RESULT: &str = "std::result::Result";

/// Its only use is with its default arguments, which a row cannot name.
impl Type for serde_json::Map<std::string::String, serde_json::Value> {
    const HASH: u64 = <Map<String, Json> as Type>::HASH;

    fn describe(types: &mut Types) -> mizan_ir::Type {
        <Map<String, Json> as Type>::describe(types)
    }
}

impl Plain for serde_json::Map<std::string::String, serde_json::Value> {}
