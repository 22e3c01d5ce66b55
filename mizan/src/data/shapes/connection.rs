//! A connection or a transaction, as the code of shapes needs it: statements go to the log, and it is compiled
//! once for all kinds of connections.

use std::pin::pin;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, StatementBuilder, StreamTrait,
};

/// Takes a row.
pub(super) type TakeRow<'call> = &'call mut (dyn FnMut(&QueryResult) -> Result<(), DbErr> + Send);

/// A connection or a transaction.
pub(super) trait Connection: Sync {
    /// The kind of the database.
    fn backend(&self) -> DbBackend;

    /// The rows that a statement answers, one after the other.
    fn each<'call>(
        &'call self,
        statement: Statement,
        take: TakeRow<'call>,
    ) -> BoxFuture<'call, Result<(), DbErr>>;

    /// Runs a statement; the answer is the number of rows that it changed.
    fn run(&self, statement: Statement) -> BoxFuture<'_, Result<u64, DbErr>>;
}

impl<C: ConnectionTrait> Connection for C {
    fn backend(&self) -> DbBackend {
        self.get_database_backend()
    }

    fn each<'call>(
        &'call self,
        statement: Statement,
        take: TakeRow<'call>,
    ) -> BoxFuture<'call, Result<(), DbErr>> {
        Box::pin(async move {
            let rows = self.query_all_raw(statement).await?;
            rows.into_iter().try_for_each(|row| take(&row))
        })
    }

    fn run(&self, statement: Statement) -> BoxFuture<'_, Result<u64, DbErr>> {
        Box::pin(async move { Ok(self.execute_raw(statement).await?.rows_affected()) })
    }
}

/// The most rows that are taken at once. A thread of SQLite sends its rows ahead, 50 of them, and stops where nobody
/// takes them: taken one by one, each would wake the other thread, which takes twice the time.
const ROWS_AT_ONCE: usize = 64;

/// A connection whose rows are taken while the database is still looking for more.
pub(super) struct Streamed<'call, C>(pub(super) &'call C);

impl<C: ConnectionTrait + StreamTrait> Connection for Streamed<'_, C> {
    fn backend(&self) -> DbBackend {
        self.0.backend()
    }

    fn each<'call>(
        &'call self,
        statement: Statement,
        take: TakeRow<'call>,
    ) -> BoxFuture<'call, Result<(), DbErr>> {
        Box::pin(async move {
            let mut rows = pin!(self.0.stream_raw(statement).await?.ready_chunks(ROWS_AT_ONCE));
            while let Some(rows) = rows.next().await {
                for row in rows {
                    take(&row?)?;
                }
            }
            Ok(())
        })
    }

    fn run(&self, statement: Statement) -> BoxFuture<'_, Result<u64, DbErr>> {
        self.0.run(statement)
    }
}

/// Takes the rows that a query answers.
pub(super) async fn each(
    db: &dyn Connection,
    statement: &impl StatementBuilder,
    mut take: impl FnMut(&QueryResult) -> Result<(), DbErr> + Send,
) -> Result<(), DbErr> {
    let statement = db.backend().build(statement);
    log(&statement);
    db.each(statement, &mut take).await
}

/// The first value of the only row that a query answers.
pub(super) async fn count(
    db: &dyn Connection,
    statement: &impl StatementBuilder,
) -> Result<i64, DbErr> {
    let mut count = 0;
    each(db, statement, |row| {
        count = row.try_get_by_index(0)?;
        Ok(())
    })
    .await?;
    Ok(count)
}

/// The number of rows that a statement changes.
pub(super) async fn run(
    db: &dyn Connection,
    statement: &impl StatementBuilder,
) -> Result<u64, DbErr> {
    let statement = db.backend().build(statement);
    log(&statement);
    db.run(statement).await
}

/// Tells the statement with its values, as `EXPLAIN` takes it.
fn log(statement: &Statement) {
    tracing::debug!(target: "mizan::shapes", "{statement}");
}
