//! The rows that a diff is going to write, locked: nobody else changes them before the transaction ends.

use std::collections::HashSet;

use sea_orm::sea_query::{Condition, Value};

use super::compare::Comparison;
use super::plan::{Action, PlannedRow};
use super::stored::{self, Lock};
use crate::Error;
use crate::data::shapes::keys::{Key, KeyMap};
use crate::data::shapes::table::Table;

/// What a comparison holds of the rows that it reads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Nobody else can change them.
    All,
    /// Everybody can, until those that are going to be written are locked.
    Nothing,
    /// Everybody can, and more than those that are going to be written has to be locked: it begins anew with all of
    /// them.
    TooLittle,
}

impl Held {
    /// The lock of the rows that are read next.
    pub(super) fn lock(self) -> Lock {
        match self {
            Self::All => Lock::Rows,
            Self::Nothing | Self::TooLittle => Lock::Nothing,
        }
    }
}

/// The rows of one relation of one table, which is known by its address; `None` for those of the scope.
type LevelName = Option<(usize, usize)>;

/// A stored row that is going to be written, and the row above it with the relation.
type Written<'plan> = (Option<(usize, usize)>, &'static Table, &'plan [Value]);

impl Comparison<'_> {
    /// Locks the rows that are going to be written. True if they are still as they were read, and where they were, so
    /// that the plan may be written.
    pub(super) async fn lock_written(&self, scope: &Condition) -> Result<bool, Error> {
        match self.held {
            Held::All => return Ok(true),
            Held::TooLittle => return Ok(false),
            Held::Nothing => {}
        }
        // The rows of one level are locked by one query.
        let mut levels: Vec<(LevelName, Vec<Written<'_>>)> = Vec::new();
        for written in self.written() {
            let level = written.0.map(|(parent, relation)| {
                (std::ptr::from_ref(self.plan.rows[parent].table).addr(), relation)
            });
            match levels.iter_mut().find(|(known, _)| *known == level) {
                Some((_, rows)) => rows.push(written),
                None => levels.push((level, vec![written])),
            }
        }
        for (_, rows) in levels {
            if !self.lock_level(scope, &rows).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The stored rows that change, that go, or that get new rows below them.
    fn written(&self) -> impl Iterator<Item = Written<'_>> {
        let gets_new_rows = |row: &PlannedRow| {
            let mut below = row.children.iter().flatten();
            below.any(|child| self.plan.rows[*child].action == Action::Insert)
        };
        let rows = self.plan.rows.iter().filter_map(move |row| {
            let stored = row.stored.as_deref()?;
            let is_written = row.action == Action::Update || gets_new_rows(row);
            is_written.then_some((row.parent, row.table, stored))
        });
        rows.chain(self.gone.iter().map(|gone| (gone.parent, gone.table, gone.stored.as_slice())))
    }

    async fn lock_level(&self, scope: &Condition, rows: &[Written<'_>]) -> Result<bool, Error> {
        let Some((parent, table, _)) = rows.first() else { return Ok(true) };
        let keys: Vec<Key> = rows.iter().filter_map(|(_, table, row)| table.key_of(row)).collect();
        let Some((first, relation)) = parent else {
            let found = stored::in_scope_of_keys(self.db, table, scope, &keys).await?;
            let found: HashSet<Vec<Value>> = found.rows.into_iter().collect();
            return Ok(rows.iter().all(|(_, _, row)| found.contains(*row)));
        };
        let above = self.plan.rows[*first].table;
        let relation = &above.relations[*relation];
        let found = stored::of_keys(self.db, above, relation, &keys).await?;
        let found: KeyMap<HashSet<Vec<Value>>> = found
            .into_iter()
            .map(|(key, stored)| (key, stored.rows.into_iter().collect()))
            .collect();
        for (parent, _, row) in rows {
            let key = match parent {
                Some((parent, _)) => relation.start_key(above, &self.plan.rows[*parent].values)?,
                None => None,
            };
            if !key.and_then(|key| found.get(&key)).is_some_and(|found| found.contains(*row)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
