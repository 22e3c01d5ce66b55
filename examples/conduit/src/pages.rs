//! The pages that the server renders. All are one component of the frontend, which is told where it is.

use std::collections::BTreeMap;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use mizan::{Error, Failure, Page, auth::Session};
use serde::Serialize;
use sqlx::SqlitePool;

use crate::{
    accounts::{self, AccountError},
    articles::{self, ArticlePage},
    identity::Me,
    profiles::{self, ProfilePage},
};

/// What the component is told.
#[derive(Serialize, Default)]
struct Answer {
    path: String,
    /// The parameters of the address.
    search: BTreeMap<&'static str, String>,
    /// Why a form has failed.
    problem: Option<String>,
}

impl Answer {
    fn at(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    fn with(mut self, name: &'static str, value: Option<String>) -> Self {
        self.search.extend(value.map(|value| (name, value)));
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        Page::of("Conduit").props(&self).into_response()
    }
}

/// The front page. It is another one for each reader, as all these pages: its head says who is signed in.
#[mizan::client(route = "/")]
pub fn show_home(
    _me: Option<&Me>,
    tag: Option<String>,
    feed: Option<String>,
    page: Option<String>,
) -> Response {
    let answer = Answer::at("/").with("tag", tag).with("feed", feed).with("page", page);
    answer.into_response()
}

/// The page of an article. The address of an earlier title leads to that of the last one.
#[mizan::client(route = "/article/{slug}", context = ArticlePage)]
pub async fn show_article(
    db: &SqlitePool,
    _me: Option<&Me>,
    slug: String,
) -> Result<Response, Error> {
    let answer = Answer::at(format!("/article/{slug}"));
    Ok(match articles::current_slug(db, &slug).await? {
        Some(current) if current == slug => answer.into_response(),
        Some(current) => Redirect::to(&format!("/article/{current}")).into_response(),
        None => (StatusCode::NOT_FOUND, answer).into_response(),
    })
}

/// The page of somebody.
#[mizan::client(route = "/profile/{username}", context = ProfilePage)]
pub async fn show_profile(
    db: &SqlitePool,
    _me: Option<&Me>,
    username: String,
    page: Option<String>,
) -> Result<Response, Error> {
    let answer = Answer::at(format!("/profile/{username}")).with("page", page);
    Ok((status_of(db, &username).await?, answer).into_response())
}

/// What somebody likes.
#[mizan::client(route = "/profile/{username}/favorites", context = ProfilePage)]
pub async fn show_favorites(
    db: &SqlitePool,
    _me: Option<&Me>,
    username: String,
    page: Option<String>,
) -> Result<Response, Error> {
    let answer = Answer::at(format!("/profile/{username}/favorites")).with("page", page);
    Ok((status_of(db, &username).await?, answer).into_response())
}

/// The status of a page about somebody: there may be nobody of this name.
async fn status_of(db: &SqlitePool, username: &str) -> Result<StatusCode, Error> {
    Ok(match profiles::is_taken(db, username).await? {
        true => StatusCode::OK,
        false => StatusCode::NOT_FOUND,
    })
}

/// Where one signs in.
#[mizan::client(route = "/login")]
pub fn show_sign_in(me: Option<&Me>) -> Response {
    match me {
        Some(_) => Redirect::to("/").into_response(),
        None => Answer::at("/login").into_response(),
    }
}

/// Where one opens an account.
#[mizan::client(route = "/register")]
pub fn show_register(me: Option<&Me>) -> Response {
    match me {
        Some(_) => Redirect::to("/").into_response(),
        None => Answer::at("/register").into_response(),
    }
}

/// Signs in by a form that the browser sends without a script.
#[mizan::client(route = "/login", methods = [POST], auth = anyone)]
pub async fn sign_in_by_form(
    db: &SqlitePool,
    session: &Session,
    email: String,
    password: String,
) -> Result<Response, AccountError> {
    match accounts::sign_in(db, session, email, password).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(error @ AccountError::WrongPassword) => {
            let problem = Some(error.into_error().message().to_owned());
            Ok((StatusCode::UNAUTHORIZED, Answer { problem, ..Answer::at("/login") })
                .into_response())
        }
        Err(error) => Err(error),
    }
}
