//! Outlines as bytes, to be kept from one run to the next.
//!
//! Own code, because a build script runs unoptimised: serde with a compact format takes several
//! times as long to read an outline back as this does, and is another second and a half for
//! everyone to compile. Whatever is not what was written reads as `None`.

use std::sync::Arc;

use mizan_ir::{Field, Fields, Name, Place, Presence, Shape, Tagging, Variant};

use super::{
    outline::{
        Alias, Argument, Attributed, Context, Declaration, Derived, Form, Function, Generic, Kind,
        Mention, Module, Path, TypeDeclaration,
    },
    span::Span,
};

/// A value that can be written to bytes and read back by the same program.
pub(super) trait Stored: Sized {
    fn write(&self, bytes: &mut Vec<u8>);

    /// Takes a value off the front of the bytes.
    fn read(bytes: &mut &[u8]) -> Option<Self>;
}

/// A struct is its fields, one after the other.
macro_rules! stored_structs {
    ($($name:ident $(<$parameter:ident>)? { $($field:ident)* })*) => {$(
        impl $(<$parameter: Stored>)? Stored for $name $(<$parameter>)? {
            fn write(&self, bytes: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.write(bytes);)*
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: Stored::read(bytes)?),* })
            }
        }
    )*};
}

/// An enum is the number of its variant, and then what that holds.
macro_rules! stored_enums {
    ($($name:ident $(<$parameter:ident>)? {
        $($number:literal $variant:ident $(($($item:ident)*))? $({ $($field:ident)* })?)*
    })*) => {$(
        impl $(<$parameter: Stored>)? Stored for $name $(<$parameter>)? {
            fn write(&self, bytes: &mut Vec<u8>) {
                match self {$(
                    Self::$variant $(($($item),*))? $({ $($field),* })? => {
                        bytes.push($number);
                        $($($item.write(bytes);)*)?
                        $($($field.write(bytes);)*)?
                    }
                )*}
            }

            fn read(bytes: &mut &[u8]) -> Option<Self> {
                Some(match read_byte(bytes)? {
                    $($number => Self::$variant
                        $(($({ let $item = Stored::read(bytes)?; $item }),*))?
                        $({ $($field: Stored::read(bytes)?),* })?,)*
                    _ => return None,
                })
            }
        }
    )*};
}

stored_structs! {
    Alias { parameters ty }
    Argument { wire_name span ty }
    Attributed<T> { path content }
    Context { wire_name parameters docs }
    Declaration { name span kind }
    Field<T> { name ty output input flatten aliases docs deprecated place }
    Function { wire_name context affects merge arguments output docs deprecated }
    Mention { span form }
    Name { output input }
    Path { span is_global segments }
    Place { file line column }
    Span { line column end_line end_column }
    TypeDeclaration { parameters shape key docs deprecated }
    Variant<T> { name fields output input untagged other aliases docs place }
}

stored_enums! {
    Derived { 0 Context(context) 1 Type(ty) }
    Fields<T> { 0 Unit 1 Newtype(ty) 2 Tuple(items) 3 Named(fields) }
    Form {
        0 Path(path arguments)
        1 Tuple(items)
        2 Array(item length)
        3 Reference(inner)
        4 Slice(item)
        5 Opaque
    }
    Generic { 0 Type(name default) 1 Const }
    Kind { 0 Module(module) 1 Use(path) 2 Alias(alias) 3 Data(derived) 4 Client(client) 5 Function 6 Other }
    Module { 0 Inline(declarations) 1 File(path) }
    Presence { 0 Required 1 Optional 2 UnlessNull 3 Skipped }
    Shape<T> {
        0 Struct(fields)
        1 Tagged { tag name fields }
        2 Enum { tagging variants }
        3 Directed { output input }
    }
    Tagging { 0 External 1 Internal { tag } 2 Adjacent { tag content } 3 Untagged }
}

fn read_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*byte)
}

impl Stored for bool {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(*self));
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(read_byte(bytes)? != 0)
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
        let (number, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Self::try_from(u32::from_le_bytes(*number)).ok()
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
        let mut list = Self::new();
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
