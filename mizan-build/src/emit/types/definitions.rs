//! Types as they are defined: interfaces and aliases, in the order of their names.

use mizan_ir::{
    ByName, Field, Fields, Presence, Shape, SourceLocation, Tagging, Type, TypeDefinition, Variant,
};

use super::{Direction, Types};
use crate::emit::{
    expression::{Expression, Member, interface, type_alias},
    objects::Object,
    text::{self, Text},
};

/// The file of all type definitions.
pub(crate) fn emit_types(types: Types) -> Text {
    let mut out = Text::default();
    if types.tables.has_json {
        out.push(JSON);
    }
    for (_, definition) in types.definitions() {
        out.push(if out.as_str().is_empty() { "" } else { "\n" });
        out.append(definition);
    }
    if out.as_str().is_empty() {
        out.push("export {};\n");
    }
    out
}

const JSON: &str = "/** Any JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
";

impl Types<'_> {
    fn definitions(&self) -> ByName<Text> {
        let mut definitions = self.failures();
        for (number, definition) in self.api.types.values().enumerate() {
            for direction in self.directions(number) {
                let name = self.name_of(number, *direction);
                let text = self.definition(name, definition, *direction);
                definitions.push((name.to_owned(), text));
            }
        }
        definitions.into_iter().collect()
    }

    fn definition(&self, name: &str, definition: &TypeDefinition, direction: Direction) -> Text {
        let docs = with_units(&definition.docs, &definition.shape);
        let docs = with_deprecation(&docs, &definition.deprecated);
        let generics = self.generics(&definition.parameters);
        let location = &definition.location;
        let mut out = Text::default();
        match self.shape(&definition.shape, direction) {
            Expression::Object(members) if is_interface(&members) => {
                interface(&mut out, &docs, name, &generics, location, &members);
            }
            ty => type_alias(&mut out, &docs, name, &generics, location, &ty),
        }
        out
    }

    /// `<A, B>` behind the name of a definition.
    pub(in crate::emit) fn generics(&self, parameters: &[String]) -> String {
        if parameters.is_empty() {
            return String::new();
        }
        let parameters = parameters.iter().map(|name| self.parameter(name));
        format!("<{}>", parameters.collect::<Vec<_>>().join(", "))
    }

    pub(in crate::emit) fn shape(&self, shape: &Shape, direction: Direction) -> Expression {
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

    pub(in crate::emit) fn enumeration(
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

    pub(in crate::emit) fn fields(&self, fields: &Fields, direction: Direction) -> Expression {
        match fields {
            Fields::Unit => Expression::atom("null"),
            Fields::Newtype(ty) => self.expression(ty, direction),
            Fields::Tuple(items) => Expression::Tuple(self.expressions(items, direction)),
            Fields::Named(fields) => self.object(Vec::new(), fields, direction),
        }
    }

    pub(in crate::emit) fn member(&self, field: &Field, direction: Direction) -> Option<Member> {
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
        let member = Member { optional, docs, ..Member::new(name, ty) }.at(&field.location);
        (presence != Presence::Skipped).then_some(member)
    }

    pub(in crate::emit) fn variant(
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
        let docs = with_deprecation(&variant.docs, &variant.deprecated);
        let tag = |name: &String| Member { docs, ..tag(name) }.at(&variant.location);
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
                fields => {
                    vec![tag(key), self.content(content, fields, direction).at(&variant.location)]
                }
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
        let keys: Vec<(&str, &SourceLocation)> = all
            .iter()
            .filter(|other| other.fields != Fields::Unit && !other.untagged)
            .flat_map(|other| variant_names(other, direction).map(|name| (name, &other.location)))
            .collect();
        let docs = with_deprecation(&variant.docs, &variant.deprecated);
        let content = self.fields(&variant.fields, direction);
        Expression::union(own.iter().map(|name| {
            let member = |(key, location): &(&str, &SourceLocation)| {
                let member = match key == name {
                    true => {
                        Some(Member { docs: docs.clone(), ..Member::new(key, content.clone()) })
                    }
                    false => Member::forbidden(key),
                };
                member.map(|member| member.at(location))
            };
            Expression::Object(keys.iter().filter_map(member).collect())
        }))
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
            let docs = variant.docs.lines().next().unwrap_or_default();
            let line = match &variant.deprecated {
                None => docs.to_owned(),
                Some(note) => format!("{docs} Deprecated: {note}").trim().to_owned(),
            };
            (!line.is_empty()).then(|| format!("- `{}`: {line}", variant.name.output))
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

/// What a variant is called in one direction: its name, and where it is read, its aliases.
pub(in crate::emit) fn variant_names(
    variant: &Variant,
    direction: Direction,
) -> impl Iterator<Item = &str> {
    let (name, aliases) = match direction {
        Direction::Output => (&variant.name.output, [].as_slice()),
        Direction::Input => (&variant.name.input, variant.aliases.as_slice()),
    };
    [name].into_iter().chain(aliases).map(String::as_str)
}

/// The variants that travel in one direction.
pub(in crate::emit) fn present(variants: &[Variant], direction: Direction) -> Vec<&Variant> {
    let is_present = |variant: &&Variant| {
        presence(variant.output, variant.input, direction) != Presence::Skipped
    };
    variants.iter().filter(is_present).collect()
}

pub(in crate::emit) fn presence(
    output: Presence,
    input: Presence,
    direction: Direction,
) -> Presence {
    direction.choose(output, input)
}
