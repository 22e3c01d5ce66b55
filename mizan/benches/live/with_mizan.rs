//! The board and the hall with Mizan.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};

use crate::board::{Board, Card};
use crate::server;

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

/// A room in which everybody hears what is said.
#[derive(mizan::Channel)]
#[mizan(message = String)]
struct Hall {
    hall_id: i64,
}

#[mizan::client(join = Hall)]
async fn enter(hall_id: i64) -> i64 {
    hall_id
}

#[mizan::client(websocket)]
async fn rename(user_id: i64, name: String) -> String {
    format!("{user_id} {name}")
}

fn builder(board: Arc<Board>) -> mizan::Builder {
    let builder = mizan::Server::builder().provide(board);
    // No ping comes while memory is measured, and calls come as fast as they can.
    builder.ping_interval(Duration::from_secs(3600)).frames_limit(u32::MAX)
}

pub(crate) fn api(board: Arc<Board>) -> mizan::Server {
    builder(board).build().expect("a server")
}

pub(crate) async fn app() -> (Router, mizan::Server) {
    let board = Arc::new(Board::default());
    let api = match env::var(server::REDIS) {
        Ok(url) => {
            let bus = mizan::bus::redis(url).await.expect("a Redis");
            builder(Arc::clone(&board)).bus(bus).build().expect("a server")
        }
        Err(_) => api(Arc::clone(&board)),
    };
    let reads = get(move || async move { board.reads().to_string() });
    let speaker = api.clone();
    let say = post(async move |text: String| {
        speaker.send(&Hall { hall_id: 5 }, &text).await.expect("it is told");
    });
    let app = Router::new()
        .nest("/api/mizan", mizan::axum::router(api.clone()))
        .route("/reads", reads)
        .route("/say", say);
    (app, api)
}
