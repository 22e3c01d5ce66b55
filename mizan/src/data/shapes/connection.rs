//! A connection or a transaction, as the code of shapes needs it: statements go to the log, and it is compiled
//! once for all kinds of connections.

use futures_util::future::BoxFuture;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement, StatementBuilder};

/// A connection or a transaction.
pub(super) trait Connection: Sync {
    /// The kind of the database.
    fn backend(&self) -> DbBackend;

    /// The rows that a statement answers.
    fn rows(&self, statement: Statement) -> BoxFuture<'_, Result<Vec<QueryResult>, DbErr>>;

    /// Runs a statement; the answer is the number of rows that it changed.
    fn run(&self, statement: Statement) -> BoxFuture<'_, Result<u64, DbErr>>;
}

impl<C: ConnectionTrait> Connection for C {
    fn backend(&self) -> DbBackend {
        self.get_database_backend()
    }

    fn rows(&self, statement: Statement) -> BoxFuture<'_, Result<Vec<QueryResult>, DbErr>> {
        Box::pin(async move { self.query_all_raw(statement).await })
    }

    fn run(&self, statement: Statement) -> BoxFuture<'_, Result<u64, DbErr>> {
        Box::pin(async move { Ok(self.execute_raw(statement).await?.rows_affected()) })
    }
}

/// The rows that a query answers.
pub(super) async fn rows(
    db: &dyn Connection,
    statement: &impl StatementBuilder,
) -> Result<Vec<QueryResult>, DbErr> {
    let statement = db.backend().build(statement);
    log(&statement);
    db.rows(statement).await
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
