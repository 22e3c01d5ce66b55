//! The rows that go with a row: those of the relations that its shape shows.

use futures_util::future::BoxFuture;

use super::plan::Removal;
use super::stored;
use crate::Error;
use crate::data::shapes::connection::Connection;
use crate::data::shapes::keys::Key;
use crate::data::shapes::table::Table;

/// Plans that rows go, and before them the rows below them, each level by one query.
pub(super) fn with_all_below<'call>(
    db: &'call dyn Connection,
    table: &'static Table,
    keys: Vec<Key>,
    removals: &'call mut Vec<Removal>,
) -> BoxFuture<'call, Result<(), Error>> {
    Box::pin(async move {
        let below = table.relations.iter().filter(|relation| relation.is_written());
        let below: Vec<_> = below.collect();
        removals.push(Removal { table, keys: keys.clone(), detached: None });
        for relation in below {
            let found = stored::of_parents(db, table, relation, &keys).await?;
            let keys: Vec<Key> =
                found.into_values().flat_map(|stored| stored.rows).map(|(key, _)| key).collect();
            if !keys.is_empty() {
                with_all_below(db, (relation.options.table)(), keys, removals).await?;
            }
        }
        Ok(())
    })
}
