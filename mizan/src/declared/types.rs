//! The types that may travel between server and client, each with a hash that the build computes,
//! too.

mod external;

use std::marker::PhantomData;
use std::num::NonZero;
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize,
};

use mizan_ir::hash::{leaf, node};
use serde::{Deserialize, Deserializer, Serialize};

use super::model::definitions::Types;

/// A type that may travel between the server and its clients.
///
/// The derive belongs beside serde's. It reads serde's attributes, so that the TypeScript types are
/// those of the JSON that serde writes and accepts.
///
/// ```
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, mizan::Type)]
/// struct Profile {
///     id: i64,
///     name: String,
/// }
///
/// fn travels<T: mizan::Type>() {}
/// travels::<Vec<Profile>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel between the server and its clients",
    label = "this type does not implement `mizan::Type`",
    note = "if `{Self}` is yours, add `#[derive(serde::Serialize, serde::Deserialize, mizan::Type)]` to it",
    note = "if it is of another crate, write `#[mizan(as = \"String\")]` beside it, with the type whose JSON it is; a crate that Mizan knows is a feature of `mizan`, such as `uuid`",
    note = "if it is something the server holds, borrow it: a parameter `&{Self}` is lent by the server, not sent by the client"
)]
pub trait Type {
    /// The hash of the type. The build computes the same from the source; where the two differ, the
    /// build has resolved a name wrongly, and the compiler reports it.
    const HASH: u64;

    #[doc(hidden)]
    fn describe(types: &mut Types) -> mizan_ir::Type;
}

/// Every [`Type`] but `Result`, which is no value where a function returns it.
pub trait Plain: Type {}

/// Compiles if `T` may travel.
pub const fn demand_type<T: Type + ?Sized>() {}

/// A type that the build could resolve. Nothing implements it: the macros demand it of a part of a
/// generic type that the build could not resolve.
#[diagnostic::on_unimplemented(
    message = "the build could not find out what `{Self}` is, so the client cannot know it",
    label = "the build reads the source as it is written, and does not see what a macro or \
             `include!` makes, nor what a trait leads to",
    note = "write the type that it leads to, or `#[mizan(as = \"…\")]` beside it, with the type whose JSON it is"
)]
pub trait Followed {}

/// Compiles for no type, and reports at the type that the build could not resolve it.
pub const fn demand_followed<T: Followed + ?Sized>() {}

macro_rules! scalars {
    ($($name:literal: $($type:ty),+;)+) => {
        $($(impl Type for $type {
            const HASH: u64 = leaf($name);

            fn describe(_types: &mut Types) -> mizan_ir::Type {
                $name.parse().expect("the model has a type of this name")
            }
        }

        impl Plain for $type {})+)+
    };
}

scalars! {
    "()": ();
    "bool": bool, AtomicBool;
    "i8": i8, NonZero<i8>, AtomicI8;
    "i16": i16, NonZero<i16>, AtomicI16;
    "i32": i32, NonZero<i32>, AtomicI32;
    "i64": i64, NonZero<i64>, AtomicI64;
    "i128": i128, NonZero<i128>;
    "isize": isize, NonZero<isize>, AtomicIsize;
    "u8": u8, NonZero<u8>, AtomicU8;
    "u16": u16, NonZero<u16>, AtomicU16;
    "u32": u32, NonZero<u32>, AtomicU32;
    "u64": u64, NonZero<u64>, AtomicU64;
    "u128": u128, NonZero<u128>;
    "usize": usize, NonZero<usize>, AtomicUsize;
    "f32": f32;
    "f64": f64;
    "String": str, char;
}

impl<T: Type + ?Sized> Type for &T {
    const HASH: u64 = T::HASH;

    fn describe(types: &mut Types) -> mizan_ir::Type {
        T::describe(types)
    }
}

impl<T: Type + ?Sized> Plain for &T {}

/// The type of a field whose own functions write one type and read another.
pub struct Directed<Output: ?Sized, Input: ?Sized>(PhantomData<Output>, PhantomData<Input>);

impl<Output: Type + ?Sized, Input: Type + ?Sized> Type for Directed<Output, Input> {
    const HASH: u64 = node("direction", &[Output::HASH, Input::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        let output = Box::new(Output::describe(types));
        mizan_ir::Type::Directed(output, Box::new(Input::describe(types)))
    }
}

/// The type of a field with `mizan::bigint`, and a value that is read as such a field is.
pub struct BigInteger<T>(pub T);

impl<'de, T: super::bigint::BigInteger> Deserialize<'de> for BigInteger<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: super::bigint::BigInteger> Type for BigInteger<T> {
    const HASH: u64 = T::HASH;

    fn describe(types: &mut Types) -> mizan_ir::Type {
        T::describe(types)
    }
}

impl<T: Type> Type for [T] {
    const HASH: u64 = node("Vec", &[T::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::List(Box::new(T::describe(types)))
    }
}

impl<T: Type, const LENGTH: usize> Type for [T; LENGTH] {
    const HASH: u64 = node("Vec", &[T::HASH]);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::Array(Box::new(T::describe(types)), LENGTH)
    }
}

impl<T: Type, const LENGTH: usize> Plain for [T; LENGTH] {}

macro_rules! tuples {
    ($($($item:ident)+;)+) => {
        $(impl<$($item: Type),+> Type for ($($item,)+) {
            const HASH: u64 = node("tuple", &[$($item::HASH),+]);

            fn describe(types: &mut Types) -> mizan_ir::Type {
                mizan_ir::Type::Tuple(vec![$($item::describe(types)),+])
            }
        }

        impl<$($item: Type),+> Plain for ($($item,)+) {})+
    };
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
    A B C D E F G H I J K L M;
    A B C D E F G H I J K L M N;
    A B C D E F G H I J K L M N O;
    A B C D E F G H I J K L M N O P;
}

/// The type that takes the place of a type parameter while a generic type describes its definition.
/// It implements the traits that definitions commonly demand of their parameters.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Parameter<const INDEX: usize>;

impl<const INDEX: usize> Type for Parameter<INDEX> {
    const HASH: u64 = leaf("parameter");

    fn describe(_types: &mut Types) -> mizan_ir::Type {
        // A digit, which begins the name of no type parameter.
        mizan_ir::Type::Parameter(INDEX.to_string())
    }
}
