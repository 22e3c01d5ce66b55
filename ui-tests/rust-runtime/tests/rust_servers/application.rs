//! The servers: boards that are live, and rooms to talk in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use mizan::{Error, Server};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The database: the revision of each board, and what was said in each room.
#[derive(Default)]
pub(crate) struct Data {
    boards: Mutex<HashMap<i32, u32>>,
    rooms: Mutex<HashMap<String, Vec<Line>>>,
}

impl Data {
    pub(crate) fn revision(&self, board: i32) -> u32 {
        self.boards.lock().unwrap().get(&board).copied().unwrap_or(0)
    }

    pub(crate) fn lines(&self, room: &str) -> Vec<Line> {
        self.rooms.lock().unwrap().get(room).cloned().unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize, mizan::Type)]
pub(crate) struct Line {
    pub(crate) id: u32,
    pub(crate) text: String,
}

/// A board that several people look at.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Board {
    pub(crate) board_id: i32,
}

#[mizan::client(context = Board)]
async fn revision(data: &Arc<Data>, board_id: i32) -> u32 {
    data.revision(board_id)
}

#[mizan::client(affects = Board)]
async fn change(data: &Arc<Data>, board_id: i32) -> u32 {
    let mut boards = data.boards.lock().unwrap();
    let revision = boards.entry(board_id).or_default();
    *revision += 1;
    *revision
}

#[mizan::client(affects = Board)]
async fn refuse(board_id: i32) -> Result<(), Error> {
    Err(Error::conflict(format!("Board {board_id} is closed.")))
}

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = Line, presence = String)]
struct Chat {
    room: String,
}

#[mizan::client(join = Chat)]
async fn enter(data: &Arc<Data>, room: String) -> Result<Vec<Line>, Error> {
    if room == "closed" {
        return Err(Error::forbidden("The room is closed."));
    }
    Ok(data.lines(&room))
}

#[mizan::client(send = Chat)]
async fn say(data: &Arc<Data>, room: String, text: String) -> Line {
    let mut rooms = data.rooms.lock().unwrap();
    let lines = rooms.entry(room).or_default();
    let line = Line { id: u32::try_from(lines.len()).unwrap(), text };
    lines.push(line.clone());
    line
}

#[mizan::client(present = Chat)]
fn visitor(room: String) -> String {
    format!("somebody in {room}")
}

/// A node; dropped, it is killed.
pub(crate) struct Node {
    pub(crate) address: String,
    task: JoinHandle<()>,
}

impl Node {
    pub(crate) async fn start(data: &Arc<Data>, bus: &mizan::bus::Memory) -> Self {
        Self::start_at(data, bus, "127.0.0.1:0").await
    }

    pub(crate) async fn start_at(data: &Arc<Data>, bus: &mizan::bus::Memory, at: &str) -> Self {
        let builder = Server::builder().provide(Arc::clone(data)).bus(bus.clone());
        let api = builder.frames_limit(u32::MAX).build().unwrap();
        let app = Router::new().nest("/api/mizan", mizan::axum::router(api));
        let listener = TcpListener::bind(at).await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, task }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.task.abort();
    }
}
