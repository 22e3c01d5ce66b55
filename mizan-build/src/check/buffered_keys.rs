//! Maps keyed by numbers where serde reads in two steps: the text of a key stays a text there.

use std::collections::{HashMap, HashSet};

use mizan_ir::{Fields, Presence, Shape, Tagging, Type};

use crate::{finding::Finding, resolve::Program};

/// What the server reads of each type, by its path.
type Shapes<'program> = HashMap<&'program str, &'program Shape<Option<Type>>>;

pub(super) fn check_buffered_keys(program: &mut Program<'_>) {
    let known = program.types.iter().filter_map(|item| item.content.as_ref());
    let shapes: Shapes<'_> = known.map(|known| (&*known.path, read(&known.shape))).collect();
    let found: Vec<bool> = {
        let sent = find_sent(program, &shapes);
        let is_wrong = |path: &str| {
            let buffered = buffered(shapes[path]);
            sent.contains(path) && buffered.iter().any(|ty| counts(ty, &shapes, &mut Vec::new()))
        };
        let items = program.types.iter();
        items.map(|item| item.content.as_ref().is_some_and(|it| is_wrong(&it.path))).collect()
    };
    for (item, is_wrong) in program.types.iter_mut().zip(found) {
        if is_wrong {
            let message = format!(
                "serde cannot read `{}`: what is flattened, untagged or has its tag inside is read \
                 in two steps, and there the key of a map stays a text, which becomes no number\n\
                 key the map inside by `String`, or send a list of pairs",
                item.name
            );
            item.findings.push(Finding::error(item.span, message));
        }
    }
}

fn read(shape: &Shape<Option<Type>>) -> &Shape<Option<Type>> {
    match shape {
        Shape::Directed { input, .. } => input,
        shape => shape,
    }
}

/// The types that clients send, and all that these hold.
fn find_sent<'program>(
    program: &'program Program<'_>,
    shapes: &Shapes<'program>,
) -> HashSet<&'program str> {
    let arguments = program.functions.iter().filter_map(|item| item.content.as_ref());
    let parameters = program.contexts.iter().filter_map(|item| item.content.as_ref());
    let arguments = arguments.flat_map(|function| &function.arguments);
    let mut waiting: Vec<&Type> = arguments
        .chain(parameters.flat_map(|context| &context.parameters))
        .filter_map(Option::as_ref)
        .collect();
    let mut sent = HashSet::new();
    while let Some(ty) = waiting.pop() {
        waiting.extend(ty.children());
        if let Type::Named(path, _) = ty
            && let Some((path, shape)) = shapes.get_key_value(path.as_str())
            && sent.insert(*path)
        {
            waiting.extend(shape.types().into_iter().filter_map(Option::as_ref));
        }
    }
    sent
}

/// What serde keeps first, and makes into a value afterwards.
fn buffered(shape: &Shape<Option<Type>>) -> Vec<&Type> {
    let kept: Vec<&Option<Type>> = match shape {
        Shape::Struct(Fields::Named(fields)) => fields
            .iter()
            .filter(|field| field.flatten && field.input != Presence::Skipped)
            .map(|field| &field.ty)
            .collect(),
        Shape::Enum { tagging, variants } => variants
            .iter()
            .filter(|variant| variant.input != Presence::Skipped)
            .filter(|variant| {
                variant.untagged || matches!(tagging, Tagging::Untagged | Tagging::Internal { .. })
            })
            .flat_map(|variant| variant.fields.types())
            .collect(),
        _ => Vec::new(),
    };
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
            let shape = shapes.get(path.as_str());
            let held = shape.into_iter().flat_map(|shape| shape.types()).flatten();
            if held.into_iter().any(|ty| counts(ty, shapes, seen)) {
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
        Type::Named(path, _) => match shapes.get(path.as_str()) {
            Some(Shape::Struct(Fields::Newtype(Some(inner)))) => is_number(inner, shapes),
            _ => false,
        },
        _ => false,
    }
}
