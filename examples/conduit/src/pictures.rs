//! The pictures of users: uploaded, stored in the database, public.

use axum::{
    http::header,
    response::{IntoResponse, Response},
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
#[mizan::client(route = "/pictures/{id}", auth = anyone)]
pub async fn picture(db: &SqlitePool, id: String) -> Result<Response, Error> {
    let select = "SELECT media_type, bytes FROM picture WHERE id = ?";
    let found = sqlx::query_as(select).bind(id).fetch_optional(db).await?;
    let (media_type, bytes): (String, Vec<u8>) =
        found.ok_or_else(|| Error::not_found("There is no such picture."))?;
    let headers = [
        (header::CONTENT_TYPE, media_type.as_str()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, bytes).into_response())
}
