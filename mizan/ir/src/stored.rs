//! Parts of the model as bytes, for the same program to read back: what a macro leaves in a
//! constant, or a build from one run to the next.
//!
//! Own code, because macros and build scripts run unoptimised and everyone compiles them: serde
//! with postcard reads an outline in twice the time, and serde alone takes as long to compile as
//! syn. Whatever is not what was written reads as `None`.

use std::sync::Arc;

use crate::{
    Auth, Cache, Field, Fields, Name, Place, Presence, Shape, Tagging, TypeDefinition, Variant,
};

/// A value that can be written to bytes and read back by the same program.
pub trait Stored: Sized {
    /// Adds the value to the bytes.
    fn write(&self, bytes: &mut Vec<u8>);

    /// Takes a value off the front of the bytes.
    fn read(bytes: &mut &[u8]) -> Option<Self>;

    /// The value as bytes.
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        bytes
    }
}

/// A struct is its fields, one after the other.
#[macro_export]
#[doc(hidden)]
macro_rules! stored_structs {
    ($($name:ident $(<$parameter:ident>)? { $($field:ident)* })*) => {$(
        impl $(<$parameter: $crate::stored::Stored>)? $crate::stored::Stored
            for $name $(<$parameter>)?
        {
            fn write(&self, bytes: &mut ::std::vec::Vec<u8>) {
                let Self { $($field),* } = self;
                $($crate::stored::Stored::write($field, bytes);)*
            }

            fn read(bytes: &mut &[u8]) -> ::core::option::Option<Self> {
                Some(Self { $($field: $crate::stored::Stored::read(bytes)?),* })
            }
        }
    )*};
}

/// An enum is the number of its variant, and then what that holds.
#[macro_export]
#[doc(hidden)]
macro_rules! stored_enums {
    ($($name:ident $(<$parameter:ident>)? {
        $($number:literal $variant:ident $(($($item:ident)*))? $({ $($field:ident)* })?)*
    })*) => {$(
        impl $(<$parameter: $crate::stored::Stored>)? $crate::stored::Stored
            for $name $(<$parameter>)?
        {
            fn write(&self, bytes: &mut ::std::vec::Vec<u8>) {
                match self {$(
                    Self::$variant $(($($item),*))? $({ $($field),* })? => {
                        bytes.push($number);
                        $($($crate::stored::Stored::write($item, bytes);)*)?
                        $($($crate::stored::Stored::write($field, bytes);)*)?
                    }
                )*}
            }

            fn read(bytes: &mut &[u8]) -> ::core::option::Option<Self> {
                Some(match <u8 as $crate::stored::Stored>::read(bytes)? {
                    $($number => Self::$variant
                        $(($({ let $item = $crate::stored::Stored::read(bytes)?; $item }),*))?
                        $({ $($field: $crate::stored::Stored::read(bytes)?),* })?,)*
                    _ => return None,
                })
            }
        }
    )*};
}

stored_structs! {
    Field<T> { name ty output input flatten aliases docs deprecated place }
    Name { output input }
    Place { file line column }
    TypeDefinition<T> { parameters shape key docs deprecated place }
    Variant<T> { name fields output input untagged other code aliases docs deprecated place }
}

stored_enums! {
    Auth { 0 Open 1 SignedIn 2 Staff 3 Superuser 4 Guard(path) }
    Cache { 0 Default 1 Off 2 Seconds(seconds) }
    Fields<T> { 0 Unit 1 Newtype(ty) 2 Tuple(items) 3 Named(fields) }
    Presence { 0 Required 1 Optional 2 UnlessNull 3 Skipped }
    Shape<T> {
        0 Struct(fields)
        1 Tagged { tag name fields }
        2 Enum { tagging variants }
        3 Directed { output input }
    }
    Tagging { 0 External 1 Internal { tag } 2 Adjacent { tag content } 3 Untagged }
}

impl Stored for () {
    fn write(&self, _bytes: &mut Vec<u8>) {}

    fn read(_bytes: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}

impl Stored for bool {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(*self));
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(u8::read(bytes)? != 0)
    }
}

impl Stored for u8 {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(*self);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let [byte, rest @ ..] = *bytes else { return None };
        *bytes = rest;
        Some(*byte)
    }
}

/// Most of what is read are numbers, so this does without a call of a function.
impl Stored for u32 {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let [a, b, c, d, rest @ ..] = *bytes else { return None };
        *bytes = rest;
        Some(*a as Self | (*b as Self) << 8 | (*c as Self) << 16 | (*d as Self) << 24)
    }
}

impl Stored for u64 {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (number, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(Self::from_le_bytes(*number))
    }
}

/// Lines, columns and lengths.
impl Stored for usize {
    fn write(&self, bytes: &mut Vec<u8>) {
        let number = u32::try_from(*self).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(u32::read(bytes)? as Self)
    }
}

impl Stored for String {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.len().write(bytes);
        bytes.extend_from_slice(self.as_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::read(bytes)?;
        let (text, rest) = bytes.split_at_checked(length)?;
        *bytes = rest;
        Some(str::from_utf8(text).ok()?.to_owned())
    }
}

impl<T: Stored> Stored for Option<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.is_some().write(bytes);
        if let Some(value) = self {
            value.write(bytes);
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(if bool::read(bytes)? { Some(T::read(bytes)?) } else { None })
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_list(self, bytes);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let length = usize::read(bytes)?;
        // A broken length is longer than all that there is to read.
        let mut list = Self::with_capacity(length.min(bytes.len()));
        for _ in 0..length {
            list.push(T::read(bytes)?);
        }
        Some(list)
    }
}

impl<T: Stored> Stored for Arc<[T]> {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_list(self, bytes);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Vec::read(bytes).map(Self::from)
    }
}

impl<T: Stored> Stored for Box<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        (**self).write(bytes);
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        T::read(bytes).map(Self::new)
    }
}

fn write_list<T: Stored>(list: &[T], bytes: &mut Vec<u8>) {
    list.len().write(bytes);
    for item in list {
        item.write(bytes);
    }
}
