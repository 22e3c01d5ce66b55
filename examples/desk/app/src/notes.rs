//! The notes, and the functions for the windows.

use std::collections::HashMap;
use std::path::PathBuf;

use mizan::{Error, Upload};
use serde::Serialize;
use sqlx::SqlitePool;

/// A note with the files that were dropped on it.
#[derive(Serialize, mizan::Type)]
pub struct Note {
    pub id: i64,
    pub text: String,
    pub attachments: Vec<Attachment>,
}

#[derive(Serialize, sqlx::FromRow, mizan::Type)]
pub struct Attachment {
    pub id: i64,
    pub name: String,
    /// Bytes.
    pub size: i64,
}

/// The folder where attachments are kept, each under its id.
pub struct Attachments(pub PathBuf);

/// What every window shows.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct Desk;

/// All notes, the newest first.
#[mizan::client(context = Desk, auth = anyone)]
pub async fn notes(db: &SqlitePool) -> Result<Vec<Note>, Error> {
    let mut attachments: HashMap<i64, Vec<Attachment>> = HashMap::new();
    let select = "SELECT note_id, id, name, size FROM attachment ORDER BY id";
    for (note_id, id, name, size) in
        sqlx::query_as::<_, (i64, i64, String, i64)>(select).fetch_all(db).await?
    {
        attachments.entry(note_id).or_default().push(Attachment { id, name, size });
    }
    let select = "SELECT id, text FROM note ORDER BY id DESC";
    let notes: Vec<(i64, String)> = sqlx::query_as(select).fetch_all(db).await?;
    let with_attachments = |(id, text)| {
        let attachments = attachments.remove(&id).unwrap_or_default();
        Note { id, text, attachments }
    };
    Ok(notes.into_iter().map(with_attachments).collect())
}

/// Writes a note.
#[mizan::client(affects = Desk, auth = anyone)]
pub async fn write(db: &SqlitePool, text: String) -> Result<i64, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::validation("A note has a text."));
    }
    let insert = sqlx::query("INSERT INTO note (text) VALUES (?)").bind(text);
    Ok(insert.execute(db).await?.last_insert_rowid())
}

/// Throws a note away, with its attachments.
#[mizan::client(affects = Desk, auth = anyone)]
pub async fn discard(db: &SqlitePool, files: &Attachments, id: i64) -> Result<(), Error> {
    let select = "SELECT id FROM attachment WHERE note_id = ?";
    let attachments: Vec<(i64,)> = sqlx::query_as(select).bind(id).fetch_all(db).await?;
    sqlx::query("DELETE FROM note WHERE id = ?").bind(id).execute(db).await?;
    for (attachment,) in attachments {
        tokio::fs::remove_file(files.0.join(attachment.to_string())).await?;
    }
    Ok(())
}

/// Attaches a file to a note.
#[mizan::client(affects = Desk, auth = anyone)]
pub async fn attach(
    db: &SqlitePool,
    files: &Attachments,
    note_id: i64,
    file: Upload,
) -> Result<(), Error> {
    let name = if file.name().is_empty() { "file" } else { file.name() };
    let mut transaction = db.begin().await?;
    let insert =
        "INSERT INTO attachment (note_id, name, size) SELECT id, ?, ? FROM note WHERE id = ?";
    let insert = sqlx::query(insert).bind(name).bind(i64::try_from(file.len())?).bind(note_id);
    let inserted = insert.execute(&mut *transaction).await?;
    if inserted.rows_affected() == 0 {
        return Err(Error::not_found("This note is gone."));
    }
    tokio::fs::create_dir_all(&files.0).await?;
    file.persist(files.0.join(inserted.last_insert_rowid().to_string())).await?;
    transaction.commit().await?;
    Ok(())
}
