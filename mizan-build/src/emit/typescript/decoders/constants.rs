//! The names of the constants that hold decoders.

use mizan_ir::{Api, ByName, Type};

use super::graph::Instance;
use crate::emit::case::camel;

/// Gives names to constants.
pub(super) struct Constants<'api> {
    api: &'api Api,
    /// The names of the types.
    names: &'api [String],
    /// True for the instances that have a constant, or will have one.
    is_seen: Vec<bool>,
    taken: ByName<()>,
}

impl<'api> Constants<'api> {
    pub(super) fn new(api: &'api Api, names: &'api [String], instances: usize) -> Self {
        Self { api, names, is_seen: vec![false; instances], taken: ByName::default() }
    }

    /// Returns true the first time that an instance is seen.
    pub(super) fn see(&mut self, number: usize) -> bool {
        !std::mem::replace(&mut self.is_seen[number], true)
    }

    /// The name of an instance's constant, made of the names of the type and of its arguments.
    pub(super) fn name(&mut self, instance: &Instance<'_>) -> String {
        let own = self.name_of_path(instance.path).to_owned();
        let whole = instance.arguments.iter().fold(own, |name, ty| name + "_" + &self.name_of(ty));
        let stem = camel(&whole);
        let mut name = format!("{stem}Decoder");
        let mut number = 2;
        while self.taken.contains_key(&name) {
            name = format!("{stem}{number}Decoder");
            number += 1;
        }
        self.taken.insert(name.clone(), ());
        name
    }

    fn name_of_path(&self, path: &str) -> &str {
        self.api.types.position(path).map_or("", |number| &self.names[number])
    }

    fn name_of(&self, ty: &Type) -> String {
        let own = match ty {
            Type::Named(path, _) => self.name_of_path(path).to_owned(),
            Type::Directed(output, _) => return self.name_of(output),
            Type::Integer(_) | Type::Float(_) => "Number".to_owned(),
            Type::BigInteger(_) => "BigInt".to_owned(),
            Type::String => "Text".to_owned(),
            other => {
                let text = other.to_string();
                text.chars().take_while(char::is_ascii_alphanumeric).collect()
            }
        };
        ty.children().fold(own, |name, child| name + "_" + &self.name_of(child))
    }
}
