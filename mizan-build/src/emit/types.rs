//! The API's types in TypeScript: what the server writes, and what it reads where that differs.

mod definitions;
mod expressions;

use std::collections::{BTreeMap, BTreeSet};

use mizan_ir::{Api, Shape, Type, TypeDefinition};

use super::{failures, names};

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
#[derive(Clone)]
pub(crate) struct Types<'api> {
    pub(super) api: &'api Api,
    /// What stands before a name: nothing where the types are defined.
    pub(super) prefix: &'static str,
    names: BTreeMap<&'api str, String>,
    output: BTreeSet<&'api str>,
    input: BTreeSet<&'api str>,
    /// Types that read differently from how they are written, and are used both ways, with the
    /// names of what is read.
    split: BTreeMap<&'api str, String>,
    /// What each generic parameter is called.
    parameters: BTreeMap<&'api str, String>,
}

impl<'api> Types<'api> {
    pub(crate) fn new(api: &'api Api) -> Self {
        let names = names::type_names(api);
        let mut types = Self {
            api,
            prefix: "",
            names,
            output: reachable(api, outputs(api), Direction::Output),
            input: reachable(api, inputs(api), Direction::Input),
            split: BTreeMap::new(),
            parameters: BTreeMap::new(),
        };
        types.parameters = types.name_parameters();
        let split = types.find_split().into_iter();
        types.split = split
            .map(|path| (path, names::derived_name(&types.names[path], "Input", &types.names)))
            .collect();
        types
    }

    /// The same types as a module sees them that has imported all of them as `prefix`.
    pub(crate) fn imported(&self, prefix: &'static str) -> Self {
        Self { prefix, ..self.clone() }
    }

    /// What each type is called, by its path.
    pub(crate) fn names(&self) -> &BTreeMap<&'api str, String> {
        &self.names
    }

    /// Whether any type is, or holds, one that is wanted.
    pub(crate) fn mentions(&self, is_wanted: impl Fn(&Type) -> bool) -> bool {
        let mut found = false;
        let mut visit = |ty: &Type| found |= is_wanted(ty);
        outputs(self.api).chain(inputs(self.api)).for_each(|ty| walk(ty, &mut visit));
        for definition in self.api.types.values() {
            definition.shape.types().into_iter().for_each(|ty| walk(ty, &mut visit));
        }
        found
    }

    fn directions(&self, path: &str) -> Vec<Direction> {
        if self.split.contains_key(path) {
            return vec![Direction::Output, Direction::Input];
        }
        match (self.output.contains(path), self.input.contains(path)) {
            (true, _) => vec![Direction::Output],
            (false, true) => vec![Direction::Input],
            (false, false) => Vec::new(),
        }
    }

    fn mention(&self, path: &str, direction: Direction) -> String {
        format!("{}{}", self.prefix, self.name(path, direction))
    }

    /// Whether it travels as more than an error.
    pub(super) fn is_value(&self, path: &str) -> bool {
        self.output.contains(path) || self.input.contains(path)
    }

    pub(super) fn name(&self, path: &str, direction: Direction) -> String {
        let Some(name) = self.names.get(path) else {
            unreachable!("the checks let no type through that is not defined: {path}")
        };
        match self.split.get(path) {
            Some(input) => direction.choose(name, input).clone(),
            None => name.clone(),
        }
    }

    /// Types used both ways whose two forms differ, by themselves or through what they mention.
    fn find_split(&self) -> BTreeSet<&'api str> {
        let both: BTreeSet<&str> = self.output.intersection(&self.input).copied().collect();
        let form = |path: &str, direction| self.shape(&self.api.types[path].shape, direction);
        let mut split: BTreeSet<&str> = both
            .iter()
            .copied()
            .filter(|path| form(path, Direction::Output) != form(path, Direction::Input))
            .collect();
        loop {
            let more: Vec<&str> = both
                .iter()
                .copied()
                .filter(|path| !split.contains(path))
                .filter(|path| {
                    let types = self.api.types[*path].shape.types();
                    types.into_iter().any(|ty| mentions_any(ty, &split))
                })
                .collect();
            if more.is_empty() {
                return split;
            }
            split.extend(more);
        }
    }

    pub(super) fn definition_of(&self, path: &str) -> &TypeDefinition {
        self.api.types.get(path).unwrap_or_else(|| {
            unreachable!("the checks let no type through that is not defined: {path}")
        })
    }

    /// No generic parameter is called like a type of the API, which it would hide.
    fn name_parameters(&self) -> BTreeMap<&'api str, String> {
        let parameters = self
            .api
            .types
            .values()
            .flat_map(|definition| &definition.parameters)
            .map(String::as_str);
        let parameters: BTreeSet<&str> = parameters.collect();
        let is_taken =
            |name: &str| names::is_reserved(name) || self.names.values().any(|taken| taken == name);
        parameters
            .into_iter()
            .map(|name| match is_taken(name) {
                true => (name, format!("{name}Parameter")),
                false => (name, name.to_owned()),
            })
            .collect()
    }
}

/// A type with its parameters replaced.
pub(super) fn substitute(ty: &Type, pairs: &[(&str, &Type)]) -> Type {
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
fn outputs(api: &Api) -> impl Iterator<Item = &Type> {
    api.functions.values().map(|function| &function.result).chain(failures::contents(api))
}

/// What the server reads, function by function, context by context.
fn inputs(api: &Api) -> impl Iterator<Item = &Type> {
    let arguments = api.functions.values().flat_map(|function| &function.arguments);
    let parameters = api.contexts.values().flat_map(|context| &context.parameters);
    arguments.chain(parameters).map(|parameter| &parameter.ty)
}

/// The paths of all types that the given ones mention, directly or through others.
fn reachable<'api>(
    api: &'api Api,
    roots: impl Iterator<Item = &'api Type>,
    direction: Direction,
) -> BTreeSet<&'api str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&Type> = roots.collect();
    while let Some(ty) = waiting.pop() {
        if let Type::Directed(output, input) = ty {
            waiting.push(direction.choose(output, input));
            continue;
        }
        waiting.extend(ty.children());
        let Type::Named(path, _) = ty else { continue };
        if found.insert(path.as_str())
            && let Some(definition) = api.types.get(path)
        {
            waiting.extend(visible(&definition.shape, direction));
        }
    }
    found
}

/// The types that a shape shows in one direction.
pub(super) fn visible(shape: &Shape, direction: Direction) -> Vec<&Type> {
    match shape {
        Shape::Directed { output, input } => visible(direction.choose(output, input), direction),
        shape => shape.types(),
    }
}

fn mentions_any(ty: &Type, paths: &BTreeSet<&str>) -> bool {
    let mut found = false;
    walk(ty, &mut |ty| {
        found |= matches!(ty, Type::Named(path, _) if paths.contains(path.as_str()));
    });
    found
}

fn walk(ty: &Type, visit: &mut impl FnMut(&Type)) {
    visit(ty);
    for child in ty.children() {
        walk(child, visit);
    }
}
