//! The kernel against real servers: two nodes over loopback, whose functions wait at gates, so that a
//! schedule decides the order of every step. `kernel/tests/real` plays the schedules.

mod application;
mod control;
mod database;
mod world;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use application::Me;
use axum::Router;
use example_support::web;
use mizan::Server;
use mizan::auth::sessions;
use tokio::net::TcpListener;
use tower_sessions::{MemoryStore, SessionManagerLayer};
use world::World;

/// Serves one node; nodes know nothing of each other.
async fn start_node(world: &Arc<World>) -> String {
    let api = Server::builder()
        .provide(Arc::clone(world))
        .identify(sessions::<Me>())
        .time_limit(Duration::from_secs(600))
        .build()
        .unwrap();
    let sessions = SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
    let app = Router::new().nest("/api/mizan", mizan::axum::router(api)).layer(sessions);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

#[test]
fn the_kernel_is_true_under_real_servers() {
    let kernel = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel");
    web::install(&kernel).unwrap_or_else(|error| panic!("{error}"));
    // One thread: the steps of the server are as few as they can be.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (world, events) = World::new();
        let nodes = [start_node(&world).await, start_node(&world).await];
        let control = control::start(world, events).await;
        let played = tokio::task::spawn_blocking(move || {
            Command::new("node")
                .arg("tests/real/run.mjs")
                .current_dir(kernel)
                .env("MIZAN_NODES", nodes.join(" "))
                .env("MIZAN_CONTROL", control)
                .status()
        });
        let status = played.await.unwrap().expect("node starts");
        assert!(status.success(), "a schedule broke a law; its story stands above");
    });
}
