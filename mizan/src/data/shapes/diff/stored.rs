//! The rows that are stored, as values.

use std::collections::HashSet;

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query, SelectStatement, Value};
use sea_orm::{DbBackend, DbErr, QueryResult};

use crate::data::shapes::connection::{Connection, each};
use crate::data::shapes::keys::{Key, KeyMap};
use crate::data::shapes::load::{Foreign, MOST_VALUES};
use crate::data::shapes::table::{Relation, Table};

/// The stored rows of one list, in their order.
#[derive(Default)]
pub(super) struct Stored {
    pub(super) rows: Vec<Vec<Value>>,
}

/// The rows of a level: those of the scope, or of a relation of the rows above it.
#[derive(Clone, Copy)]
pub(super) enum Level<'call> {
    Scope(&'call Condition),
    Below(&'static Table, &'static Relation),
}

impl Level<'_> {
    pub(super) fn relation(self) -> Option<&'static Relation> {
        match self {
            Self::Scope(_) => None,
            Self::Below(_, relation) => Some(relation),
        }
    }
}

/// Whether somebody else can change rows that are read before the transaction ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lock {
    /// Nobody can.
    Rows,
    /// Everybody can, and is not kept waiting.
    Nothing,
}

/// The rows of the scope.
pub(super) async fn in_scope(
    db: &dyn Connection,
    table: &'static Table,
    condition: &Condition,
    lock: Lock,
) -> Result<Stored, DbErr> {
    let mut query = select_columns(table);
    if !condition.is_empty() {
        query.cond_where(condition.clone());
    }
    let mut stored = Stored::default();
    each(db, &locked(query, db, table, lock), |row| stored.push(table, row)).await?;
    Ok(stored)
}

/// The rows of the scope that have one of these keys.
pub(super) async fn in_scope_of_keys(
    db: &dyn Connection,
    table: &'static Table,
    condition: &Condition,
    keys: &[Key],
) -> Result<Stored, DbErr> {
    let mut stored = Stored::default();
    for keys in keys.chunks(MOST_VALUES / table.key().count().max(1)) {
        let keys: Vec<&Key> = keys.iter().collect();
        let mut query = select_columns(table);
        query.and_where(has_key(table, &keys));
        if !condition.is_empty() {
            query.cond_where(condition.clone());
        }
        each(db, &locked(query, db, table, Lock::Rows), |row| stored.push(table, row)).await?;
    }
    Ok(stored)
}

/// The rows that have one of these keys, each with those of the parent to which it belongs.
pub(super) async fn of_keys(
    db: &dyn Connection,
    parent: &'static Table,
    relation: &Relation,
    keys: &[Key],
) -> Result<KeyMap<Stored>, DbErr> {
    let table = (relation.options.table)();
    let foreign = Foreign::of(parent, relation, table, table.columns.len())?;
    let mut found: KeyMap<Stored> = KeyMap::default();
    for keys in keys.chunks(MOST_VALUES / table.key().count().max(1)) {
        let keys: Vec<&Key> = keys.iter().collect();
        let mut query = select_columns(table);
        query.exprs(foreign.added.iter().map(|column| foreign.column(column)));
        query.and_where(has_key(table, &keys));
        each(db, &locked(query, db, table, Lock::Rows), |row| match foreign.key(row)? {
            Some(parent) => found.entry(parent).or_default().push(table, row),
            None => Ok(()),
        })
        .await?;
    }
    Ok(found)
}

/// The rows of a relation of each parent, which is named by its key.
pub(super) async fn of_parents(
    db: &dyn Connection,
    parent: &'static Table,
    relation: &Relation,
    keys: &[Key],
    lock: Lock,
) -> Result<KeyMap<Stored>, DbErr> {
    let table = (relation.options.table)();
    let foreign = Foreign::of(parent, relation, table, table.columns.len())?;
    let mut found: KeyMap<Stored> = KeyMap::default();
    for keys in keys.chunks(MOST_VALUES / foreign.columns.len().max(1)) {
        let keys: Vec<&Key> = keys.iter().collect();
        let mut query = select_columns(table);
        query.exprs(foreign.added.iter().map(|column| foreign.column(column)));
        query.and_where(foreign.belongs_to(&keys));
        each(db, &locked(query, db, table, lock), |row| match foreign.key(row)? {
            Some(parent) => found.entry(parent).or_default().push(table, row),
            None => Ok(()),
        })
        .await?;
    }
    Ok(found)
}

/// Those of these keys that any row of the table has.
pub(super) async fn existing(
    db: &dyn Connection,
    table: &'static Table,
    keys: &[&Key],
) -> Result<HashSet<Key>, DbErr> {
    let mut found = HashSet::new();
    for keys in keys.chunks(MOST_VALUES / table.key().count().max(1)) {
        let mut query = Query::select();
        query.from(table.table.clone());
        query.exprs(table.key().map(|column| column.shown.clone()));
        query.and_where(has_key(table, keys));
        each(db, &query, |row| {
            let values = table.key().enumerate().map(|(index, column)| (column.get)(row, index));
            found.extend(Key::new(&values.collect::<Result<Vec<Value>, DbErr>>()?));
            Ok(())
        })
        .await?;
    }
    Ok(found)
}

/// That a row of the table has one of these keys.
pub(super) fn has_key(table: &Table, keys: &[&Key]) -> Expr {
    let columns: Vec<Expr> =
        table.key().map(|column| Expr::col((table.name.clone(), column.name.clone()))).collect();
    match <[Expr; 1]>::try_from(columns) {
        Ok([column]) => column.is_in(keys.iter().map(|key| key.value())),
        Err(columns) => {
            let values =
                keys.iter().map(|key| Expr::tuple(key.values().into_iter().map(Expr::val)));
            Expr::tuple(columns).is_in(values)
        }
    }
}

fn select_columns(table: &Table) -> SelectStatement {
    let mut query = Query::select();
    query.from(table.table.clone());
    query.exprs(table.columns.iter().map(|column| column.shown.clone()));
    query.take()
}

/// The same rows, locked where that is asked for: in the order of their keys, so that two who want the same rows wait
/// for each other in one direction. A transaction of SQLite has the whole database for itself.
fn locked(
    mut query: SelectStatement,
    db: &dyn Connection,
    table: &Table,
    lock: Lock,
) -> SelectStatement {
    if lock == Lock::Rows && db.backend() != DbBackend::Sqlite {
        for column in table.key() {
            query.order_by((table.name.clone(), column.name.clone()), Order::Asc);
        }
        query.lock_exclusive();
    }
    query
}

impl Stored {
    fn push(&mut self, table: &Table, row: &QueryResult) -> Result<(), DbErr> {
        let mut values = Vec::with_capacity(table.columns.len());
        for (index, column) in table.columns.iter().enumerate() {
            values.push((column.get)(row, index)?);
        }
        // SQLite stores null in a key that is no integer.
        if table.key_values(&values).all(Value::is_some) {
            self.rows.push(values);
        }
        Ok(())
    }
}
