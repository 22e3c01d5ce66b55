//! Types as a result, an argument or a field mentions them.

use mizan_ir::{Absence, Direction, Fields, Shape, Tagging, Type};

use super::{
    definitions::{ABSENT_NAME, PRESENT_NAME},
    table::Types,
};
use crate::emit::typescript::printer::{Expression, Member};

/// The keys of a map.
pub(super) enum Keys {
    /// All that index signatures of these types allow.
    Any(Vec<&'static str>),
    /// Each at most once, of a type that lists them.
    Some(String),
}

/// The length of the longest array that is written as a tuple; a longer tuple would fill a screen.
const LONGEST_TUPLE: usize = 32;

impl Types<'_> {
    /// A type expression, as it is mentioned in a result, an argument, a field.
    pub(crate) fn expression(&self, ty: &Type, direction: Direction) -> Expression {
        let list = |item: &Type| Expression::Array(Box::new(self.expression(item, direction)));
        match ty {
            Type::Unit => Expression::atom("null"),
            Type::Bool => Expression::atom("boolean"),
            Type::Integer(_) => Expression::atom("number"),
            Type::BigInteger(_) => Expression::atom("bigint"),
            Type::Float(_) if direction == Direction::Output => {
                Expression::union([Expression::atom("number"), Expression::atom("null")])
            }
            Type::Float(_) => Expression::atom("number"),
            Type::String => Expression::atom("string"),
            Type::Json => Expression::atom(format!("{}Json", self.prefix)),
            Type::Upload => Expression::atom("Blob"),
            // No client is made of a model that has one.
            Type::Unknown => Expression::atom("unknown"),
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
                self.arguments(path, arguments, direction),
            ),
            Type::Parameter(name) => {
                let parameter = self.parameter(name);
                match direction == Direction::Input && self.is_absent_parameter(name) {
                    true => Expression::atom(format!("{PRESENT_NAME}<{parameter}>")),
                    false => Expression::atom(parameter),
                }
            }
            Type::Directed(output, input) => {
                self.expression(direction.choose(output, input), direction)
            }
        }
    }

    pub(super) fn expressions(&self, types: &[Type], direction: Direction) -> Vec<Expression> {
        types.iter().map(|ty| self.expression(ty, direction)).collect()
    }

    /// The generic arguments of a mention. Those whose fields may be left out include `undefined`.
    fn arguments(&self, path: &str, arguments: &[Type], direction: Direction) -> Vec<Expression> {
        let mut expressions = self.expressions(arguments, direction);
        if direction == Direction::Output {
            return expressions;
        }
        for (index, expression) in expressions.iter_mut().enumerate() {
            if !self.is_absent_argument(path, index) {
                continue;
            }
            let absent = match self.api.absence(&arguments[index]) {
                Absence::Allowed => "undefined".to_owned(),
                Absence::OfParameter(name) if self.is_absent_parameter(&name) => {
                    format!("{ABSENT_NAME}<{}>", self.parameter(&name))
                }
                _ => continue,
            };
            let given = std::mem::replace(expression, Expression::atom("never"));
            *expression = match &arguments[index] {
                Type::Parameter(name) => Expression::atom(self.parameter(name)),
                _ => Expression::union([given, Expression::atom(absent)]),
            };
        }
        expressions
    }

    /// The name of a generic parameter.
    pub(super) fn parameter<'name>(&'name self, name: &'name str) -> &'name str {
        let known = self.tables.parameters.iter().find(|(known, _)| *known == name);
        known.map_or(name, |(_, own)| own)
    }

    fn map(&self, key: &Type, value: &Type, direction: Direction) -> Expression {
        let value = self.expression(value, direction);
        Expression::Object(match self.keys(key, direction) {
            Keys::Any(types) => types.into_iter().map(|ty| index(ty, value.clone())).collect(),
            Keys::Some(keys) => {
                let member = Member::pattern(format!("[key in {keys}]"), value);
                vec![Member { optional: true, ..member }]
            }
        })
    }

    /// The keys of a map as `serde_json` writes them, which are strings always.
    pub(super) fn keys(&self, key: &Type, direction: Direction) -> Keys {
        const NUMERIC: &str = "`${number}`";
        match key {
            Type::Bool => Keys::Some("\"true\" | \"false\"".to_owned()),
            Type::Integer("i64" | "u64" | "isize" | "usize" | "i128" | "u128") | Type::Float(_) => {
                Keys::Any(vec![NUMERIC])
            }
            Type::Integer(_) => Keys::Any(vec!["number"]),
            Type::Parameter(name) => Keys::Some(format!("{} & PropertyKey", self.parameter(name))),
            Type::Directed(output, input) => self.keys(direction.choose(output, input), direction),
            Type::Named(path, arguments) => match &*self.shape_of(path, arguments) {
                Shape::Struct(Fields::Newtype(inner)) => self.keys(inner, direction),
                Shape::Enum { tagging: Tagging::External | Tagging::Number, variants }
                    if variants.iter().all(|variant| !variant.untagged) =>
                {
                    Keys::Some(self.expression(key, direction).to_line())
                }
                _ => Keys::Any(vec!["string"]),
            },
            _ => Keys::Any(vec!["string"]),
        }
    }
}

/// The index signature `[key: string]: value`.
pub(super) fn index(key: &str, value: Expression) -> Member {
    Member::pattern(format!("[key: {key}]"), value)
}
