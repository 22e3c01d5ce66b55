//! The types inside of a shape that travel in one direction, and where they stand.

use mizan_ir::{Direction, Fields, Presence, Shape, Type};

use crate::emit::variants::present;

/// The types that fields and variants hold in one direction.
pub(super) fn held(shape: &Shape, direction: Direction) -> Vec<&Type> {
    match shape.towards(direction) {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => held_by(fields, direction),
        Shape::Enum { variants, .. } => present(variants, direction)
            .into_iter()
            .flat_map(|variant| held_by(&variant.fields, direction))
            .collect(),
        Shape::Directed { .. } => Vec::new(),
    }
}

fn held_by(fields: &Fields, direction: Direction) -> Vec<&Type> {
    match fields {
        Fields::Named(fields) => fields
            .iter()
            .filter(|field| direction.choose(field.output, field.input) != Presence::Skipped)
            .map(|field| &field.ty)
            .collect(),
        fields => fields.types(),
    }
}

/// The types of the API that a type holds without a list or a map between, so that its size has theirs.
pub(super) fn by_value(ty: &Type, direction: Direction) -> Vec<&str> {
    let (mut waiting, mut found) = (vec![ty], Vec::new());
    while let Some(ty) = waiting.pop() {
        match ty {
            Type::List(_) | Type::Map(..) => {}
            Type::Directed(output, input) => waiting.push(direction.choose(output, input)),
            Type::Named(path, arguments) => {
                found.push(path.as_str());
                waiting.extend(arguments);
            }
            ty => waiting.extend(ty.children()),
        }
    }
    found
}
