//! The upper bound of the cost of refusing integers that JavaScript would round: 1 000 rows of `i64`,
//! each of which is compared, and the same rows of `i32`, which need no comparison and are cheaper to
//! write.
//!
//! `cargo bench -p mizan --bench guard` prints the instructions of a request, counted by callgrind.

#[path = "../instructions/callgrind.rs"]
mod callgrind;

use std::env;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde::Serialize;
use tower_service::Service;

/// A row that is mostly integers.
#[derive(Serialize, mizan::Type)]
struct Row<T> {
    id: T,
    parent: T,
    name: String,
    votes: T,
    position: T,
}

struct Store {
    wide: Vec<Row<i64>>,
    narrow: Vec<Row<i32>>,
}

#[derive(mizan::Context)]
struct Wide;

#[derive(mizan::Context)]
struct Narrow;

#[mizan::client(context = Wide)]
async fn wide_rows(store: &Store) -> &[Row<i64>] {
    &store.wide
}

#[mizan::client(context = Narrow)]
async fn narrow_rows(store: &Store) -> &[Row<i32>] {
    &store.narrow
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    match arguments.iter().position(|argument| argument == "--serve") {
        Some(at) => serve(&arguments[at + 1], &arguments[at + 2]),
        None => compare(),
    }
}

fn compare() {
    let [wide, narrow] = ["wide", "narrow"].map(|side| callgrind::measure(&[side]));
    let percent = (wide / narrow - 1.0) * 100.0;
    println!("1 000 rows of four integers: {wide:.0} instructions as i64, {narrow:.0} as i32");
    println!("at most {percent:.2} %, {:.2} instructions an integer", (wide - narrow) / 4000.0);
}

fn serve(side: &str, requests: &str) {
    let store = Store { wide: rows(), narrow: rows() };
    let api = mizan::Server::builder().provide(store).build().expect("a server");
    let mut app = Router::new().nest("/api/mizan", mizan::axum::router(api));
    let path = format!("/api/mizan/ctx/{side}/");
    let requests: usize = requests.parse().expect("a number of requests");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        for _ in 0..requests {
            let request = Request::get(&path).body(Body::empty()).expect("a request");
            let Ok(response) = app.call(request).await;
            assert_eq!(response.status(), StatusCode::OK);
            let body = response.into_body().collect().await.expect("a body").to_bytes();
            assert!(body.len() > 2);
        }
    });
}

fn rows<T: From<i32>>() -> Vec<Row<T>> {
    let row = |id: i32| Row {
        id: (1_000_000 + id).into(),
        parent: (500_000 + id).into(),
        name: format!("Article number {id}"),
        votes: (id % 100 - 50).into(),
        position: id.into(),
    };
    (0..1000).map(row).collect()
}
