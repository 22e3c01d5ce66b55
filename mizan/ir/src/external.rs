//! The types of the standard library and of Mizan itself that travel as structs or enums.

use crate::{Field, Fields, Shape, Tagging, Type, TypeDefinition, Variant};

/// The types of the standard library and of Mizan itself that travel as structs or enums, by path.
///
/// ```
/// let definitions = mizan_ir::external_definitions();
/// assert!(definitions.iter().any(|(path, _)| *path == "std::time::Duration"));
/// ```
pub fn external_definitions() -> Vec<(&'static str, TypeDefinition)> {
    let item = || Type::Parameter("T".to_owned());
    let (seconds, nanoseconds) = (Type::Integer("u64"), Type::Integer("u32"));
    let bytes = |integer| Fields::Newtype(Type::List(Box::new(Type::Integer(integer))));
    let both = || structure(vec![("start", item()), ("end", item())]);
    vec![
        (
            "std::time::Duration",
            plain(structure(vec![("secs", seconds.clone()), ("nanos", nanoseconds.clone())])),
        ),
        (
            "std::time::SystemTime",
            plain(structure(vec![
                ("secs_since_epoch", seconds),
                ("nanos_since_epoch", nanoseconds),
            ])),
        ),
        ("std::ops::Range", generic(both())),
        ("std::ops::RangeInclusive", generic(both())),
        ("std::ops::RangeFrom", generic(structure(vec![("start", item())]))),
        ("std::ops::RangeTo", generic(structure(vec![("end", item())]))),
        (
            "std::ops::Bound",
            generic(enumeration(vec![
                ("Unbounded", Fields::Unit),
                ("Included", Fields::Newtype(item())),
                ("Excluded", Fields::Newtype(item())),
            ])),
        ),
        (
            "std::ffi::OsString",
            plain(enumeration(vec![("Unix", bytes("u8")), ("Windows", bytes("u16"))])),
        ),
        (
            "mizan::auth::TokenPair",
            plain(structure(vec![("access", Type::String), ("refresh", Type::String)])),
        ),
    ]
}

fn plain(shape: Shape) -> TypeDefinition {
    TypeDefinition { shape, ..TypeDefinition::default() }
}

fn generic(shape: Shape) -> TypeDefinition {
    TypeDefinition { parameters: vec!["T".to_owned()], ..plain(shape) }
}

fn structure(fields: Vec<(&str, Type)>) -> Shape {
    let field = |(name, ty)| Field::new(name, ty);
    Shape::Struct(Fields::Named(fields.into_iter().map(field).collect()))
}

fn enumeration(variants: Vec<(&str, Fields)>) -> Shape {
    let variant = |(name, fields)| Variant::new(name, fields);
    let variants = variants.into_iter().map(variant).collect();
    Shape::Enum { tagging: Tagging::External, variants }
}
