//! What a diff is going to write.

use sea_orm::sea_query::{DynIden, Value};

use crate::data::shapes::keys::Key;
use crate::data::shapes::table::Table;

/// What a diff is going to write, before it does. A hook may look at it, and refuse.
///
/// ```
/// use mizan::shapes::{ChangeKind, Plan};
///
/// fn nothing_is_deleted(plan: &Plan) -> Result<(), mizan::Error> {
///     match plan.changes().find(|change| change.kind == ChangeKind::Delete) {
///         Some(change) => Err(mizan::Error::forbidden(format!("{} stays", change.shape))),
///         None => Ok(()),
///     }
/// }
/// ```
#[derive(Default)]
pub struct Plan {
    /// The rows that came back, each behind its parent.
    pub(super) rows: Vec<PlannedRow>,
    /// The rows that go, each list behind that of its parents.
    pub(super) removals: Vec<Removal>,
    /// The columns that the scope gives to new rows.
    pub(super) scope_values: Vec<(DynIden, Value)>,
    /// A new row got another value from its parent or from the scope than the one that came back.
    pub(super) is_corrected: bool,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The name of the shape.
    pub shape: &'static str,
    /// Where the row stands in what came back, as in `[0].lines[2]`; empty for a row that is not there.
    pub path: String,
    /// What becomes of the row.
    pub kind: ChangeKind,
    /// The fields that are written.
    pub fields: Vec<&'static str>,
    /// The primary key; empty where the database makes it.
    pub key: Vec<Value>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Insert,
    /// Some of its columns change.
    Update,
    /// It is deleted.
    Delete,
    /// It loses its parent.
    Detach,
}

impl Plan {
    /// The changes: rows that go, rows that change, rows that are new.
    pub fn changes(&self) -> impl Iterator<Item = Change> + '_ {
        let removed = self.removals.iter().flat_map(|removal| removal.changes());
        let kept = (0..self.rows.len()).filter_map(|row| self.change(row));
        removed.chain(kept)
    }

    /// True if nothing is going to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.removals.is_empty() && self.rows.iter().all(|row| row.action == Action::None)
    }

    pub(super) fn count(&self, action: Action) -> usize {
        self.rows.iter().filter(|row| row.action == action).count()
    }

    fn change(&self, index: usize) -> Option<Change> {
        let row = &self.rows[index];
        let (kind, columns) = match row.action {
            Action::None => return None,
            Action::Insert => (ChangeKind::Insert, row.written_columns().collect()),
            Action::Update => (ChangeKind::Update, row.changed.clone()),
        };
        let fields = columns.into_iter().map(|column| row.table.columns[column].field).collect();
        let key = if row.is_key_made { Vec::new() } else { row.key_values() };
        Some(Change { shape: row.table.shape, path: self.path(index), kind, fields, key })
    }

    /// Where a row stands in what came back.
    pub(super) fn path(&self, index: usize) -> String {
        let row = &self.rows[index];
        let Some((parent, relation)) = row.parent else { return format!("[{}]", row.index) };
        let options = &self.rows[parent].table.relations[relation].options;
        let place = if options.is_many { format!("[{}]", row.index) } else { String::new() };
        format!("{}.{}{place}", self.path(parent), options.field)
    }
}

/// What is written of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    None,
    Insert,
    Update,
}

/// A row that came back.
pub(super) struct PlannedRow {
    pub(super) table: &'static Table,
    /// As it is to be stored.
    pub(super) values: Vec<Value>,
    /// As it is stored.
    pub(super) stored: Option<Vec<Value>>,
    /// As the caller had read it, if that is known.
    pub(super) read: Option<Vec<Value>>,
    pub(super) action: Action,
    /// The columns that an update writes.
    pub(super) changed: Vec<usize>,
    /// The database makes the key of a new row.
    pub(super) is_key_made: bool,
    /// The row above it, and the relation by which it belongs to it.
    pub(super) parent: Option<(usize, usize)>,
    /// Its position in its list.
    pub(super) index: usize,
    /// The rows of each relation.
    pub(super) children: Vec<Vec<usize>>,
}

impl PlannedRow {
    pub(super) fn key_values(&self) -> Vec<Value> {
        self.table.key_values(&self.values).cloned().collect()
    }

    pub(super) fn key(&self) -> Option<Key> {
        self.table.key_of(&self.values)
    }

    /// The columns that an insert writes.
    pub(super) fn written_columns(&self) -> impl Iterator<Item = usize> + '_ {
        let columns = self.table.columns.iter().enumerate();
        columns
            .filter(|(_, column)| {
                let is_made = column.marks.is_key && self.is_key_made;
                !is_made && !column.marks.is_read_only
            })
            .map(|(index, _)| index)
    }
}

/// Rows of one table that go.
pub(super) struct Removal {
    pub(super) table: &'static Table,
    pub(super) keys: Vec<Key>,
    /// The columns that become null, instead of the rows being deleted.
    pub(super) detached: Option<Vec<DynIden>>,
}

impl Removal {
    fn changes(&self) -> impl Iterator<Item = Change> + '_ {
        let kind = match self.detached {
            Some(_) => ChangeKind::Detach,
            None => ChangeKind::Delete,
        };
        self.keys.iter().map(move |key| Change {
            shape: self.table.shape,
            path: String::new(),
            kind,
            fields: Vec::new(),
            key: key.values(),
        })
    }
}
