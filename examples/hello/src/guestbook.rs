//! The guestbook: its entries, and the functions for a browser.

use mizan::Error;
use serde::Serialize;
use sqlx::SqlitePool;

/// One signature in the book.
#[derive(Serialize, sqlx::FromRow, mizan::Type)]
pub struct Entry {
    pub id: i64,
    pub name: String,
    pub message: String,
    /// When it was signed, in UTC, as `YYYY-MM-DD HH:MM:SS`.
    pub signed_at: String,
}

/// The page of the guestbook.
#[derive(mizan::Context)]
pub struct Guestbook;

/// All entries, the newest first.
#[mizan::client(context = Guestbook, auth = anyone)]
pub async fn entries(db: &SqlitePool) -> Result<Vec<Entry>, Error> {
    let newest_first = "SELECT id, name, message, signed_at FROM entry ORDER BY id DESC";
    Ok(sqlx::query_as(newest_first).fetch_all(db).await?)
}

/// Signs the book.
#[mizan::client(affects = Guestbook, auth = anyone)]
pub async fn sign(db: &SqlitePool, name: String, message: String) -> Result<(), Error> {
    if name.trim().is_empty() {
        return Err(Error::validation("Please say who you are."));
    }
    let insert = "INSERT INTO entry (name, message) VALUES (?, ?)";
    sqlx::query(insert).bind(name.trim()).bind(message.trim()).execute(db).await?;
    Ok(())
}

/// Takes an entry out of the book.
#[mizan::client(affects = Guestbook, auth = anyone)]
pub async fn remove(db: &SqlitePool, id: i64) -> Result<(), Error> {
    let removed = sqlx::query("DELETE FROM entry WHERE id = ?").bind(id).execute(db).await?;
    match removed.rows_affected() {
        0 => Err(Error::not_found("This entry is no longer in the book.")),
        _ => Ok(()),
    }
}

/// Opens the book, or creates it.
pub async fn open(file: &std::path::Path) -> Result<SqlitePool, sqlx::Error> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let db = SqlitePool::connect_with(options).await?;
    let table = "CREATE TABLE IF NOT EXISTS entry (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        message TEXT NOT NULL,
        signed_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
    )";
    sqlx::query(table).execute(&db).await?;
    Ok(db)
}
