//! The binary form of parts of the model, which the same program reads back: the constants that a
//! macro writes, and the files that a build keeps for the next one.
//!
//! The format is Mizan's own, because macros and build scripts run unoptimised and every user
//! compiles them: serde with postcard takes many times as long to read an outline, and serde alone
//! takes as long to compile as syn. A reader that meets broken bytes continues with zeros, and only
//! [`Binary::from_bytes`] tests for success: a test after every number would take most of the time.

use std::sync::Arc;

use crate::{
    Auth, Bounds, Cache, Field, Fields, Form, FormField, Limits, Name, Period, Presence, Rate,
    Rule, Shape, SourceLocation, Tagging, TypeDefinition, Variant,
};

/// A value that the same program can write to bytes and read back.
pub trait Binary: Sized {
    /// Appends the value to the bytes.
    fn write(&self, bytes: &mut Vec<u8>);

    /// Removes a value from the front of the bytes.
    fn read(bytes: &mut Bytes<'_>) -> Self;

    /// The bytes of the value.
    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(&mut bytes);
        bytes
    }

    /// The value of the bytes; `None` if the bytes are broken or too long.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes { rest: bytes, is_broken: false };
        let value = Self::read(&mut bytes);
        (bytes.rest.is_empty() && !bytes.is_broken).then_some(value)
    }
}

/// The bytes that are still to be read.
pub struct Bytes<'bytes> {
    rest: &'bytes [u8],
    is_broken: bool,
}

impl<'bytes> Bytes<'bytes> {
    /// Marks the bytes as broken, and drops the rest of them.
    pub fn refuse(&mut self) {
        self.rest = &[];
        self.is_broken = true;
    }

    /// The next byte; 0 if the bytes are broken.
    pub fn byte(&mut self) -> u8 {
        let [byte, rest @ ..] = self.rest else {
            self.refuse();
            return 0;
        };
        self.rest = rest;
        *byte
    }

    /// The next four bytes, little-endian; 0 if the bytes are broken.
    pub fn number(&mut self) -> u32 {
        let [a, b, c, d, rest @ ..] = self.rest else {
            self.refuse();
            return 0;
        };
        self.rest = rest;
        u32::from_le_bytes([*a, *b, *c, *d])
    }

    fn length(&mut self) -> usize {
        match self.byte() {
            LONG => self.number() as usize,
            length => length as usize,
        }
    }

    fn text(&mut self, length: usize) -> &'bytes str {
        if let Some((text, rest)) = self.rest.split_at_checked(length)
            && let Ok(text) = str::from_utf8(text)
        {
            self.rest = rest;
            return text;
        }
        self.refuse();
        ""
    }
}

/// The byte before a length that takes four bytes.
const LONG: u8 = u8::MAX;

fn write_length(length: usize, bytes: &mut Vec<u8>) {
    match u8::try_from(length) {
        Ok(short) if short != LONG => bytes.push(short),
        _ => {
            bytes.push(LONG);
            length.write(bytes);
        }
    }
}

/// The bytes of a struct are those of its fields, in order.
#[macro_export]
#[doc(hidden)]
macro_rules! binary_structs {
    ($($name:ident $(<$parameter:ident>)? { $($field:ident)* })*) => {$(
        impl $(<$parameter: $crate::binary::Binary>)? $crate::binary::Binary
            for $name $(<$parameter>)?
        {
            fn write(&self, bytes: &mut ::std::vec::Vec<u8>) {
                let Self { $($field),* } = self;
                $($crate::binary::Binary::write($field, bytes);)*
            }

            fn read(bytes: &mut $crate::binary::Bytes<'_>) -> Self {
                Self { $($field: $crate::binary::Binary::read(bytes)),* }
            }
        }
    )*};
}

/// The bytes of an enum are the number of the variant and those of its content. Broken bytes are
/// read as the first variant, which may therefore contain its own enum only in lists: anything else
/// would recurse without end.
#[macro_export]
#[doc(hidden)]
macro_rules! binary_enums {
    ($($name:ident $(<$parameter:ident>)? {
        $first:ident $(($($first_item:ident)*))?
        $($number:literal $variant:ident $(($($item:ident)*))? $({ $($field:ident)* })?)*
    })*) => {$(
        impl $(<$parameter: $crate::binary::Binary>)? $crate::binary::Binary
            for $name $(<$parameter>)?
        {
            fn write(&self, bytes: &mut ::std::vec::Vec<u8>) {
                match self {
                    Self::$first $(($($first_item),*))? => {
                        bytes.push(0);
                        $($($crate::binary::Binary::write($first_item, bytes);)*)?
                    }
                    $(Self::$variant $(($($item),*))? $({ $($field),* })? => {
                        bytes.push($number);
                        $($($crate::binary::Binary::write($item, bytes);)*)?
                        $($($crate::binary::Binary::write($field, bytes);)*)?
                    })*
                }
            }

            fn read(bytes: &mut $crate::binary::Bytes<'_>) -> Self {
                match bytes.byte() {
                    $($number => Self::$variant
                        $(($({ let $item = $crate::binary::Binary::read(bytes); $item }),*))?
                        $({ $($field: $crate::binary::Binary::read(bytes)),* })?,)*
                    first => {
                        if first != 0 {
                            bytes.refuse();
                        }
                        Self::$first
                            $(($({
                                let $first_item = $crate::binary::Binary::read(bytes);
                                $first_item
                            }),*))?
                    }
                }
            }
        }
    )*};
}

binary_structs! {
    Bounds { min max }
    Form { title submit server }
    FormField { label help widget rules }
    Limits { body time rate }
    Rate { runs per }
    SourceLocation { file line column }
    TypeDefinition<T> { parameters defaults shape transparent key form docs deprecated location }
    Variant<T> { name fields output input untagged other code aliases docs deprecated location }
}

binary_enums! {
    Auth { Open 1 SignedIn 2 Staff 3 Superuser 4 Guard(path) 5 Anyone }
    Cache { Default 1 Off 2 Seconds(seconds) }
    Fields<T> { Unit 1 Newtype(ty) 2 Tuple(items) 3 Named(fields) }
    Period { Second 1 Minute 2 Hour 3 Day }
    Presence { Required 1 Optional 2 UnlessNull 3 Skipped 4 IfOption }
    Rule {
        Email
        1 Url
        2 Required
        3 Server
        4 Length(bounds)
        5 Utf16(bounds)
        6 Range(bounds)
        7 Pattern(text)
        8 Contains(text)
        9 Prefix(text)
        10 Suffix(text)
        11 OneOf(texts)
        12 Matches(text)
    }
    Shape<T> {
        Struct(fields)
        1 Tagged { tag name fields }
        2 Enum { tagging variants }
        3 Directed { output input }
    }
    Tagging { External 1 Internal { tag } 2 Adjacent { tag content } 3 Untagged 4 Number }
}

/// Writes one byte for the properties of a field that equal those of [`Field::new`], which is the
/// case for most fields. The name, the type, the documentation and the location are always written.
impl<T: Binary> Binary for Field<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        let Self { name, ty, output, input, flatten, aliases, form, docs, deprecated, location } =
            self;
        let is_required = (*output, *input) == (Presence::Required, Presence::Required);
        let is_plain =
            is_required && !flatten && aliases.is_empty() && form.is_none() && deprecated.is_none();
        is_plain.write(bytes);
        name.write(bytes);
        ty.write(bytes);
        docs.write(bytes);
        location.write(bytes);
        if !is_plain {
            output.write(bytes);
            input.write(bytes);
            flatten.write(bytes);
            aliases.write(bytes);
            form.write(bytes);
            deprecated.write(bytes);
        }
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        let is_plain = bool::read(bytes);
        let mut field = Self {
            name: Name::read(bytes),
            ty: T::read(bytes),
            output: Presence::Required,
            input: Presence::Required,
            flatten: false,
            aliases: Vec::new(),
            form: None,
            docs: String::read(bytes),
            deprecated: None,
            location: SourceLocation::read(bytes),
        };
        if !is_plain {
            field.output = Presence::read(bytes);
            field.input = Presence::read(bytes);
            field.flatten = bool::read(bytes);
            field.aliases = Vec::read(bytes);
            field.form = Option::read(bytes);
            field.deprecated = Option::read(bytes);
        }
        field
    }
}

/// Writes an equal name of both directions, which most names are, once.
impl Binary for Name {
    fn write(&self, bytes: &mut Vec<u8>) {
        let is_same = self.output == self.input;
        is_same.write(bytes);
        self.output.write(bytes);
        if !is_same {
            self.input.write(bytes);
        }
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        let is_same = bool::read(bytes);
        let output = String::read(bytes);
        let input = if is_same { output.clone() } else { String::read(bytes) };
        Self { output, input }
    }
}

impl Binary for () {
    fn write(&self, _bytes: &mut Vec<u8>) {}

    fn read(_bytes: &mut Bytes<'_>) -> Self {}
}

impl Binary for bool {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.push(u8::from(*self));
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        bytes.byte() != 0
    }
}

impl Binary for u32 {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        bytes.number()
    }
}

impl Binary for u64 {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.to_le_bytes());
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        let low = bytes.number();
        Self::from(low) | Self::from(bytes.number()) << 32
    }
}

/// A line or a column, in four bytes.
impl Binary for usize {
    fn write(&self, bytes: &mut Vec<u8>) {
        let number = u32::try_from(*self).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        bytes.number() as Self
    }
}

impl Binary for String {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_length(self.len(), bytes);
        bytes.extend_from_slice(self.as_bytes());
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        match bytes.length() {
            0 => Self::new(),
            length => bytes.text(length).to_owned(),
        }
    }
}

impl<T: Binary> Binary for Option<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        self.is_some().write(bytes);
        if let Some(value) = self {
            value.write(bytes);
        }
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        if bytes.byte() == 0 { None } else { Some(T::read(bytes)) }
    }
}

impl<T: Binary> Binary for Vec<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_list(self, bytes);
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        let length = bytes.length();
        if length == 0 {
            return Self::new();
        }
        // A broken length may be larger than the number of bytes, so the capacity is limited.
        let mut list = Self::with_capacity(length.min(bytes.rest.len()));
        while list.len() < length && !bytes.is_broken {
            list.push(T::read(bytes));
        }
        list
    }
}

impl<T: Binary> Binary for Arc<[T]> {
    fn write(&self, bytes: &mut Vec<u8>) {
        write_list(self, bytes);
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        Self::from(Vec::read(bytes))
    }
}

impl<T: Binary> Binary for Box<T> {
    fn write(&self, bytes: &mut Vec<u8>) {
        (**self).write(bytes);
    }

    fn read(bytes: &mut Bytes<'_>) -> Self {
        Self::new(T::read(bytes))
    }
}

fn write_list<T: Binary>(list: &[T], bytes: &mut Vec<u8>) {
    write_length(list.len(), bytes);
    for item in list {
        item.write(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Everything = Vec<TypeDefinition<Option<u64>>>;

    fn everything() -> Everything {
        let renamed = Name { output: "out".to_owned(), input: "in".to_owned() };
        let rare = Field {
            name: renamed,
            output: Presence::UnlessNull,
            input: Presence::Skipped,
            flatten: true,
            aliases: vec!["other".to_owned()],
            form: Some(Box::new(FormField { rules: vec![Rule::Email], ..FormField::default() })),
            deprecated: Some(String::new()),
            ..Field::new("", None)
        };
        let plain = Field { docs: "é".repeat(200), ..Field::new("id", Some(u64::MAX - 1)) };
        let fields = Fields::Named(vec![plain, rare]);
        let many = Shape::Struct(Fields::Tuple(vec![None; 300]));
        let directed = Shape::Directed {
            output: Box::new(Shape::Struct(fields)),
            input: Box::new(Shape::Enum {
                tagging: Tagging::Internal { tag: "kind".to_owned() },
                variants: vec![Variant::new("One", Fields::Newtype(None)); 300],
            }),
        };
        let definition = |shape| TypeDefinition { shape, ..TypeDefinition::default() };
        vec![definition(directed), definition(many)]
    }

    #[test]
    fn what_was_written_is_read() {
        assert_eq!(Everything::from_bytes(&everything().to_bytes()), Some(everything()));
    }

    #[test]
    fn what_takes_no_bytes_may_be_many() {
        let nothing = vec![(); 1000];
        assert_eq!(Vec::from_bytes(&nothing.to_bytes()), Some(nothing));
    }

    #[test]
    fn what_is_broken_is_not_read() {
        let whole = everything().to_bytes();
        for end in 0..whole.len() {
            assert_eq!(Everything::from_bytes(&whole[..end]), None, "cut at {end}");
        }
        assert_eq!(Everything::from_bytes(&[&whole[..], &[0]].concat()), None, "too long");
        assert_eq!(String::from_bytes(&[1, 0xff]), None, "no text");
        assert_eq!(Fields::<()>::from_bytes(&[9]), None, "no variant");
        assert_eq!(Vec::<u32>::from_bytes(&[LONG, 0xff, 0xff, 0xff, 0xff]), None, "endless");
    }
}
