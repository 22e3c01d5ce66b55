//! The kernel's rooms against real servers: two nodes on one bus over loopback, on which kernels come in,
//! speak, lose their lines and leave. `kernel/tests/real-rooms` plays the histories.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use axum::Router;
use example_support::web;
use mizan::Server;
use serde::Serialize;
use tokio::net::TcpListener;

/// A line that was said.
#[derive(Clone, Serialize, mizan::Type)]
struct Line {
    id: u32,
    text: String,
}

/// The database: all lines, by the rooms in which they were said.
#[derive(Default)]
struct Lines(Mutex<HashMap<String, Vec<Line>>>);

impl Lines {
    fn all(&self, room: &str) -> Vec<Line> {
        self.0.lock().unwrap().get(room).cloned().unwrap_or_default()
    }

    fn add(&self, room: String, text: String) -> Line {
        let mut rooms = self.0.lock().unwrap();
        let lines = rooms.entry(room).or_default();
        let line = Line { id: u32::try_from(lines.len()).unwrap(), text };
        lines.push(line.clone());
        line
    }
}

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = Line, presence = String)]
struct Chat {
    room: String,
}

#[mizan::client(join = Chat)]
async fn enter(lines: &Arc<Lines>, room: String) -> Vec<Line> {
    lines.all(&room)
}

#[mizan::client(send = Chat)]
async fn say(lines: &Arc<Lines>, room: String, text: String) -> Line {
    lines.add(room, text)
}

#[mizan::client(present = Chat)]
fn visitor(room: String) -> String {
    format!("somebody in {room}")
}

/// What was said, for the oracle.
#[mizan::client]
async fn all_lines(lines: &Arc<Lines>, room: String) -> Vec<Line> {
    lines.all(&room)
}

async fn start_node(lines: &Arc<Lines>, bus: &mizan::bus::Memory) -> String {
    let builder = Server::builder().provide(Arc::clone(lines)).bus(bus.clone());
    let api = builder.frames_limit(u32::MAX).build().unwrap();
    let app = Router::new().nest("/api/mizan", mizan::axum::router(api));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

#[test]
fn rooms_are_true_under_real_servers() {
    let kernel = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel");
    web::install(&kernel).unwrap_or_else(|error| panic!("{error}"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (lines, bus) = (Arc::<Lines>::default(), mizan::bus::memory());
        let nodes = [start_node(&lines, &bus).await, start_node(&lines, &bus).await];
        let played = tokio::task::spawn_blocking(move || {
            Command::new("node")
                .arg("tests/real-rooms/run.mjs")
                .current_dir(kernel)
                .env("MIZAN_NODES", nodes.join(" "))
                .status()
        });
        let status = played.await.unwrap().expect("node starts");
        assert!(status.success(), "a history broke a law; its seed stands above");
    });
}
