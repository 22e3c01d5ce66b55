//! Lists of articles: all, by followed authors, by tag, by author, and by favourite.

use mizan::Error;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, SqlitePool};

use crate::{
    identity::{Me, viewer_id},
    profiles::Profile,
};

/// An article, as a list shows it.
#[derive(Serialize, sqlx::FromRow, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    #[mizan(key)]
    pub slug: String,
    pub title: String,
    pub description: String,
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

/// A page of a list.
#[derive(Serialize, mizan::Type)]
pub struct Page {
    pub articles: Vec<Preview>,
    /// How many pages the list has.
    pub pages: u32,
}

/// Which articles a list has.
#[derive(Deserialize, Serialize, mizan::Type)]
#[serde(tag = "of", rename_all = "camelCase")]
pub enum Selection {
    Everybody,
    /// Those whom the viewer follows.
    Followed,
    Tag {
        tag: String,
    },
    Author {
        username: String,
    },
    /// What somebody has marked as a favourite.
    Favorites {
        username: String,
    },
}

/// A list of articles, page by page.
#[derive(mizan::Context)]
pub struct Feed {
    pub selection: Selection,
    /// The first is 1.
    pub page: u32,
}

const PAGE: u32 = 10;

/// A page of articles, the newest first.
#[mizan::client(context = Feed)]
pub async fn articles(
    db: &SqlitePool,
    me: Option<&Me>,
    selection: Selection,
    page: u32,
) -> Result<Page, Error> {
    if matches!(selection, Selection::Followed) && me.is_none() {
        return Err(Error::unauthorized("Sign in to read those whom you follow."));
    }
    let (condition, value) = selection.condition();
    let select = format!(
        "SELECT
            preview.*,
            EXISTS (SELECT 1 FROM favorite WHERE account_id = ?1 AND article_id = preview.id)
                AS favorited,
            EXISTS (SELECT 1 FROM follow WHERE follower_id = ?1 AND followed_id = author_id)
                AS following
        FROM preview WHERE {condition}
        ORDER BY id DESC LIMIT ?3 OFFSET ?4"
    );
    let articles = sqlx::query_as(AssertSqlSafe(select))
        .bind(viewer_id(me))
        .bind(value)
        .bind(PAGE)
        .bind(i64::from(PAGE) * i64::from(page.saturating_sub(1)))
        .fetch_all(db)
        .await?;
    let count = format!("SELECT count(*) FROM preview WHERE ?1 = ?1 AND {condition}");
    let count: u32 = sqlx::query_scalar(AssertSqlSafe(count))
        .bind(viewer_id(me))
        .bind(value)
        .fetch_one(db)
        .await?;
    Ok(Page { articles, pages: count.div_ceil(PAGE) })
}

impl Selection {
    /// The condition in SQL, in which `?1` is the viewer, and the value of `?2`.
    fn condition(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Everybody => ("true", None),
            Self::Followed => {
                ("author_id IN (SELECT followed_id FROM follow WHERE follower_id = ?1)", None)
            }
            Self::Tag { tag } => ("id IN (SELECT article_id FROM tag WHERE name = ?2)", Some(tag)),
            Self::Author { username } => ("username = ?2", Some(username)),
            Self::Favorites { username } => (
                "id IN (SELECT article_id FROM favorite JOIN account ON account.id = account_id
                    WHERE account.username = ?2)",
                Some(username),
            ),
        }
    }
}
