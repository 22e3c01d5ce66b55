//! Types that are nothing but themselves, so that their JSON has no beginning.

use std::collections::HashMap;

use mizan_ir::{Fields, Shape, Tagging, Type};

use crate::{finding::Finding, resolve::Program};

pub(super) fn check_circles(program: &mut Program<'_>) {
    let mut same: HashMap<&str, Vec<&str>> = HashMap::new();
    for definition in program.types.iter().filter_map(|item| item.content.as_ref()) {
        let held = held(&definition.shape).into_iter().filter_map(path_of).collect();
        same.insert(&definition.path, held);
    }
    let circles: Vec<bool> = program
        .types
        .iter()
        .map(|item| item.content.as_ref().is_some_and(|content| leads_back(&content.path, &same)))
        .collect();
    for (item, is_circle) in program.types.iter_mut().zip(circles) {
        if is_circle {
            let message = format!(
                "`{}` is nothing but itself, so there is no JSON that it could begin with: give \
                 what it holds a name, `{{ name: Type }}`",
                item.name
            );
            item.findings.push(Finding::error(item.span, message));
        }
    }
}

fn leads_back(path: &str, same: &HashMap<&str, Vec<&str>>) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut waiting: Vec<&str> = same[path].clone();
    while let Some(next) = waiting.pop() {
        if next == path {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            waiting.extend(same.get(next).into_iter().flatten());
        }
    }
    false
}

/// The types whose JSON is that of the whole.
fn held(shape: &Shape<Option<Type>>) -> Vec<&Option<Type>> {
    match shape {
        Shape::Struct(Fields::Newtype(ty)) => vec![ty],
        Shape::Enum { tagging, variants } => variants
            .iter()
            .filter(|variant| variant.untagged || *tagging == Tagging::Untagged)
            .filter_map(|variant| match &variant.fields {
                Fields::Newtype(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        Shape::Directed { output, input } => [held(output), held(input)].concat(),
        Shape::Struct(_) | Shape::Tagged { .. } => Vec::new(),
    }
}

fn path_of(ty: &Option<Type>) -> Option<&str> {
    let mut ty = ty.as_ref()?;
    while let Type::Option(inner) | Type::Directed(inner, _) = ty {
        ty = inner;
    }
    match ty {
        Type::Named(path, _) => Some(path),
        _ => None,
    }
}
