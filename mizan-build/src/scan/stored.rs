//! Outlines as bytes, to be kept from one run to the next.
//!
//! Own code, because a build script runs unoptimised: serde with a compact format takes several
//! times as long to read an outline back as this does, and is another second and a half for
//! everyone to compile. Whatever is not what was written reads as `None`.

use std::sync::Arc;

use mizan_ir::{
    Auth, Cache, Field, Fields, Name as WireName, Place, Presence, Shape, Tagging, Variant,
};

use super::{
    outline::{
        Affects, Alias, Argument, Attributed, Context, Declaration, Derived, Form, Function,
        Generic, Kind, Lent, Mention, Module, Name, Path, Route, TypeDeclaration,
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
    Affects { target scope }
    Alias { parameters ty }
    Argument { wire_name span ty }
    Attributed<T> { path content }
    Context { wire_name parameters docs }
    Declaration { name span kind }
    Field<T> { name ty output input flatten aliases docs deprecated place }
    Function {
        wire_name context affects merge arguments lent output auth is_private is_websocket route
        rev cache docs deprecated
    }
    Lent { ty is_optional }
    Mention { span form }
    Name { text span }
    Path { span is_global segments }
    Place { file line column }
    Route { path methods }
    Span { line column end_line end_column }
    TypeDeclaration { parameters shape key docs deprecated }
    Variant<T> { name fields output input untagged other aliases docs place }
    WireName { output input }
}

stored_enums! {
    Auth { 0 Open 1 SignedIn 2 Staff 3 Superuser 4 Guard(path) }
    Cache { 0 Default 1 Off 2 Seconds(seconds) }
    Derived { 0 Context(context) 1 Type(ty) 2 Identity(path) }
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

impl Stored for u32 {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (number, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(Self::from_le_bytes(*number))
    }
}

/// Lines, columns and lengths: none of them is beyond what a source file may have.
impl Stored for usize {
    fn write(&self, bytes: &mut Vec<u8>) {
        u32::try_from(*self).unwrap_or(u32::MAX).write(bytes);
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

#[cfg(test)]
mod tests {
    use super::{super::read::read_source, *};
    use crate::scan::Cfg;

    /// Whatever an outline can hold.
    const SOURCE: &str = r#"
        use mizan::{Context, Type, client, other::*, Identity as Who};
        extern crate alloc as memory;
        mod file; #[path = "odd.rs"] mod moved; mod inline { fn inside() {} }
        type Alias<T> = ::std::vec::Vec<T>;
        trait Trait {}
        union Union { a: u8 }
        fn plain() {}
        /// Who asks.
        #[derive(Who)] struct Me { id: i64 }
        #[derive(Context)] #[mizan(name = "u")] struct User { user_id: i64 }
        #[derive(Context)] struct Broken(i64);
        #[derive(Type)] #[deprecated = "old"]
        struct Fields<'a, T = u8, const N: usize> {
            /// One.
            #[serde(rename(serialize = "a", deserialize = "b"), alias = "c")] one: &'a [T],
            #[serde(default)] two: [(T, ()); 3], #[serde(flatten)] rest: Rest<fn()>,
            #[serde(skip_serializing_if = "Option::is_none")] three: Option<[u8; N]>,
        }
        #[derive(Type)] struct Newtype(u8);
        #[derive(Type)] #[serde(tag = "t")] struct Tagged { a: u8 }
        #[derive(Type)] #[serde(from = "A", into = "B")] struct Converted { a: u8 }
        #[derive(Type)] enum External { A, B(u8), C(u8, u8), #[serde(skip_serializing)] D { e: u8 } }
        #[derive(Type)] #[serde(tag = "t")] enum Internal { A, #[serde(other)] B }
        #[derive(Type)] #[serde(tag = "t", content = "c")] enum Adjacent { A }
        #[derive(Type)] #[serde(untagged)] enum Untagged { A(u8) }
        #[client(context = User, auth = staff, rev = 3, cache = 60)]
        async fn read(db: &Db, me: Option<&Me>, user_id: i64) -> Result<Vec<u8>, Error> {}
        #[client(affects = [User { user_id: 1 }, read], auth = guard)] fn write(user_id: i64) {}
        #[client(context = User, cache = false)] fn fresh() {}
        #[client(merge = read)] fn replace() {}
        #[client(private)] fn hidden() {}
        #[client(websocket, context = User, auth = superuser)] fn live() {}
        #[client(auth)] fn own() {}
        #[client(route = "/a/{id}", methods = [GET, POST])] fn page(id: i64) -> Page {}
    "#;

    fn outline() -> (Vec<Declaration>, Vec<u8>) {
        let outline = read_source(SOURCE, &Cfg::default()).expect("Rust");
        let refused = format!("{outline:?}").matches("content: None").count();
        assert_eq!(refused, 1, "only `Broken` is: {outline:#?}");
        let mut bytes = Vec::new();
        outline.write(&mut bytes);
        (outline, bytes)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let (outline, bytes) = outline();
        let mut rest = bytes.as_slice();
        assert_eq!(Vec::read(&mut rest), Some(outline));
        assert_eq!(rest, []);
    }

    #[test]
    fn what_is_broken_is_nothing() {
        let (_, bytes) = outline();
        for end in (0..bytes.len()).step_by(7) {
            assert_eq!(Vec::<Declaration>::read(&mut &bytes[..end]), None, "cut at {end}");
        }
        for at in (0..bytes.len()).step_by(3) {
            let mut broken = bytes.clone();
            broken[at] = 0xff;
            // Whatever it is taken for, it ends.
            let _ = Vec::<Declaration>::read(&mut broken.as_slice());
        }
    }
}
