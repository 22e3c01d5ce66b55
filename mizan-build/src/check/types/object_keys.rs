//! The keys that the objects of a type have, as far as the model knows them.

use mizan_ir::{Api, Direction, Field, Fields, Presence, Shape, Tagging, Type, Variant};

/// The limit of types that are flattened into each other.
const DEPTH: usize = 16;

/// The keys that a field has in the object of its struct.
pub(super) fn field_keys(
    api: &Api,
    field: &Field,
    direction: Direction,
    depth: usize,
) -> Vec<String> {
    match direction.choose(field.output, field.input) {
        Presence::Skipped => Vec::new(),
        _ if field.flatten => keys_of(api, &field.ty, direction, depth + 1),
        _ if direction == Direction::Output => vec![field.name.output.clone()],
        _ => [&field.name.input].into_iter().chain(&field.aliases).cloned().collect(),
    }
}

/// The keys of the objects of a type that is flattened; those of a map or of a type parameter are
/// not known.
pub(super) fn keys_of(api: &Api, ty: &Type, direction: Direction, depth: usize) -> Vec<String> {
    match ty {
        _ if depth > DEPTH => Vec::new(),
        Type::Option(inner) => keys_of(api, inner, direction, depth),
        Type::Directed(output, input) => {
            keys_of(api, direction.choose(output, input), direction, depth)
        }
        Type::Named(path, arguments) => {
            let Some(definition) = api.types.get(path) else { return Vec::new() };
            let pairs: Vec<(&str, &Type)> =
                definition.parameters.iter().map(String::as_str).zip(arguments).collect();
            let shape = definition.shape.towards(direction);
            let shape = shape.map(&mut |ty| ty.substitute(&pairs));
            keys_of_shape(api, &shape, direction, depth + 1)
        }
        _ => Vec::new(),
    }
}

fn keys_of_shape(api: &Api, shape: &Shape, direction: Direction, depth: usize) -> Vec<String> {
    match shape {
        Shape::Struct(fields) => keys_of_content(api, fields, direction, depth),
        Shape::Tagged { tag, fields, .. } => {
            let mut keys = keys_of_content(api, fields, direction, depth);
            keys.extend((direction == Direction::Output).then(|| tag.clone()));
            keys
        }
        Shape::Enum { tagging, variants } => {
            let mut keys = match tagging {
                Tagging::Internal { tag } => vec![tag.clone()],
                Tagging::Adjacent { tag, content } => vec![tag.clone(), content.clone()],
                Tagging::External | Tagging::Untagged | Tagging::Number => Vec::new(),
            };
            for variant in variants {
                if *direction.choose(&variant.output, &variant.input) != Presence::Skipped {
                    keys.extend(keys_of_variant(api, tagging, variant, direction, depth));
                }
            }
            keys
        }
        Shape::Directed { .. } => Vec::new(),
    }
}

fn keys_of_content(api: &Api, fields: &Fields, direction: Direction, depth: usize) -> Vec<String> {
    match fields {
        Fields::Newtype(inner) => keys_of(api, inner, direction, depth),
        Fields::Named(fields) => {
            fields.iter().flat_map(|field| field_keys(api, field, direction, depth)).collect()
        }
        Fields::Unit | Fields::Tuple(_) => Vec::new(),
    }
}

fn keys_of_variant(
    api: &Api,
    tagging: &Tagging,
    variant: &Variant,
    direction: Direction,
    depth: usize,
) -> Vec<String> {
    match tagging {
        Tagging::External if !variant.untagged => match direction {
            Direction::Output => vec![variant.name.output.clone()],
            Direction::Input => {
                [&variant.name.input].into_iter().chain(&variant.aliases).cloned().collect()
            }
        },
        Tagging::Adjacent { .. } | Tagging::Number if !variant.untagged => Vec::new(),
        _ => keys_of_content(api, &variant.fields, direction, depth),
    }
}
