//! Types that are nothing but themselves, so that their JSON has no beginning.

use mizan_ir::{Fields, Shape, Tagging, Type};

use crate::{finding::Finding, index::Index, resolve::Program};

/// Pairs of types, by their paths, of which the first is nothing but the second.
struct Same<'program> {
    /// With indices of what is held.
    holders: Index<'program>,
    held: Vec<&'program str>,
}

pub(super) fn check_circles(program: &mut Program<'_>) {
    let same = Same::new(program);
    // Most programs have no such types.
    if same.held.is_empty() {
        return;
    }
    let mut circles = Vec::new();
    for (number, item) in program.types.iter().enumerate() {
        if item.content.as_ref().is_some_and(|content| same.leads_back(&content.path)) {
            circles.push(number);
        }
    }
    for number in circles {
        let item = &mut program.types[number];
        let message = format!(
            "`{}` is nothing but itself, so there is no JSON that it could begin with: give what \
             it holds a name, `{{ name: Type }}`",
            item.name
        );
        item.findings.push(Finding::error(item.span, message));
    }
}
impl<'program> Same<'program> {
    fn new(program: &'program Program<'_>) -> Self {
        let (mut holders, mut held) = (Vec::new(), Vec::new());
        for definition in program.types.iter().filter_map(|item| item.content.as_ref()) {
            for ty in find_held(&definition.shape) {
                if let Some(path) = path_of(ty) {
                    holders.push((definition.path.as_str(), held.len()));
                    held.push(path);
                }
            }
        }
        Self { holders: Index::new(holders), held }
    }

    fn leads_back(&self, path: &str) -> bool {
        let mut seen = Vec::new();
        let mut waiting = self.holders.find(path).to_vec();
        while let Some((_, number)) = waiting.pop() {
            let next = self.held[number];
            if next == path {
                return true;
            }
            if !seen.contains(&next) {
                seen.push(next);
                waiting.extend(self.holders.find(next));
            }
        }
        false
    }
}

/// The types whose JSON is that of the whole.
fn find_held(shape: &Shape<Option<Type>>) -> Vec<&Option<Type>> {
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
