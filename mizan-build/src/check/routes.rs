//! Each page has a route of its own, and takes from it what a path can hold.

use mizan_ir::{Fields, Presence, Shape, Tagging, Type};

use super::{location_of, parameters::short};
use crate::{
    finding::Finding,
    index::Index,
    resolve::{Function, Item, Program, TypeDefinition},
    scan::{
        Scan,
        outline::{Argument, Route},
    },
};

/// How deep newtypes may stand in each other; circles are told by another check.
pub(super) const DEPTH: usize = 16;

pub(super) fn check_routes(scan: &Scan, program: &mut Program<'_>) {
    let mut shapes: Vec<(String, usize)> = Vec::new();
    for (index, item) in program.functions.iter_mut().enumerate() {
        let Some(function) = &item.content else { continue };
        let Some(route) = &function.outline.route else { continue };
        shapes.push((shape(&route.path.text), index));
        item.findings.extend(check_parameters(&program.types, function, route));
    }
    let names = shapes.iter().map(|(shape, index)| (shape.as_str(), *index)).collect();
    for group in Index::new(names).shared() {
        for (_, index) in group {
            let mut others = group.iter().filter(|(_, other)| other != index);
            let finding = others.find_map(|(_, other)| refuse(scan, program, *index, *other));
            program.functions[*index].findings.extend(finding);
        }
    }
}

/// The path without the names of its parameters.
pub(super) fn shape(path: &str) -> String {
    let segments = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    segments.collect::<Vec<_>>().join("/")
}

/// Two routes of one shape answer different methods, and call their parameters the same.
fn refuse(scan: &Scan, program: &Program<'_>, index: usize, other: usize) -> Option<Finding> {
    let route = |index: usize| -> Option<&Route> {
        program.functions[index].content.as_ref()?.outline.route.as_ref()
    };
    let (own, others) = (route(index)?, route(other)?);
    let other = &program.functions[other];
    let location = location_of(scan, other);
    let shared: Vec<&str> = own
        .methods
        .iter()
        .filter(|method| others.methods.contains(method))
        .map(String::as_str)
        .collect();
    let message = if !shared.is_empty() {
        format!(
            "two pages answer `{} {}`: the other is `{}`, at {location}\n\
             give one of them another path, or other `methods`",
            shared.join(", "),
            own.path.text,
            other.name,
        )
    } else if own.path.text != others.path.text {
        format!(
            "the router takes this path and `{}`, of `{}` at {location}, for one\ncall their \
             parameters the same",
            others.path.text, other.name,
        )
    } else {
        return None;
    };
    Some(Finding::error(own.path.span, message))
}

/// A part of a path is a text, and always there.
fn check_parameters(
    types: &[Item<'_, TypeDefinition<'_>>],
    function: &Function<'_>,
    route: &Route,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (argument, ty) in function.outline.arguments.iter().zip(&function.arguments) {
        let part = format!("{{{}}}", argument.wire_name);
        if let Some(ty) = ty
            && route.path.text.split('/').any(|other| other == part)
        {
            findings.extend(check_parameter(types, argument, ty));
        }
    }
    findings
}

fn check_parameter(
    types: &[Item<'_, TypeDefinition<'_>>],
    argument: &Argument,
    ty: &Type,
) -> Option<Finding> {
    let message = match ty {
        Type::Option(inner) => format!(
            "a part of a path is always there: write `{}: {}`, or take it out of the route, and \
             it comes from the query",
            argument.wire_name,
            short(inner),
        ),
        ty if !is_word(types, ty, 0) => format!(
            "a part of a path is one word, which `{}` is not: take `{}` out of the route, and it \
             comes from the query",
            short(ty),
            argument.wire_name,
        ),
        _ => return None,
    };
    Some(Finding::error(argument.ty.span, message))
}

fn is_word(types: &[Item<'_, TypeDefinition<'_>>], ty: &Type, depth: usize) -> bool {
    let Type::Named(path, _) = ty else { return may_be_word(ty) };
    let mut definitions = types.iter().filter_map(|item| item.content.as_ref());
    let definition = definitions.find(|definition| definition.path == *path);
    let is_inner_word = |inner: &Option<Type>| {
        depth > DEPTH || inner.as_ref().is_none_or(|inner| is_word(types, inner, depth + 1))
    };
    definition.is_none_or(|definition| is_word_shape(&definition.shape, &is_inner_word))
}

/// Whether a type that has no definition is one word.
pub(super) fn may_be_word(ty: &Type) -> bool {
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

/// Whether a type of that shape is read from one word: a newtype of one, or the name of a variant.
pub(super) fn is_word_shape<T>(shape: &Shape<T>, is_word: &dyn Fn(&T) -> bool) -> bool {
    match shape {
        Shape::Struct(Fields::Newtype(inner)) => is_word(inner),
        Shape::Enum { tagging: Tagging::External, variants } => variants.iter().all(|variant| {
            variant.untagged
                || variant.input == Presence::Skipped
                || matches!(variant.fields, Fields::Unit)
        }),
        Shape::Enum { tagging, .. } => *tagging == Tagging::Untagged,
        Shape::Directed { input, .. } => is_word_shape(input, is_word),
        Shape::Struct(_) | Shape::Tagged { .. } => false,
    }
}
