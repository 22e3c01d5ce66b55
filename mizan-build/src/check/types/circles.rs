//! The rule that no type is nothing but itself, since its JSON would have no beginning.

use mizan_ir::{Api, Fields, Shape, Tagging, Type};

use crate::{
    check::checker::{Checker, definition},
    index::Index,
};

/// Pairs of types, by their paths, of which the first is nothing but the second.
struct Equals<'api> {
    /// With indices of the second types.
    holders: Index<'api>,
    held: Vec<&'api str>,
}

pub(super) fn check_circles(checker: &mut Checker<'_>) {
    let equals = Equals::new(checker.api);
    if equals.held.is_empty() {
        return;
    }
    for path in checker.api.types.keys() {
        if equals.leads_back(path) {
            let message = format!(
                "`{}` is nothing but itself, so there is no JSON that it could begin with",
                checker.type_name(path),
            );
            let help = checker.advice(
                "give what it holds a name: `{ name: Type }`",
                "give what it holds a name: write `fields` instead of `newtype`",
            );
            checker.error(definition(path), message, help);
        }
    }
}

impl<'api> Equals<'api> {
    fn new(api: &'api Api) -> Self {
        let (mut holders, mut held) = (Vec::new(), Vec::new());
        for (holder, definition) in &api.types {
            for ty in find_held(&definition.shape) {
                if let Some(path) = path_of(ty) {
                    holders.push((holder.as_str(), held.len()));
                    held.push(path);
                }
            }
        }
        Self { holders: Index::new(holders), held }
    }

    fn leads_back(&self, path: &str) -> bool {
        let mut visited = Vec::new();
        let mut waiting = self.holders.find(path).to_vec();
        while let Some((_, number)) = waiting.pop() {
            let next = self.held[number];
            if next == path {
                return true;
            }
            if !visited.contains(&next) {
                visited.push(next);
                waiting.extend(self.holders.find(next));
            }
        }
        false
    }
}

/// The types whose JSON is that of the whole.
fn find_held(shape: &Shape) -> Vec<&Type> {
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
        Shape::Directed { output, input } => [find_held(output), find_held(input)].concat(),
        Shape::Struct(_) | Shape::Tagged { .. } => Vec::new(),
    }
}

fn path_of(mut ty: &Type) -> Option<&str> {
    while let Type::Option(inner) | Type::Directed(inner, _) = ty {
        ty = inner;
    }
    match ty {
        Type::Named(path, _) => Some(path),
        _ => None,
    }
}
