//! The application with Mizan.

use axum::Router;

use mizan::axum::Front;
use mizan::{Builder, Server};

use crate::data::{Profile, Row, Store};

#[derive(mizan::Context)]
struct User {
    user_id: i64,
}

#[derive(mizan::Context)]
struct Table;

#[mizan::client(affects = User)]
async fn rename_user(store: &Store, user_id: i64, name: String) -> Profile {
    store.rename(user_id, name)
}

#[mizan::client(context = User)]
async fn profile(store: &Store, user_id: i64) -> Profile {
    store.profile(user_id)
}

#[mizan::client(context = User)]
async fn orders(store: &Store, user_id: i64) -> Vec<i64> {
    store.orders(user_id)
}

#[mizan::client(context = User)]
async fn unread(store: &Store, user_id: i64) -> usize {
    store.unread(user_id)
}

#[mizan::client(context = User)]
async fn friends(store: &Store, user_id: i64) -> Vec<Profile> {
    store.friends(user_id)
}

#[mizan::client(context = Table)]
async fn rows(store: &Store) -> &[Row] {
    &store.rows
}

#[derive(mizan::Context)]
struct Waiting;

#[mizan::client(context = Waiting)]
async fn wait() -> i64 {
    std::future::pending().await
}

#[mizan::client(affects = User)]
async fn hold(user_id: i64) -> i64 {
    std::future::pending::<()>().await;
    user_id
}

pub(crate) fn api() -> Server {
    builder().build().expect("a server")
}

pub(crate) fn builder() -> Builder {
    // As many permits as requests that wait while memory is measured.
    Server::builder().provide(Store::new()).concurrency_limit(100_000)
}

pub(crate) fn app() -> Front<Router> {
    mizan::axum::front(&api(), "/api/mizan", Router::new())
}
