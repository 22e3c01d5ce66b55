//! The rows below one that is deleted: those that the caller has not seen do not go with it.

use std::collections::HashSet;

use super::given::Given;
use super::plan::Removal;
use crate::data::shapes::keys::Key;
use crate::data::shapes::table::Table;

/// Rows that the caller has seen, and that go: those that it deletes, and all below them. A table is known by
/// its address.
#[derive(Default)]
pub(super) struct Seen(HashSet<(usize, Key)>);

impl Seen {
    pub(super) fn add(&mut self, table: &'static Table, row: &Given) {
        let key = Key::new(table.key_of(&row.values).iter());
        self.0.extend(key.map(|key| (address(table), key)));
        for (relation, rows) in table.relations.iter().zip(&row.lists) {
            for row in rows {
                self.add((relation.options.table)(), row);
            }
        }
    }

    /// The number of rows that would go and that the caller has not seen.
    pub(super) fn count_others(&self, removals: &[Removal]) -> usize {
        let keys = removals.iter().flat_map(|removal| {
            removal.keys.iter().map(|key| (address(removal.table), key.clone()))
        });
        keys.filter(|key| !self.0.contains(key)).count()
    }
}

fn address(table: &'static Table) -> usize {
    std::ptr::from_ref(table).addr()
}
