//! The comments on an article.

use mizan::Error;
use serde::Serialize;
use sqlx::SqlitePool;

use crate::{
    articles::{ArticleError, ArticlePage, find},
    identity::{Me, viewer_id},
    profiles::Profile,
};

#[derive(Serialize, sqlx::FromRow, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub struct Comment {
    pub id: i64,
    pub body: String,
    /// In UTC, as RFC 3339 writes it.
    pub created_at: String,
    #[sqlx(flatten)]
    pub author: Profile,
}

/// What is said about an article, the newest first.
#[mizan::client(context = ArticlePage)]
pub async fn comments(
    db: &SqlitePool,
    me: Option<&Me>,
    slug: String,
) -> Result<Vec<Comment>, Error> {
    let select = "
        SELECT comment.id, body, created_at, username, bio, image, EXISTS (
            SELECT 1 FROM follow WHERE follower_id = ?1 AND followed_id = profile.id
        ) AS following
        FROM comment
        JOIN slug USING (article_id)
        JOIN profile ON profile.id = author_id
        WHERE slug = ?2 ORDER BY comment.id DESC";
    Ok(sqlx::query_as(select).bind(viewer_id(me)).bind(slug).fetch_all(db).await?)
}

/// Says something about an article.
#[mizan::client(affects = comments)]
pub async fn add_comment(
    db: &SqlitePool,
    me: &Me,
    slug: String,
    body: String,
) -> Result<(), ArticleError> {
    let body = body.trim();
    if body.is_empty() {
        return Err(ArticleError::Blank { what: "A comment" });
    }
    let article = find(db, &slug).await?;
    let insert = "INSERT INTO comment (article_id, author_id, body) VALUES (?, ?, ?)";
    sqlx::query(insert).bind(article.id).bind(me.id).bind(body).execute(db).await?;
    Ok(())
}

/// Takes back what one has said about an article.
#[mizan::client(affects = comments)]
pub async fn delete_comment(
    db: &SqlitePool,
    me: &Me,
    slug: String,
    id: i64,
) -> Result<(), ArticleError> {
    let article = find(db, &slug).await?;
    let find = "SELECT author_id FROM comment WHERE id = ? AND article_id = ?";
    let author: Option<i64> =
        sqlx::query_scalar(find).bind(id).bind(article.id).fetch_optional(db).await?;
    if author.is_some_and(|author| author != me.id) {
        return Err(ArticleError::NotYours);
    }
    let delete = "DELETE FROM comment WHERE id = ? AND article_id = ?";
    sqlx::query(delete).bind(id).bind(article.id).execute(db).await?;
    Ok(())
}
