//! The types of an API with their names, and the directions in which each travels.

use std::borrow::Cow;

use mizan_ir::{Api, Direction, Shape, Type, TypeDefinition};

use super::absent_arguments::{Flags, find_absent, position};

use crate::emit::{
    generics::apply,
    model::Model,
    reach::{inputs, outputs},
    typescript::names,
};

/// Writes the types of an API as definitions and as mentions.
#[derive(Clone, Copy)]
pub(crate) struct Types<'api> {
    pub(super) api: &'api Api,
    /// The text before each name, such as `types.`; empty in the file of the definitions.
    pub(super) prefix: &'static str,
    pub(super) tables: &'api Tables<'api>,
    /// The number of the definition that is being written.
    pub(super) own: Option<usize>,
}

/// Facts about the types of an API, each by the number of the type.
pub(crate) struct Tables<'api> {
    names: Vec<String>,
    /// True for a type that the server writes, other than as a declared error.
    is_output: Vec<bool>,
    /// True for a type that the server reads.
    is_input: Vec<bool>,
    /// The second name of a type that travels both ways in two forms.
    inputs: Vec<Option<String>>,
    /// The name of each generic parameter in Rust and in TypeScript.
    pub(super) parameters: Vec<(&'api str, String)>,
    /// True for the type parameters whose arguments may be `undefined` in a request.
    is_absent: Flags,
    pub(super) has_json: bool,
    has_big_integers: bool,
}

impl<'api> Tables<'api> {
    pub(crate) fn new(api: &'api Model<'_>) -> Self {
        let mut tables = Self {
            names: names::type_names(api),
            is_output: api.reached_from(outputs(api), Direction::Output),
            is_input: api.travelling(Direction::Input),
            inputs: vec![None; api.types.len()],
            parameters: Vec::new(),
            is_absent: Vec::new(),
            has_json: false,
            has_big_integers: false,
        };
        tables.parameters = tables.name_parameters(api);
        tables.note_kinds(api);
        tables.is_absent = find_absent(api, &inputs(api), &tables.is_input);
        let is_split = Types::new(api, &tables).find_split();
        for (number, is_split) in is_split.into_iter().enumerate() {
            let name = || names::derived_name(&tables.names[number], "Input", &tables.names);
            tables.inputs[number] = is_split.then(name);
        }
        tables
    }

    /// A generic parameter called like a type of the API would hide it, so it gets another name.
    fn name_parameters(&self, api: &'api Api) -> Vec<(&'api str, String)> {
        let mut parameters: Vec<(&str, String)> = Vec::new();
        for name in api.types.values().flat_map(|definition| &definition.parameters) {
            if parameters.iter().all(|(known, _)| known != name) {
                let is_taken = names::is_reserved(name) || self.names.contains(name);
                let own = if is_taken { format!("{name}Parameter") } else { name.clone() };
                parameters.push((name, own));
            }
        }
        parameters
    }

    /// Notes which types of the kernel the client needs.
    fn note_kinds(&mut self, api: &Api) {
        let mut waiting = [outputs(api), inputs(api)].concat();
        for definition in api.types.values() {
            waiting.extend(definition.shape.types());
            waiting.extend(&definition.defaults);
        }
        while let Some(ty) = waiting.pop() {
            self.has_json |= *ty == Type::Json;
            self.has_big_integers |= matches!(ty, Type::BigInteger(_));
            waiting.extend(ty.children());
        }
    }
}

impl<'api> Types<'api> {
    pub(crate) fn new(api: &'api Api, tables: &'api Tables<'api>) -> Self {
        Self { api, prefix: "", tables, own: None }
    }

    /// The same types for the definition of that number.
    pub(super) fn inside(self, number: usize) -> Self {
        Self { own: Some(number), ..self }
    }

    /// Returns true for a type parameter of the current definition whose argument may be
    /// `undefined` in a request.
    pub(super) fn is_absent_parameter(&self, parameter: &str) -> bool {
        self.own.is_some_and(|own| {
            let index = position(self.api, own, parameter);
            index.is_some_and(|index| self.tables.is_absent[own][index])
        })
    }

    /// Returns true if the type argument at that position of a type may be `undefined`.
    pub(super) fn is_absent_argument(&self, path: &str, argument: usize) -> bool {
        self.tables.is_absent[self.number(path)].get(argument) == Some(&true)
    }

    /// Returns true if a definition has a field that its type argument makes optional.
    pub(super) fn has_absent_parameters(&self) -> bool {
        self.tables.is_absent.iter().flatten().any(|is_absent| *is_absent)
    }

    /// The same types for a module that imports them under a prefix, such as `types.`.
    pub(crate) fn imported(self, prefix: &'static str) -> Self {
        Self { prefix, ..self }
    }

    /// The name of each type, by its number.
    pub(crate) fn names(&self) -> &'api [String] {
        &self.tables.names
    }

    /// Returns true where a type is, or holds, an integer that travels as a string.
    pub(crate) fn has_big_integers(&self) -> bool {
        self.tables.has_big_integers
    }

    /// The directions in which a type has a definition of its own.
    pub(super) fn directions(&self, number: usize) -> &'static [Direction] {
        if self.tables.inputs[number].is_some() {
            return &[Direction::Output, Direction::Input];
        }
        match (self.tables.is_output[number], self.tables.is_input[number]) {
            (true, _) => &[Direction::Output],
            (false, true) => &[Direction::Input],
            (false, false) => &[],
        }
    }

    pub(in crate::emit::typescript) fn mention(&self, path: &str, direction: Direction) -> String {
        format!("{}{}", self.prefix, self.name(path, direction))
    }

    /// Returns true for a type that travels other than as a declared error.
    pub(super) fn is_value(&self, path: &str) -> bool {
        let number = self.number(path);
        self.tables.is_output[number] || self.tables.is_input[number]
    }

    pub(super) fn name(&self, path: &str, direction: Direction) -> &'api str {
        self.name_of(self.number(path), direction)
    }

    pub(super) fn name_of(&self, number: usize, direction: Direction) -> &'api str {
        match (&self.tables.inputs[number], direction) {
            (Some(input), Direction::Input) => input,
            _ => &self.tables.names[number],
        }
    }

    fn number(&self, path: &str) -> usize {
        self.api.types.position(path).unwrap_or_else(|| {
            unreachable!("the checks let no type through that is not defined: {path}")
        })
    }

    /// For each type, true where it travels both ways and its two forms differ, by themselves or
    /// through the types they mention.
    fn find_split(&self) -> Vec<bool> {
        let Tables { is_output, is_input, .. } = self.tables;
        let mut is_split = Vec::with_capacity(self.api.types.len());
        for (number, definition) in self.api.types.values().enumerate() {
            let types = self.inside(number);
            let form = |direction| types.shape(&definition.shape, direction);
            let is_both = is_output[number] && is_input[number];
            is_split.push(is_both && form(Direction::Output) != form(Direction::Input));
        }
        let mut is_growing = is_split.contains(&true);
        while is_growing {
            is_growing = false;
            for (number, definition) in self.api.types.values().enumerate() {
                let is_both = is_output[number] && is_input[number];
                if is_both && !is_split[number] && self.mentions_any(definition, &is_split) {
                    is_split[number] = true;
                    is_growing = true;
                }
            }
        }
        is_split
    }

    fn mentions_any(&self, definition: &TypeDefinition, is_wanted: &[bool]) -> bool {
        let mut waiting = definition.shape.types();
        waiting.extend(&definition.defaults);
        while let Some(ty) = waiting.pop() {
            if matches!(ty, Type::Named(path, _) if is_wanted[self.number(path)]) {
                return true;
            }
            waiting.extend(ty.children());
        }
        false
    }

    pub(super) fn definition_of(&self, path: &str) -> &'api TypeDefinition {
        &self.api.types[path]
    }

    /// The shape of a type of the API, its parameters replaced by the arguments.
    pub(super) fn shape_of(&self, path: &str, arguments: &[Type]) -> Cow<'api, Shape> {
        let definition = self.definition_of(path);
        apply(&definition.shape, &definition.parameters, arguments)
    }
}
