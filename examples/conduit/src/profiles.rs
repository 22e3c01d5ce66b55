//! Profiles, and the accounts that follow them.

use mizan::Error;
use serde::Serialize;
use sqlx::SqlitePool;

use crate::{
    articles::ArticlePage,
    feed::Feed,
    identity::{Me, viewer_id},
};

/// Somebody, as others see them.
#[derive(Serialize, sqlx::FromRow, mizan::Type)]
pub struct Profile {
    pub username: String,
    pub bio: String,
    /// The address of their picture, if they have one.
    pub image: Option<String>,
    /// Whether the viewer follows them.
    pub following: bool,
}

/// What a profile page shows at its head.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct ProfilePage {
    pub username: String,
}

/// Somebody's profile.
#[mizan::client(context = ProfilePage)]
pub async fn profile(db: &SqlitePool, me: Option<&Me>, username: String) -> Result<Profile, Error> {
    let select = "
        SELECT username, bio, image, EXISTS (
            SELECT 1 FROM follow WHERE follower_id = ?1 AND followed_id = profile.id
        ) AS following
        FROM profile WHERE username = ?2";
    sqlx::query_as(select)
        .bind(viewer_id(me))
        .bind(username)
        .fetch_optional(db)
        .await?
        .ok_or_else(nobody)
}

/// Follows somebody, or no longer.
#[mizan::client(affects = [ProfilePage, ArticlePage, Feed])]
pub async fn set_following(
    db: &SqlitePool,
    me: &Me,
    username: String,
    following: bool,
) -> Result<(), Error> {
    let find = "SELECT id FROM account WHERE username = ?";
    let found = sqlx::query_scalar(find).bind(username).fetch_optional(db).await?;
    let followed: i64 = found.ok_or_else(nobody)?;
    if followed == me.id {
        return Err(Error::validation("Nobody follows themselves."));
    }
    let change = match following {
        true => "INSERT OR IGNORE INTO follow (follower_id, followed_id) VALUES (?, ?)",
        false => "DELETE FROM follow WHERE follower_id = ? AND followed_id = ?",
    };
    sqlx::query(change).bind(me.id).bind(followed).execute(db).await?;
    Ok(())
}

/// Whether somebody has this name.
pub async fn is_taken(db: &SqlitePool, username: &str) -> Result<bool, Error> {
    let select = "SELECT EXISTS (SELECT 1 FROM profile WHERE username = ?)";
    Ok(sqlx::query_scalar(select).bind(username).fetch_one(db).await?)
}

fn nobody() -> Error {
    Error::not_found("Nobody has this name.")
}
