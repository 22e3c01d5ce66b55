//! The types that are keys of maps, and the parameters of types that are: they have an order.

use std::collections::BTreeSet;

use mizan_ir::{Api, Direction, Type};

use super::travel::held;

/// What has an order.
#[derive(Default)]
pub(super) struct Ordered {
    pub(super) types: BTreeSet<String>,
    /// A type, with the number of its parameter.
    pub(super) parameters: BTreeSet<(String, usize)>,
}

impl Ordered {
    /// Finds the keys in all mentions of functions, and in all types.
    pub(super) fn find(api: &Api, mentions: &[(&Type, Direction)]) -> Self {
        let mut ordered = Self::default();
        loop {
            let before = (ordered.types.len(), ordered.parameters.len());
            for (ty, direction) in mentions {
                ordered.walk(api, None, ty, *direction, false);
            }
            for (path, definition) in &api.types {
                for direction in [Direction::Output, Direction::Input] {
                    let is_key = ordered.types.contains(path);
                    for ty in held(&definition.shape, direction) {
                        ordered.walk(api, Some(path), ty, direction, is_key);
                    }
                }
            }
            if before == (ordered.types.len(), ordered.parameters.len()) {
                return ordered;
            }
        }
    }

    fn walk(
        &mut self,
        api: &Api,
        owner: Option<&str>,
        ty: &Type,
        direction: Direction,
        is_key: bool,
    ) {
        match ty {
            Type::Map(key, value) => {
                self.walk(api, owner, key, direction, true);
                self.walk(api, owner, value, direction, is_key);
            }
            Type::Directed(output, input) => {
                self.walk(api, owner, direction.choose(output, input), direction, is_key);
            }
            Type::Parameter(name) if is_key => {
                let number = owner.and_then(|owner| {
                    api.types.get(owner)?.parameters.iter().position(|known| known == name)
                });
                if let (Some(owner), Some(number)) = (owner, number) {
                    self.parameters.insert((owner.to_owned(), number));
                }
            }
            Type::Named(path, arguments) => {
                if is_key {
                    self.types.insert(path.clone());
                }
                for (number, argument) in arguments.iter().enumerate() {
                    let is_key = self.parameters.contains(&(path.clone(), number));
                    self.walk(api, owner, argument, direction, is_key);
                }
            }
            ty => {
                for child in ty.children() {
                    self.walk(api, owner, child, direction, is_key);
                }
            }
        }
    }
}
