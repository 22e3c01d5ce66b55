//! The face of a diff: where the rows belong, what becomes of others, who may look at the plan.

use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    DbErr, SqliteTransactionMode, StreamTrait, TransactionOptions, TransactionSession,
    TransactionTrait,
};
use serde::Serialize;

use super::compare::{Comparison, List};
use super::conflicts::describe;
use super::execute::execute;
use super::given::SavedRows;
use super::lock::Held;
use super::plan::{Action, Plan};
use super::scope::Scope;
use super::stored::{self, Level, Lock, has_key};
use crate::Error;
use crate::data::shapes::connection::{Connection, Streamed, count};
use crate::data::shapes::failures::{explain, is_lost_race};
use crate::data::shapes::keys::{Key, KeyMap};
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
    /// same row, a row that is gone, a new row with the key of one that somebody has added, and a row that the caller
    /// had not read as it is and that would go, as missing or with the row above it.
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
    /// `VALIDATION_ERROR` for a row that is there twice and for a value that its column does not take, the error of a
    /// hook, and `INTERNAL_ERROR` for what else the database says.
    pub async fn apply<C>(mut self, db: &C) -> Result<Saved<S>, Error>
    where
        C: TransactionTrait<Transaction: StreamTrait>,
        S: Serialize,
    {
        let Self { rows, within, missing, before, .. } = &self;
        let returned =
            Returned { rows, before: before.as_deref(), scope: within, missing: *missing };
        let (transaction, mut plan) = returned.compare_all(db).await.map_err(explain)?;
        write(&transaction, &mut plan, self.hooks, &self.within).await.map_err(explain)?;
        let saved = SavedRows(&plan);
        let top = (0..plan.rows.len()).filter(|row| plan.rows[*row].parent.is_none());
        for (row, index) in self.rows.iter_mut().zip(top) {
            row.take_saved(&saved, index)?;
        }
        if plan.is_corrected || S::table().shows_more() {
            read_again(&transaction, &mut self.rows).await?;
        }
        commit(transaction).await.map_err(explain)?;
        Ok(Saved {
            rows: self.rows,
            inserted: plan.count(Action::Insert),
            updated: plan.count(Action::Update),
            removed: plan.removals.iter().map(|removal| removal.keys.len()).sum(),
        })
    }
}

/// The rows that came back, and what is said of them.
struct Returned<'diff, S> {
    rows: &'diff [S],
    before: Option<&'diff [S]>,
    scope: &'diff Scope,
    missing: Missing,
}

impl<S: Shape + Serialize> Returned<'_, S> {
    /// Compares the rows with what is stored. At first only the rows that are going to be written are locked, so that
    /// a long list is read as fast as ever, and nobody waits for it. Where that does not do, all of it is locked and
    /// compared anew.
    async fn compare_all<C: TransactionTrait<Transaction: StreamTrait>>(
        &self,
        db: &C,
    ) -> Result<(C::Transaction, Plan), Error> {
        let mut lock = Lock::Nothing;
        loop {
            let transaction = begin(db).await?;
            match self.compare(&Streamed(&transaction), lock).await {
                Ok(Some(plan)) => return Ok((transaction, plan)),
                Err(error) if lock == Lock::Rows || !is_lost_race(&error) => return Err(error),
                Ok(None) | Err(_) => {}
            }
            // It gives up its locks, which another one may wait for that holds the next.
            transaction.rollback().await?;
            lock = Lock::Rows;
        }
    }

    /// `None` where rows that are going to be written are not locked as they were read.
    async fn compare(&self, db: &dyn Connection, lock: Lock) -> Result<Option<Plan>, Error> {
        let Self { rows, scope, missing, before } = self;
        let stored = stored::in_scope(db, S::table(), &scope.condition, lock).await?;
        let plan = Plan { scope_values: scope.values.clone(), ..Plan::default() };
        let mut comparison = Comparison::new(db, lock, plan);
        let given = |rows: &[S]| rows.iter().map(Shape::given).collect();
        let (given, before) = (given(rows), before.map(given));
        let list = List { parent: None, given, before, places: None, stored };
        let level = Level::Scope(&scope.condition);
        comparison.compare(S::table(), *missing, level, vec![list]).await?;
        let Comparison { plan, problems, .. } = &comparison;
        if comparison.held != Held::All && !problems.foreign.is_empty() {
            // Somebody may have added the row to this list behind the reading of it.
            return Ok(None);
        }
        problems.check(plan)?;
        if !problems.conflicts.is_empty() {
            let theirs = S::query().filter(scope.condition.clone()).read(db).await?;
            return Err(describe(problems, plan, rows, &theirs));
        }
        let is_locked = comparison.lock_written(&scope.condition).await?;
        Ok(is_locked.then_some(comparison.plan))
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

/// Shows the plan to the hooks, and writes it. The transaction goes on.
pub(super) async fn write(
    transaction: &dyn Connection,
    plan: &mut Plan,
    hooks: Vec<Hook>,
    scope: &Scope,
) -> Result<(), Error> {
    for hook in hooks {
        hook(plan)?;
    }
    execute(transaction, plan).await?;
    check_scope(transaction, scope, plan).await
}

/// Ends the transaction: what was written is there for everybody.
pub(super) async fn commit(transaction: impl TransactionSession) -> Result<(), Error> {
    Ok(transaction.commit().await?)
}

/// The rows as they are stored now, in their order.
async fn read_again<S: Shape>(db: &dyn Connection, rows: &mut [S]) -> Result<(), DbErr> {
    let table = S::table();
    let key_of = |row: &S| table.key_of(&row.given().values);
    let keys: Vec<Key> = rows.iter().filter_map(key_of).collect();
    let mut stored = KeyMap::default();
    for keys in keys.chunks(MOST_VALUES / table.key().count().max(1)) {
        let keys: Vec<&Key> = keys.iter().collect();
        let found = S::query().filter(has_key(table, &keys)).read(db).await?;
        stored.extend(found.into_iter().filter_map(|row| Some((key_of(&row)?, row))));
    }
    for row in rows {
        if let Some(now) = key_of(row).and_then(|key| stored.remove(&key)) {
            *row = now;
        }
    }
    Ok(())
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
        if Ok(count(db, &query).await?) != i64::try_from(keys.len()) {
            return Err(Error::forbidden("A row would leave the list to which it belongs."));
        }
    }
    Ok(())
}
