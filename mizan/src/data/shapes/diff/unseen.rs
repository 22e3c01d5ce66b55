//! The rows that go: those that the caller has not seen as they are do not go with the one above them.

use sea_orm::sea_query::Value;

use super::given::Given;
use super::rows::differs;
use crate::data::shapes::keys::{Key, KeyMap};
use crate::data::shapes::table::Table;

/// Rows that go, and all below them, as the caller had read them. A table is known by its address.
#[derive(Default)]
pub(super) struct Seen(KeyMap<Vec<(usize, Vec<Value>)>>);

impl Seen {
    pub(super) fn add(&mut self, table: &'static Table, row: Given) {
        for (relation, rows) in table.relations.iter().zip(row.lists) {
            for row in rows {
                self.add((relation.options.table)(), row);
            }
        }
        if let Some(key) = table.key_of(&row.values) {
            self.0.entry(key).or_default().push((address(table), row.values));
        }
    }

    /// True if the caller had read a row as it is stored.
    pub(super) fn has(&self, table: &'static Table, stored: &[Value]) -> bool {
        let read = table.key_of(stored).and_then(|key: Key| self.0.get(&key));
        let mut read = read.into_iter().flatten();
        read.any(|(of, read)| *of == address(table) && !differs(table, read, stored))
    }
}

fn address(table: &'static Table) -> usize {
    std::ptr::from_ref(table).addr()
}
