//! Values without fields where serde wants fields: in a variant beside its tag, and flattened.

use mizan_ir::{Field, Fields, Presence, Shape, Tagging, Type, Variant};

use super::reached::find_reached;
use crate::{
    emit::{Direction, substitute},
    finding::Finding,
    index::Index,
    resolve::{Program, TypeDefinition},
    scan::outline::Mention,
};

/// How deep newtypes may stand in each other; circles are told by another check.
const DEPTH: usize = 16;

/// Where a value has to have fields.
#[derive(Clone, Copy, PartialEq)]
enum Place<'scan> {
    /// Alone in a variant of that name, with the tag among its fields.
    Tagged(&'scan str),
    /// Among the fields of a struct.
    Flattened,
}

/// A value in such a place.
struct Value<'program, 'scan> {
    place: Place<'scan>,
    ty: &'program Type,
    mention: &'scan Mention,
    /// Whether the server writes it, and whether it reads it.
    is_written: bool,
    is_read: bool,
}

/// The types of a program, to be found by their paths.
struct Definitions<'program, 'scan> {
    program: &'program Program<'scan>,
    paths: Index<'program>,
}

impl<'program, 'scan> Definitions<'program, 'scan> {
    fn new(program: &'program Program<'scan>) -> Self {
        let mut paths = Vec::with_capacity(program.types.len());
        for (number, item) in program.types.iter().enumerate() {
            if let Some(definition) = &item.content {
                paths.push((definition.path.as_str(), number));
            }
        }
        Self { program, paths: Index::new(paths) }
    }

    fn find(&self, path: &str) -> Option<&'program TypeDefinition<'scan>> {
        self.program.types[self.paths.first(path)?].content.as_ref()
    }
}

pub(super) fn check_bare_values(program: &mut Program<'_>) {
    for (number, finding) in find_bare_values(program) {
        let findings = &mut program.types[number].findings;
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
}

fn find_bare_values(program: &Program<'_>) -> Vec<(usize, Finding)> {
    let mut values = Vec::new();
    for (number, item) in program.types.iter().enumerate() {
        let own = item.content.as_ref().map(list_values).unwrap_or_default();
        values.extend(own.into_iter().map(|value| (number, value)));
    }
    if values.is_empty() {
        return Vec::new();
    }
    let definitions = Definitions::new(program);
    let mut found = Vec::new();
    for (number, value) in values {
        if let Some(what) = find_fault(&definitions, number, &value) {
            found.push((number, Finding::error(value.mention.span, refuse(&value, what))));
        }
    }
    found
}

fn refuse(value: &Value<'_, '_>, what: &str) -> String {
    match value.place {
        Place::Tagged(name) => format!(
            "the tag of a variant stands among the fields of what it holds, and {what} has none: \
             serde refuses it\ngive it a name, `{name} {{ name: … }}`, or let it stand beside the \
             tag, with `content = \"…\"` beside `tag` in `#[serde(…)]`"
        ),
        Place::Flattened => format!(
            "what is flattened gives its fields to the struct, and {what} has none: serde refuses \
             it\nleave `flatten` out, and it stands under its own name"
        ),
    }
}

/// The values of a type that have to have fields. Most types have none of them.
fn list_values<'program, 'scan>(
    definition: &'program TypeDefinition<'scan>,
) -> Vec<Value<'program, 'scan>> {
    let mut values = Vec::new();
    add_shape(&definition.shape, &definition.outline.shape, (true, true), &mut values);
    values
}

/// A shape, with what is written of it; whether it is what the server writes, and what it reads.
fn add_shape<'program, 'scan>(
    shape: &'program Shape<Option<Type>>,
    written: &'scan Shape<Mention>,
    ways: (bool, bool),
    values: &mut Vec<Value<'program, 'scan>>,
) {
    match (shape, written) {
        (Shape::Struct(fields), Shape::Struct(written))
        | (Shape::Tagged { fields, .. }, Shape::Tagged { fields: written, .. }) => {
            add_fields(fields, written, ways, values);
        }
        (Shape::Enum { tagging, variants }, Shape::Enum { variants: written, .. }) => {
            let is_tagged = matches!(tagging, Tagging::Internal { .. });
            for (variant, written) in variants.iter().zip(written) {
                let ways = narrow(ways, variant.output, variant.input);
                add_variant(is_tagged, (variant, written), ways, values);
            }
        }
        (Shape::Directed { output, input }, Shape::Directed { output: written, input: read }) => {
            add_shape(output, written, (ways.0, false), values);
            add_shape(input, read, (false, ways.1), values);
        }
        _ => {}
    }
}

fn add_variant<'program, 'scan>(
    is_tagged: bool,
    (variant, written): (&'program Variant<Option<Type>>, &'scan Variant<Mention>),
    ways: (bool, bool),
    values: &mut Vec<Value<'program, 'scan>>,
) {
    match (&variant.fields, &written.fields) {
        (Fields::Newtype(Some(ty)), Fields::Newtype(mention)) if is_tagged && !variant.untagged => {
            let place = Place::Tagged(&written.name.output);
            let (is_written, is_read) = ways;
            values.push(Value { place, ty, mention, is_written, is_read });
        }
        (fields, written) => add_fields(fields, written, ways, values),
    }
}

fn add_fields<'program, 'scan>(
    fields: &'program Fields<Option<Type>>,
    written: &'scan Fields<Mention>,
    ways: (bool, bool),
    values: &mut Vec<Value<'program, 'scan>>,
) {
    let (Fields::Named(fields), Fields::Named(written)) = (fields, written) else { return };
    for (Field { ty, flatten, output, input, .. }, written) in fields.iter().zip(written) {
        if let (true, Some(ty)) = (*flatten, ty) {
            let (is_written, is_read) = narrow(ways, *output, *input);
            let (place, mention) = (Place::Flattened, &written.ty);
            values.push(Value { place, ty, mention, is_written, is_read });
        }
    }
}

fn narrow(ways: (bool, bool), output: Presence, input: Presence) -> (bool, bool) {
    (ways.0 && output != Presence::Skipped, ways.1 && input != Presence::Skipped)
}

/// What it is that has no fields. Where it only fails one way, it is a mistake if it goes that way.
fn find_fault(
    definitions: &Definitions<'_, '_>,
    number: usize,
    value: &Value<'_, '_>,
) -> Option<&'static str> {
    let fault = |is_it: bool, direction: Direction| {
        if is_it { name_bare(definitions, value.ty, value.place, direction, 0) } else { None }
    };
    let written = fault(value.is_written, Direction::Output);
    let read = fault(value.is_read, Direction::Input);
    let goes = |direction: Direction| find_reached(definitions.program, direction)[number];
    match (written, read) {
        (Some(what), Some(_)) => Some(what),
        (Some(what), None) => goes(Direction::Output).then_some(what),
        (None, Some(what)) => goes(Direction::Input).then_some(what),
        (None, None) => None,
    }
}

/// What a type is, if it has no fields: what serde itself refuses in that place.
fn name_bare(
    definitions: &Definitions<'_, '_>,
    ty: &Type,
    place: Place<'_>,
    direction: Direction,
    depth: usize,
) -> Option<&'static str> {
    match ty {
        Type::Bool => Some("a truth value"),
        Type::Integer(_) => Some("an integer"),
        Type::Float => Some("a float"),
        Type::String | Type::BigInteger(_) => Some("a text"),
        Type::List(_) | Type::Array(..) => Some("a list"),
        Type::Tuple(_) => Some("a tuple"),
        Type::Option(_) if place != Place::Flattened && direction == Direction::Output => {
            Some("an `Option`")
        }
        Type::Option(inner) => name_bare(definitions, inner, place, direction, depth),
        Type::Directed(output, input) => {
            let ty = direction.choose(output, input);
            name_bare(definitions, ty, place, direction, depth)
        }
        Type::Named(path, arguments) if depth < DEPTH => {
            let definition = definitions.find(path)?;
            let mut pairs = Vec::new();
            for (parameter, argument) in definition.outline.type_parameters().zip(arguments) {
                pairs.push((parameter.as_str(), argument));
            }
            let bare = |inner: &Option<Type>| {
                let inner = substitute(inner.as_ref()?, &pairs);
                name_bare(definitions, &inner, place, direction, depth + 1)
            };
            name_bare_shape(&definition.shape, direction, &bare)
        }
        Type::Named(..)
        | Type::Unit
        | Type::Map(..)
        | Type::Json
        | Type::Upload
        | Type::Parameter(_) => None,
    }
}

/// An untagged enum may be any of its variants, so it has no fields if none of them has.
fn name_bare_shape(
    shape: &Shape<Option<Type>>,
    direction: Direction,
    bare: &dyn Fn(&Option<Type>) -> Option<&'static str>,
) -> Option<&'static str> {
    let of_fields = |fields: &Fields<Option<Type>>| match fields {
        Fields::Newtype(inner) => bare(inner),
        Fields::Tuple(_) => Some("a tuple"),
        Fields::Unit | Fields::Named(_) => None,
    };
    match shape {
        Shape::Struct(fields) => of_fields(fields),
        Shape::Enum { tagging: Tagging::Untagged, variants } => {
            let mut found = None;
            for variant in variants {
                if *direction.choose(&variant.output, &variant.input) != Presence::Skipped {
                    let what = of_fields(&variant.fields)?;
                    found = found.or(Some(what));
                }
            }
            found
        }
        Shape::Directed { output, input } => {
            name_bare_shape(direction.choose(output, input), direction, bare)
        }
        Shape::Enum { .. } | Shape::Tagged { .. } => None,
    }
}
