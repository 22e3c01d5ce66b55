//! The face of a diff: where the rows belong, what becomes of others, who may look at the plan.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ConnectionTrait, DbErr, SqlErr, SqliteTransactionMode, TransactionOptions, TransactionSession,
    TransactionTrait,
};
use serde::Serialize;

use super::compare::{Comparison, List};
use super::conflicts::{Problems, describe};
use super::execute::execute;
use super::given::SavedRows;
use super::plan::{Action, Plan};
use super::scope::Scope;
use super::stored::{self, has_key};
use crate::Error;
use crate::data::shapes::connection::{Connection, rows};
use crate::data::shapes::keys::Key;
use crate::data::shapes::load::MOST_VALUES;
use crate::data::shapes::shape::Shape;
use crate::data::shapes::table::Missing;

/// A hook that sees the plan.
pub(super) type Hook = Box<dyn FnOnce(&Plan) -> Result<(), Error> + Send>;

/// Rows that came back, to be compared with what is stored. [`Shape::diff`] makes one.
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
/// use sea_orm::{ColumnTrait, DatabaseConnection};
/// use serde::Serialize;
///
/// #[derive(Serialize, mizan::Shape)]
/// #[shape(book)]
/// struct Title { id: i64, title: String }
///
/// async fn save(db: &DatabaseConnection, titles: Vec<Title>) -> Result<Vec<Title>, mizan::Error> {
///     let saved = Title::diff(titles)
///         .within(book::Column::Shelf.eq(5))
///         .delete_missing()
///         .apply(db)
///         .await?;
///     Ok(saved.rows)
/// }
/// ```
#[must_use = "a diff writes nothing before `apply`"]
pub struct Diff<S, Within = Scope> {
    rows: Vec<S>,
    within: Within,
    missing: Missing,
    before: Option<Vec<S>>,
    hooks: Vec<Hook>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved<S> {
    /// The rows as they are stored now, with the keys of new ones.
    pub rows: Vec<S>,
    /// How many rows are new, in all tables.
    pub inserted: usize,
    /// How many rows changed.
    pub updated: usize,
    /// How many rows were deleted, or lost their parent.
    pub removed: usize,
}

impl<S: Shape> Diff<S, ()> {
    pub(in crate::data::shapes) fn new(rows: Vec<S>) -> Self {
        Self { rows, within: (), missing: Missing::Refuse, before: None, hooks: Vec::new() }
    }

    /// The rows among which those that came back are looked for, and to which new ones belong. A row that
    /// exists outside of it is `FORBIDDEN`.
    pub fn within(self, scope: impl Into<Scope>) -> Diff<S> {
        let Self { rows, missing, before, hooks, .. } = self;
        Diff { rows, within: scope.into(), missing, before, hooks }
    }
}

impl<S: Shape> Diff<S> {
    /// Rows of the scope that did not come back are deleted. Without this and
    /// [`keep_missing`](Self::keep_missing) they are a `CONFLICT`: the caller may not have seen them.
    pub fn delete_missing(mut self) -> Self {
        self.missing = Missing::Delete;
        self
    }

    /// Rows of the scope that did not come back stay as they are.
    pub fn keep_missing(mut self) -> Self {
        self.missing = Missing::Keep;
        self
    }

    /// The rows as the caller had read them before the edit. What somebody else has changed since is then a
    /// `CONFLICT` where the edit would change it too, without a column for the version: another value of the
    /// same row, a row that is gone, and a new row that would count as missing.
    ///
    /// ```
    /// # use mizan::Shape;
    /// # use mizan::shapes::Diff;
    /// fn careful<S: Shape>(diff: Diff<S>, read: Vec<S>) -> Diff<S> {
    ///     diff.since(read).delete_missing()
    /// }
    /// ```
    pub fn since(mut self, before: impl IntoIterator<Item = S>) -> Self {
        self.before = Some(before.into_iter().collect());
        self
    }

    /// Shows the plan to a hook before it is written; its error is the answer, and nothing is written.
    pub fn before(
        mut self,
        hook: impl FnOnce(&Plan) -> Result<(), Error> + Send + 'static,
    ) -> Self {
        self.hooks.push(Box::new(hook));
        self
    }

    /// Writes what differs, in one transaction: all of it or nothing.
    ///
    /// # Errors
    ///
    /// `FORBIDDEN` for a row of another list, `CONFLICT` for what the caller has not seen, with both sides,
    /// `VALIDATION_ERROR` for a row that is there twice, the error of a hook, and `INTERNAL_ERROR` for those of
    /// the database.
    pub async fn apply<C: TransactionTrait>(mut self, db: &C) -> Result<Saved<S>, Error>
    where
        S: Serialize,
    {
        let transaction = begin(db).await?;
        let Self { rows, within, missing, before, .. } = &self;
        let mut plan = compare(&transaction, rows, before.as_deref(), within, *missing).await?;
        write(transaction, &mut plan, self.hooks, &self.within).await?;
        let saved = SavedRows(&plan);
        let top = (0..plan.rows.len()).filter(|row| plan.rows[*row].parent.is_none());
        for (row, index) in self.rows.iter_mut().zip(top) {
            row.take_saved(&saved, index)?;
        }
        Ok(Saved {
            rows: self.rows,
            inserted: plan.count(Action::Insert),
            updated: plan.count(Action::Update),
            removed: plan.removals.iter().map(|removal| removal.keys.len()).sum(),
        })
    }
}

/// Begins the transaction in which rows are compared and written.
pub(super) async fn begin<C: TransactionTrait>(db: &C) -> Result<C::Transaction, Error> {
    let options = TransactionOptions {
        // A transaction that reads first could not write any more where another one has written since.
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    Ok(db.begin_with_options(options).await?)
}

/// Shows the plan to the hooks, and writes it.
pub(super) async fn write<T: ConnectionTrait + TransactionSession>(
    transaction: T,
    plan: &mut Plan,
    hooks: Vec<Hook>,
    scope: &Scope,
) -> Result<(), Error> {
    for hook in hooks {
        hook(plan)?;
    }
    execute(&transaction, plan).await.map_err(explain)?;
    check_scope(&transaction, scope, plan).await?;
    transaction.commit().await.map_err(explain)
}

/// Compares the rows with what is stored.
async fn compare<S: Shape + Serialize>(
    db: &dyn Connection,
    rows: &[S],
    before: Option<&[S]>,
    scope: &Scope,
    missing: Missing,
) -> Result<Plan, Error> {
    let table = S::table();
    let stored = stored::in_scope(db, table, &scope.condition).await?;
    let given = rows.iter().map(Shape::given).collect();
    let before = before.map(|rows| rows.iter().map(Shape::given).collect());
    let plan = Plan { scope_values: scope.values.clone(), ..Plan::default() };
    let mut comparison = Comparison { db, plan, problems: Problems::default(), is_whole: true };
    let list = List { parent: None, given, before, places: None, stored };
    comparison.compare(table, missing, None, vec![list]).await?;
    let Comparison { plan, problems, .. } = comparison;
    problems.check(&plan)?;
    if problems.conflicts.is_empty() {
        return Ok(plan);
    }
    let theirs = S::query().filter(scope.condition.clone()).read(db).await?;
    Err(describe(&problems, &plan, rows, &theirs))
}

/// That the rows that were written are within the scope, where it demands more than values of columns.
async fn check_scope(db: &dyn Connection, scope: &Scope, plan: &Plan) -> Result<(), Error> {
    let top = plan.rows.iter().filter(|row| row.parent.is_none() && row.action != Action::None);
    let keys: Vec<Key> = top.clone().filter_map(super::plan::PlannedRow::key).collect();
    let Some(table) = top.clone().map(|row| row.table).next().filter(|_| scope.demands_more) else {
        return Ok(());
    };
    for keys in keys.chunks(MOST_VALUES / table.key().count().max(1)) {
        let keys: Vec<&Key> = keys.iter().collect();
        let mut query = Query::select();
        query.from(table.table.clone()).expr(Expr::cust("COUNT(*)"));
        query.and_where(has_key(table, &keys)).cond_where(scope.condition.clone());
        let counted = rows(db, &query).await?;
        let counted = counted.first().map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
        if counted != i64::try_from(keys.len()).ok() {
            return Err(Error::forbidden("A row would leave the list to which it belongs."));
        }
    }
    Ok(())
}

/// An error of the database, as the caller may learn it.
fn explain(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::conflict(
            "Nothing was saved, because another row has a value that only one may have.",
        ),
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => {
            Error::conflict("Nothing was saved, because other rows depend on one that would go.")
        }
        _ if matches!(error, DbErr::RecordNotUpdated) => {
            Error::conflict("Nothing was saved, because someone else changed a row meanwhile.")
        }
        _ => error.into(),
    }
}
