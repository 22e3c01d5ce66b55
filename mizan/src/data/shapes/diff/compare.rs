//! What came back beside what is stored, list by list, each level of lists by one query.

use std::collections::HashSet;
use std::mem;

use futures_util::future::BoxFuture;
use sea_orm::sea_query::{DynIden, Value};

use super::conflicts::{Conflict, Problems};
use super::given::Given;
use super::plan::{Action, Plan, PlannedRow, Removal};
use super::remove;
use super::stored::{self, Stored};
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
    given: Vec<Vec<Given>>,
    before: Option<Vec<Vec<Given>>>,
}

/// The comparison, as far as it is.
pub(super) struct Comparison<'call> {
    pub(super) db: &'call dyn Connection,
    pub(super) plan: Plan,
    pub(super) problems: Problems,
    /// The lists came back whole, so that the place of a row in its list is its position.
    pub(super) is_whole: bool,
}

impl Comparison<'_> {
    /// Compares lists of one table.
    pub(super) fn compare<'this>(
        &'this mut self,
        table: &'static Table,
        missing: Missing,
        relation: Option<&'static Relation>,
        lists: Vec<List>,
    ) -> BoxFuture<'this, Result<(), Error>> {
        Box::pin(async move {
            let mut removed = Vec::new();
            let mut unknown = Vec::new();
            let first = self.plan.rows.len();
            let mut below = Vec::new();
            for list in lists {
                self.compare_list(table, missing, list, &mut removed, &mut unknown, &mut below);
            }
            self.settle_unknown(table, &unknown).await?;
            self.remove(table, missing, relation, removed).await?;
            self.go_below(table, first, below).await
        })
    }

    pub(super) fn compare_list(
        &mut self,
        table: &'static Table,
        missing: Missing,
        list: List,
        removed: &mut Vec<Key>,
        unknown: &mut Vec<usize>,
        below: &mut Vec<Below>,
    ) {
        let order: Vec<Key> = list.stored.rows.iter().map(|(key, _)| key.clone()).collect();
        let mut stored: KeyMap<Vec<Value>> = list.stored.rows.into_iter().collect();
        let mut before = list.before.map(|rows| by_key(table, rows));
        let mut seen: HashSet<Key> = HashSet::new();
        for (index, given) in list.given.into_iter().enumerate() {
            let row = self.plan.rows.len();
            let mut values = given.values;
            if self.is_whole {
                table.number(&mut values, index);
            }
            let key = Key::new(table.key_of(&values).iter());
            let read = before.as_mut().zip(key.as_ref()).and_then(|(rows, key)| rows.remove(key));
            let (read, read_below) = read.map(|read| (read.values, read.lists)).unzip();
            if let Some((parent, relation)) = list.parent {
                self.plan.rows[parent].children[relation].push(row);
            }
            self.plan.rows.push(PlannedRow {
                table,
                values,
                stored: key.as_ref().and_then(|key| stored.remove(key)),
                read,
                action: Action::None,
                changed: Vec::new(),
                is_key_made: key.is_none(),
                parent: list.parent,
                index: list.places.as_ref().map_or(index, |places| places[index]),
                children: table.relations.iter().map(|_| Vec::new()).collect(),
            });
            below.push(Below { given: given.lists, before: read_below });
            if key.is_some_and(|key| !seen.insert(key)) {
                self.problems.twice.push(row);
            } else if self.plan.rows[row].stored.is_some() {
                self.compare_row(row);
            } else {
                self.plan.rows[row].action = Action::Insert;
                unknown.push(row);
            }
        }
        let unseen = match (missing, &before) {
            (Missing::Refuse, _) => stored.len(),
            (Missing::Keep, _) | (_, None) => 0,
            (_, Some(before)) => count_unseen(table, &stored, before),
        };
        if unseen > 0 {
            let shape = table.shape;
            let conflict = Conflict::Missing { list: list.parent, shape, rows: unseen };
            self.problems.conflicts.push(conflict);
        }
        removed.extend(order.into_iter().filter(|key| stored.contains_key(key)));
    }

    /// Finds the columns in which a row differs from the one that is stored.
    fn compare_row(&mut self, index: usize) {
        let row = &self.plan.rows[index];
        let Some(stored) = &row.stored else { return };
        let read = row.read.as_ref();
        let mut is_late = read.is_some_and(|read| differs(row.table, read, stored));
        let mut changed = Vec::new();
        for (position, column) in row.table.columns.iter().enumerate() {
            let is_equal = row.values[position] == stored[position];
            if is_equal || column.marks.is_key || column.marks.is_read_only {
                continue;
            }
            match column.marks.is_version {
                true => is_late = true,
                false => changed.push(position),
            }
        }
        if self.is_moved(index, &changed) {
            self.problems.foreign.push(index);
        } else if is_late && !changed.is_empty() {
            self.problems.conflicts.push(Conflict::Changed { row: index, columns: changed });
        } else if !changed.is_empty() {
            let row = &mut self.plan.rows[index];
            row.action = Action::Update;
            row.changed = changed;
        } else {
            self.keep_version(index);
        }
    }

    /// A row that nobody changes shows the version that it has.
    fn keep_version(&mut self, index: usize) {
        let row = &mut self.plan.rows[index];
        if let (Some(version), Some(stored)) = (row.table.version(), &row.stored) {
            row.values[version] = stored[version].clone();
        }
    }

    /// True if a column changed by which the row belongs to its parent, or to the scope.
    fn is_moved(&self, index: usize, changed: &[usize]) -> bool {
        if changed.is_empty() {
            return false;
        }
        let row = &self.plan.rows[index];
        let foreign: Vec<DynIden> = match row.parent {
            Some((parent, relation)) => {
                let relation = &self.plan.rows[parent].table.relations[relation];
                relation.path.foreign_columns().1
            }
            None => self.plan.scope_values.iter().map(|(column, _)| column.clone()).collect(),
        };
        changed.iter().any(|column| foreign.contains(&row.table.columns[*column].name))
    }

    /// A key that is unknown in its list is that of a new row, if no other list has it.
    pub(super) async fn settle_unknown(
        &mut self,
        table: &'static Table,
        unknown: &[usize],
    ) -> Result<(), Error> {
        let keys: Vec<(usize, Key)> =
            unknown.iter().filter_map(|row| Some((*row, self.plan.rows[*row].key()?))).collect();
        let asked: Vec<&Key> = keys.iter().map(|(_, key)| key).collect();
        let found = stored::existing(self.db, table, &asked).await?;
        let found: HashSet<Key> = found.into_iter().collect();
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

    pub(super) async fn remove(
        &mut self,
        table: &'static Table,
        missing: Missing,
        relation: Option<&'static Relation>,
        keys: Vec<Key>,
    ) -> Result<(), Error> {
        if keys.is_empty() {
            return Ok(());
        }
        match (missing, relation.and_then(Relation::detachable)) {
            (Missing::Refuse | Missing::Keep, _) => Ok(()),
            (Missing::Replace, Some(columns)) => {
                self.plan.removals.push(Removal { table, keys, detached: Some(columns) });
                Ok(())
            }
            (Missing::Replace | Missing::Delete, _) => {
                remove::with_all_below(self.db, table, keys, &mut self.plan.removals).await
            }
        }
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
                let before = lists.before.as_mut().and_then(|lists| lists.get_mut(index));
                parents.push((first + offset, given, before.map(mem::take)));
            }
            let stored_of = self.stored_below(table, relation, &parents).await?;
            let lists = self.lists_below(table, index, relation, parents, stored_of)?;
            let (target, missing) = ((relation.options.table)(), relation.options.missing);
            self.compare(target, missing, Some(relation), lists).await?;
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
                keys.extend(Key::new(relation.start_of(table, &row.values)?.iter()));
            }
        }
        Ok(stored::of_parents(self.db, table, relation, &keys).await?)
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
                Some(_) => Key::new(relation.start_of(table, &planned.values)?.iter()),
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

fn by_key(table: &Table, rows: Vec<Given>) -> KeyMap<Given> {
    let keyed = rows.into_iter().filter_map(|row| {
        let key = Key::new(table.key_of(&row.values).iter())?;
        Some((key, row))
    });
    keyed.collect()
}

/// The number of stored rows that the caller had not read as they are.
fn count_unseen(table: &Table, stored: &KeyMap<Vec<Value>>, before: &KeyMap<Given>) -> usize {
    let unseen = stored.iter().filter(|(key, stored)| {
        before.get(key).is_none_or(|read| differs(table, &read.values, stored))
    });
    unseen.count()
}

/// True if two readings of a row differ in what a client may write. Its position depends on other rows.
fn differs(table: &Table, one: &[Value], other: &[Value]) -> bool {
    let values = table.columns.iter().zip(one.iter().zip(other));
    let mut written =
        values.filter(|(column, _)| !column.marks.is_read_only && !column.marks.is_position);
    written.any(|(_, (one, other))| one != other)
}

/// True for the version of a row that is not stored yet.
fn is_first(version: &Value) -> bool {
    match Key::new([version].into_iter()) {
        None => true,
        Some(key) => key == Key::Integer(0),
    }
}
