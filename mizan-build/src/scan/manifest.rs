//! A `Cargo.toml` as values with paths to them.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

/// A value, as far as it matters here.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(String),
    Flag(bool),
    List(Vec<Value>),
    Table(Table),
    /// A number, a date.
    Other,
}

pub(super) type Table = BTreeMap<String, Value>;

/// Reads a manifest. What is not TOML has nothing in it: Cargo has refused it before any build
/// script runs.
pub(super) fn parse_manifest(text: &str) -> Value {
    match DeTable::parse(text) {
        Ok(table) => read_table(table.get_ref()),
        Err(_) => Value::Table(Table::new()),
    }
}

fn read_table(table: &DeTable<'_>) -> Value {
    let entries =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), read(value.get_ref())));
    Value::Table(entries.collect())
}

fn read(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Array(list) => Value::List(list.iter().map(|item| read(item.get_ref())).collect()),
        DeValue::Table(table) => read_table(table),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => Value::Other,
    }
}

impl Value {
    /// The value at a path of keys.
    pub(super) fn get(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| value.table()?.get(*key))
    }

    /// The text at a path of keys.
    pub(super) fn text(&self, path: &[&str]) -> Option<&str> {
        match self.get(path)? {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The flag at a path of keys.
    pub(super) fn flag(&self, path: &[&str]) -> Option<bool> {
        match self.get(path)? {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// The list at a path of keys, empty where there is none.
    pub(super) fn list(&self, path: &[&str]) -> &[Self] {
        match self.get(path) {
            Some(Self::List(list)) => list,
            _ => &[],
        }
    }

    /// The texts in the list at a path of keys.
    pub(super) fn texts<'value>(
        &'value self,
        path: &[&str],
    ) -> impl Iterator<Item = &'value str> + use<'value> {
        self.list(path).iter().filter_map(|item| item.text(&[]))
    }

    pub(super) fn table(&self) -> Option<&Table> {
        match self {
            Self::Table(table) => Some(table),
            _ => None,
        }
    }
}
