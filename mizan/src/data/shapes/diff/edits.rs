//! What changed of rows, as a client sends it: compared with what is stored of these rows alone, each level of
//! lists by one query.

use std::collections::HashSet;

use futures_util::future::BoxFuture;
use sea_orm::sea_query::Value;

use super::compare::{Comparison, Findings, List};
use super::conflicts::Conflict;
use super::given::Given;
use super::stored::{self, Level, Stored};
use crate::Error;
use crate::data::shapes::keys::{Key, KeyMap};
use crate::data::shapes::table::{Missing, Table};

/// A change of a row.
pub enum GivenEdit {
    /// A new row, with all rows below it.
    Insert(Given),
    /// The changes of a row that is stored.
    Update(GivenUpdate),
    /// A row that goes, as it was read.
    Delete(Given),
}

/// The changes of a row that is stored.
pub struct GivenUpdate {
    /// Those of each column that the shape names, in its order.
    pub columns: Vec<GivenColumn>,
    /// Those of the rows of each relation, in its order.
    pub lists: Vec<Vec<GivenEdit>>,
}

/// The change of a column.
pub enum GivenColumn {
    /// It stays as it is.
    Kept,
    /// It tells the row apart, or its version.
    Same(Value),
    /// It is the place of the row in its list, which depends on other rows.
    Placed(Value),
    /// It has another value than the one that was read.
    Changed {
        /// The value that was read.
        from: Value,
        /// The value that is to be.
        to: Value,
    },
}

impl GivenColumn {
    /// A column that may have changed.
    #[must_use]
    pub fn changed(change: Option<(Value, Value)>) -> Self {
        change.map_or(Self::Kept, |(from, to)| Self::Changed { from, to })
    }

    /// The place of a row, which may have changed.
    #[must_use]
    pub fn placed(place: Option<Value>) -> Self {
        place.map_or(Self::Kept, Self::Placed)
    }

    fn same(&self) -> Option<&Value> {
        match self {
            Self::Same(value) => Some(value),
            _ => None,
        }
    }
}

impl GivenEdit {
    /// The key of the row; `None` for a new row whose key is not set.
    fn key(&self, table: &Table) -> Option<Key> {
        match self {
            Self::Insert(row) | Self::Delete(row) => table.key_of(&row.values),
            Self::Update(update) => update.key(table),
        }
    }
}

impl GivenUpdate {
    fn key(&self, table: &Table) -> Option<Key> {
        let columns = table.columns.iter().zip(&self.columns);
        let key = columns.filter(|(column, _)| column.marks.is_key);
        let values: Vec<&Value> = key.filter_map(|(_, given)| given.same()).collect();
        Key::new(values)
    }

    /// The row as the caller had read it, and as it is to be: over what is stored, or over nothing where the
    /// row is gone.
    fn sides(&self, stored: Option<&Vec<Value>>) -> [Vec<Value>; 2] {
        let nothing = vec![Value::Bool(None); self.columns.len()];
        let stored = stored.unwrap_or(&nothing);
        let side = |is_read: bool| {
            let columns = stored.iter().zip(&self.columns).map(|(stored, given)| match given {
                GivenColumn::Kept => stored,
                GivenColumn::Same(value) => value,
                GivenColumn::Placed(value) if !is_read => value,
                GivenColumn::Placed(_) => stored,
                GivenColumn::Changed { from, to } => {
                    if is_read {
                        from
                    } else {
                        to
                    }
                }
            });
            columns.cloned().collect()
        };
        [side(true), side(false)]
    }
}

/// The changes of a list.
pub(super) struct EditedList {
    /// The row above it, and the relation.
    pub(super) parent: Option<(usize, usize)>,
    pub(super) edits: Vec<GivenEdit>,
}

impl Comparison<'_> {
    /// Compares the changes of lists of one table with what is stored of their rows.
    pub(super) fn compare_edits<'this>(
        &'this mut self,
        table: &'static Table,
        missing: Missing,
        level: Level<'this>,
        lists: Vec<EditedList>,
    ) -> BoxFuture<'this, Result<(), Error>> {
        Box::pin(async move {
            let stored = self.stored_of(table, level, &lists).await?;
            let first = self.plan.rows.len();
            let (mut findings, mut below) = (Findings::default(), Vec::new());
            for (list, stored) in lists.into_iter().zip(stored) {
                check_deletes(table, missing, &list.edits)?;
                let start = self.plan.rows.len();
                let (list, lists, taken) = list.over(table, stored)?;
                below.extend(lists);
                self.compare_list(table, missing, list, &mut findings);
                let taken = taken.into_iter().map(|row| start + row);
                self.problems.conflicts.extend(taken.clone().map(|row| Conflict::Taken { row }));
                let taken: HashSet<usize> = taken.collect();
                findings.unknown.retain(|row| !taken.contains(row));
            }
            self.settle(table, missing, level, &mut findings).await?;
            self.edit_below(table, first, below).await
        })
    }

    /// What is stored of the rows of each list.
    async fn stored_of(
        &self,
        table: &'static Table,
        level: Level<'_>,
        lists: &[EditedList],
    ) -> Result<Vec<Stored>, Error> {
        let keys: HashSet<Key> =
            lists.iter().flat_map(|list| &list.edits).filter_map(|edit| edit.key(table)).collect();
        let keys: Vec<Key> = keys.into_iter().collect();
        let (parent, relation) = match level {
            Level::Scope(condition) => {
                let stored = stored::in_scope_of_keys(self.db, table, condition, &keys).await?;
                return Ok(vec![stored]);
            }
            Level::Below(parent, relation) => (parent, relation),
        };
        let mut found = stored::of_keys(self.db, parent, relation, &keys).await?;
        let mut stored = Vec::new();
        for list in lists {
            let above = list.parent.map(|(row, _)| &self.plan.rows[row]);
            let key = match above.filter(|row| row.stored.is_some()) {
                Some(row) => relation.start_key(parent, &row.values)?,
                None => None,
            };
            stored.push(key.and_then(|key| found.remove(&key)).unwrap_or_default());
        }
        Ok(stored)
    }

    /// Compares the changes below the rows from `first` on.
    async fn edit_below(
        &mut self,
        table: &'static Table,
        first: usize,
        mut below: Vec<Vec<Vec<GivenEdit>>>,
    ) -> Result<(), Error> {
        for (index, relation) in table.relations.iter().enumerate() {
            let mut lists = Vec::new();
            for (offset, of_row) in below.iter_mut().enumerate() {
                let edits = of_row.get_mut(index).map(std::mem::take).unwrap_or_default();
                if !edits.is_empty() {
                    lists.push(EditedList { parent: Some((first + offset, index)), edits });
                }
            }
            if lists.is_empty() {
                continue;
            }
            if !relation.is_written() {
                return Err(Error::forbidden(format!(
                    "`{}` of {} may be shared, so that an edit of one row does not change it.",
                    relation.options.field, table.shape
                )));
            }
            let (target, missing) = ((relation.options.table)(), relation.options.missing);
            self.compare_edits(target, missing, Level::Below(table, relation), lists).await?;
        }
        Ok(())
    }
}

/// A list to be compared, the changes below each of its rows, and those of its new rows whose key is stored.
type Over = (List, Vec<Vec<Vec<GivenEdit>>>, Vec<usize>);

impl EditedList {
    /// The changes over what is stored.
    fn over(self, table: &'static Table, stored: Stored) -> Result<Over, Error> {
        let stored = stored.rows.into_iter().filter_map(|row| Some((table.key_of(&row)?, row)));
        let stored: KeyMap<Vec<Value>> = stored.collect();
        let (mut given, mut before, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        let (mut places, mut below, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for (place, edit) in self.edits.into_iter().enumerate() {
            let key = edit.key(table);
            let row = key.as_ref().and_then(|key| stored.get(key));
            if key.clone().is_some_and(|key| !seen.insert(key)) {
                let message =
                    format!("two changes are about one row of {}. Send one of them.", table.shape);
                return Err(Error::validation(message));
            }
            if !matches!(edit, GivenEdit::Insert(_)) {
                kept.extend(row.cloned());
            }
            match edit {
                GivenEdit::Insert(new) => {
                    taken.extend(row.map(|_| given.len()));
                    places.push(place);
                    // What is below a row that is refused anyway is not looked at.
                    let lists = if row.is_some() { Vec::new() } else { new.lists };
                    below.push(inserts_below(table, lists));
                    given.push(Given { values: new.values, lists: Vec::new() });
                }
                GivenEdit::Update(update) => {
                    let [read, written] = update.sides(row);
                    places.push(place);
                    below.push(update.lists);
                    given.push(Given { values: written, lists: Vec::new() });
                    before.push(Given { values: read, lists: Vec::new() });
                }
                GivenEdit::Delete(read) => before.push(read),
            }
        }
        let stored = Stored { rows: kept };
        let places = Some(places);
        Ok((
            List { parent: self.parent, given, before: Some(before), places, stored },
            below,
            taken,
        ))
    }
}

/// The rows below a new row are new as well.
fn inserts_below(table: &Table, lists: Vec<Vec<Given>>) -> Vec<Vec<GivenEdit>> {
    let lists = lists.into_iter().zip(&table.relations).map(|(rows, relation)| {
        let target = (relation.options.table)();
        let rows = rows.into_iter().enumerate().map(|(index, mut row)| {
            target.number(&mut row.values, index);
            GivenEdit::Insert(row)
        });
        rows.collect()
    });
    lists.collect()
}

/// That rows go only where their list may shrink.
fn check_deletes(table: &Table, missing: Missing, edits: &[GivenEdit]) -> Result<(), Error> {
    let may_shrink = matches!(missing, Missing::Delete | Missing::Replace);
    match edits.iter().any(|edit| matches!(edit, GivenEdit::Delete(_))) && !may_shrink {
        true => {
            Err(Error::forbidden(format!("Rows of {} are not deleted by an edit.", table.shape)))
        }
        false => Ok(()),
    }
}
