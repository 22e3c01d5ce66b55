//! The key field of a type's elements in a list.

use mizan_ir::{Direction, Fields, Presence, Shape, TypeDefinition};

/// The key field of a type that names none, where it has such a field.
const DEFAULT_KEY: &str = "id";

/// The key field: the one that the type names, else a field `id`.
pub(super) fn key(definition: &TypeDefinition) -> Option<&str> {
    let fields = match definition.shape.towards(Direction::Output) {
        Shape::Struct(Fields::Named(fields))
        | Shape::Tagged { fields: Fields::Named(fields), .. } => fields.as_slice(),
        _ => &[],
    };
    let is_key = |name: &str| {
        fields.iter().any(|field| {
            field.name.output == name && field.output != Presence::Skipped && !field.flatten
        })
    };
    definition.key.as_deref().or_else(|| is_key(DEFAULT_KEY).then_some(DEFAULT_KEY))
}
