//! People's pictures: taken from them, kept in the database, shown to everybody.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use mizan::{Error, Upload};
use sqlx::SqlitePool;

use crate::{articles::ArticlePage, feed::Feed, identity::Me, profiles::ProfilePage};

/// Gives oneself another picture.
#[mizan::client(affects = [mizan::Global, ProfilePage, ArticlePage, Feed])]
pub async fn set_picture(
    db: &SqlitePool,
    me: &Me,
    #[mizan(size = 2_000_000, accept = "image/png, image/jpeg, image/webp, image/gif")]
    picture: Upload,
) -> Result<(), Error> {
    let mut change = db.begin_with("BEGIN IMMEDIATE").await?;
    let insert = "INSERT INTO picture (media_type, bytes) VALUES (?, ?) RETURNING id";
    let id: String = sqlx::query_scalar(insert)
        .bind(picture.content_type())
        .bind(picture.bytes().await?)
        .fetch_one(&mut *change)
        .await?;
    let update = "UPDATE account SET picture = ? WHERE id = ?";
    sqlx::query(update).bind(id).bind(me.id).execute(&mut *change).await?;
    let forget = "DELETE FROM picture WHERE id NOT IN (
        SELECT picture FROM account WHERE picture IS NOT NULL
    )";
    sqlx::query(forget).execute(&mut *change).await?;
    Ok(change.commit().await?)
}

/// Shows a picture. What has this address never changes.
pub async fn show(
    State(db): State<SqlitePool>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, StatusCode> {
    let select = "SELECT media_type, bytes FROM picture WHERE id = ?";
    let found = sqlx::query_as(select).bind(id).fetch_optional(&db).await;
    let found = found.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let (media_type, bytes): (String, Vec<u8>) = found.ok_or(StatusCode::NOT_FOUND)?;
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, bytes))
}
