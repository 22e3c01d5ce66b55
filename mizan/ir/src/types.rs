//! The mention of a type: in an argument, a result, a field.

use std::borrow::Cow;
use std::fmt;
use std::slice::{self, from_ref};

use crate::hash;

/// The integer types of Rust, by their names.
pub const INTEGERS: [&str; 12] =
    ["i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize"];

/// The floating-point types of Rust, by their names.
pub const FLOATS: [&str; 2] = ["f32", "f64"];

/// A type as serde sees it. Two Rust types with the same JSON are one type here.
///
/// The KDL contains the [`Display`](fmt::Display) form.
///
/// ```
/// use mizan_ir::Type;
///
/// let entries = Type::List(Box::new(Type::named("guestbook::Entry")));
/// assert_eq!(entries.to_string(), "Vec<guestbook::Entry>");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Type {
    /// `null`: `()`, a unit struct, `PhantomData`.
    #[default]
    Unit,
    /// `bool`.
    Bool,
    /// An integer, by one of the names in [`INTEGERS`].
    Integer(&'static str),
    /// An integer written as a decimal string, because JavaScript's numbers cannot hold it.
    BigInteger(&'static str),
    /// `f32` or `f64`, by its name in [`FLOATS`]: a number, or `null` for a value that JSON has no
    /// number for (`NaN`, infinity).
    Float(&'static str),
    /// `String`, `char`, and every other type whose JSON is a text.
    String,
    /// Any JSON.
    Json,
    /// A file, as the argument of a function. It travels beside the JSON of the other arguments.
    Upload,
    /// `Option<T>`.
    Option(Box<Type>),
    /// A sequence of any length.
    List(Box<Type>),
    /// A sequence of a known length and one type: `[T; 3]`.
    Array(Box<Type>, usize),
    /// A sequence of a known length and several types.
    Tuple(Vec<Type>),
    /// An object whose keys are data.
    Map(Box<Type>, Box<Type>),
    /// A type of the API, by its path, with its generic arguments.
    Named(String, Vec<Type>),
    /// A generic parameter of the type definition that mentions it.
    Parameter(String),
    /// The type that the server writes, and the type that it reads, for a mention whose directions
    /// differ.
    Directed(Box<Type>, Box<Type>),
    /// A type that the source of the API could not resolve. An API with such a type is checked, but
    /// no client is written from it, and its text does not parse.
    Unknown,
}

/// The types directly inside a type, made by [`Type::children`].
///
/// ```
/// use mizan_ir::Type;
///
/// let flags = Type::List(Box::new(Type::Bool));
/// let mut children: mizan_ir::Children<'_> = flags.children();
/// assert_eq!(children.next(), Some(&Type::Bool));
/// ```
#[derive(Clone, Debug)]
pub struct Children<'ty> {
    first: slice::Iter<'ty, Type>,
    second: slice::Iter<'ty, Type>,
}

impl<'ty> Iterator for Children<'ty> {
    type Item = &'ty Type;

    fn next(&mut self) -> Option<&'ty Type> {
        match self.first.next() {
            None => self.second.next(),
            child => child,
        }
    }
}

impl Type {
    /// A type of the API without generic arguments.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Type::named("shop::Order").to_string(), "shop::Order");
    /// ```
    pub fn named(path: impl Into<String>) -> Self {
        Self::Named(path.into(), Vec::new())
    }

    /// The integer type with that name.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Type::integer("u32"), Some(mizan_ir::Type::Integer("u32")));
    /// assert_eq!(mizan_ir::Type::integer("u33"), None);
    /// ```
    pub fn integer(name: &str) -> Option<Self> {
        INTEGERS.into_iter().find(|integer| *integer == name).map(Self::Integer)
    }

    /// The types directly inside this one, from left to right.
    ///
    /// ```
    /// use mizan_ir::Type;
    ///
    /// let pair = Type::Tuple(vec![Type::Bool, Type::String]);
    /// assert!(pair.children().eq(&[Type::Bool, Type::String]));
    /// ```
    pub fn children(&self) -> Children<'_> {
        let (first, second): (&[Type], &[Type]) = match self {
            Self::Option(inner) | Self::List(inner) | Self::Array(inner, _) => {
                (from_ref(inner), &[])
            }
            Self::Map(key, value) | Self::Directed(key, value) => (from_ref(key), from_ref(value)),
            Self::Tuple(items) | Self::Named(_, items) => (items, &[]),
            Self::Unit
            | Self::Bool
            | Self::Integer(_)
            | Self::BigInteger(_)
            | Self::Float(_)
            | Self::String
            | Self::Json
            | Self::Upload
            | Self::Parameter(_)
            | Self::Unknown => (&[], &[]),
        };
        Children { first: first.iter(), second: second.iter() }
    }

    /// `true` for a file, an optional file, and a list of files.
    ///
    /// ```
    /// use mizan_ir::Type;
    ///
    /// assert!(Type::List(Box::new(Type::Upload)).is_upload());
    /// assert!(!Type::String.is_upload());
    /// ```
    pub fn is_upload(&self) -> bool {
        match self {
            Self::Upload => true,
            Self::Option(inner) | Self::List(inner) => **inner == Self::Upload,
            _ => false,
        }
    }

    /// The same type with each of its children replaced.
    ///
    /// ```
    /// use mizan_ir::Type;
    ///
    /// let flags = Type::List(Box::new(Type::Bool));
    /// assert_eq!(flags.map_children(&mut |_| Type::Float("f64")).to_string(), "Vec<f64>");
    /// ```
    #[must_use]
    pub fn map_children(self, replace: &mut impl FnMut(Type) -> Type) -> Self {
        let mut one = |inner: Box<Type>| Box::new(replace(*inner));
        match self {
            Self::Option(inner) => Self::Option(one(inner)),
            Self::List(inner) => Self::List(one(inner)),
            Self::Array(inner, length) => Self::Array(one(inner), length),
            Self::Map(key, value) => Self::Map(one(key), one(value)),
            Self::Directed(output, input) => Self::Directed(one(output), one(input)),
            Self::Tuple(items) => Self::Tuple(items.into_iter().map(replace).collect()),
            Self::Named(path, items) => Self::Named(path, items.into_iter().map(replace).collect()),
            leaf => leaf,
        }
    }

    /// The hash of the type; equal types have equal hashes. The compiler computes the same hash
    /// from the real Rust type, so that a build finds a name that the scan resolved wrongly.
    ///
    /// ```
    /// use mizan_ir::{Type, hash};
    ///
    /// let names = Type::List(Box::new(Type::String));
    /// assert_eq!(names.hash(), hash::node("Vec", &[hash::leaf("String")]));
    /// ```
    pub fn hash(&self) -> u64 {
        let mut children = Vec::new();
        for child in self.children() {
            children.push(child.hash());
        }
        match self {
            // The length is a literal in the source, so the scan cannot misread it.
            Self::Array(..) => hash::node("Vec", &children),
            Self::BigInteger(integer) => hash::node("bigint", &[hash::leaf(integer)]),
            Self::Unknown => hash::UNRESOLVED,
            _ => hash::node(self.head(), &children),
        }
    }

    /// The [`Display`](fmt::Display) form. Most types are a single word, which is borrowed.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Unit
            | Self::Bool
            | Self::Integer(_)
            | Self::Float(_)
            | Self::String
            | Self::Json
            | Self::Upload => Cow::Borrowed(self.head()),
            Self::Named(path, arguments) if arguments.is_empty() => Cow::Borrowed(path),
            Self::Option(inner) | Self::List(inner) => {
                Cow::Owned(format!("{}<{}>", self.head(), inner.text()))
            }
            _ => Cow::Owned(self.to_string()),
        }
    }

    /// The word before the angle brackets.
    fn head(&self) -> &str {
        match self {
            Self::Unit => "()",
            Self::Bool => "bool",
            Self::Integer(name) | Self::Float(name) => name,
            Self::BigInteger(_) => "bigint",
            Self::String => "String",
            Self::Json => "Json",
            Self::Upload => "Upload",
            Self::Option(_) => "Option",
            Self::List(_) => "Vec",
            Self::Array(..) => "Vec",
            Self::Tuple(_) => "tuple",
            Self::Map(..) => "Map",
            Self::Named(path, _) => path,
            Self::Parameter(name) => name,
            Self::Directed(..) => "direction",
            Self::Unknown => "?",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Array(item, length) => write!(formatter, "[{item}; {length}]"),
            Self::BigInteger(integer) => write!(formatter, "bigint<{integer}>"),
            Self::Parameter(name) => write!(formatter, "${name}"),
            Self::Tuple(items) => match items.as_slice() {
                [item] => write!(formatter, "({item},)"),
                _ => write!(formatter, "({})", List(self.children())),
            },
            Self::Option(_) | Self::List(_) | Self::Map(..) | Self::Directed(..) => {
                write!(formatter, "{}<{}>", self.head(), List(self.children()))
            }
            Self::Named(path, arguments) if !arguments.is_empty() => {
                write!(formatter, "{path}<{}>", List(self.children()))
            }
            _ => formatter.write_str(self.head()),
        }
    }
}

/// Types with commas between them.
struct List<'ty>(Children<'ty>);

impl fmt::Display for List<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for ty in self.0.clone() {
            write!(formatter, "{separator}{ty}")?;
            separator = ", ";
        }
        Ok(())
    }
}
