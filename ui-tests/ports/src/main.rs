//! The application that the tests reach over ports: `ports-guide stdio` serves standard input and output, and
//! `ports-guide http <pages>` a socket, beside the pages of a directory.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{env, error::Error};

use axum::Router;
use futures_util::stream;
use mizan::{Server, Upload};
use serde::{Deserialize, Serialize};
use tower_http::services::ServeDir;

/// What is noted.
#[derive(mizan::Context)]
#[mizan(live)]
struct Book;

#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

#[mizan::client(context = Book)]
fn notes(notes: &Notes) -> Vec<String> {
    notes.0.lock().unwrap().clone()
}

#[mizan::client(affects = Book)]
fn add_note(notes: &Notes, text: String) {
    notes.0.lock().unwrap().push(text);
}

/// The sum of the bytes of a file, which tells whether each has come.
#[mizan::client]
async fn weigh(file: Upload) -> Result<u64, mizan::Error> {
    let bytes = file.bytes().await.map_err(mizan::Error::internal)?;
    Ok(bytes.iter().map(|byte| u64::from(*byte)).sum())
}

/// The calls that wait.
#[derive(Default)]
struct Waiting(AtomicU32);

/// Counts a call out when it ends, or is dropped.
struct Counted<'waiting>(&'waiting Waiting);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits until the caller has enough of it.
#[mizan::client]
async fn wait(waiting: &Waiting) {
    waiting.0.fetch_add(1, Ordering::SeqCst);
    let _counted = Counted(waiting);
    std::future::pending::<()>().await;
}

#[mizan::client]
fn who_waits(waiting: &Waiting) -> u32 {
    waiting.0.load(Ordering::SeqCst)
}

#[mizan::client]
fn count(to: u32) -> impl mizan::Stream<Item = u32> {
    stream::iter(0..to)
}

#[derive(Clone, Serialize, Deserialize, mizan::Type)]
struct Line {
    id: u32,
    text: String,
}

#[derive(Default)]
struct Lines(Mutex<Vec<Line>>);

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = Line)]
struct Talk;

#[mizan::client(join = Talk)]
fn enter(lines: &Lines) -> Vec<Line> {
    lines.0.lock().unwrap().clone()
}

#[mizan::client(send = Talk)]
fn say(lines: &Lines, text: String) -> Line {
    let mut lines = lines.0.lock().unwrap();
    let line = Line { id: lines.len() as u32, text };
    lines.push(line.clone());
    line
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let builder = Server::builder().provide(Notes::default()).provide(Lines::default());
    let api = builder.provide(Waiting::default()).build()?;
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("http") => serve_http(&api, &arguments[1]).await?,
        _ => mizan::port::stdio(&api).await?,
    }
    api.shutdown(Duration::from_secs(1)).await;
    Ok(())
}

/// Serves a socket and pages, at `PORT`, until the process is killed.
async fn serve_http(api: &Server, pages: &str) -> Result<(), Box<dyn Error>> {
    let listener = example_support::port::listen()?;
    println!("http://{}", listener.local_addr()?);
    let app = Router::new()
        .nest("/api/mizan", mizan::axum::router(api.clone()))
        .fallback_service(ServeDir::new(pages));
    axum::serve(tokio::net::TcpListener::from_std(listener)?, app).await?;
    Ok(())
}
