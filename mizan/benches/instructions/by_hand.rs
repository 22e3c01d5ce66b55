//! The application with handlers written by hand for axum.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::data::{Profile, Store};

#[derive(Deserialize)]
struct Rename {
    user_id: i64,
    name: String,
}

#[derive(Deserialize)]
struct UserParameters {
    user_id: i64,
}

#[derive(Serialize)]
struct User {
    friends: Vec<Profile>,
    orders: Vec<i64>,
    profile: Profile,
    unread: usize,
}

async fn rename(State(store): State<Arc<Store>>, Json(rename): Json<Rename>) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Json(store.rename(rename.user_id, rename.name)))
}

async fn user(
    State(store): State<Arc<Store>>,
    Query(UserParameters { user_id }): Query<UserParameters>,
) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Json(read_user(&store, user_id)))
}

async fn rename_and_read(
    State(store): State<Arc<Store>>,
    Json(rename): Json<Rename>,
) -> impl IntoResponse {
    let Rename { user_id, name } = rename;
    let answer = (store.rename(user_id, name), read_user(&store, user_id));
    ([(CACHE_CONTROL, "no-store")], Json(answer))
}

fn read_user(store: &Store, user_id: i64) -> User {
    User {
        friends: store.friends(user_id),
        orders: store.orders(user_id),
        profile: store.profile(user_id),
        unread: store.unread(user_id),
    }
}

async fn rows(State(store): State<Arc<Store>>) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Json(&store.rows)).into_response()
}

async fn wait() -> Json<i64> {
    std::future::pending().await
}

async fn hold(Json(UserParameters { user_id }): Json<UserParameters>) -> Json<i64> {
    std::future::pending::<()>().await;
    Json(user_id)
}

pub(crate) fn app() -> Router {
    let api = Router::new()
        .route("/rename", post(rename))
        .route("/rename_and_read", post(rename_and_read))
        .route("/user", get(user))
        .route("/rows", get(rows))
        .route("/wait", get(wait))
        .route("/hold", post(hold))
        .with_state(Arc::new(Store::new()));
    // Nested as deep as Mizan: the cost of axum's router grows with the segments of a path.
    Router::new().nest("/api/v1", api)
}
