//! The description of a shape, built from what the derive read.

use std::marker::PhantomData;

use sea_orm::sea_query::{Condition, DynIden, Expr, IntoIden, Order, Value};
use sea_orm::{ColumnTrait, EntityTrait, Iterable, PrimaryKeyTrait, TryGetable};

use super::aggregate::{Aggregate, Operation};
use super::keys::{get, getter};
use super::relation::RelationPath;
use super::select::Sorting;
use super::table::{Column, EntityColumn, Link, Missing, Relation, Table};

/// What the derive says of a column.
#[derive(Clone, Copy, Default)]
pub struct Marks {
    /// It is part of the primary key.
    pub is_key: bool,
    /// It counts the changes of the row.
    pub is_version: bool,
    /// It is the position of a row in its list.
    pub is_position: bool,
    /// Two rows cannot have the same value.
    pub is_unique: bool,
    /// It is shown, and never written.
    pub is_read_only: bool,
}

/// What the derive says of a relation.
pub struct RelationOptions {
    /// The name of the field.
    pub field: &'static str,
    /// What its elements show.
    pub table: fn() -> &'static Table,
    /// A list of rows, or one row at most.
    pub is_many: bool,
    /// Only the rows for which this holds.
    pub filter: Option<Condition>,
    /// The column by which a list is sorted.
    pub order: Option<Sorting>,
    /// The number of rows for each parent.
    pub limit: Option<u64>,
    /// What becomes of rows that do not come back.
    pub missing: Missing,
    /// It is shown, and never written.
    pub is_read_only: bool,
}

/// The order by a column, small values first.
pub fn order_of(column: impl ColumnTrait) -> Sorting {
    Sorting::by(column, Order::Asc)
}

/// The column of the field of that name in the entity.
///
/// # Panics
///
/// If the field is no column.
#[must_use]
pub fn column_of<E: EntityTrait>(field: &str) -> Expr {
    Expr::col(parse_column::<E>(field).as_column_ref())
}

fn parse_column<E: EntityTrait>(field: &str) -> E::Column {
    let parsed = field.parse();
    parsed.unwrap_or_else(|_| {
        let table = E::default();
        panic!("`{field}` is a field of the entity of `{}`, but no column", table.table_name())
    })
}

/// Builds the [`Table`] of a shape.
pub struct Builder<E> {
    table: Table,
    entity: PhantomData<E>,
}

impl<E: EntityTrait> Builder<E> {
    /// The shape of that name.
    #[must_use]
    pub fn new(shape: &'static str) -> Self {
        let entity_columns = E::Column::iter().map(|column| EntityColumn {
            name: column.into_iden(),
            getter: getter(column.def().get_column_type()),
            is_nullable: column.def().is_null(),
        });
        Self {
            table: Table {
                shape,
                table: E::default().table_ref(),
                name: E::default().into_iden(),
                columns: Vec::new(),
                aggregates: Vec::new(),
                relations: Vec::new(),
                links: Vec::new(),
                entity_columns: entity_columns.collect(),
                makes_keys: E::PrimaryKey::auto_increment(),
            },
            entity: PhantomData,
        }
    }

    /// Adds a column, by the name of its field in the entity.
    #[must_use]
    pub fn column<T: TryGetable + Into<Value>>(
        mut self,
        field: &'static str,
        model_field: &str,
        marks: Marks,
    ) -> Self {
        let column = parse_column::<E>(model_field);
        let definition = column.def();
        let is_unique = marks.is_unique || definition.is_unique();
        self.table.columns.push(Column {
            field,
            name: column.into_iden(),
            shown: column.select_as(Expr::col(column.as_column_ref())),
            get: get::<T>,
            marks: Marks { is_unique, ..marks },
            is_nullable: definition.is_null(),
            kind: definition.get_column_type().clone(),
            save: Box::new(move |value| column.save_as(value)),
        });
        self
    }

    /// Adds what the database computes of a relation.
    #[must_use]
    pub fn aggregate(
        mut self,
        path: RelationPath,
        operation: Operation,
        filter: Option<Condition>,
    ) -> Self {
        self.table.aggregates.push(Aggregate { path, operation, filter });
        self
    }

    /// Adds a relation.
    #[must_use]
    pub fn relation(mut self, path: RelationPath, options: RelationOptions) -> Self {
        self.table.relations.push(Relation { path, from: Vec::new(), options });
        self
    }

    /// The description, with the columns from which the relations start.
    ///
    /// # Panics
    ///
    /// If a relation starts from a column of a type that no key has.
    #[must_use]
    pub fn finish(mut self) -> Table {
        let mut relations = std::mem::take(&mut self.table.relations);
        for relation in &mut relations {
            let columns = relation.path.start_columns();
            relation.from = columns.into_iter().map(|column| self.link(column)).collect();
        }
        self.table.relations = relations;
        self.table
    }

    /// The position of a column among the links.
    fn link(&mut self, column: DynIden) -> usize {
        let table = &mut self.table;
        if let Some(known) = table.links.iter().position(|link| link.name == column) {
            return known;
        }
        let (named, getter) = table.find(&column);
        let get = getter.unwrap_or_else(|| {
            let shape = table.shape;
            panic!(
                "a relation of `{shape}` starts from `{column}`, whose type no key has. A UUID needs the \
                 feature `uuid` of mizan"
            )
        });
        let position = named.unwrap_or_else(|| table.width());
        table.links.push(Link { name: column, position, get });
        table.links.len() - 1
    }
}
