//! The rule against maps keyed by numbers where serde reads in two steps: it keeps the text of a
//! key, and makes no number of it afterwards.

use mizan_ir::{Direction, Fields, Presence, Shape, Tagging, Type};

use crate::check::checker::{Checker, definition};

pub(super) fn check_buffered_keys(checker: &mut Checker<'_>) {
    let is_sent = checker.api.travelling(Direction::Input);
    for (number, (path, defined)) in checker.api.types.iter().enumerate() {
        let shape = defined.shape.towards(Direction::Input);
        if is_sent[number]
            && find_buffered(shape).iter().any(|ty| holds_map(checker, ty, &mut Vec::new()))
        {
            let message = format!(
                "serde cannot read `{}`: what is flattened, untagged or has its tag inside is read \
                 in two steps, and there the key of a map stays a text, which becomes no number",
                checker.type_name(path),
            );
            let help = "key the map inside by `String`, or send a list of pairs";
            checker.error(definition(path), message, help);
        }
    }
}

/// The types that serde keeps first, and makes into a value afterwards.
fn find_buffered(shape: &Shape) -> Vec<&Type> {
    let mut buffered = Vec::new();
    match shape {
        Shape::Struct(Fields::Named(fields)) => {
            for field in fields {
                if field.flatten && field.input != Presence::Skipped {
                    buffered.push(&field.ty);
                }
            }
        }
        Shape::Enum { tagging, variants } => {
            let is_buffered = matches!(tagging, Tagging::Untagged | Tagging::Internal { .. });
            for variant in variants {
                if variant.input != Presence::Skipped && (variant.untagged || is_buffered) {
                    buffered.extend(variant.fields.types());
                }
            }
        }
        _ => {}
    }
    buffered
}

/// Returns true if a type holds a map with keys that are no texts, however deep.
fn holds_map<'draft>(
    checker: &Checker<'draft>,
    ty: &'draft Type,
    visited: &mut Vec<&'draft str>,
) -> bool {
    match ty {
        Type::Map(key, _) if is_number(checker, key) => return true,
        Type::Named(path, _) if !visited.contains(&path.as_str()) => {
            visited.push(path);
            let held = find_shape(checker, path).map_or_else(Vec::new, Shape::types);
            if held.into_iter().any(|ty| holds_map(checker, ty, visited)) {
                return true;
            }
        }
        _ => {}
    }
    ty.children().any(|child| holds_map(checker, child, visited))
}

/// Returns true if a key is a number or a truth value, by itself or in a struct of nothing else.
fn is_number(checker: &Checker<'_>, key: &Type) -> bool {
    match key {
        Type::Integer(_) | Type::Float(_) | Type::Bool => true,
        Type::Named(path, _) => match find_shape(checker, path) {
            Some(Shape::Struct(Fields::Newtype(inner))) => is_number(checker, inner),
            _ => false,
        },
        _ => false,
    }
}

fn find_shape<'draft>(checker: &Checker<'draft>, path: &str) -> Option<&'draft Shape> {
    checker.api.types.get(path).map(|definition| definition.shape.towards(Direction::Input))
}
