//! The types of an API, each with its names and the directions in which it travels.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use mizan_ir::{Api, Direction, Type};

use super::{
    definition::Definition,
    ordered::Ordered,
    travel::{by_value, held},
};
use crate::emit::{
    reach::{inputs, outputs},
    rust::names::{RESERVED, Taken, short_name, type_name},
};

/// Writes the types of an API as definitions and as mentions.
pub(crate) struct Types<'api> {
    pub(super) api: &'api Api,
    entries: BTreeMap<&'api str, Entry>,
    taken: RefCell<Taken>,
    pub(super) ordered: Ordered,
    /// The parameters that a type uses, by its path and their numbers.
    used: [BTreeSet<(&'api str, usize)>; 2],
    /// The types that each type holds, so that its size has theirs.
    held: [BTreeMap<&'api str, BTreeSet<&'api str>>; 2],
}

/// A type that travels.
struct Entry {
    is_output: bool,
    is_input: bool,
    name: String,
    /// The second name of a type that travels both ways in two forms.
    input: Option<String>,
}

impl<'api> Types<'api> {
    pub(crate) fn new(api: &'api Api) -> Self {
        let (outputs, inputs) = (outputs(api), inputs(api));
        let mentions: Vec<(&Type, Direction)> = outputs
            .iter()
            .map(|ty| (*ty, Direction::Output))
            .chain(inputs.iter().map(|ty| (*ty, Direction::Input)))
            .collect();
        let (is_output, is_input) = (
            api.reached_from(outputs, Direction::Output),
            api.reached_from(inputs, Direction::Input),
        );
        let mut types = Self {
            api,
            entries: BTreeMap::new(),
            taken: RefCell::new(Taken::with(&RESERVED)),
            ordered: Ordered::find(api, &mentions),
            used: [find_used(api, Direction::Output), find_used(api, Direction::Input)],
            held: [find_held(api, Direction::Output), find_held(api, Direction::Input)],
        };
        let all: Vec<&str> = api.types.keys().map(String::as_str).collect();
        for (number, path) in api.types.keys().enumerate() {
            let (is_output, is_input) = (is_output[number], is_input[number]);
            if is_output || is_input {
                let name = types.unused_name(&short_name(path, &all));
                types.entries.insert(path, Entry { is_output, is_input, name, input: None });
            }
        }
        types.split();
        types
    }

    pub(crate) fn api(&self) -> &'api Api {
        self.api
    }

    /// A name that nothing else in the file has.
    pub(crate) fn unused_name(&self, wanted: &str) -> String {
        self.taken.borrow_mut().name(type_name(wanted))
    }

    /// The name of a type, which is not that of a use of it.
    pub(crate) fn base_name(&self, path: &str) -> String {
        let all: Vec<&str> = self.api.types.keys().map(String::as_str).collect();
        short_name(path, &all)
    }

    /// The name of a type parameter, which no type has.
    pub(super) fn parameter_name(&self, name: &str) -> String {
        let has = |entry: &Entry, name: &str| {
            entry.name == name || entry.input.as_ref().is_some_and(|input| input == name)
        };
        let mut name = type_name(name);
        while RESERVED.contains(&name.as_str())
            || self.entries.values().any(|entry| has(entry, &name))
        {
            name.push('_');
        }
        name
    }

    /// Returns true for a type that travels other than as a declared error.
    pub(crate) fn is_value(&self, path: &str) -> bool {
        self.entries.contains_key(path)
    }

    pub(super) fn name_of(&self, path: &str, direction: Direction) -> &str {
        let entry = self
            .entries
            .get(path)
            .unwrap_or_else(|| unreachable!("every type that travels is in the table: {path}"));
        match (&entry.input, direction) {
            (Some(input), Direction::Input) => input,
            _ => &entry.name,
        }
    }

    /// The definitions of all types, in the order of their paths.
    pub(crate) fn definitions(&self) -> Vec<Definition> {
        let mut definitions = Vec::new();
        for (path, entry) in &self.entries {
            match (entry.is_output, entry.is_input, self.define_both(path)) {
                (true, true, Some(definition)) if entry.input.is_none() => {
                    definitions.push(definition);
                }
                (is_output, is_input, _) => {
                    let directions = [(is_output, Direction::Output), (is_input, Direction::Input)];
                    let directions = directions.into_iter().filter(|(is_there, _)| *is_there);
                    definitions
                        .extend(directions.map(|(_, direction)| self.define(path, direction)));
                }
            }
        }
        definitions
    }

    /// Gives a second name to each type that travels both ways in two forms: a form differs by itself,
    /// or by the types that it mentions.
    fn split(&mut self) {
        loop {
            let mut split = Vec::new();
            for (path, entry) in &self.entries {
                let is_one = !(entry.is_output && entry.is_input) || entry.input.is_some();
                if !is_one && self.define_both(path).is_none() {
                    split.push((*path, self.unused_name(&format!("{}Input", entry.name))));
                }
            }
            if split.is_empty() {
                return;
            }
            for (path, name) in split {
                if let Some(entry) = self.entries.get_mut(path) {
                    entry.input = Some(name);
                }
            }
        }
    }

    /// The field by which the elements of a list are told apart, where their type names one.
    pub(crate) fn key_of(&self, list: &Type) -> Option<&str> {
        match list {
            Type::Directed(output, _) => self.key_of(output),
            Type::Option(inner) => self.key_of(inner),
            Type::List(item) => self.key_of_item(item),
            _ => None,
        }
    }

    /// The field by which values of a type are told apart, where it names one.
    pub(crate) fn key_of_item(&self, item: &Type) -> Option<&str> {
        match item {
            Type::Directed(output, _) => self.key_of_item(output),
            Type::Named(path, _) => self.api.types.get(path)?.key.as_deref(),
            _ => None,
        }
    }

    /// Returns true for a parameter that a type uses; a type has no other.
    pub(super) fn is_used(&self, path: &str, number: usize, direction: Direction) -> bool {
        let [output, input] = &self.used;
        direction.choose(output, input).contains(&(path, number))
    }

    /// Returns true for a type whose values would hold a value of another one, without a list between.
    pub(super) fn holds(&self, path: &str, other: &str, direction: Direction) -> bool {
        let [output, input] = &self.held;
        let held = direction.choose(output, input);
        let (mut waiting, mut seen) = (vec![path], BTreeSet::new());
        while let Some(path) = waiting.pop() {
            if path == other {
                return true;
            }
            if seen.insert(path) {
                waiting.extend(held.get(path).into_iter().flatten());
            }
        }
        false
    }
}

fn find_held(api: &Api, direction: Direction) -> BTreeMap<&str, BTreeSet<&str>> {
    let types = api.types.iter().map(|(path, definition)| {
        let held = held(&definition.shape, direction).into_iter();
        (path.as_str(), held.flat_map(|ty| by_value(ty, direction)).collect())
    });
    types.collect()
}

/// The parameters that types use themselves, or as an argument of a type that does.
fn find_used(api: &Api, direction: Direction) -> BTreeSet<(&str, usize)> {
    let mut used = BTreeSet::new();
    loop {
        let before = used.len();
        for (path, definition) in &api.types {
            let mut waiting = held(&definition.shape, direction);
            while let Some(ty) = waiting.pop() {
                match ty {
                    Type::Parameter(name) => {
                        let known = definition.parameters.iter().position(|known| known == name);
                        used.extend(known.map(|number| (path.as_str(), number)));
                    }
                    Type::Directed(output, input) => waiting.push(direction.choose(output, input)),
                    Type::Named(path, arguments) => {
                        let numbered = arguments.iter().enumerate();
                        let numbered = numbered.filter(|(number, _)| {
                            used.iter().any(|(known, at)| known == path && at == number)
                        });
                        waiting.extend(numbered.map(|(_, argument)| argument));
                    }
                    ty => waiting.extend(ty.children()),
                }
            }
        }
        if used.len() == before {
            return used;
        }
    }
}
