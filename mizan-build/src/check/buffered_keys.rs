//! Maps keyed by numbers where serde reads in two steps: the text of a key stays a text there.

use mizan_ir::{Fields, Presence, Shape, Tagging, Type};

use super::reached::{choose, find_reached};
use crate::{emit::Direction, finding::Finding, index::Index, resolve::Program};

/// What the server reads of each type.
struct Shapes<'program> {
    /// With indices of shapes.
    paths: Index<'program>,
    shapes: Vec<&'program Shape<Option<Type>>>,
}

pub(super) fn check_buffered_keys(program: &mut Program<'_>) {
    let shapes = Shapes::new(program);
    let sent = find_reached(program, Direction::Input);
    let mut found = Vec::new();
    for (number, item) in program.types.iter().enumerate() {
        if let Some(definition) = &item.content
            && sent[number]
            && let Some(shape) = shapes.get(&definition.path)
            && buffered(shape).iter().any(|ty| counts(ty, &shapes, &mut Vec::new()))
        {
            found.push(number);
        }
    }
    for number in found {
        let item = &mut program.types[number];
        let message = format!(
            "serde cannot read `{}`: what is flattened, untagged or has its tag inside is read \
             in two steps, and there the key of a map stays a text, which becomes no number\n\
             key the map inside by `String`, or send a list of pairs",
            item.name
        );
        item.findings.push(Finding::error(item.span, message));
    }
}

impl<'program> Shapes<'program> {
    fn new(program: &'program Program<'_>) -> Self {
        let (mut paths, mut shapes) = (Vec::new(), Vec::new());
        for definition in program.types.iter().filter_map(|item| item.content.as_ref()) {
            paths.push((definition.path.as_str(), shapes.len()));
            shapes.push(choose(&definition.shape, Direction::Input));
        }
        Self { paths: Index::new(paths), shapes }
    }

    fn get(&self, path: &str) -> Option<&'program Shape<Option<Type>>> {
        self.paths.first(path).map(|index| self.shapes[index])
    }
}

/// What serde keeps first, and makes into a value afterwards.
fn buffered(shape: &Shape<Option<Type>>) -> Vec<&Type> {
    let mut kept: Vec<&Option<Type>> = Vec::new();
    match shape {
        Shape::Struct(Fields::Named(fields)) => {
            for field in fields {
                if field.flatten && field.input != Presence::Skipped {
                    kept.push(&field.ty);
                }
            }
        }
        Shape::Enum { tagging, variants } => {
            let is_kept = matches!(tagging, Tagging::Untagged | Tagging::Internal { .. });
            for variant in variants {
                if variant.input != Presence::Skipped && (variant.untagged || is_kept) {
                    kept.extend(variant.fields.types());
                }
            }
        }
        _ => {}
    }
    kept.into_iter().flatten().collect()
}

/// Whether there is a map with keys that are no texts in a type, however deep.
fn counts<'program>(
    ty: &'program Type,
    shapes: &Shapes<'program>,
    seen: &mut Vec<&'program str>,
) -> bool {
    match ty {
        Type::Map(key, _) if is_number(key, shapes) => return true,
        Type::Named(path, _) if !seen.contains(&path.as_str()) => {
            seen.push(path);
            let held = shapes.get(path).map_or_else(Vec::new, Shape::types);
            if held.into_iter().flatten().any(|ty| counts(ty, shapes, seen)) {
                return true;
            }
        }
        _ => {}
    }
    ty.children().into_iter().any(|ty| counts(ty, shapes, seen))
}

/// Whether a key is a number or a truth value, by itself or in a struct of nothing else.
fn is_number(key: &Type, shapes: &Shapes<'_>) -> bool {
    match key {
        Type::Integer(_) | Type::Float | Type::Bool => true,
        Type::Named(path, _) => match shapes.get(path) {
            Some(Shape::Struct(Fields::Newtype(Some(inner)))) => is_number(inner, shapes),
            _ => false,
        },
        _ => false,
    }
}
