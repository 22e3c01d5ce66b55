//! Samples of the JSON that a client may send for a type, by the model.

use std::collections::BTreeMap;

use mizan_ir::{Absence, Api, Direction, Field, Fields, Presence, Shape, Tagging, Type, Variant};
use serde_json::{Map, Value, json};

/// The depth below which a sample has as little as it may: a type may contain itself.
const DEPTH: usize = 4;

/// The depth at which a sample ends even in the middle of a value.
const END: usize = 24;

/// How much a sample has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    /// All fields, and an element in each list.
    Full,
    /// No field and no element that may be absent.
    Least,
}

/// Makes samples of the types of a model.
pub(super) struct SampleMaker<'api> {
    pub(super) api: &'api Api,
    /// The JSON of the values that the test gave, by the paths of their types.
    pub(super) given: &'api BTreeMap<String, Value>,
}

impl SampleMaker<'_> {
    /// A sample of a type.
    pub(super) fn sample(&self, ty: &Type, amount: Amount, depth: usize) -> Value {
        let amount = if depth > DEPTH { Amount::Least } else { amount };
        match ty {
            _ if depth > END => Value::Null,
            Type::Unit | Type::Parameter(_) | Type::Unknown | Type::Upload => Value::Null,
            Type::Bool => json!(true),
            Type::Integer(_) => json!(1),
            Type::Float(_) => json!(1.5),
            Type::BigInteger(_) => json!("1"),
            Type::String => json!(TEXTS[0]),
            Type::Json => json!({}),
            Type::Option(_) if amount == Amount::Least => Value::Null,
            Type::Option(inner) => self.sample(inner, amount, depth + 1),
            Type::List(_) if amount == Amount::Least => json!([]),
            Type::List(item) => json!([self.sample(item, amount, depth + 1)]),
            Type::Array(item, length) => {
                Value::Array(vec![self.sample(item, amount, depth + 1); *length])
            }
            Type::Tuple(items) => self.sample_items(items, amount, depth),
            Type::Map(key, value) => self.sample_map(key, value, amount, depth),
            Type::Directed(_, input) => self.sample(input, amount, depth),
            Type::Named(path, arguments) => self.sample_named(path, arguments, amount, depth),
        }
    }

    fn sample_items(&self, items: &[Type], amount: Amount, depth: usize) -> Value {
        items.iter().map(|item| self.sample(item, amount, depth + 1)).collect()
    }

    /// A map with an entry, if it is known how the key is written.
    fn sample_map(&self, key: &Type, value: &Type, amount: Amount, depth: usize) -> Value {
        let mut map = Map::new();
        let key = match self.sample(key, amount, depth + 1) {
            _ if amount == Amount::Least => None,
            Value::String(text) if text == TEXTS[0] => Some(KEYS[0].to_owned()),
            Value::String(key) => Some(key),
            key @ (Value::Number(_) | Value::Bool(_)) => Some(key.to_string()),
            _ => None,
        };
        map.extend(key.map(|key| (key, self.sample(value, amount, depth + 1))));
        Value::Object(map)
    }

    fn sample_named(&self, path: &str, arguments: &[Type], amount: Amount, depth: usize) -> Value {
        if let Some(given) = self.given.get(path) {
            return given.clone();
        }
        let Some(definition) = self.api.types.get(path) else { return Value::Null };
        let pairs: Vec<(&str, &Type)> =
            definition.parameters.iter().map(String::as_str).zip(arguments).collect();
        let shape = definition.shape.towards(Direction::Input);
        match shape.map(&mut |ty| ty.substitute(&pairs)) {
            Shape::Struct(fields) | Shape::Tagged { fields, .. } => {
                self.sample_fields(&fields, amount, depth)
            }
            Shape::Enum { tagging, variants } => {
                let mut read = variants.iter().filter(|variant| is_read(variant));
                let first = read.clone().next();
                // A variant that holds no other type ends a type that contains itself.
                let chosen = match depth > DEPTH {
                    true => read.find(|variant| holds_nothing(variant)).or(first),
                    false => first,
                };
                chosen.map_or(Value::Null, |variant| {
                    self.sample_variant(&tagging, variant, amount, depth)
                })
            }
            Shape::Directed { .. } => Value::Null,
        }
    }

    /// A sample of the content of a struct or a variant.
    pub(super) fn sample_fields(&self, fields: &Fields, amount: Amount, depth: usize) -> Value {
        match fields {
            Fields::Unit => Value::Null,
            Fields::Newtype(ty) => self.sample(ty, amount, depth + 1),
            Fields::Tuple(items) => self.sample_items(items, amount, depth),
            Fields::Named(fields) => {
                let mut object = Map::new();
                for field in fields {
                    self.add_field(&mut object, field, amount, depth);
                }
                Value::Object(object)
            }
        }
    }

    fn add_field(
        &self,
        object: &mut Map<String, Value>,
        field: &Field,
        amount: Amount,
        depth: usize,
    ) {
        if field.input == Presence::Skipped {
            return;
        }
        let value = self.sample(&field.ty, amount, depth + 1);
        match (field.flatten, value) {
            (true, Value::Object(inner)) => object.extend(inner),
            (true, Value::String(unit)) => {
                object.insert(unit, Value::Null);
            }
            (true, _) => {}
            (false, _) if amount == Amount::Least && self.may_be_absent(field) => {}
            (false, value) => {
                object.insert(field.name.input.clone(), value);
            }
        }
    }

    /// True if a client may leave a field out.
    pub(super) fn may_be_absent(&self, field: &Field) -> bool {
        match field.input {
            Presence::Optional | Presence::UnlessNull => true,
            Presence::IfOption => self.api.absence(&field.ty) == Absence::Allowed,
            Presence::Required | Presence::Skipped => false,
        }
    }

    /// A sample of a variant of an enum.
    pub(super) fn sample_variant(
        &self,
        tagging: &Tagging,
        variant: &Variant,
        amount: Amount,
        depth: usize,
    ) -> Value {
        let content = self.sample_fields(&variant.fields, amount, depth);
        let name = variant.name.input.clone();
        let is_unit = variant.fields == Fields::Unit;
        match tagging {
            _ if variant.untagged => content,
            Tagging::Untagged => content,
            Tagging::Number => name.parse::<i64>().map_or(Value::Null, Value::from),
            Tagging::External if is_unit => Value::String(name),
            Tagging::External => json!({ name: content }),
            Tagging::Internal { tag } => {
                let mut object = Map::new();
                object.insert(tag.clone(), Value::String(name));
                if let Value::Object(inner) = content {
                    object.extend(inner);
                }
                Value::Object(object)
            }
            Tagging::Adjacent { tag, .. } if is_unit => json!({ tag.clone(): name }),
            Tagging::Adjacent { tag, content: key } => {
                json!({ tag.clone(): name, key.clone(): content })
            }
        }
    }
}

/// True if a client may send the variant.
pub(super) fn is_read(variant: &Variant) -> bool {
    variant.input != Presence::Skipped
}

fn holds_nothing(variant: &Variant) -> bool {
    variant.fields.types().into_iter().all(|ty| !matches!(ty, Type::Named(..)))
}

/// The texts that samples try, one after the other: a type that is a text in JSON may read texts of
/// one format alone.
pub(super) const TEXTS: [&str; 50] = [
    "text",
    "a",
    "1",
    "1.5",
    "00000000-0000-0000-0000-000000000000",
    "https://example.com/",
    "2024-01-02T03:04:05Z",
    "2024-01-02",
    "03:04:05",
    "2024-01-02T03:04:05",
    "2024-01-02T03:04:05+00:00[UTC]",
    "2024-01-02 03:04:05.0 +00:00:00",
    "2024-01-02 03:04:05.0",
    "3:04:05.0",
    "+00:00:00",
    "+00:00",
    "PT5H",
    "5m",
    "5h 30m",
    "90.0",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "127.0.0.1",
    "::1",
    "127.0.0.1:80",
    "[::1]:80",
    "10.0.0.0/8",
    "fd00::/8",
    "1.2.3",
    "*",
    "Monday",
    "Mon",
    "January",
    "UTC",
    "en",
    "en-US",
    "USD",
    "a@example.com",
    "+12025550123",
    "AQ==",
    "AAAA",
    "00000000000000000000000000000000",
    "00",
    "000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "#ff0000",
    "true",
    "/a",
    "example.com",
    "text/plain",
    "",
];

/// The keys of maps that samples try, one after the other. No field of a struct has such a name.
pub(super) const KEYS: [&str; 15] = [
    "any key",
    "é",
    "1",
    "1.5",
    "00000000-0000-0000-0000-000000000000",
    "2024-01-02T03:04:05Z",
    "2024-01-02",
    "03:04:05",
    "2024-01-02 03:04:05.0 +00:00:00",
    "127.0.0.1",
    "1.2.3",
    "a@example.com",
    "https://example.com/",
    "en-US",
    "",
];

/// The numbers that samples try, one after the other.
pub(super) const NUMBERS: [i64; 6] = [1, 0, 2, 10, 100, 2024];
