//! The canonical text of a value: the form in which scopes and cache keys are compared.
//!
//! A string is its own text. A number is written as ECMAScript writes it, so that the client finds
//! the same text. Everything else is JSON without spaces, with the members of objects sorted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

/// The canonical text of a JSON value. A natural number is its own text and is borrowed.
pub(crate) fn canonical(json: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    if json.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Cow::Borrowed(json));
    }
    Ok(Cow::Owned(match serde_json::from_str(json)? {
        Value::Text(text) => text,
        value => value.to_string(),
    }))
}

/// A JSON value whose objects are sorted.
///
/// Why not `serde_json::Value`: the features `preserve_order` and `arbitrary_precision`, which any
/// other crate of the program may turn on, change the order of its members and the text of its
/// numbers.
enum Value {
    Null,
    Bool(bool),
    Unsigned(u64),
    Negative(i64),
    Float(f64),
    Text(String),
    List(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Bool(value) => write!(formatter, "{value}"),
            Self::Unsigned(value) => write!(formatter, "{value}"),
            Self::Negative(value) => write!(formatter, "{value}"),
            Self::Float(value) => formatter.write_str(ryu_js::Buffer::new().format(*value)),
            Self::Text(value) => write_text(formatter, value),
            Self::List(values) => {
                formatter.write_char('[')?;
                for (index, value) in values.iter().enumerate() {
                    write!(formatter, "{}{value}", if index == 0 { "" } else { "," })?;
                }
                formatter.write_char(']')
            }
            Self::Object(members) => {
                formatter.write_char('{')?;
                for (index, (name, value)) in members.iter().enumerate() {
                    formatter.write_str(if index == 0 { "" } else { "," })?;
                    write_text(formatter, name)?;
                    write!(formatter, ":{value}")?;
                }
                formatter.write_char('}')
            }
        }
    }
}

fn write_text(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    formatter.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Negative(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = entries.next_entry()? {
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::canonical;

    /// The vectors that the kernel's tests read too: canonical text is one in all languages.
    #[test]
    fn writes_the_vectors_of_the_protocol() {
        let vectors = include_str!("../../guide/inside/vectors/canonical.json");
        let vectors: Vectors = serde_json::from_str(vectors).unwrap();
        assert!(!vectors.cases.is_empty());
        for Case { json, text } in vectors.cases {
            assert_eq!(canonical(&json).unwrap(), text, "{json}");
        }
    }

    #[derive(Deserialize)]
    struct Vectors {
        cases: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        json: String,
        text: String,
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_float_reads_back(number: f64) {
            prop_assume!(number.is_finite());
            let json = serde_json::to_string(&number).unwrap();
            let text = canonical(&json).unwrap();
            prop_assert_eq!(text.parse::<f64>().unwrap(), number);
        }

        #[test]
        fn the_canonical_text_of_a_canonical_text_is_itself(numbers: Vec<f64>, name: String) {
            let json = serde_json::to_string(&serde_json::json!({"b": numbers, "a": name})).unwrap();
            let once = canonical(&json).unwrap();
            prop_assert_eq!(canonical(&once).unwrap(), once.as_ref());
        }

        #[test]
        fn a_string_is_its_own_text(text: String) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(canonical(&json).unwrap(), text);
        }
    }
}
