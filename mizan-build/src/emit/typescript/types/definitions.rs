//! The file of type definitions: interfaces and aliases, in the order of their names.

use mizan_ir::{
    Absence, ByName, Direction, Field, Fields, Presence, Shape, Tagging, Type, TypeDefinition,
};

use super::table::Types;
use crate::emit::typescript::printer::{
    Expression, Member, Text, interface, string, type_alias, with_deprecation,
};

/// The file `types.d.ts`.
pub(crate) fn emit_types(types: Types) -> Text {
    let mut out = Text::default();
    if types.tables.has_json {
        out.push(JSON);
    }
    if types.has_absent_parameters() {
        out.push(if out.as_str().is_empty() { "" } else { "\n" });
        out.push(OPTIONAL);
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

/// The type of a field whose type parameter tells if it may be left out.
pub(super) const OPTIONAL_NAME: &str = "MizanOptional";

/// The type of a value whose type parameter may be `undefined`, without that.
pub(super) const PRESENT_NAME: &str = "MizanPresent";

/// The part of a type parameter that is `undefined`.
pub(super) const ABSENT_NAME: &str = "MizanAbsent";

const OPTIONAL: &str = "/** Fields that may be left out where `T` may be `undefined`. */
export type MizanOptional<T, Fields> = undefined extends T
  ? { [Key in keyof Fields]?: Fields[Key] }
  : Fields;

/** `T` without `undefined`. */
export type MizanPresent<T> = T extends undefined ? never : T;

/** `undefined` where `T` may be that. */
export type MizanAbsent<T> = T extends undefined ? T : never;
";

impl Types<'_> {
    fn definitions(&self) -> ByName<Text> {
        let mut definitions = self.failures();
        for (number, definition) in self.api.types.values().enumerate() {
            for direction in self.directions(number) {
                let name = self.name_of(number, *direction);
                let text = self.inside(number).definition(name, definition, *direction);
                definitions.push((name.to_owned(), text));
            }
        }
        definitions.into_iter().collect()
    }

    fn definition(&self, name: &str, definition: &TypeDefinition, direction: Direction) -> Text {
        let docs = with_units(&definition.docs, &definition.shape);
        let docs = with_deprecation(&docs, &definition.deprecated);
        let generics = self.generics(definition, direction);
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

    /// `<A, B = string>` behind the name of a definition.
    pub(super) fn generics(&self, definition: &TypeDefinition, direction: Direction) -> String {
        let TypeDefinition { parameters, defaults, .. } = definition;
        if parameters.is_empty() {
            return String::new();
        }
        let required = parameters.len().saturating_sub(defaults.len());
        let mut generics = Vec::new();
        for (index, name) in parameters.iter().enumerate() {
            let name = self.parameter(name);
            let default = index.checked_sub(required).and_then(|index| defaults.get(index));
            generics.push(match default {
                Some(default) => {
                    format!("{name} = {}", self.expression(default, direction).to_line())
                }
                None => name.to_owned(),
            });
        }
        format!("<{}>", generics.join(", "))
    }

    /// The type of a shape.
    pub(super) fn shape(&self, shape: &Shape, direction: Direction) -> Expression {
        match shape {
            Shape::Struct(fields) => self.fields(fields, direction),
            Shape::Tagged { tag, name, fields: Fields::Named(fields) } => {
                let tag = Member::new(tag, Expression::atom(string(name)));
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

    /// The type of the content of a struct or a variant.
    pub(super) fn fields(&self, fields: &Fields, direction: Direction) -> Expression {
        match fields {
            Fields::Unit => Expression::atom("null"),
            Fields::Newtype(ty) => self.expression(ty, direction),
            Fields::Tuple(items) => Expression::Tuple(self.expressions(items, direction)),
            Fields::Named(fields) => self.object(Vec::new(), fields, direction),
        }
    }

    /// The member of a field; `None` where the field does not travel in that direction.
    pub(super) fn member(&self, field: &Field, direction: Direction) -> Option<Member> {
        let presence = direction.choose(field.output, field.input);
        let name = direction.choose(&field.name.output, &field.name.input);
        let mut ty = &field.ty;
        while let Type::Directed(output, input) = ty {
            ty = direction.choose(output, input);
        }
        let ty = match (ty, presence) {
            (Type::Option(inner), Presence::UnlessNull) => self.expression(inner, direction),
            (ty, _) => self.expression(ty, direction),
        };
        let optional = match presence {
            Presence::Optional | Presence::UnlessNull => true,
            Presence::IfOption => self.api.absence(&field.ty) == Absence::Allowed,
            Presence::Required | Presence::Skipped => false,
        };
        let docs = with_deprecation(&field.docs, &field.deprecated);
        let member = Member { optional, docs, ..Member::new(name, ty) }.at(&field.location);
        (presence != Presence::Skipped).then_some(member)
    }
}

/// The documentation of a type, followed by that of the variants that are literals, beside
/// which no comment can be.
fn with_units(docs: &str, shape: &Shape) -> String {
    let Shape::Enum { tagging: Tagging::External | Tagging::Number, variants } = shape else {
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

/// Returns true for members that an interface can have: names, no index signatures.
fn is_interface(members: &[Member]) -> bool {
    !members.is_empty() && members.iter().all(|member| !member.name.starts_with('['))
}
