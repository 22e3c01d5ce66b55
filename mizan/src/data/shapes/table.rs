//! What a shape names of a table: the part of the code that is the same for all shapes works on it.

use sea_orm::sea_query::{DynIden, Expr, TableRef};

use super::aggregate::Aggregate;
use super::builder::{Marks, RelationOptions};
use super::keys::Getter;
use super::relation::RelationPath;

/// The columns and relations that a shape names, and those that lead to its relations.
pub struct Table {
    /// The name of the struct.
    pub(super) shape: &'static str,
    pub(super) table: TableRef,
    /// The name by which its columns are written.
    pub(super) name: DynIden,
    pub(super) columns: Vec<Column>,
    pub(super) aggregates: Vec<Aggregate>,
    pub(super) relations: Vec<Relation>,
    /// The columns from which relations start.
    pub(super) links: Vec<Link>,
    /// The reader of each column of the entity by its name.
    pub(super) getters: Vec<(DynIden, Option<Getter>)>,
}

impl Table {
    /// The number of values that each row has, of which the first are the columns, then the aggregates, then
    /// the links that are no named columns.
    pub(super) fn width(&self) -> usize {
        let shown = self.columns.len() + self.aggregates.len();
        self.links.iter().map(|link| link.position + 1).max().unwrap_or(0).max(shown)
    }

    pub(super) fn key(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.marks.is_key)
    }

    /// The position of a column among the values of a row, if it is there already, and its reader.
    pub(super) fn find(&self, column: &DynIden) -> (Option<usize>, Option<Getter>) {
        if let Some(named) = self.columns.iter().position(|named| named.name == *column) {
            return (Some(named), Some(self.columns[named].get));
        }
        let link = self.links.iter().find(|link| link.name == *column);
        let getter = self.getters.iter().find(|(name, _)| name == column);
        (link.map(|link| link.position), getter.and_then(|(_, getter)| *getter))
    }
}

/// A column that the shape names.
pub(super) struct Column {
    pub(super) name: DynIden,
    /// How the database shows it.
    pub(super) shown: Expr,
    pub(super) get: Getter,
    pub(super) marks: Marks,
}

/// A column from which a relation starts.
pub(super) struct Link {
    pub(super) name: DynIden,
    /// Its position among the values of a row.
    pub(super) position: usize,
    pub(super) get: Getter,
}

/// A relation that the shape shows.
pub(super) struct Relation {
    pub(super) path: RelationPath,
    /// The positions among the links of the columns from which it starts.
    pub(super) from: Vec<usize>,
    pub(super) options: RelationOptions,
}

/// What becomes of a row that is stored, and not in the list that comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// An error: the caller may not have seen it.
    Refuse,
    /// It is deleted.
    Delete,
    /// It stays as it is.
    Keep,
    /// It loses its parent if its column may be null, and is deleted otherwise.
    Replace,
}
