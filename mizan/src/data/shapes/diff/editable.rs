//! Rows that a client edits: they are read, and what changed of them comes back.

use sea_orm::sea_query::Value;
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, Order};
use serde::Serialize;

use super::WrittenBack;
use super::compare::Comparison;
use super::conflicts::describe_edit;
use super::edits::{EditedList, GivenEdit};
use super::plan::{Action, Plan};
use super::save::{Hook, begin, commit, write};
use super::scope::Scope;
use super::stored::{Level, Lock};
use crate::Error;
use crate::data::shapes::failures::{explain, explain_reading};
use crate::data::shapes::keys::mistake;
use crate::data::shapes::query::{OrNotFound, Query};
use crate::data::shapes::select::Sorting;
use crate::data::shapes::shape::Shape;
use crate::data::shapes::table::{Missing, Table};

/// A shape whose rows a client edits: `#[shape(order, edit)]` implements it.
#[diagnostic::on_unimplemented(
    message = "a client cannot send what changed of a `{Self}`",
    label = "its rows are not edited",
    note = "say it beside the entity: `#[shape(order, edit)]`",
    note = "for a relation that is only shown: `#[shape(read)]` above the field"
)]
pub trait EditedShape: Shape + Serialize {
    /// The type of a change of one row.
    type Edit;

    /// A change as values.
    #[doc(hidden)]
    fn edited(edit: Self::Edit) -> GivenEdit;
}

/// The rows of [`Editable`]: a list of a shape, or one row of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what a client can edit",
    label = "neither a shape with `edit` nor a list of one",
    note = "write `Editable<Vec<Order>>` or `Editable<Order>`, and above the struct: `#[shape(order, edit)]`"
)]
pub trait EditedRows: Sized {
    /// The shape of a row.
    type Row: EditedShape;

    /// True for a list.
    #[doc(hidden)]
    const IS_LIST: bool;

    /// The rows that were read.
    #[doc(hidden)]
    fn collect(rows: Vec<Self::Row>) -> Result<Self, Error>;
}

impl<S: EditedShape> EditedRows for Vec<S> {
    type Row = S;

    const IS_LIST: bool = true;

    fn collect(rows: Vec<S>) -> Result<Self, Error> {
        Ok(rows)
    }
}

impl<S: EditedShape> EditedRows for S {
    type Row = S;

    const IS_LIST: bool = false;

    fn collect(rows: Vec<S>) -> Result<Self, Error> {
        rows.into_iter().next().or_404()
    }
}

/// The rows that a client reads and edits: what a function with `edit` answers. The same scope holds for reading
/// and for writing.
///
/// ```
/// # mod book {
/// #     use sea_orm::entity::prelude::*;
/// #     #[sea_orm::model]
/// #     #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
/// #     #[sea_orm(table_name = "book")]
/// #     pub struct Model { #[sea_orm(primary_key)] pub id: i64, pub shelf: i64, pub title: String }
/// #     impl ActiveModelBehavior for ActiveModel {}
/// # }
/// use mizan::Shape;
/// use mizan::shapes::Editable;
/// use sea_orm::{ColumnTrait, DatabaseConnection};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, mizan::Type, mizan::Shape)]
/// #[shape(book, edit)]
/// pub struct Title { pub id: i64, pub title: String }
///
/// #[derive(mizan::Context)]
/// pub struct Shelf { pub shelf: i64 }
///
/// #[mizan::client(context = Shelf, edit = save_titles)]
/// pub fn titles(db: &DatabaseConnection, shelf: i64) -> Editable<Vec<Title>> {
///     Editable::within(db, book::Column::Shelf.eq(shelf)).delete_missing()
/// }
/// # fn main() {}
/// ```
#[must_use = "it is what a function with `edit` answers"]
pub struct Editable<T> {
    db: DatabaseConnection,
    scope: Scope,
    order: Vec<Sorting>,
    missing: Missing,
    hooks: Vec<Hook>,
    rows: std::marker::PhantomData<fn() -> T>,
}

impl<T: EditedRows> Editable<T>
where
    <T::Row as Shape>::Mode: WrittenBack<T::Row>,
{
    /// The rows that can be read and edited. A row that exists outside of the scope is `FORBIDDEN`, and a new
    /// one gets the columns that the scope compares with `eq`.
    pub fn within(db: &DatabaseConnection, scope: impl Into<Scope>) -> Self {
        Self {
            db: db.clone(),
            scope: scope.into(),
            order: Vec::new(),
            missing: Missing::Refuse,
            hooks: Vec::new(),
            rows: std::marker::PhantomData,
        }
    }
}

impl<T: EditedRows> Editable<T> {
    /// Rows of the list may be deleted. Without this, an edit that deletes one is `FORBIDDEN`.
    pub fn delete_missing(mut self) -> Self {
        self.missing = Missing::Delete;
        self
    }

    /// Sorts by a column, small values first. Rows with the same value follow the primary key.
    pub fn order_by(mut self, column: impl ColumnTrait) -> Self {
        self.order.push(Sorting::by(column, Order::Asc));
        self
    }

    /// Sorts by a column, large values first.
    pub fn order_by_desc(mut self, column: impl ColumnTrait) -> Self {
        self.order.push(Sorting::by(column, Order::Desc));
        self
    }

    /// Shows the plan of an edit to a hook before it is written; its error is the answer, and nothing is
    /// written. Reading asks no hook.
    pub fn before(
        mut self,
        hook: impl FnOnce(&Plan) -> Result<(), Error> + Send + 'static,
    ) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// The rows as they are stored.
    ///
    /// # Errors
    ///
    /// `NOT_FOUND` for one row that is not there, and `INTERNAL_ERROR` for those of the database.
    pub async fn read(self) -> Result<T, Error> {
        let query = self.query();
        let query = if T::IS_LIST { query } else { query.limit(1) };
        T::collect(query.read(&self.db).await.map_err(explain_reading)?)
    }

    fn query(&self) -> Query<T::Row> {
        let query = T::Row::query().filter(self.scope.condition.clone());
        self.order.iter().cloned().fold(query, Query::sorted)
    }

    /// Writes what changed, in one transaction: all of it or nothing. Answers the keys that the database gave to
    /// new rows, in the order in which they were sent, each before those below it, and `None` for a row that kept
    /// its own.
    ///
    /// # Errors
    ///
    /// `CONFLICT` where somebody else has changed since what the edit would change too, with what is stored;
    /// `FORBIDDEN` for a row of another list, and one that must not go; `VALIDATION_ERROR` for two changes of one
    /// row and for a value that its column does not take; the error of a hook; and `INTERNAL_ERROR` for what else the
    /// database says.
    pub async fn save(
        self,
        edits: Vec<<T::Row as EditedShape>::Edit>,
    ) -> Result<Vec<Option<i64>>, Error> {
        let edits: Vec<GivenEdit> = edits.into_iter().map(T::Row::edited).collect();
        if edits.is_empty() {
            return Ok(Vec::new());
        }
        check_one::<T>(&edits)?;
        self.write(edits).await.map_err(explain)
    }

    async fn write(mut self, edits: Vec<GivenEdit>) -> Result<Vec<Option<i64>>, Error> {
        let hooks = std::mem::take(&mut self.hooks);
        let transaction = begin(&self.db).await?;
        let plan = Plan { scope_values: self.scope.values.clone(), ..Plan::default() };
        let mut comparison = Comparison::new(&transaction, Lock::Rows, plan);
        comparison.is_whole = false;
        let list = EditedList { parent: None, edits };
        let level = Level::Scope(&self.scope.condition);
        comparison.compare_edits(T::Row::table(), self.missing, level, vec![list]).await?;
        let Comparison { mut plan, problems, .. } = comparison;
        problems.check(&plan)?;
        if !problems.conflicts.is_empty() {
            let theirs = self.query().read(&transaction).await?;
            return Err(describe_edit(&problems, &plan, &theirs));
        }
        write(&transaction, &mut plan, hooks, &self.scope).await?;
        let keys = made_keys(&plan);
        check_keys(T::Row::table(), &keys)?;
        commit(transaction).await?;
        Ok(keys)
    }
}

/// That a client can read the keys, before their rows are there.
fn check_keys(table: &Table, keys: &[Option<i64>]) -> Result<(), DbErr> {
    const SAFE: u64 = (1 << 53) - 1;
    match keys.iter().flatten().find(|key| key.unsigned_abs() > SAFE) {
        None => Ok(()),
        Some(key) => Err(mistake(format!(
            "the database gave a new row of `{}`, or one below it, the key {key}, which is no number of JavaScript. \
             Let the client give the keys, or the database smaller ones",
            table.shape
        ))),
    }
}

/// One row is edited, and neither made nor deleted.
fn check_one<T: EditedRows>(edits: &[GivenEdit]) -> Result<(), Error> {
    let is_update = |edit: &GivenEdit| matches!(edit, GivenEdit::Update(_));
    match T::IS_LIST || edits.iter().all(is_update) {
        true => Ok(()),
        false => Err(Error::validation("One row is edited here. Send an `update` of it.")),
    }
}

/// The keys of new rows, each row before those below it.
fn made_keys(plan: &Plan) -> Vec<Option<i64>> {
    let mut keys = Vec::new();
    let top = (0..plan.rows.len()).filter(|row| plan.rows[*row].parent.is_none());
    for row in top {
        collect_keys(plan, row, &mut keys);
    }
    keys
}

fn collect_keys(plan: &Plan, row: usize, keys: &mut Vec<Option<i64>>) {
    let planned = &plan.rows[row];
    if planned.action == Action::Insert {
        let key = planned.key().filter(|_| planned.is_key_made);
        keys.push(key.and_then(|key| match key.value() {
            Value::BigInt(number) => number,
            _ => None,
        }));
    }
    for child in planned.children.iter().flatten() {
        collect_keys(plan, *child, keys);
    }
}
