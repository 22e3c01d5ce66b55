//! The rule that a value beside a tag, or a flattened one, has fields.

use mizan_ir::{Api, Direction, Field, Fields, Part, Presence, Shape, Tagging, Type, Variant};

use crate::check::checker::{Checker, definition};

/// The limit of newtypes within each other. A circle of them is another rule's.
const DEPTH: usize = 16;

/// A position in which a value has to have fields.
#[derive(Clone, Copy, PartialEq)]
enum Position<'draft> {
    /// Alone in a variant of that name, with the tag among its fields.
    Tagged(&'draft str),
    /// Among the fields of a struct.
    Flattened,
}

/// A value in such a position.
struct Value<'draft> {
    position: Position<'draft>,
    ty: &'draft Type,
    /// The number of the type among those of its definition.
    mention: usize,
    /// The directions in which the value travels, if its definition does.
    ways: Ways,
}

/// The directions in which a value travels.
#[derive(Clone, Copy)]
struct Ways {
    is_written: bool,
    is_read: bool,
}

pub(super) fn check_bare_values(checker: &mut Checker<'_>) {
    let mut values = Vec::new();
    for (number, (_, defined)) in checker.api.types.iter().enumerate() {
        let mut collector = Collector { number, mention: 0, values: &mut values };
        collector.add_shape(&defined.shape, Ways { is_written: true, is_read: true });
    }
    if values.is_empty() {
        return;
    }
    let is_sent = checker.api.travelling(Direction::Input);
    let is_answered = checker.api.travelling(Direction::Output);
    for (number, value) in &values {
        if let Some(kind) = find_fault(checker.api, value, is_answered[*number], is_sent[*number]) {
            let (path, _) = checker.api.types.iter().as_slice()[*number].clone();
            let (message, help) = describe(checker, value, kind);
            let subject = definition(&path).part(Part::Mention(value.mention));
            checker.error(subject, message, help);
        }
    }
}

fn describe(checker: &Checker<'_>, value: &Value<'_>, kind: &str) -> (String, String) {
    let who = checker.advice(": serde refuses it", "");
    match value.position {
        Position::Tagged(name) => (
            format!(
                "the tag of a variant stands among the fields of what it holds, and {kind} has \
                 none{who}"
            ),
            checker.advice(
                format!(
                    "give it a name, `{name} {{ name: … }}`, or let it stand beside the tag, with \
                     `content = \"…\"` beside `tag` in `#[serde(…)]`"
                ),
                "write `fields` instead of `newtype`, or let it stand beside the tag, by \
                 `enum \"adjacent\" tag=\"…\" content=\"…\"`",
            ),
        ),
        Position::Flattened => (
            format!("what is flattened gives its fields to the struct, and {kind} has none{who}"),
            "leave `flatten` out, and it stands under its own name".to_owned(),
        ),
    }
}

/// Collects the values of a definition that have to have fields. Most definitions have none.
struct Collector<'values, 'draft> {
    /// The number of the definition.
    number: usize,
    /// The number of the next type of the definition.
    mention: usize,
    values: &'values mut Vec<(usize, Value<'draft>)>,
}

impl<'draft> Collector<'_, 'draft> {
    fn add_shape(&mut self, shape: &'draft Shape, ways: Ways) {
        match shape {
            Shape::Struct(fields) | Shape::Tagged { fields, .. } => self.add_fields(fields, ways),
            Shape::Enum { tagging, variants } => {
                let is_tagged = matches!(tagging, Tagging::Internal { .. });
                for variant in variants {
                    let ways = ways.narrow(variant.output, variant.input);
                    self.add_variant(is_tagged, variant, ways);
                }
            }
            Shape::Directed { output, input } => {
                self.add_shape(output, Ways { is_read: false, ..ways });
                self.add_shape(input, Ways { is_written: false, ..ways });
            }
        }
    }

    fn add_variant(&mut self, is_tagged: bool, variant: &'draft Variant, ways: Ways) {
        match &variant.fields {
            Fields::Newtype(ty) if is_tagged && !variant.untagged => {
                self.add(Position::Tagged(&variant.name.output), ty, ways);
                self.mention += 1;
            }
            fields => self.add_fields(fields, ways),
        }
    }

    fn add_fields(&mut self, fields: &'draft Fields, ways: Ways) {
        match fields {
            Fields::Unit => {}
            Fields::Newtype(_) => self.mention += 1,
            Fields::Tuple(items) => self.mention += items.len(),
            Fields::Named(fields) => {
                for Field { ty, flatten, output, input, .. } in fields {
                    if *flatten {
                        self.add(Position::Flattened, ty, ways.narrow(*output, *input));
                    }
                    self.mention += 1;
                }
            }
        }
    }

    fn add(&mut self, position: Position<'draft>, ty: &'draft Type, ways: Ways) {
        let mention = self.mention;
        self.values.push((self.number, Value { position, ty, mention, ways }));
    }
}

impl Ways {
    fn narrow(self, output: Presence, input: Presence) -> Self {
        Self {
            is_written: self.is_written && output != Presence::Skipped,
            is_read: self.is_read && input != Presence::Skipped,
        }
    }
}

/// The kind of a value without fields. One that only fails in one direction is a fault if its
/// definition travels that way.
fn find_fault(
    api: &Api,
    value: &Value<'_>,
    is_answered: bool,
    is_sent: bool,
) -> Option<&'static str> {
    let Value { position, ty, ways, .. } = value;
    let fault = |is_used: bool, direction: Direction| {
        if is_used { name_bare(api, ty, *position, direction, 0) } else { None }
    };
    let written = fault(ways.is_written, Direction::Output);
    let read = fault(ways.is_read, Direction::Input);
    match (written, read) {
        (Some(kind), Some(_)) => Some(kind),
        (Some(kind), None) => is_answered.then_some(kind),
        (None, Some(kind)) => is_sent.then_some(kind),
        (None, None) => None,
    }
}

/// The kind of a type without fields, which serde itself refuses in that position.
fn name_bare(
    api: &Api,
    ty: &Type,
    position: Position<'_>,
    direction: Direction,
    depth: usize,
) -> Option<&'static str> {
    match ty {
        Type::Bool => Some("a truth value"),
        Type::Integer(_) => Some("an integer"),
        Type::Float(_) => Some("a float"),
        Type::String | Type::BigInteger(_) => Some("a text"),
        Type::List(_) | Type::Array(..) => Some("a list"),
        Type::Tuple(_) => Some("a tuple"),
        Type::Option(_) if position != Position::Flattened && direction == Direction::Output => {
            Some("an `Option`")
        }
        Type::Option(inner) => name_bare(api, inner, position, direction, depth),
        Type::Directed(output, input) => {
            name_bare(api, direction.choose(output, input), position, direction, depth)
        }
        Type::Named(path, arguments) if depth < DEPTH => {
            let definition = api.types.get(path)?;
            let parameters = definition.parameters.iter().map(String::as_str);
            let pairs: Vec<(&str, &Type)> = parameters.zip(arguments).collect();
            let bare = |inner: &Type| {
                name_bare(api, &inner.substitute(&pairs), position, direction, depth + 1)
            };
            name_bare_shape(&definition.shape, direction, &bare)
        }
        Type::Named(..)
        | Type::Unit
        | Type::Map(..)
        | Type::Json
        | Type::Upload
        | Type::Parameter(_)
        | Type::Unknown => None,
    }
}

/// An untagged enum may be any of its variants, so it has no fields if none of them has.
fn name_bare_shape(
    shape: &Shape,
    direction: Direction,
    bare: &dyn Fn(&Type) -> Option<&'static str>,
) -> Option<&'static str> {
    let of_fields = |fields: &Fields| match fields {
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
                    let kind = of_fields(&variant.fields)?;
                    found = found.or(Some(kind));
                }
            }
            found
        }
        Shape::Directed { output, input } => {
            name_bare_shape(direction.choose(output, input), direction, bare)
        }
        Shape::Enum { tagging: Tagging::Number, .. } => Some("a number"),
        Shape::Enum { .. } | Shape::Tagged { .. } => None,
    }
}
