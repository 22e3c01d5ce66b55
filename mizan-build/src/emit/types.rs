//! The API's types in TypeScript: what the server writes, and what it reads where that differs.

use std::collections::{BTreeMap, BTreeSet};

use mizan_ir::{Api, Field, Fields, Presence, Shape, Tagging, Type, TypeDefinition, Variant};

use super::{
    names,
    text::{self, Expression, Member},
};

/// The file of all type definitions.
pub(crate) fn emit_types(api: &Api) -> String {
    let types = Types::new(api);
    let mut definitions = types.definitions();
    if types.mentions_json() {
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

/// An array longer than this is written as a list: a tuple would fill the screen.
const LONGEST_TUPLE: usize = 32;

/// The types of an API, ready to be mentioned and defined.
pub(crate) struct Types<'api> {
    api: &'api Api,
    /// What stands before a name: nothing where the types are defined.
    prefix: &'static str,
    names: BTreeMap<&'api str, String>,
    output: BTreeSet<&'api str>,
    input: BTreeSet<&'api str>,
    /// Types that read differently from how they are written, and are used both ways.
    split: BTreeSet<&'api str>,
}

impl<'api> Types<'api> {
    pub(crate) fn new(api: &'api Api) -> Self {
        let names = names::type_names(api);
        let mut types = Self {
            api,
            prefix: "",
            names,
            output: reachable(api, outputs(api)),
            input: reachable(api, inputs(api)),
            split: BTreeSet::new(),
        };
        types.split = types.find_split();
        types
    }

    /// The same types as a module sees them that has imported all of them as `prefix`.
    pub(crate) fn imported(self, prefix: &'static str) -> Self {
        Self { prefix, ..self }
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
            Type::Parameter(name) => Expression::atom(name),
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
        definitions.into_values().collect()
    }

    /// Whether any type is, or holds, arbitrary JSON.
    fn mentions_json(&self) -> bool {
        let mut found = false;
        let mut visit = |ty: &Type| found |= *ty == Type::Json;
        outputs(self.api).chain(inputs(self.api)).for_each(|ty| walk(ty, &mut visit));
        for definition in self.api.types.values() {
            definition.shape.types().into_iter().for_each(|ty| walk(ty, &mut visit));
        }
        found
    }

    fn directions(&self, path: &str) -> Vec<Direction> {
        if self.split.contains(path) {
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

    fn name(&self, path: &str, direction: Direction) -> String {
        let Some(name) = self.names.get(path) else {
            unreachable!("the checks let no type through that is not defined: {path}")
        };
        match direction {
            Direction::Input if self.split.contains(path) => names::input_name(name, &self.names),
            _ => name.clone(),
        }
    }

    fn expressions(&self, types: &[Type], direction: Direction) -> Vec<Expression> {
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
        let docs = match &definition.deprecated {
            None => definition.docs.clone(),
            Some(note) => format!("{}\n\n@deprecated {note}", definition.docs),
        };
        let docs = text::docs(&docs, 0);
        let generics = match definition.parameters.as_slice() {
            [] => String::new(),
            parameters => format!("<{}>", parameters.join(", ")),
        };
        if let Shape::Struct(Fields::Named(fields)) = &definition.shape
            && fields.iter().all(|field| !field.flatten)
            && let members = self.members(fields, direction)
            && !members.is_empty()
        {
            let members = text::members(&members, 2);
            return format!("{docs}export interface {name}{generics} {{\n{members}}}\n");
        }
        let ty = self.shape(&definition.shape, direction);
        format!("{docs}{}", text::type_alias(&format!("export type {name}{generics}"), &ty))
    }

    fn shape(&self, shape: &Shape, direction: Direction) -> Expression {
        match shape {
            Shape::Struct(fields) => self.fields(fields, direction),
            Shape::Enum { tagging, variants } => {
                let present: Vec<&Variant> = variants
                    .iter()
                    .filter(|variant| {
                        presence(variant.output, variant.input, direction) != Presence::Skipped
                    })
                    .collect();
                Expression::union(
                    present
                        .iter()
                        .map(|variant| self.variant(variant, tagging, &present, direction)),
                )
            }
        }
    }

    fn fields(&self, fields: &Fields, direction: Direction) -> Expression {
        match fields {
            Fields::Unit => Expression::atom("null"),
            Fields::Newtype(ty) => self.expression(ty, direction),
            Fields::Tuple(items) => Expression::Tuple(self.expressions(items, direction)),
            Fields::Named(fields) => self.object(Vec::new(), fields, direction),
        }
    }

    /// An object of `members` and `fields`, with the flattened ones beside it.
    fn object(
        &self,
        mut members: Vec<Member>,
        fields: &[Field],
        direction: Direction,
    ) -> Expression {
        members.extend(self.members(fields, direction));
        let flattened: Vec<Expression> = fields
            .iter()
            .filter(|field| field.flatten)
            .filter(|field| presence(field.output, field.input, direction) != Presence::Skipped)
            .map(|field| self.expression(&field.ty, direction))
            .collect();
        if members.is_empty() && flattened.is_empty() {
            return Expression::Object(vec![index("string", Expression::atom("never"))]);
        }
        let own = (!members.is_empty()).then_some(Expression::Object(members));
        let mut parts: Vec<Expression> = own.into_iter().chain(flattened).collect();
        if parts.len() == 1 { parts.remove(0) } else { Expression::Intersection(parts) }
    }

    fn members(&self, fields: &[Field], direction: Direction) -> Vec<Member> {
        let fields = fields.iter().filter(|field| !field.flatten);
        fields.filter_map(|field| self.member(field, direction)).collect()
    }

    fn member(&self, field: &Field, direction: Direction) -> Option<Member> {
        let presence = presence(field.output, field.input, direction);
        let name = match direction {
            Direction::Output => &field.name.output,
            Direction::Input => &field.name.input,
        };
        let is_option = matches!(field.ty, Type::Option(_));
        let ty = match (&field.ty, presence, direction) {
            // `skip_serializing_if = "Option::is_none"` leaves out what would be null.
            (Type::Option(inner), Presence::Optional, Direction::Output) => {
                self.expression(inner, direction)
            }
            (ty, ..) => self.expression(ty, direction),
        };
        let optional = match direction {
            Direction::Output => presence == Presence::Optional,
            Direction::Input => presence == Presence::Optional || is_option,
        };
        let member = Member { optional, docs: field.docs.clone(), ..Member::new(name, ty) };
        (presence != Presence::Skipped).then_some(member)
    }

    fn variant(
        &self,
        variant: &Variant,
        tagging: &Tagging,
        all: &[&Variant],
        direction: Direction,
    ) -> Expression {
        let name = variant_name(variant, direction);
        let literal = Expression::atom(text::string(name));
        let content = || self.fields(&variant.fields, direction);
        match tagging {
            Tagging::External if variant.fields == Fields::Unit => literal,
            Tagging::External => {
                let others = all
                    .iter()
                    .filter(|other| other.fields != Fields::Unit)
                    .map(|other| variant_name(other, direction));
                Expression::Object(
                    others
                        .map(|other| match other == name {
                            true => Member::new(name, content()),
                            false => Member::optional(other, Expression::atom("never")),
                        })
                        .collect(),
                )
            }
            Tagging::Internal { tag } => {
                let tag = Member::new(tag, literal);
                match &variant.fields {
                    Fields::Unit => Expression::Object(vec![tag]),
                    Fields::Named(fields) => self.object(vec![tag], fields, direction),
                    _ => Expression::Intersection(vec![Expression::Object(vec![tag]), content()]),
                }
            }
            Tagging::Adjacent { tag, content: key } => {
                let tag = Member::new(tag, literal);
                match &variant.fields {
                    Fields::Unit => Expression::Object(vec![tag]),
                    _ => Expression::Object(vec![tag, Member::new(key, content())]),
                }
            }
            Tagging::Untagged => content(),
        }
    }

    fn map(&self, key: &Type, value: &Type, direction: Direction) -> Expression {
        let value = self.expression(value, direction);
        match key {
            Type::Named(..) => {
                let keys = self.expression(key, direction).render(0, 0, 0);
                let name = format!("[Key in {keys}]");
                Expression::Object(vec![Member { name, ..Member::optional("", value) }])
            }
            _ => Expression::Object(vec![index("string", value)]),
        }
    }
}

fn index(key: &str, value: Expression) -> Member {
    Member { name: format!("[key: {key}]"), ..Member::new("", value) }
}

fn variant_name(variant: &Variant, direction: Direction) -> &str {
    match direction {
        Direction::Output => &variant.name.output,
        Direction::Input => &variant.name.input,
    }
}

fn presence(output: Presence, input: Presence, direction: Direction) -> Presence {
    match direction {
        Direction::Output => output,
        Direction::Input => input,
    }
}

/// What the server writes, function by function.
fn outputs(api: &Api) -> impl Iterator<Item = &Type> {
    api.functions
        .values()
        .flat_map(|function| [&function.result].into_iter().chain(&function.error))
}

/// What the server reads, function by function, context by context.
fn inputs(api: &Api) -> impl Iterator<Item = &Type> {
    let arguments = api.functions.values().flat_map(|function| &function.arguments);
    let parameters = api.contexts.values().flat_map(|context| &context.parameters);
    arguments.chain(parameters).map(|parameter| &parameter.ty)
}

/// The paths of all types that the given ones mention, directly or through others.
fn reachable<'api>(api: &'api Api, roots: impl Iterator<Item = &'api Type>) -> BTreeSet<&'api str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&Type> = roots.collect();
    while let Some(ty) = waiting.pop() {
        waiting.extend(ty.children());
        let Type::Named(path, _) = ty else { continue };
        if found.insert(path.as_str())
            && let Some(definition) = api.types.get(path)
        {
            waiting.extend(definition.shape.types());
        }
    }
    found
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
