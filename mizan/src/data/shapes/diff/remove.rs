//! The rows that go with a row: those of the relations that its shape shows.

use futures_util::future::BoxFuture;

use super::plan::Removal;
use super::stored::{self, Lock};
use super::unseen::Seen;
use crate::Error;
use crate::data::shapes::connection::Connection;
use crate::data::shapes::keys::Key;
use crate::data::shapes::table::Table;

/// Plans that rows go.
pub(super) struct Removing<'call> {
    pub(super) db: &'call dyn Connection,
    /// What the caller had read of the rows that go and of those below them, if that is known.
    pub(super) seen: Option<&'call Seen>,
    pub(super) removals: &'call mut Vec<Removal>,
    /// The number of rows below others that the caller had not read as they are.
    pub(super) unseen: usize,
}

impl Removing<'_> {
    /// Plans that rows go, and before them the rows below them, each level by one query.
    pub(super) fn with_all_below<'this>(
        &'this mut self,
        table: &'static Table,
        keys: Vec<Key>,
    ) -> BoxFuture<'this, Result<(), Error>> {
        Box::pin(async move {
            self.removals.push(Removal { table, keys: keys.clone(), detached: None });
            for relation in table.relations.iter().filter(|relation| relation.is_written()) {
                let target = (relation.options.table)();
                let found = stored::of_parents(self.db, table, relation, &keys, Lock::Rows).await?;
                let mut below = Vec::new();
                for row in found.into_values().flat_map(|stored| stored.rows) {
                    let is_seen = self.seen.is_none_or(|seen| seen.has(target, &row));
                    self.unseen += usize::from(!is_seen);
                    below.extend(target.key_of(&row));
                }
                if !below.is_empty() {
                    self.with_all_below(target, below).await?;
                }
            }
            Ok(())
        })
    }
}
