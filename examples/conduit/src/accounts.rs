//! Accounts: registering, signing in and out, settings.

use mizan::{Error, auth::Session};
use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;

use crate::{articles::ArticlePage, feed::Feed, identity::Me, passwords, profiles::ProfilePage};

/// Whoever is signed in, as the page shows them to themselves.
#[derive(Serialize, sqlx::FromRow, mizan::Type)]
pub struct Account {
    pub username: String,
    pub email: String,
    pub bio: String,
    /// The address of their picture, if they have one.
    pub image: Option<String>,
}

/// What one may change about oneself.
#[derive(Deserialize, mizan::Type)]
pub struct Settings {
    pub username: String,
    pub email: String,
    pub bio: String,
    /// A new password, if there is to be one.
    pub password: Option<String>,
}

/// Why there is no such account, or cannot be.
#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum AccountError {
    #[mizan(conflict, message = "This name is taken.")]
    UsernameTaken,
    #[mizan(conflict, message = "There is an account with this email address.")]
    EmailTaken,
    #[mizan(validation, message = "This will not do yet.")]
    Invalid { problems: Vec<&'static str> },
    #[mizan(unauthorized, message = "Email address or password are wrong.")]
    WrongPassword,
    #[mizan(transparent)]
    Other(Error),
}

/// Whoever is signed in.
#[mizan::client(context = mizan::Global)]
pub async fn current_user(db: &SqlitePool, me: Option<&Me>) -> Result<Option<Account>, Error> {
    let Some(me) = me else { return Ok(None) };
    let select = "SELECT profile.username, email, profile.bio, image
        FROM profile JOIN account USING (id) WHERE id = ?";
    Ok(sqlx::query_as(select).bind(me.id).fetch_optional(db).await?)
}

/// Opens an account, and signs in.
#[mizan::client(auth = anyone)]
pub async fn register(
    db: &SqlitePool,
    session: &Session,
    username: String,
    email: String,
    password: String,
) -> Result<(), AccountError> {
    check(&username, &email, Some(&password))?;
    let hash = passwords::hash(password).await?;
    let insert = "INSERT INTO account (username, email, password_hash) VALUES (?, ?, ?)
        RETURNING id";
    let id = sqlx::query_scalar(insert)
        .bind(username.trim())
        .bind(email.trim())
        .bind(hash)
        .fetch_one(db)
        .await
        .map_err(what_is_taken)?;
    Ok(session.sign_in(&Me { id }).await?)
}

/// Signs in.
#[mizan::client(auth = anyone)]
pub async fn sign_in(
    db: &SqlitePool,
    session: &Session,
    email: String,
    password: String,
) -> Result<(), AccountError> {
    let select = "SELECT id, password_hash FROM account WHERE email = ?";
    let found = sqlx::query_as(select).bind(email.trim()).fetch_optional(db).await?;
    let (id, hash): (Option<i64>, Option<String>) = found.unzip();
    let is_right = passwords::matches(password, hash).await?;
    let id = id.filter(|_| is_right).ok_or(AccountError::WrongPassword)?;
    Ok(session.sign_in(&Me { id }).await?)
}

/// Signs out.
#[mizan::client(auth = anyone)]
pub async fn sign_out(session: &Session) -> Result<(), Error> {
    session.sign_out().await
}

/// Changes what is known about oneself.
#[mizan::client(affects = [mizan::Global, ProfilePage, ArticlePage, Feed])]
pub async fn update_settings(
    db: &SqlitePool,
    me: &Me,
    settings: Settings,
) -> Result<(), AccountError> {
    let Settings { username, email, bio, password } = settings;
    check(&username, &email, password.as_deref())?;
    let hash = match password {
        Some(password) => Some(passwords::hash(password).await?),
        None => None,
    };
    let update = "
        UPDATE account
        SET username = ?, email = ?, bio = ?, password_hash = coalesce(?, password_hash)
        WHERE id = ?";
    sqlx::query(update)
        .bind(username.trim())
        .bind(email.trim())
        .bind(bio.trim())
        .bind(hash)
        .bind(me.id)
        .execute(db)
        .await
        .map_err(what_is_taken)?;
    Ok(())
}

fn check(username: &str, email: &str, password: Option<&str>) -> Result<(), AccountError> {
    let is_name = |character: char| character.is_alphanumeric() || "-_.".contains(character);
    let demands = [
        (!username.trim().is_empty(), "A username has at least one letter."),
        (
            username.trim().chars().all(is_name),
            "A username consists of letters, digits, dots, hyphens and underscores.",
        ),
        (username.trim().chars().count() <= 30, "A username has at most thirty letters."),
        (email.trim().contains('@'), "An email address has an @."),
        (
            password.is_none_or(|password| password.chars().count() >= 8),
            "A password has at least eight characters.",
        ),
    ];
    let problems: Vec<_> =
        demands.into_iter().filter(|(is_met, _)| !is_met).map(|(_, problem)| problem).collect();
    match problems.is_empty() {
        true => Ok(()),
        false => Err(AccountError::Invalid { problems }),
    }
}

/// Only the unique index answers for certain: a name that a query finds free may be taken a moment
/// later.
fn what_is_taken(error: sqlx::Error) -> AccountError {
    match error.as_database_error() {
        Some(error) if error.message().ends_with("account.username") => AccountError::UsernameTaken,
        Some(error) if error.message().ends_with("account.email") => AccountError::EmailTaken,
        _ => error.into(),
    }
}
