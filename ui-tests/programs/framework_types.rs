use std::sync::Arc;

use axum::{Extension, Json, extract::*, http::HeaderMap, response};

type Reply<T> = Json<T>;

pub struct Db;

#[derive(serde::Serialize, serde::Deserialize, mizan::Type)]
pub struct Task {
    pub title: String,
}

#[mizan::client]
pub fn list(db: State<Arc<Db>>) -> Json<Vec<Task>> {
    let _ = db;
    Json(Vec::new())
}

#[mizan::client]
pub fn add(db: Extension<Db>, task: Json<Task>, headers: HeaderMap) -> Result<Reply<Task>, mizan::Error> {
    let _ = (db, headers);
    Ok(task)
}

#[mizan::client]
pub fn find(page: Option<Query<u32>>, Path((id, _name)): Path<(i64, String)>) {
    let _ = (page, id);
}

#[mizan::client]
pub fn page() -> response::Html<String> {
    response::Html(String::new())
}

#[mizan::client]
pub fn leave() -> Result<response::Redirect, mizan::Error> {
    Ok(response::Redirect::to("/"))
}
