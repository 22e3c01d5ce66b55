//! The uses of the types of an API, each with its name, and the directions in which it travels.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap};

use mizan_ir::{Api, Direction, Shape, Type};

use super::Definition;
use crate::emit::{
    generics::apply,
    python::names::{Taken, argument_name, short_name},
};

/// Writes the types of an API as definitions and as mentions.
pub(crate) struct Types<'api> {
    pub(super) api: &'api Api,
    /// By the text of the type.
    instances: BTreeMap<String, Instance>,
    taken: RefCell<Taken>,
    /// Names of parts of types, by the name of the whole and that of the part.
    parts: RefCell<BTreeMap<(String, String), String>>,
}

/// A type with its type arguments.
struct Instance {
    path: String,
    arguments: Vec<Type>,
    is_output: bool,
    is_input: bool,
    name: String,
    /// The second name of a type that travels both ways in two forms.
    input: Option<String>,
}

impl<'api> Types<'api> {
    pub(crate) fn new(api: &'api Api) -> Self {
        let mut types = Self {
            api,
            instances: BTreeMap::new(),
            taken: RefCell::default(),
            parts: RefCell::default(),
        };
        types.collect();
        types.give_names();
        types.split();
        types
    }

    pub(crate) fn api(&self) -> &'api Api {
        self.api
    }

    /// A name that nothing else in the file has.
    pub(crate) fn unused_name(&self, wanted: &str) -> String {
        self.taken.borrow_mut().name(wanted)
    }

    /// The name of a part of a type, which is the same whenever it is asked for.
    pub(crate) fn part_name(&self, whole: &str, part: &str) -> String {
        let key = (whole.to_owned(), part.to_owned());
        if let Some(name) = self.parts.borrow().get(&key) {
            return name.clone();
        }
        let name = self.unused_name(&format!("{whole}{part}"));
        self.parts.borrow_mut().insert(key, name.clone());
        name
    }

    /// All names of types, which a method of the client would hide.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.instances.values().flat_map(|instance| {
            [Some(instance.name.as_str()), instance.input.as_deref()].into_iter().flatten()
        })
    }

    pub(crate) fn name_of(&self, path: &str, arguments: &[Type], direction: Direction) -> &str {
        let instance = self.instances.get(&key(path, arguments)).unwrap_or_else(|| {
            unreachable!("every use of a type that travels is collected: {path}")
        });
        match (&instance.input, direction) {
            (Some(input), Direction::Input) => input,
            _ => &instance.name,
        }
    }

    /// Returns true for a type that travels other than as a declared error.
    pub(crate) fn is_value(&self, path: &str, arguments: &[Type]) -> bool {
        self.instances.contains_key(&key(path, arguments))
    }

    /// The name of a type, which is not that of a use of it.
    pub(crate) fn base_name(&self, path: &str) -> String {
        let all: Vec<&str> = self.api.types.keys().map(String::as_str).collect();
        short_name(path, &all)
    }

    /// The shape of a type of the API, its parameters replaced by the arguments.
    pub(crate) fn shape_of(&self, path: &str, arguments: &[Type]) -> Cow<'api, Shape> {
        let definition = &self.api.types[path];
        apply(&definition.shape, &definition.parameters, arguments)
    }

    /// The definitions of all types, in the order of their names. Other names of types come last, each
    /// behind the type that it names.
    pub(crate) fn definitions(&self) -> Vec<Definition> {
        let mut definitions = Vec::new();
        for instance in self.instances.values() {
            let directions: &[Direction] = match (&instance.input, instance.is_output) {
                (Some(_), _) => &[Direction::Output, Direction::Input],
                (None, true) => &[Direction::Output],
                (None, false) => &[Direction::Input],
            };
            for direction in directions {
                definitions.extend(self.define(instance, *direction));
            }
        }
        let (mut waiting, mut sorted): (Vec<_>, Vec<_>) =
            definitions.into_iter().partition(|definition| definition.renamed().is_some());
        while !waiting.is_empty() {
            let names: Vec<String> = waiting.iter().map(|waiting| waiting.name.clone()).collect();
            let is_ready = |waiting: &Definition| {
                waiting.renamed().is_none_or(|name| names.iter().all(|other| other != name))
            };
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            debug_assert!(!ready.is_empty(), "no type is another name of itself");
            sorted.extend(ready);
            waiting = rest;
        }
        sorted
    }

    fn define(&self, instance: &Instance, direction: Direction) -> Vec<Definition> {
        let Instance { path, arguments, .. } = instance;
        let definition = &self.api.types[path.as_str()];
        let name = self.name_of(path, arguments, direction);
        let mut definitions = self.define_shape(name, &self.shape_of(path, arguments), direction);
        if let Some(own) = definitions.last_mut() {
            own.docs.clone_from(&definition.docs);
            own.deprecated.clone_from(&definition.deprecated);
        }
        definitions
    }

    fn collect(&mut self) {
        let api = self.api;
        let mut waiting: Vec<(Type, Direction)> = Vec::new();
        for function in api.functions.values() {
            waiting.push((function.result.clone(), Direction::Output));
            let arguments = function.arguments.iter();
            waiting.extend(arguments.map(|argument| (argument.ty.clone(), Direction::Input)));
        }
        for error in errors(api) {
            if let Type::Named(path, arguments) = error {
                let shape = self.shape_of(path, arguments);
                let held = shape.towards(Direction::Output).types().into_iter();
                waiting.extend(held.map(|ty| (ty.clone(), Direction::Output)));
            }
        }
        let contexts = api.contexts.values().flat_map(|context| &context.parameters);
        let rooms = api.channels.values().flat_map(|channel| &channel.parameters);
        for parameter in contexts.chain(rooms) {
            waiting.push((parameter.ty.clone(), Direction::Input));
        }
        while let Some((ty, direction)) = waiting.pop() {
            match &ty {
                Type::Directed(output, input) => {
                    waiting.push((direction.choose(output, input).as_ref().clone(), direction));
                }
                Type::Named(path, arguments) => {
                    if self.note(path, arguments, direction) {
                        let shape = self.shape_of(path, arguments);
                        let held = shape.towards(direction).types().into_iter();
                        waiting.extend(held.map(|ty| (ty.clone(), direction)));
                    }
                }
                ty => waiting.extend(ty.children().map(|child| (child.clone(), direction))),
            }
        }
    }

    /// Notes a use of a type, and returns true if it is the first in that direction.
    fn note(&mut self, path: &str, arguments: &[Type], direction: Direction) -> bool {
        let instance = self.instances.entry(key(path, arguments)).or_insert_with(|| Instance {
            path: path.to_owned(),
            arguments: arguments.to_vec(),
            is_output: false,
            is_input: false,
            name: String::new(),
            input: None,
        });
        let flag = direction.choose(&mut instance.is_output, &mut instance.is_input);
        !std::mem::replace(flag, true)
    }

    fn give_names(&mut self) {
        let mut names = Vec::new();
        for instance in self.instances.values() {
            let ty = Type::Named(instance.path.clone(), instance.arguments.clone());
            let wanted = argument_name(&ty, &|path| self.base_name(path));
            names.push(self.unused_name(&wanted));
        }
        for (instance, name) in self.instances.values_mut().zip(names) {
            instance.name = name;
        }
    }

    /// Gives a second name to each type that travels both ways in two forms: a form differs by itself,
    /// or by the types that it mentions.
    fn split(&mut self) {
        loop {
            let differs = |instance: &&Instance| {
                let is_both = instance.is_output && instance.is_input;
                is_both
                    && instance.input.is_none()
                    && self.define(instance, Direction::Output)
                        != self.define(instance, Direction::Input)
            };
            let split: Vec<String> = self
                .instances
                .values()
                .filter(differs)
                .map(|instance| key(&instance.path, &instance.arguments))
                .collect();
            if split.is_empty() {
                return;
            }
            for key in split {
                let name = self.instances[&key].name.clone();
                let input = self.unused_name(&format!("{name}Input"));
                if let Some(instance) = self.instances.get_mut(&key) {
                    instance.input = Some(input);
                }
            }
        }
    }
}

/// The errors that the functions of an API declare.
pub(crate) fn errors(api: &Api) -> impl Iterator<Item = &Type> {
    api.functions.values().filter_map(|function| function.error.as_ref())
}

fn key(path: &str, arguments: &[Type]) -> String {
    Type::Named(path.to_owned(), arguments.to_vec()).to_string()
}
