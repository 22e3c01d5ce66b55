//! The types that lead to a key or to a big integer. All others need no decoder.

use std::borrow::Cow;

use mizan_ir::{Api, Direction, Fields, Presence, Shape, Type, TypeDefinition};

use super::key::key;
use crate::emit::generics::apply;

/// The depth of arguments that are followed. A type that mentions itself with a larger argument has
/// no end of them.
const DEPTH: usize = 16;

/// The types that some values hold, once for each list of arguments.
pub(super) struct Graph<'api> {
    api: &'api Api,
    pub(super) instances: Vec<Instance<'api>>,
    /// The instances of each definition, by its number.
    by_definition: Vec<Vec<usize>>,
    /// True for instances that hold a big integer.
    is_big: Vec<bool>,
    /// True for instances that hold a big integer, or elements with a key.
    is_leading: Vec<bool>,
}

/// A type with its arguments.
pub(super) struct Instance<'api> {
    pub(super) path: &'api str,
    pub(super) arguments: Vec<Type>,
    pub(super) definition: &'api TypeDefinition,
    /// The shape that the server writes.
    pub(super) written: Cow<'api, Shape>,
    /// The instances that hold it.
    holders: Vec<usize>,
}

impl<'api> Graph<'api> {
    pub(super) fn new(api: &'api Api, values: &[&Type]) -> Self {
        let by_definition = vec![Vec::new(); api.types.len()];
        let (is_big, is_leading) = (Vec::new(), Vec::new());
        let mut graph = Self { api, instances: Vec::new(), by_definition, is_big, is_leading };
        for ty in values {
            mentions(ty, false, &mut |ty, _| {
                graph.add(ty);
            });
        }
        let (mut big, mut leading) = (Vec::new(), Vec::new());
        let mut holder = 0;
        while holder < graph.instances.len() {
            for (ty, is_element) in graph.instances[holder].mentions() {
                if matches!(ty, Type::BigInteger(_)) {
                    big.push(holder);
                    continue;
                }
                if is_element && graph.is_keyed(&ty, 0) {
                    leading.push(holder);
                }
                if let Some(held) = graph.add(&ty) {
                    graph.instances[held].holders.push(holder);
                }
            }
            holder += 1;
        }
        leading.extend(&big);
        graph.is_big = graph.spread(big);
        graph.is_leading = graph.spread(leading);
        graph
    }

    /// The number of a type that is among the instances.
    pub(super) fn find(&self, ty: &Type) -> Option<usize> {
        let Type::Named(path, arguments) = ty else { return None };
        let known = &self.by_definition[self.api.types.position(path)?];
        known.iter().copied().find(|number| self.instances[*number].arguments == *arguments)
    }

    /// Returns true for an instance that holds a big integer, or elements with a key.
    pub(super) fn leads(&self, number: usize) -> bool {
        self.is_leading[number]
    }

    /// Returns true for an instance that holds a big integer.
    pub(super) fn is_big(&self, number: usize) -> bool {
        self.is_big[number]
    }

    /// Returns true for a type, named or not, that holds a big integer.
    pub(super) fn mentions_big(&self, ty: &Type) -> bool {
        let mut found = false;
        mentions(ty, false, &mut |inner, _| {
            found |= matches!(inner, Type::BigInteger(_))
                || self.find(inner).is_some_and(|number| self.is_big(number));
        });
        found
    }

    fn add(&mut self, ty: &Type) -> Option<usize> {
        let Type::Named(path, arguments) = ty else { return None };
        let definition = self.api.types.position(path)?;
        if let Some(known) = self.find(ty) {
            return Some(known);
        }
        if depth(ty) > DEPTH {
            return None;
        }
        let number = self.instances.len();
        self.by_definition[definition].push(number);
        let (path, definition) = self.api.types.get_key_value(path)?;
        self.instances.push(Instance {
            path,
            arguments: arguments.clone(),
            definition,
            written: apply(
                definition.shape.towards(Direction::Output),
                &definition.parameters,
                arguments,
            ),
            holders: Vec::new(),
        });
        Some(number)
    }

    /// Returns true for a type that has a key as an element of a list.
    fn is_keyed(&self, ty: &Type, depth: usize) -> bool {
        match ty {
            Type::Option(value) | Type::Directed(value, _) => self.is_keyed(value, depth),
            Type::Named(path, arguments) => {
                let Some(definition) = self.api.types.get(path) else { return false };
                let shape = definition.shape.towards(Direction::Output);
                match &*apply(shape, &definition.parameters, arguments) {
                    Shape::Struct(Fields::Newtype(inner)) => {
                        depth < DEPTH && self.is_keyed(inner, depth + 1)
                    }
                    _ => key(definition).is_some(),
                }
            }
            _ => false,
        }
    }

    /// For each instance, true where it holds one of the given ones, directly or through others.
    fn spread(&self, mut waiting: Vec<usize>) -> Vec<bool> {
        let mut is_reached = vec![false; self.instances.len()];
        while let Some(number) = waiting.pop() {
            if !std::mem::replace(&mut is_reached[number], true) {
                waiting.extend(&self.instances[number].holders);
            }
        }
        is_reached
    }
}

impl Instance<'_> {
    /// The named types and the big integers in it; true for the elements of a list.
    fn mentions(&self) -> Vec<(Type, bool)> {
        let mut found = Vec::new();
        let mut look = |ty: &Type, is_element| found.push((ty.clone(), is_element));
        for ty in held(&self.written) {
            mentions(ty, false, &mut look);
        }
        found
    }
}

/// Calls `look` with each named type and big integer of a value, and true for elements of a list.
fn mentions(ty: &Type, is_element: bool, look: &mut dyn FnMut(&Type, bool)) {
    match ty {
        Type::BigInteger(_) | Type::Named(..) => look(ty, is_element),
        Type::Option(value) | Type::Directed(value, _) => mentions(value, is_element, look),
        Type::List(item) | Type::Array(item, _) => mentions(item, true, look),
        Type::Map(_, value) => mentions(value, false, look),
        Type::Tuple(items) => {
            for item in items {
                mentions(item, false, look);
            }
        }
        _ => {}
    }
}

/// The types that the server writes for a shape.
fn held(shape: &Shape) -> Vec<&Type> {
    let mut types = Vec::new();
    match shape {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => collect_held(fields, &mut types),
        Shape::Enum { variants, .. } => {
            for variant in variants.iter().filter(|variant| variant.output != Presence::Skipped) {
                collect_held(&variant.fields, &mut types);
            }
        }
        Shape::Directed { output, .. } => return held(output),
    }
    types
}

fn collect_held<'shape>(fields: &'shape Fields, types: &mut Vec<&'shape Type>) {
    match fields {
        Fields::Unit => {}
        Fields::Newtype(ty) => types.push(ty),
        Fields::Tuple(items) => types.extend(items),
        Fields::Named(fields) => {
            for field in fields.iter().filter(|field| field.output != Presence::Skipped) {
                types.push(&field.ty);
            }
        }
    }
}

fn depth(ty: &Type) -> usize {
    1 + ty.children().map(depth).max().unwrap_or(0)
}
