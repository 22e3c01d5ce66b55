//! Articles: reading, writing, and favourites.

use mizan::Error;
use serde::{Deserialize, Serialize};
use sqlx::{SqliteConnection, SqliteExecutor, SqlitePool, types::Json};

use crate::{
    feed::Feed,
    identity::{Me, viewer_id},
    markdown,
    profiles::Profile,
    slugs,
    tags::Tags,
};

/// An article, as its page shows it.
#[derive(Serialize, sqlx::FromRow, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub struct Article {
    /// Where it is found now; it may have been asked for by the slug of an earlier title.
    pub slug: String,
    pub title: String,
    pub description: String,
    /// Its body, as safe HTML.
    #[sqlx(rename = "body")]
    pub html: String,
    #[sqlx(json)]
    pub tags: Vec<String>,
    /// In UTC, as RFC 3339 writes it.
    pub created_at: String,
    /// Whether it is a favourite of the viewer.
    pub favorited: bool,
    pub favorites_count: i64,
    #[sqlx(flatten)]
    pub author: Profile,
}

/// What an author writes.
#[derive(Serialize, Deserialize, sqlx::FromRow, mizan::Type)]
pub struct Draft {
    pub title: String,
    pub description: String,
    /// Markdown.
    pub body: String,
    #[sqlx(json)]
    pub tags: Vec<String>,
}

/// Why an article cannot be read, written or changed.
#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum ArticleError {
    #[mizan(not_found, message = "This article does not exist, or no longer.")]
    Gone,
    #[mizan(forbidden, message = "This is somebody else's.")]
    NotYours,
    #[mizan(validation, message = "{what} is missing.")]
    Blank { what: &'static str },
    #[mizan(transparent)]
    Other(Error),
}

/// The page of an article: the article, and what is said about it.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct ArticlePage {
    pub slug: String,
}

/// What its author has in the editor.
#[derive(mizan::Context)]
pub struct Editor {
    pub slug: String,
}

/// An article to read.
#[mizan::client(context = ArticlePage)]
pub async fn article(
    db: &SqlitePool,
    me: Option<&Me>,
    slug: String,
) -> Result<Article, ArticleError> {
    let select = "
        SELECT
            preview.*,
            EXISTS (SELECT 1 FROM favorite WHERE account_id = ?1 AND article_id = preview.id)
                AS favorited,
            EXISTS (SELECT 1 FROM follow WHERE follower_id = ?1 AND followed_id = author_id)
                AS following
        FROM preview WHERE id = (SELECT article_id FROM slug WHERE slug = ?2)";
    let found = sqlx::query_as(select).bind(viewer_id(me)).bind(slug).fetch_optional(db).await?;
    let article: Article = found.ok_or(ArticleError::Gone)?;
    Ok(Article { html: markdown::to_html(&article.html), ..article })
}

/// An article to change.
#[mizan::client(context = Editor)]
pub async fn draft(db: &SqlitePool, me: &Me, slug: String) -> Result<Draft, ArticleError> {
    let article = find(db, &slug).await?.of(me)?;
    let select = "SELECT title, description, body, tags FROM preview WHERE id = ?";
    Ok(sqlx::query_as(select).bind(article.id).fetch_one(db).await?)
}

/// Publishes a new article, and answers with its slug.
#[mizan::client(affects = [Feed, Tags])]
pub async fn publish(db: &SqlitePool, me: &Me, draft: Draft) -> Result<String, ArticleError> {
    let draft = draft.check()?;
    let mut change = db.begin_with("BEGIN IMMEDIATE").await?;
    let insert = "INSERT INTO article (author_id, slug, title, description, body)
        VALUES (?, '', ?, ?, ?) RETURNING id";
    let id = sqlx::query_scalar(insert)
        .bind(me.id)
        .bind(&draft.title)
        .bind(&draft.description)
        .bind(&draft.body)
        .fetch_one(&mut *change)
        .await?;
    set_tags(&mut change, id, &draft.tags).await?;
    let slug = slugs::assign(&mut change, id, &draft.title).await?;
    change.commit().await?;
    Ok(slug)
}

/// Changes an article, and answers with its slug, which follows its title.
#[mizan::client(affects = [ArticlePage, Editor, Feed, Tags])]
pub async fn revise(
    db: &SqlitePool,
    me: &Me,
    slug: String,
    draft: Draft,
) -> Result<String, ArticleError> {
    let draft = draft.check()?;
    let mut change = db.begin_with("BEGIN IMMEDIATE").await?;
    let article = find(&mut *change, &slug).await?.of(me)?;
    let update = "
        UPDATE article
        SET title = ?, description = ?, body = ?, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ')
        WHERE id = ?";
    sqlx::query(update)
        .bind(&draft.title)
        .bind(&draft.description)
        .bind(&draft.body)
        .bind(article.id)
        .execute(&mut *change)
        .await?;
    set_tags(&mut change, article.id, &draft.tags).await?;
    let slug = slugs::assign(&mut change, article.id, &draft.title).await?;
    change.commit().await?;
    Ok(slug)
}

/// Takes an article off the site, with all that was said about it.
#[mizan::client(affects = [ArticlePage, Editor, Feed, Tags])]
pub async fn delete_article(db: &SqlitePool, me: &Me, slug: String) -> Result<(), ArticleError> {
    let article = find(db, &slug).await?.of(me)?;
    sqlx::query("DELETE FROM article WHERE id = ?").bind(article.id).execute(db).await?;
    Ok(())
}

/// Marks an article as a favourite, or no longer.
#[mizan::client(affects = [ArticlePage, Feed])]
pub async fn set_favorite(
    db: &SqlitePool,
    me: &Me,
    slug: String,
    favorite: bool,
) -> Result<(), ArticleError> {
    let article = find(db, &slug).await?;
    let change = match favorite {
        true => "INSERT OR IGNORE INTO favorite (account_id, article_id) VALUES (?, ?)",
        false => "DELETE FROM favorite WHERE account_id = ? AND article_id = ?",
    };
    sqlx::query(change).bind(me.id).bind(article.id).execute(db).await?;
    Ok(())
}

/// The slug of the last title of an article; `None` if there is no article.
pub async fn current_slug(db: &SqlitePool, slug: &str) -> Result<Option<String>, Error> {
    let select = "SELECT preview.slug FROM preview JOIN slug ON article_id = preview.id
        WHERE slug.slug = ?";
    Ok(sqlx::query_scalar(select).bind(slug).fetch_optional(db).await?)
}

/// The ids of an article and its author.
#[derive(sqlx::FromRow)]
pub struct Found {
    pub id: i64,
    author_id: i64,
}

/// The article with a current or an earlier slug.
pub async fn find(db: impl SqliteExecutor<'_>, slug: &str) -> Result<Found, ArticleError> {
    let select = "SELECT id, author_id FROM article JOIN slug ON article_id = id
        WHERE slug.slug = ?";
    sqlx::query_as(select).bind(slug).fetch_optional(db).await?.ok_or(ArticleError::Gone)
}

impl Found {
    /// The article, if `me` is its author.
    fn of(self, me: &Me) -> Result<Self, ArticleError> {
        match self.author_id == me.id {
            true => Ok(self),
            false => Err(ArticleError::NotYours),
        }
    }
}

impl Draft {
    /// The draft as it is stored: no blank text, and each tag once.
    fn check(self) -> Result<Self, ArticleError> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.tags.iter().map(|tag| tag.trim().to_lowercase()) {
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        Ok(Self {
            title: demand("A title", self.title)?,
            description: demand("A description", self.description)?,
            body: demand("A text", self.body)?,
            tags,
        })
    }
}

fn demand(what: &'static str, text: String) -> Result<String, ArticleError> {
    match text.trim() {
        "" => Err(ArticleError::Blank { what }),
        text => Ok(text.to_owned()),
    }
}

async fn set_tags(
    db: &mut SqliteConnection,
    article_id: i64,
    tags: &[String],
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM tag WHERE article_id = ?").bind(article_id).execute(&mut *db).await?;
    let insert = "INSERT INTO tag (article_id, position, name)
        SELECT ?, key, value FROM json_each(?)";
    sqlx::query(insert).bind(article_id).bind(Json(tags)).execute(db).await?;
    Ok(())
}
