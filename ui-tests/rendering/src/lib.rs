//! An application of rendered pages, whose frontend is written in four frameworks: notes, and a table of 1 000 rows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::HeaderName;
use axum::http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE};
use axum::response::IntoResponse;
use mizan::cache::Cache;
use mizan::render::Renderer;
use mizan::{Error, Page, Server};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::services::ServeDir;

/// The frameworks, by the names of their directories.
pub const FRAMEWORKS: [&str; 4] = ["react", "vue", "svelte", "solid"];

/// The nonce of the page that has one. A real application makes one for each response.
pub const NONCE: &str = "bm9uY2U";

/// What the pages show.
pub struct Store {
    rows: Vec<Row>,
    /// The number of the read, where each of them is to be another one.
    turn: Option<AtomicU64>,
    notes: Mutex<BTreeMap<String, String>>,
    /// The readers of notes about what is `slow` wait until this is `true`.
    is_released: watch::Sender<bool>,
}

/// A row of the table.
#[derive(Serialize, mizan::Type)]
pub struct Row {
    /// The key.
    pub id: i64,
    /// What it is.
    pub name: String,
    /// In euros.
    pub price: f64,
    /// The pieces that are left, if they are counted.
    pub stock: Option<u32>,
    /// Words to find it by.
    pub tags: Vec<String>,
}

/// An entry of the ledger.
#[derive(Serialize, mizan::Type)]
pub struct Sum {
    /// What it was for.
    pub purpose: String,
    /// More than a number of JavaScript may hold.
    #[serde(with = "mizan::bigint")]
    pub cents: i64,
}

/// A note, or the address that it has now.
#[derive(Serialize, mizan::Type)]
pub struct NoteContent {
    /// What is written there.
    pub text: String,
    /// The topic under which it is now.
    pub moved_to: Option<String>,
}

impl Default for Store {
    fn default() -> Self {
        let row = |id: i64| Row {
            id,
            name: format!("Article number {id}"),
            price: id as f64 * 1.25,
            stock: (id % 3 > 0).then_some(7),
            tags: vec!["new".to_owned(), "blue".to_owned()],
        };
        let (notes, is_released) = (Mutex::default(), watch::Sender::new(false));
        Self { rows: (0..1000).map(row).collect(), turn: None, notes, is_released }
    }
}

impl Store {
    /// One that answers something else each time.
    #[must_use]
    pub fn new_each_time() -> Self {
        Self { turn: Some(AtomicU64::new(0)), ..Self::default() }
    }
}

/// The rows of the table.
#[derive(mizan::Context)]
pub struct Table;

/// The sums.
#[derive(mizan::Context)]
pub struct Ledger;

/// A note, by its topic.
#[derive(mizan::Context)]
pub struct Note {
    /// What it is about.
    pub topic: String,
}

/// All rows.
#[mizan::client(context = Table)]
pub fn rows(store: &Store) -> &[Row] {
    &store.rows
}

/// The number of the read, or 0.
#[mizan::client(context = Table)]
pub fn turn(store: &Store) -> u32 {
    let turn = store.turn.as_ref().map_or(0, |turn| turn.fetch_add(1, Ordering::Relaxed));
    u32::try_from(turn).unwrap_or_default()
}

/// All sums, the smallest one first.
#[mizan::client(context = Ledger)]
pub fn sums() -> Vec<Sum> {
    let sum = |number: i64| Sum { purpose: format!("sum {number}"), cents: i64::MAX - 9 + number };
    (1..=3).map(sum).collect()
}

/// The note about a topic: `missing` is not there, `old` has moved, `closed` is for others, and `slow` waits until it is
/// released.
#[mizan::client(context = Note)]
pub async fn content(store: &Store, topic: String) -> Result<NoteContent, Error> {
    match topic.as_str() {
        "slow" => {
            let mut released = store.is_released.subscribe();
            released.wait_for(|is_released| *is_released).await.map_err(Error::internal)?;
        }
        "missing" => return Err(Error::not_found("Nobody has written about this.")),
        "closed" => return Err(Error::unauthorized("Sign in to read this.")),
        _ => {}
    }
    let moved_to = (topic == "old").then(|| "new".to_owned());
    let notes = store.notes.lock().map_err(|_| Error::internal("a writer has panicked"))?;
    let text = notes.get(&topic).cloned().unwrap_or_else(|| format!("about {topic}"));
    Ok(NoteContent { text, moved_to })
}

/// Writes a note.
#[mizan::client(affects = Note)]
pub fn write_note(store: &Store, topic: String, text: String) -> Result<(), Error> {
    let mut notes = store.notes.lock().map_err(|_| Error::internal("a writer has panicked"))?;
    notes.insert(topic, text);
    Ok(())
}

/// Lets those who wait for the slow note go on, or lets the next ones wait again.
#[mizan::client]
pub fn release(store: &Store, is_released: bool) {
    store.is_released.send_replace(is_released);
}

#[derive(Serialize)]
struct Topic {
    topic: String,
}

/// The page with all rows.
#[mizan::client(route = "/rows")]
pub fn rows_page() -> Page {
    Page::of("Rows")
}

/// The page of a note.
#[mizan::client(route = "/notes/{topic}")]
pub fn note_page(topic: String) -> Page {
    Page::of("Note").props(&Topic { topic })
}

/// The same, whose document begins before it is rendered.
#[mizan::client(route = "/streamed/{topic}")]
pub fn note_streamed(topic: String) -> Page {
    Page::of("Note").props(&Topic { topic }).streamed()
}

/// The same under a policy that lets no other scripts run than those with the nonce.
#[mizan::client(route = "/policy/{topic}")]
pub fn note_with_policy(topic: String) -> impl IntoResponse {
    ([(CONTENT_SECURITY_POLICY, policy())], Page::of("Note").props(&Topic { topic }).nonce(NONCE))
}

/// The same in two pieces.
#[mizan::client(route = "/streamed-policy/{topic}")]
pub fn note_streamed_with_policy(topic: String) -> impl IntoResponse {
    let page = Page::of("Note").props(&Topic { topic }).nonce(NONCE).streamed();
    ([(CONTENT_SECURITY_POLICY, policy())], page)
}

fn policy() -> String {
    format!("default-src 'self'; script-src 'nonce-{NONCE}' 'strict-dynamic'")
}

/// The same, and a cookie.
#[mizan::client(route = "/cookie/{topic}")]
pub fn note_with_cookie(topic: String) -> ([(HeaderName, String); 1], Page) {
    ([(SET_COOKIE, format!("seen={topic}"))], Page::of("Note").props(&Topic { topic }))
}

/// A component by its name.
#[mizan::client(route = "/component/{name}")]
pub fn any_page(name: String) -> Page {
    Page::of(name)
}

/// The directory of the frontend.
pub fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("web")
}

/// The bundle of the renderer of a framework, and its document.
pub fn bundle_of(framework: &str) -> (PathBuf, PathBuf) {
    let bundle = web().join("dist-server").join(framework).join("server.js");
    (bundle, web().join("dist").join(framework).join("index.html"))
}

/// Installs and builds the frontend where that is necessary.
pub fn prepare() -> Result<(), example_support::Error> {
    example_support::web::prepare(&web()).map(drop)
}

/// The server of the pages.
pub fn api(renderer: Renderer, cache: Option<Cache>) -> Result<Server, mizan::WiringErrors> {
    api_of(Store::default(), renderer, cache)
}

/// The same, of a store.
pub fn api_of(
    store: Store,
    renderer: Renderer,
    cache: Option<Cache>,
) -> Result<Server, mizan::WiringErrors> {
    let server = Server::builder().provide(store).render(renderer);
    match cache {
        Some(cache) => server.cache(cache).build(),
        None => server.build(),
    }
}

/// Serves the pages until the server is told to end; `files` is the directory of what the documents name.
pub async fn serve(listener: TcpListener, api: Server, files: PathBuf) -> std::io::Result<()> {
    let app = axum::Router::new()
        .merge(mizan::axum::views(&api))
        .fallback_service(ServeDir::new(files).append_index_html_on_directories(false));
    let app = mizan::axum::front(&api, "/api/mizan", app);
    mizan::axum::serve(listener, app, &api).await
}
