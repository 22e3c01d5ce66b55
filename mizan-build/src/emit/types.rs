//! The API's types in TypeScript: what the server writes, and what it reads where that differs.

mod definitions;
mod expressions;

use std::borrow::Cow;

use mizan_ir::{Api, Shape, Type, TypeDefinition};

use super::{failures, model::Model, names};

pub(crate) use definitions::{emit_types, with_deprecation};
pub(super) use definitions::{presence, present, variant_names};
pub(super) use expressions::{Keys, index};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the server to the client.
    Output,
    /// From the client to the server.
    Input,
}

impl Direction {
    /// Whichever of the two goes this way.
    pub(crate) fn choose<T>(self, output: T, input: T) -> T {
        match self {
            Self::Output => output,
            Self::Input => input,
        }
    }
}

/// The types of an API, ready to be mentioned and defined.
#[derive(Clone, Copy)]
pub(crate) struct Types<'api> {
    pub(super) api: &'api Api,
    /// What stands before a name: nothing where the types are defined.
    pub(super) prefix: &'static str,
    tables: &'api Tables<'api>,
}

/// What is known of the types of an API, each by its number.
pub(crate) struct Tables<'api> {
    names: Vec<String>,
    /// Whether the server writes it, as more than an error.
    is_output: Vec<bool>,
    is_input: Vec<bool>,
    /// What is read, where a type reads differently from how it is written, and is used both ways.
    inputs: Vec<Option<String>>,
    /// What each generic parameter is called.
    parameters: Vec<(&'api str, String)>,
    has_json: bool,
    has_big_integers: bool,
}

impl<'api> Tables<'api> {
    pub(crate) fn new(api: &'api Model<'_>) -> Self {
        let mut tables = Self {
            names: names::type_names(api),
            is_output: find_reached(api, outputs(api), Direction::Output),
            is_input: find_reached(api, inputs(api), Direction::Input),
            inputs: vec![None; api.types.len()],
            parameters: Vec::new(),
            has_json: false,
            has_big_integers: false,
        };
        tables.parameters = tables.name_parameters(api);
        tables.note_kinds(api);
        let is_split = Types::new(api, &tables).find_split();
        for (number, is_split) in is_split.into_iter().enumerate() {
            let name = || names::derived_name(&tables.names[number], "Input", &tables.names);
            tables.inputs[number] = is_split.then(name);
        }
        tables
    }

    /// No generic parameter is called like a type of the API, which it would hide.
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

    /// What of the kernel a client needs is told by the types that occur at all.
    fn note_kinds(&mut self, api: &Api) {
        let mut waiting = [outputs(api), inputs(api)].concat();
        for definition in api.types.values() {
            waiting.extend(definition.shape.types());
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
        Self { api, prefix: "", tables }
    }

    /// The same types as a module sees them that has imported all of them as `prefix`.
    pub(crate) fn imported(self, prefix: &'static str) -> Self {
        Self { prefix, ..self }
    }

    /// What each type is called, by its number.
    pub(crate) fn names(&self) -> &'api [String] {
        &self.tables.names
    }

    /// Whether any of them is, or holds, an integer that travels as a text.
    pub(crate) fn has_big_integers(&self) -> bool {
        self.tables.has_big_integers
    }

    fn directions(&self, number: usize) -> &'static [Direction] {
        if self.tables.inputs[number].is_some() {
            return &[Direction::Output, Direction::Input];
        }
        match (self.tables.is_output[number], self.tables.is_input[number]) {
            (true, _) => &[Direction::Output],
            (false, true) => &[Direction::Input],
            (false, false) => &[],
        }
    }

    fn mention(&self, path: &str, direction: Direction) -> String {
        format!("{}{}", self.prefix, self.name(path, direction))
    }

    /// Whether it travels as more than an error.
    pub(super) fn is_value(&self, path: &str) -> bool {
        let number = self.number(path);
        self.tables.is_output[number] || self.tables.is_input[number]
    }

    pub(super) fn name(&self, path: &str, direction: Direction) -> &'api str {
        self.name_of(self.number(path), direction)
    }

    fn name_of(&self, number: usize, direction: Direction) -> &'api str {
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

    /// Types used both ways whose two forms differ, by themselves or through what they mention.
    fn find_split(&self) -> Vec<bool> {
        let Tables { is_output, is_input, .. } = self.tables;
        let mut is_split = Vec::with_capacity(self.api.types.len());
        for (number, definition) in self.api.types.values().enumerate() {
            let form = |direction| self.shape(&definition.shape, direction);
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

/// A shape with its parameters replaced by arguments.
pub(super) fn apply<'api>(
    shape: &'api Shape,
    parameters: &[String],
    arguments: &[Type],
) -> Cow<'api, Shape> {
    if parameters.is_empty() {
        return Cow::Borrowed(shape);
    }
    let pairs: Vec<(&str, &Type)> = parameters.iter().map(String::as_str).zip(arguments).collect();
    Cow::Owned(shape.map(&mut |ty| substitute(ty, &pairs)))
}

/// A type with its parameters replaced.
pub(crate) fn substitute(ty: &Type, pairs: &[(&str, &Type)]) -> Type {
    let one = |ty: &Type| Box::new(substitute(ty, pairs));
    let all = |types: &[Type]| types.iter().map(|ty| substitute(ty, pairs)).collect();
    match ty {
        Type::Parameter(name) => match pairs.iter().find(|(parameter, _)| parameter == name) {
            Some((_, argument)) => (*argument).clone(),
            None => ty.clone(),
        },
        Type::Option(value) => Type::Option(one(value)),
        Type::List(item) => Type::List(one(item)),
        Type::Array(item, length) => Type::Array(one(item), *length),
        Type::Tuple(items) => Type::Tuple(all(items)),
        Type::Map(key, value) => Type::Map(one(key), one(value)),
        Type::Directed(output, input) => Type::Directed(one(output), one(input)),
        Type::Named(path, arguments) => Type::Named(path.clone(), all(arguments)),
        Type::Unit
        | Type::Bool
        | Type::Integer(_)
        | Type::BigInteger(_)
        | Type::Float
        | Type::String
        | Type::Json
        | Type::Upload => ty.clone(),
    }
}

/// What the server writes, function by function.
fn outputs(api: &Api) -> Vec<&Type> {
    let mut types: Vec<&Type> = api.functions.values().map(|function| &function.result).collect();
    types.extend(failures::contents(api));
    types
}

/// What the server reads, function by function, context by context.
fn inputs(api: &Api) -> Vec<&Type> {
    let mut types = Vec::new();
    for function in api.functions.values() {
        types.extend(function.arguments.iter().map(|argument| &argument.ty));
    }
    for context in api.contexts.values() {
        types.extend(context.parameters.iter().map(|parameter| &parameter.ty));
    }
    types
}

/// Which types the given ones mention, directly or through others.
fn find_reached<'api>(
    api: &'api Api,
    mut waiting: Vec<&'api Type>,
    direction: Direction,
) -> Vec<bool> {
    let mut is_reached = vec![false; api.types.len()];
    while let Some(ty) = waiting.pop() {
        if let Type::Directed(output, input) = ty {
            waiting.push(direction.choose(output, input));
            continue;
        }
        waiting.extend(ty.children());
        let Type::Named(path, _) = ty else { continue };
        if let Some(number) = api.types.position(path)
            && !is_reached[number]
        {
            is_reached[number] = true;
            waiting.extend(visible(&api.types[path].shape, direction));
        }
    }
    is_reached
}

/// The types that a shape shows in one direction.
pub(super) fn visible(shape: &Shape, direction: Direction) -> Vec<&Type> {
    match shape {
        Shape::Directed { output, input } => visible(direction.choose(output, input), direction),
        shape => shape.types(),
    }
}
