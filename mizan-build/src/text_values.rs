//! The types whose values are written as one text, in a key of JSON or a segment of a path.

use mizan_ir::{Fields, Presence, Shape, Tagging, Type, Variant};

/// Returns true if the key of a map is a text, a number or a truth value by itself. A named type is
/// judged by its shape.
pub(crate) fn may_be_key(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String
            | Type::Integer(_)
            | Type::Bool
            | Type::Float(_)
            | Type::Named(..)
            | Type::Parameter(_)
            | Type::Unknown
    )
}

/// Returns true if a type that has no definition is read from one segment of a path.
pub(crate) fn may_be_segment(ty: &Type) -> bool {
    !matches!(
        ty,
        Type::Option(_)
            | Type::List(_)
            | Type::Array(..)
            | Type::Tuple(_)
            | Type::Map(..)
            | Type::Unit
            | Type::Json
    )
}

/// Returns true if a type of that shape is a text, a number or a truth value in JSON, whatever its
/// value: a newtype of one, or an enum whose variants hold nothing.
pub(crate) fn is_text<'shape, T>(
    shape: &'shape Shape<T>,
    is_inner_text: &dyn Fn(&'shape T) -> bool,
) -> bool {
    match shape {
        Shape::Directed { .. } => true,
        shape => is_text_with(shape, &|_| true, is_inner_text),
    }
}

/// Returns true if the server reads a type of that shape from a text.
pub(crate) fn is_read_as_text<'shape, T>(
    shape: &'shape Shape<T>,
    is_inner_text: &dyn Fn(&'shape T) -> bool,
) -> bool {
    match shape {
        Shape::Directed { input, .. } => is_read_as_text(input, is_inner_text),
        shape => is_text_with(shape, &|variant| variant.input != Presence::Skipped, is_inner_text),
    }
}

fn is_text_with<'shape, T>(
    shape: &'shape Shape<T>,
    is_used: &dyn Fn(&Variant<T>) -> bool,
    is_inner_text: &dyn Fn(&'shape T) -> bool,
) -> bool {
    match shape {
        Shape::Struct(Fields::Newtype(inner)) => is_inner_text(inner),
        Shape::Enum { tagging: Tagging::External, variants } => variants.iter().all(|variant| {
            variant.untagged || !is_used(variant) || matches!(variant.fields, Fields::Unit)
        }),
        Shape::Enum { tagging, .. } => matches!(tagging, Tagging::Untagged | Tagging::Number),
        Shape::Struct(_) | Shape::Tagged { .. } | Shape::Directed { .. } => false,
    }
}
