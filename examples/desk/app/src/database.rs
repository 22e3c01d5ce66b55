//! The database: a file in the folder of the application.

use std::path::Path;

use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS note (
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS attachment (
        id INTEGER PRIMARY KEY,
        note_id INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        size INTEGER NOT NULL
    );";

/// Opens the database in a folder, or creates both.
pub(crate) async fn open(folder: &Path) -> Result<SqlitePool, Box<dyn std::error::Error>> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join("notes.sqlite");
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let db = SqlitePool::connect_with(options.foreign_keys(true)).await?;
    sqlx::raw_sql(TABLES).execute(&db).await?;
    Ok(db)
}
