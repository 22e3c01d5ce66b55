//! Which types lead to a key or to a big integer, so that the others have no shape.

use std::collections::{HashMap, HashSet};

use mizan_ir::{Api, Fields, Presence, Shape, Type};

use super::{definition, key, written};

/// A type that mentions itself with ever more around its argument has no end of arguments.
const DEPTH: usize = 16;

/// The types that some values hold, each generic one with its arguments.
pub(super) struct Graph {
    types: Vec<Type>,
    big: HashSet<Type>,
    leading: HashSet<Type>,
}

impl Graph {
    pub(super) fn new<'ty>(api: &Api, values: impl Iterator<Item = &'ty Type>) -> Self {
        let mut graph = Self { types: Vec::new(), big: HashSet::new(), leading: HashSet::new() };
        let mut holders: HashMap<Type, Vec<Type>> = HashMap::new();
        let mut seen: HashSet<Type> = HashSet::new();
        let mut waiting: Vec<Type> = Vec::new();
        values.for_each(|ty| mentions(ty, false, &mut |ty, _| waiting.push(ty.clone())));
        let (mut big, mut leading) = (Vec::new(), Vec::new());
        while let Some(ty) = waiting.pop() {
            let Some(definition) = definition(api, &ty) else { continue };
            if !seen.insert(ty.clone()) || depth(&ty) > DEPTH {
                continue;
            }
            for held in held(&written(definition, &ty)) {
                mentions(held, false, &mut |inner, is_element| {
                    if matches!(inner, Type::BigInteger(_)) {
                        big.push(ty.clone());
                        return;
                    }
                    if is_element && is_keyed(api, inner, 0) {
                        leading.push(ty.clone());
                    }
                    holders.entry(inner.clone()).or_default().push(ty.clone());
                    waiting.push(inner.clone());
                });
            }
            graph.types.push(ty);
        }
        graph.big = spread(big, &holders);
        leading.extend(graph.big.iter().cloned());
        graph.leading = spread(leading, &holders);
        graph
    }

    pub(super) fn types(&self) -> &[Type] {
        &self.types
    }

    /// Whether anything in it has a key, or is a big integer.
    pub(super) fn leads(&self, ty: &Type) -> bool {
        self.leading.contains(ty)
    }

    /// Whether anything in it is a big integer.
    pub(super) fn is_big(&self, ty: &Type) -> bool {
        self.big.contains(ty)
    }

    /// Whether a value of that type, which need not have a name, holds a big integer.
    pub(super) fn mentions_big(&self, ty: &Type) -> bool {
        let mut found = false;
        mentions(ty, false, &mut |inner, _| {
            found |= matches!(inner, Type::BigInteger(_)) || self.is_big(inner);
        });
        found
    }
}

/// Whether the elements of a list of that type have a key.
fn is_keyed(api: &Api, ty: &Type, depth: usize) -> bool {
    match ty {
        Type::Option(value) | Type::Directed(value, _) => is_keyed(api, value, depth),
        Type::Named(..) => {
            definition(api, ty).is_some_and(|definition| match written(definition, ty) {
                Shape::Struct(Fields::Newtype(inner)) => {
                    depth < DEPTH && is_keyed(api, &inner, depth + 1)
                }
                _ => key(definition).is_some(),
            })
        }
        _ => false,
    }
}

/// The types from which one of these is reached.
fn spread(mut waiting: Vec<Type>, holders: &HashMap<Type, Vec<Type>>) -> HashSet<Type> {
    let mut reached = HashSet::new();
    while let Some(ty) = waiting.pop() {
        if reached.insert(ty.clone()) {
            waiting.extend(holders.get(&ty).into_iter().flatten().cloned());
        }
    }
    reached
}

/// Looks at the named types and the big integers of a value, and whether each is an element.
fn mentions(ty: &Type, is_element: bool, look: &mut impl FnMut(&Type, bool)) {
    match ty {
        Type::BigInteger(_) | Type::Named(..) => look(ty, is_element),
        Type::Option(value) | Type::Directed(value, _) => mentions(value, is_element, look),
        Type::List(item) | Type::Array(item, _) => mentions(item, true, look),
        Type::Map(_, value) => mentions(value, false, look),
        Type::Tuple(items) => items.iter().for_each(|item| mentions(item, false, look)),
        _ => {}
    }
}

/// The types that the server writes of a shape.
fn held(shape: &Shape) -> Vec<&Type> {
    match shape {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => held_in(fields),
        Shape::Enum { variants, .. } => variants
            .iter()
            .filter(|variant| variant.output != Presence::Skipped)
            .flat_map(|variant| held_in(&variant.fields))
            .collect(),
        Shape::Directed { output, .. } => held(output),
    }
}

fn held_in(fields: &Fields) -> Vec<&Type> {
    match fields {
        Fields::Unit => Vec::new(),
        Fields::Newtype(ty) => vec![ty],
        Fields::Tuple(items) => items.iter().collect(),
        Fields::Named(fields) => fields
            .iter()
            .filter(|field| field.output != Presence::Skipped)
            .map(|field| &field.ty)
            .collect(),
    }
}

fn depth(ty: &Type) -> usize {
    1 + ty.children().into_iter().map(depth).max().unwrap_or(0)
}
