//! What came back beside what is stored, list by list, each level of lists by one query.

use std::mem;

use futures_util::future::BoxFuture;
use sea_orm::DbBackend;
use sea_orm::sea_query::Value;

use super::conflicts::{Conflict, Problems};
use super::given::Given;
use super::lock::Held;
use super::plan::{Plan, Removal};
use super::remove::Removing;
use super::stored::{self, Level, Lock, Stored};
use super::unseen::Seen;
use crate::Error;
use crate::data::shapes::connection::Connection;
use crate::data::shapes::keys::{Key, KeyMap};
use crate::data::shapes::table::{Missing, Relation, Table};

/// A list that came back, and what is stored of it.
pub(super) struct List {
    /// The row above it, and the relation.
    pub(super) parent: Option<(usize, usize)>,
    pub(super) given: Vec<Given>,
    /// As the caller had read it, if that is known.
    pub(super) before: Option<Vec<Given>>,
    /// The place of each row in what came back, where that is not its place in `given`.
    pub(super) places: Option<Vec<usize>>,
    pub(super) stored: Stored,
}

/// The relations of a row that came back, and as the caller had read them.
pub(super) struct Below {
    pub(super) given: Vec<Vec<Given>>,
    pub(super) before: Option<Vec<Vec<Given>>>,
}

/// What is found out of the lists of one level.
#[derive(Default)]
pub(super) struct Findings {
    /// The keys of stored rows that did not come back.
    pub(super) removed: Vec<Key>,
    /// What the caller had read of them, if that is known.
    pub(super) seen: Option<Seen>,
    /// The rows whose keys are stored in none of the lists.
    pub(super) unknown: Vec<usize>,
    pub(super) below: Vec<Below>,
}

/// A stored row that goes.
pub(super) struct Gone {
    /// The row above it, and the relation.
    pub(super) parent: Option<(usize, usize)>,
    pub(super) table: &'static Table,
    pub(super) stored: Vec<Value>,
}

/// The comparison, as far as it is.
pub(super) struct Comparison<'call> {
    pub(super) db: &'call dyn Connection,
    pub(super) held: Held,
    pub(super) plan: Plan,
    /// The rows of lists that go, without those below them.
    pub(super) gone: Vec<Gone>,
    pub(super) problems: Problems,
    /// The lists came back whole, so that the place of a row in its list is its position.
    pub(super) is_whole: bool,
}

impl<'call> Comparison<'call> {
    pub(super) fn new(db: &'call dyn Connection, lock: Lock, plan: Plan) -> Self {
        // A transaction of SQLite has the whole database for itself.
        let held = match lock {
            Lock::Nothing if db.backend() != DbBackend::Sqlite => Held::Nothing,
            Lock::Nothing | Lock::Rows => Held::All,
        };
        let (gone, problems) = (Vec::new(), Problems::default());
        Self { db, held, plan, gone, problems, is_whole: true }
    }

    /// Compares lists of one table.
    pub(super) fn compare<'this>(
        &'this mut self,
        table: &'static Table,
        missing: Missing,
        level: Level<'this>,
        lists: Vec<List>,
    ) -> BoxFuture<'this, Result<(), Error>> {
        Box::pin(async move {
            let first = self.plan.rows.len();
            let mut findings = Findings::default();
            for list in lists {
                self.compare_list(table, missing, list, &mut findings);
            }
            self.settle(table, missing, level, &mut findings).await?;
            self.go_below(table, first, findings.below).await
        })
    }

    /// Settles what is unknown, and what goes.
    pub(super) async fn settle(
        &mut self,
        table: &'static Table,
        missing: Missing,
        level: Level<'_>,
        findings: &mut Findings,
    ) -> Result<(), Error> {
        self.settle_unknown(table, &findings.unknown).await?;
        let (removed, seen) = (mem::take(&mut findings.removed), findings.seen.as_ref());
        self.remove(table, missing, level, removed, seen).await
    }

    /// A key that is unknown in its list is that of a new row, if no other list has it.
    async fn settle_unknown(
        &mut self,
        table: &'static Table,
        unknown: &[usize],
    ) -> Result<(), Error> {
        let keys: Vec<(usize, Key)> =
            unknown.iter().filter_map(|row| Some((*row, self.plan.rows[*row].key()?))).collect();
        let asked: Vec<&Key> = keys.iter().map(|(_, key)| key).collect();
        let found = stored::existing(self.db, table, &asked).await?;
        for (row, key) in keys {
            if found.contains(&key) {
                self.problems.foreign.push(row);
                continue;
            }
            self.plan.rows[row].is_key_made = table.makes_keys;
            let planned = &self.plan.rows[row];
            let version = table.version().map(|version| &planned.values[version]);
            if planned.read.is_some() || version.is_some_and(|version| !is_first(version)) {
                self.problems.conflicts.push(Conflict::Gone { row });
            }
        }
        Ok(())
    }

    async fn remove(
        &mut self,
        table: &'static Table,
        missing: Missing,
        level: Level<'_>,
        keys: Vec<Key>,
        seen: Option<&Seen>,
    ) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        match (missing, level.relation().and_then(Relation::detachable)) {
            (Missing::Refuse | Missing::Keep, _) => {}
            (Missing::Replace, Some(columns)) => {
                self.plan.removals.push(Removal { table, keys, detached: Some(columns) });
            }
            (Missing::Replace | Missing::Delete, _) => {
                if self.held != Held::All && table.relations.iter().any(Relation::is_written) {
                    // Somebody else could add a row below one that goes.
                    self.held = Held::TooLittle;
                    return Ok(());
                }
                let removals = &mut self.plan.removals;
                let mut removing = Removing { db: self.db, seen, removals, unseen: 0 };
                removing.with_all_below(table, keys).await?;
                let rows = removing.unseen;
                if rows > 0 {
                    let conflict = Conflict::Missing { list: None, shape: table.shape, rows };
                    self.problems.conflicts.push(conflict);
                }
            }
        }
        Ok(())
    }

    /// Compares the relations of the rows from `first` on.
    async fn go_below(
        &mut self,
        table: &'static Table,
        first: usize,
        mut below: Vec<Below>,
    ) -> Result<(), Error> {
        for (index, relation) in table.relations.iter().enumerate() {
            if !relation.is_written() || below.is_empty() {
                continue;
            }
            let mut parents = Vec::new();
            for (offset, lists) in below.iter_mut().enumerate() {
                let given = lists.given.get_mut(index).map(mem::take).unwrap_or_default();
                let before = lists.before.as_mut();
                let before =
                    before.map(|lists| lists.get_mut(index).map(mem::take).unwrap_or_default());
                parents.push((first + offset, given, before));
            }
            let stored_of = self.stored_below(table, relation, &parents).await?;
            let lists = self.lists_below(table, index, relation, parents, stored_of)?;
            let (target, missing) = ((relation.options.table)(), relation.options.missing);
            self.compare(target, missing, Level::Below(table, relation), lists).await?;
        }
        Ok(())
    }

    /// What is stored below the rows that are stored themselves.
    async fn stored_below(
        &self,
        table: &'static Table,
        relation: &'static Relation,
        parents: &[Parent],
    ) -> Result<KeyMap<Stored>, Error> {
        let mut keys = Vec::new();
        for (row, ..) in parents {
            let row = &self.plan.rows[*row];
            if row.stored.is_some() {
                keys.extend(relation.start_key(table, &row.values)?);
            }
        }
        Ok(stored::of_parents(self.db, table, relation, &keys, self.held.lock()).await?)
    }

    fn lists_below(
        &self,
        table: &'static Table,
        index: usize,
        relation: &'static Relation,
        parents: Vec<Parent>,
        mut stored_of: KeyMap<Stored>,
    ) -> Result<Vec<List>, Error> {
        let mut lists = Vec::new();
        for (row, given, before) in parents {
            let planned = &self.plan.rows[row];
            let key = match planned.stored {
                Some(_) => relation.start_key(table, &planned.values)?,
                None => None,
            };
            let stored = key.and_then(|key| stored_of.remove(&key)).unwrap_or_default();
            if !given.is_empty() || !stored.rows.is_empty() {
                let parent = Some((row, index));
                lists.push(List { parent, given, before, places: None, stored });
            }
        }
        Ok(lists)
    }
}

/// A row, one of its lists, and that list as the caller had read it.
type Parent = (usize, Vec<Given>, Option<Vec<Given>>);

/// True for the version of a row that is not stored yet.
fn is_first(version: &Value) -> bool {
    match Key::new([version]) {
        None => true,
        Some(key) => key == Key::Integer(0),
    }
}
