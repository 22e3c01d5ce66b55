//! The database: a SQLite file, migrated when it is opened.

use std::path::Path;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

/// Opens the file, or creates it with the cards of an evening in the garden.
pub async fn open(file: &Path) -> Result<SqlitePool, Box<dyn std::error::Error>> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        // With a write-ahead log, readers do not wait for the writer, on whatever node it is.
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal);
    let _turn = example_support::turn::wait(file)?;
    let db = SqlitePool::connect_with(options).await?;
    sqlx::migrate!().run(&db).await?;
    Ok(db)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// A node on a thread of its own, until it has read the cards.
    #[tokio::main(flavor = "current_thread")]
    async fn start_node(file: &Path) -> i64 {
        let db = open(file).await.expect("a database");
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM card").fetch_one(&db).await;
        count.expect("the cards")
    }

    #[test]
    fn nodes_that_start_at_once_open_one_new_file() {
        for _ in 0..20 {
            let directory = tempfile::tempdir().expect("a directory");
            let file = &directory.path().join("board.sqlite");
            thread::scope(|scope| {
                let nodes = [(); 4].map(|()| scope.spawn(|| start_node(file)));
                for node in nodes {
                    assert_eq!(node.join().expect("the node starts"), 7);
                }
            });
        }
    }
}
