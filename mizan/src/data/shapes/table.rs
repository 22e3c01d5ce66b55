//! What a shape names of a table: the part of the code that is the same for all shapes works on it.

use sea_orm::sea_query::{DynIden, Expr, TableRef, Value};
use sea_orm::{ColumnType, DbErr};

use super::aggregate::Aggregate;
use super::builder::{Marks, RelationOptions};
use super::keys::{Getter, Key, mistake};
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
    /// The columns of the entity, whether they are shown or not.
    pub(super) entity_columns: Vec<EntityColumn>,
    /// The database makes the keys of new rows.
    pub(super) makes_keys: bool,
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
        let getter = self.entity_columns.iter().find(|known| known.name == *column);
        (link.map(|link| link.position), getter.and_then(|known| known.getter))
    }

    /// The values of the primary key among those of all columns.
    pub(super) fn key_values<'row>(
        &self,
        values: &'row [Value],
    ) -> impl Iterator<Item = &'row Value> {
        let columns = self.columns.iter().zip(values);
        columns.filter(|(column, _)| column.marks.is_key).map(|(_, value)| value)
    }

    /// The primary key among the values of all columns; `None` where it is not set.
    pub(super) fn key_of(&self, values: &[Value]) -> Option<Key> {
        Key::new(self.key_values(values))
    }

    /// The position of the column that counts the changes of a row.
    pub(super) fn version(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.marks.is_version)
    }

    /// True if it, or a shape of rows that are written below it, shows what is not written: what comes back in its
    /// place may be anything.
    pub(super) fn shows_more(&'static self) -> bool {
        self.shows_more_than(&mut Vec::new())
    }

    fn shows_more_than(&'static self, known: &mut Vec<&'static Self>) -> bool {
        if known.iter().any(|table| std::ptr::eq(*table, self)) {
            return false;
        }
        known.push(self);
        let is_only_shown = |column: &Column| column.marks.is_read_only && !column.marks.is_key;
        !self.aggregates.is_empty()
            || self.columns.iter().any(is_only_shown)
            || self.relations.iter().any(|relation| {
                !relation.is_written() || (relation.options.table)().shows_more_than(known)
            })
    }

    /// Writes the position of a row in its list into the column of it.
    pub(super) fn number(&self, values: &mut [Value], index: usize) {
        let positions = self.columns.iter().zip(values);
        for (_, value) in positions.filter(|(column, _)| column.marks.is_position) {
            *value = match value {
                Value::SmallInt(_) => Value::SmallInt(i16::try_from(index).ok()),
                Value::Int(_) => Value::Int(i32::try_from(index).ok()),
                _ => Value::BigInt(i64::try_from(index).ok()),
            };
        }
    }
}

/// A column of the entity.
pub(super) struct EntityColumn {
    pub(super) name: DynIden,
    /// `None` where no key has its type.
    pub(super) getter: Option<Getter>,
    pub(super) is_nullable: bool,
}

/// Makes an expression of what the database stores.
type Save = Box<dyn Fn(Expr) -> Expr + Send + Sync>;

/// A column that the shape names.
pub(super) struct Column {
    /// The name of the field.
    pub(super) field: &'static str,
    pub(super) name: DynIden,
    /// How the database shows it.
    pub(super) shown: Expr,
    pub(super) get: Getter,
    pub(super) marks: Marks,
    pub(super) is_nullable: bool,
    pub(super) kind: ColumnType,
    pub(super) save: Save,
}

impl Column {
    /// A value as the database stores it.
    pub(super) fn saved(&self, value: Value) -> Expr {
        (self.save)(Expr::val(value))
    }
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

impl Relation {
    /// True if its rows are written with their parent. A row that several parents may share is only shown.
    pub(super) fn is_written(&self) -> bool {
        let RelationOptions { is_read_only, filter, limit, .. } = &self.options;
        let is_whole = filter.is_none() && limit.is_none();
        !is_read_only && is_whole && self.path.is_owned()
    }

    /// The values of a row of the parent from which it starts.
    pub(super) fn start_of(&self, parent: &Table, values: &[Value]) -> Result<Vec<Value>, DbErr> {
        let start = |link: &usize| {
            let Link { name, position, .. } = &parent.links[*link];
            values.get(*position).cloned().ok_or_else(|| {
                mistake(format!(
                    "`{}` of `{}` cannot be written, because it starts from `{name}`, which the shape does \
                     not show. Add a field for this column",
                    self.options.field, parent.shape
                ))
            })
        };
        self.from.iter().map(start).collect()
    }

    /// The key of a row of the parent from which it starts; `None` if a part of it is null.
    pub(super) fn start_key(&self, parent: &Table, values: &[Value]) -> Result<Option<Key>, DbErr> {
        Ok(Key::new(&self.start_of(parent, values)?))
    }

    /// The columns that become null where a row loses its parent; `None` if they cannot.
    pub(super) fn detachable(&self) -> Option<Vec<DynIden>> {
        let table = (self.options.table)();
        let (_, columns) = self.path.foreign_columns();
        let is_nullable = |column: &DynIden| {
            let known = table.entity_columns.iter().find(|known| known.name == *column);
            known.is_some_and(|known| known.is_nullable)
        };
        columns.iter().all(is_nullable).then_some(columns)
    }
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
