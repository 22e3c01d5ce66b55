//! The board with Mizan.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;

use crate::board::{Board, Card};

#[derive(mizan::Context)]
#[mizan(live)]
struct Shown {
    board_id: i64,
}

#[mizan::client(context = Shown)]
async fn cards(board: &Arc<Board>, board_id: i64) -> Vec<Card> {
    assert_eq!(board_id, 5);
    board.cards()
}

#[mizan::client(affects = Shown)]
async fn change(board: &Arc<Board>, board_id: i64) {
    assert_eq!(board_id, 5);
    board.change();
}

#[mizan::client(websocket)]
async fn rename(user_id: i64, name: String) -> String {
    format!("{user_id} {name}")
}

pub(crate) fn api(board: Arc<Board>) -> mizan::Server {
    let builder = mizan::Server::builder().provide(board);
    // No ping comes while memory is measured, and calls come as fast as they can.
    let builder = builder.ping_interval(Duration::from_secs(3600)).frames_limit(u32::MAX);
    builder.build().expect("a server")
}

pub(crate) fn app() -> (Router, mizan::Server) {
    let board = Arc::new(Board::default());
    let api = api(Arc::clone(&board));
    let reads = get(move || async move { board.reads().to_string() });
    let app =
        Router::new().nest("/api/mizan", mizan::axum::router(api.clone())).route("/reads", reads);
    (app, api)
}
