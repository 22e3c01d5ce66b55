//! JSON as text that people read: an object has a line for each key, a list is one line.

use std::fmt::Write;

/// A value of JSON.
pub(crate) enum Json {
    Flag(bool),
    Number(u64),
    Text(String),
    List(Vec<Json>),
    Object(Object),
}

/// The keys of an object with their values, in the order of the keys.
#[derive(Default)]
pub(crate) struct Object(Vec<(String, Json)>);

impl Object {
    /// Adds a key that the object has not.
    pub(crate) fn add(&mut self, key: &str, value: Json) {
        let place = self.0.partition_point(|(other, _)| other.as_str() < key);
        self.0.insert(place, (key.to_owned(), value));
    }

    /// The keys with their values, without the brace in front of them.
    pub(crate) fn to_open_text(&self) -> String {
        let mut text = String::new();
        self.write_members(1, &mut text);
        text.push_str("\n}\n");
        text
    }

    fn write_members(&self, depth: usize, text: &mut String) {
        let mut end = "";
        for (key, value) in &self.0 {
            text.push_str(end);
            text.push_str(&"  ".repeat(depth));
            text.push_str(&quote(key));
            text.push_str(": ");
            value.write(depth, text);
            end = ",\n";
        }
    }
}

impl Json {
    /// A list of texts.
    pub(crate) fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::Text(text.as_ref().to_owned())).collect())
    }

    fn write(&self, depth: usize, text: &mut String) {
        match self {
            Self::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => text.push_str(&number.to_string()),
            Self::Text(own) => text.push_str(&quote(own)),
            Self::List(values) => {
                let mut separator = "[";
                for value in values {
                    text.push_str(separator);
                    value.write(depth + 1, text);
                    separator = ", ";
                }
                text.push_str(if values.is_empty() { "[]" } else { "]" });
            }
            Self::Object(object) if object.0.is_empty() => text.push_str("{}"),
            Self::Object(object) => {
                text.push_str("{\n");
                object.write_members(depth + 1, text);
                text.push('\n');
                text.push_str(&"  ".repeat(depth));
                text.push('}');
            }
        }
    }
}

/// A text as JSON.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            character if character.is_control() => {
                write!(quoted, "\\u{:04x}", u32::from(character))
                    .expect("a String takes every text");
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
