//! The API's types in TypeScript: what the server writes, and what it reads where that differs.

use std::collections::{BTreeMap, BTreeSet};

use mizan_ir::{Api, Field, Fields, Presence, Shape, Tagging, Type, TypeDefinition, Variant};

use super::{
    failures, names,
    objects::Object,
    text::{self, Expression, Member},
};

/// The file of all type definitions.
pub(crate) fn emit_types(types: &Types) -> String {
    let mut definitions = types.definitions();
    if types.mentions(|ty| *ty == Type::Json) {
        definitions.insert(0, JSON.to_owned());
    }
    match definitions.is_empty() {
        true => "export {};\n".to_owned(),
        false => definitions.join("\n"),
    }
}

const JSON: &str = "/** Any JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
";

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

/// What the keys of a map are.
pub(super) enum Keys {
    /// Whatever the index signatures of these types take.
    Any(Vec<&'static str>),
    /// Each at most once, of a type that lists them.
    Some(String),
}

/// An array longer than this is written as a list: a tuple would fill the screen.
const LONGEST_TUPLE: usize = 32;

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

    /// A type expression, as it is mentioned in a result, an argument, a field.
    pub(crate) fn expression(&self, ty: &Type, direction: Direction) -> Expression {
        let list = |item: &Type| Expression::Array(Box::new(self.expression(item, direction)));
        match ty {
            Type::Unit => Expression::atom("null"),
            Type::Bool => Expression::atom("boolean"),
            Type::Integer(_) => Expression::atom("number"),
            Type::BigInteger(_) => Expression::atom("bigint"),
            Type::Float if direction == Direction::Output => {
                Expression::union([Expression::atom("number"), Expression::atom("null")])
            }
            Type::Float => Expression::atom("number"),
            Type::String => Expression::atom("string"),
            Type::Json => Expression::atom(format!("{}Json", self.prefix)),
            Type::Upload => Expression::atom("Blob"),
            Type::Option(inner) => {
                Expression::union([self.expression(inner, direction), Expression::atom("null")])
            }
            Type::List(item) => list(item),
            Type::Array(item, length) if *length > LONGEST_TUPLE => list(item),
            Type::Array(item, length) => {
                Expression::Tuple(vec![self.expression(item, direction); *length])
            }
            Type::Tuple(items) => Expression::Tuple(self.expressions(items, direction)),
            Type::Map(key, value) => self.map(key, value, direction),
            Type::Named(path, arguments) if arguments.is_empty() => {
                Expression::atom(self.mention(path, direction))
            }
            Type::Named(path, arguments) => Expression::Generic(
                self.mention(path, direction),
                self.expressions(arguments, direction),
            ),
            Type::Parameter(name) => Expression::atom(self.parameter(name)),
            Type::Directed(output, input) => {
                self.expression(direction.choose(output, input), direction)
            }
        }
    }

    /// The definitions of all types that travel, in the order of their names.
    pub(crate) fn definitions(&self) -> Vec<String> {
        let mut definitions = BTreeMap::new();
        for (path, definition) in &self.api.types {
            for direction in self.directions(path) {
                let name = self.name(path, direction);
                let text = self.definition(&name, definition, direction);
                definitions.insert(name, text);
            }
        }
        definitions.extend(self.failures());
        definitions.into_values().collect()
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

    pub(super) fn expressions(&self, types: &[Type], direction: Direction) -> Vec<Expression> {
        types.iter().map(|ty| self.expression(ty, direction)).collect()
    }

    /// Types used both ways whose two forms differ, by themselves or through what they mention.
    fn find_split(&self) -> BTreeSet<&'api str> {
        let both: BTreeSet<&str> = self.output.intersection(&self.input).copied().collect();
        let form = |definition, direction| self.definition("", definition, direction);
        let mut split: BTreeSet<&str> = both
            .iter()
            .copied()
            .filter(|path| {
                let definition = &self.api.types[*path];
                form(definition, Direction::Output) != form(definition, Direction::Input)
            })
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

    fn definition(&self, name: &str, definition: &TypeDefinition, direction: Direction) -> String {
        let docs = with_units(&definition.docs, &definition.shape);
        let docs = text::docs(&with_deprecation(&docs, &definition.deprecated), 0);
        let generics = self.generics(&definition.parameters);
        match self.shape(&definition.shape, direction) {
            Expression::Object(members) if is_interface(&members) => {
                let members = text::members(&members, 2);
                format!("{docs}export interface {name}{generics} {{\n{members}}}\n")
            }
            ty => {
                format!("{docs}{}", text::type_alias(&format!("export type {name}{generics}"), &ty))
            }
        }
    }

    /// `<A, B>` behind the name of a definition.
    pub(super) fn generics(&self, parameters: &[String]) -> String {
        if parameters.is_empty() {
            return String::new();
        }
        let parameters = parameters.iter().map(|name| self.parameter(name));
        format!("<{}>", parameters.collect::<Vec<_>>().join(", "))
    }

    pub(super) fn definition_of(&self, path: &str) -> &TypeDefinition {
        self.api.types.get(path).unwrap_or_else(|| {
            unreachable!("the checks let no type through that is not defined: {path}")
        })
    }

    fn parameter<'name>(&'name self, name: &'name str) -> &'name str {
        self.parameters.get(name).map_or(name, String::as_str)
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

    pub(super) fn shape(&self, shape: &Shape, direction: Direction) -> Expression {
        match shape {
            Shape::Struct(fields) => self.fields(fields, direction),
            Shape::Tagged { tag, name, fields: Fields::Named(fields) } => {
                let tag = Member::new(tag, Expression::atom(text::string(name)));
                let tag = (direction == Direction::Output).then_some(tag);
                self.object(tag.into_iter().collect(), fields, direction)
            }
            Shape::Tagged { fields, .. } => self.fields(fields, direction),
            Shape::Directed { output, input } => {
                self.shape(direction.choose(output, input), direction)
            }
            Shape::Enum { tagging, variants } => self.enumeration(tagging, variants, direction),
        }
    }

    pub(super) fn enumeration(
        &self,
        tagging: &Tagging,
        variants: &[Variant],
        direction: Direction,
    ) -> Expression {
        let present = present(variants, direction);
        let variants =
            present.iter().map(|variant| self.variant(variant, tagging, &present, direction));
        Expression::union(variants)
    }

    pub(super) fn fields(&self, fields: &Fields, direction: Direction) -> Expression {
        match fields {
            Fields::Unit => Expression::atom("null"),
            Fields::Newtype(ty) => self.expression(ty, direction),
            Fields::Tuple(items) => Expression::Tuple(self.expressions(items, direction)),
            Fields::Named(fields) => self.object(Vec::new(), fields, direction),
        }
    }

    pub(super) fn member(&self, field: &Field, direction: Direction) -> Option<Member> {
        let presence = presence(field.output, field.input, direction);
        let name = direction.choose(&field.name.output, &field.name.input);
        let mut ty = &field.ty;
        while let Type::Directed(output, input) = ty {
            ty = direction.choose(output, input);
        }
        let ty = match (ty, presence) {
            (Type::Option(inner), Presence::UnlessNull) => self.expression(inner, direction),
            (ty, _) => self.expression(ty, direction),
        };
        let optional = matches!(presence, Presence::Optional | Presence::UnlessNull);
        let docs = with_deprecation(&field.docs, &field.deprecated);
        let member = Member { optional, docs, ..Member::new(name, ty) };
        (presence != Presence::Skipped).then_some(member)
    }

    pub(super) fn variant(
        &self,
        variant: &Variant,
        tagging: &Tagging,
        all: &[&Variant],
        direction: Direction,
    ) -> Expression {
        let tag = |tag: &String| {
            let literals =
                variant_names(variant, direction).map(|name| Expression::atom(text::string(name)));
            match variant.other && direction == Direction::Input {
                true => Member::new(tag, Expression::atom("string")),
                false => Member::new(tag, Expression::union(literals)),
            }
        };
        let tag = |name: &String| Member { docs: variant.docs.clone(), ..tag(name) };
        match tagging {
            Tagging::Untagged => self.fields(&variant.fields, direction),
            _ if variant.untagged => self.fields(&variant.fields, direction),
            Tagging::External => self.external(variant, all, direction),
            Tagging::Internal { tag: key } => match &variant.fields {
                Fields::Named(fields) => self.object(vec![tag(key)], fields, direction),
                Fields::Newtype(ty) => {
                    let mut object = Object::new(vec![tag(key)]);
                    self.add_flat(&mut object, ty, direction);
                    object.finish()
                }
                Fields::Unit | Fields::Tuple(_) => Expression::Object(vec![tag(key)]),
            },
            Tagging::Adjacent { tag: key, content } => Expression::Object(match &variant.fields {
                Fields::Unit => vec![tag(key)],
                fields => vec![tag(key), self.content(content, fields, direction)],
            }),
        }
    }

    /// What an adjacently tagged variant holds; serde reads a missing `Option` as `None`.
    fn content(&self, key: &str, fields: &Fields, direction: Direction) -> Member {
        let is_optional = matches!(fields, Fields::Newtype(Type::Option(_) | Type::Unit));
        let ty = self.fields(fields, direction);
        match is_optional && direction == Direction::Input {
            true => Member::optional(key, ty),
            false => Member::new(key, ty),
        }
    }

    /// `"Unit"`, or an object of one key that none of the other variants has.
    fn external(&self, variant: &Variant, all: &[&Variant], direction: Direction) -> Expression {
        let own: Vec<&str> = variant_names(variant, direction).collect();
        if variant.fields == Fields::Unit {
            let literals = own.into_iter().map(|name| Expression::atom(text::string(name)));
            return match variant.other && direction == Direction::Input {
                true => Expression::atom("string"),
                false => Expression::union(literals),
            };
        }
        let keys: Vec<&str> = all
            .iter()
            .filter(|other| other.fields != Fields::Unit && !other.untagged)
            .flat_map(|other| variant_names(other, direction))
            .collect();
        let content = self.fields(&variant.fields, direction);
        Expression::union(own.iter().map(|name| {
            let member = |key: &&str| match key == name {
                true => Member { docs: variant.docs.clone(), ..Member::new(key, content.clone()) },
                false => Member::optional(key, Expression::atom("never")),
            };
            Expression::Object(keys.iter().map(member).collect())
        }))
    }

    fn map(&self, key: &Type, value: &Type, direction: Direction) -> Expression {
        let value = self.expression(value, direction);
        Expression::Object(match self.keys(key, direction) {
            Keys::Any(types) => types.into_iter().map(|ty| index(ty, value.clone())).collect(),
            Keys::Some(keys) => {
                let name = format!("[key in {keys}]");
                vec![Member { name, ..Member::optional("", value) }]
            }
        })
    }

    /// The keys of a map, as `serde_json` writes them: always texts.
    pub(super) fn keys(&self, key: &Type, direction: Direction) -> Keys {
        const NUMERIC: &str = "`${number}`";
        match key {
            Type::Bool => Keys::Some("\"true\" | \"false\"".to_owned()),
            Type::Integer("i64" | "u64" | "isize" | "usize" | "i128" | "u128") | Type::Float => {
                Keys::Any(vec![NUMERIC])
            }
            Type::Integer(_) => Keys::Any(vec!["number"]),
            Type::Parameter(name) => Keys::Some(format!("{} & PropertyKey", self.parameter(name))),
            Type::Directed(output, input) => self.keys(direction.choose(output, input), direction),
            Type::Named(path, arguments) => match self.shape_of(path, arguments) {
                Shape::Struct(Fields::Newtype(inner)) => self.keys(&inner, direction),
                Shape::Enum { tagging: Tagging::External, variants }
                    if variants.iter().all(|variant| !variant.untagged) =>
                {
                    Keys::Some(self.expression(key, direction).render(0, 0, 0))
                }
                _ => Keys::Any(vec!["string"]),
            },
            _ => Keys::Any(vec!["string"]),
        }
    }
}

/// A text with what is said of variants that are written as a word, where no comment can stand.
fn with_units(docs: &str, shape: &Shape) -> String {
    let Shape::Enum { tagging: Tagging::External, variants } = shape else {
        return docs.to_owned();
    };
    let units = variants.iter().filter(|variant| variant.fields == Fields::Unit);
    let lines: Vec<String> = units
        .filter_map(|variant| {
            let first = variant.docs.lines().next()?;
            Some(format!("- `{}`: {first}", variant.name.output))
        })
        .collect();
    match lines.is_empty() {
        true => docs.to_owned(),
        false => format!("{docs}\n\n{}", lines.join("\n")),
    }
}

/// A text with what its item's deprecation says.
pub(crate) fn with_deprecation(docs: &str, deprecated: &Option<String>) -> String {
    match deprecated {
        None => docs.to_owned(),
        Some(note) => format!("{docs}\n\n@deprecated {note}"),
    }
}

/// An interface has names for its members, not patterns.
fn is_interface(members: &[Member]) -> bool {
    !members.is_empty() && members.iter().all(|member| !member.name.starts_with('['))
}

pub(super) fn index(key: &str, value: Expression) -> Member {
    Member { name: format!("[key: {key}]"), ..Member::new("", value) }
}

/// What a variant is called in one direction: its name, and where it is read, its aliases.
pub(super) fn variant_names(variant: &Variant, direction: Direction) -> impl Iterator<Item = &str> {
    let (name, aliases) = match direction {
        Direction::Output => (&variant.name.output, [].as_slice()),
        Direction::Input => (&variant.name.input, variant.aliases.as_slice()),
    };
    [name].into_iter().chain(aliases).map(String::as_str)
}

/// The variants that travel in one direction.
pub(super) fn present(variants: &[Variant], direction: Direction) -> Vec<&Variant> {
    let is_present = |variant: &&Variant| {
        presence(variant.output, variant.input, direction) != Presence::Skipped
    };
    variants.iter().filter(is_present).collect()
}

pub(super) fn presence(output: Presence, input: Presence, direction: Direction) -> Presence {
    direction.choose(output, input)
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
