//! What the terminal shows while the application runs: a line for each request, and one for each push.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::Response,
};
use mizan::{FunctionKind, Run};

/// The name of a request in the log, which [`Run::request`] has as well.
const ID: HeaderName = HeaderName::from_static("x-request-id");

/// Prints what each request reads and changes, and who is told of a change.
#[derive(Clone, Default)]
pub struct Terminal(Arc<Requests>);

#[derive(Default)]
struct Requests {
    count: AtomicU64,
    /// What has run so far, by the id of the request.
    running: Mutex<HashMap<String, Functions>>,
}

#[derive(Default)]
struct Functions {
    called: Vec<&'static str>,
    read: Vec<&'static str>,
}

impl mizan::Observer for Terminal {
    fn ran(&self, run: &Run<'_>) {
        let mut running = self.0.running();
        // What runs for a socket belongs to no request of the layer below.
        let Some(functions) = running.get_mut(run.request().id()) else { return };
        match run.kind() {
            FunctionKind::Read => functions.read.push(run.function()),
            _ => functions.called.push(run.function()),
        }
    }

    fn pushed(&self, context: &'static str, subscribers: usize) {
        println!("{context} has changed: one read, for {subscribers} who show it");
    }
}

impl Requests {
    fn running(&self) -> MutexGuard<'_, HashMap<String, Functions>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that runs, until it is dropped: its client may leave before the answer.
struct Running<'terminal> {
    requests: &'terminal Requests,
    id: String,
}

impl<'terminal> Running<'terminal> {
    fn begin(requests: &'terminal Requests) -> Self {
        let id = requests.count.fetch_add(1, Ordering::Relaxed).to_string();
        requests.running().insert(id.clone(), Functions::default());
        Self { requests, id }
    }

    fn functions(&self) -> Functions {
        self.requests.running().remove(&self.id).unwrap_or_default()
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.requests.running().remove(&self.id);
    }
}

/// A layer around the API that prints a line for each answer.
pub async fn print(State(terminal): State<Terminal>, mut request: Request, next: Next) -> Response {
    let running = Running::begin(&terminal.0);
    let id = HeaderValue::from_str(&running.id).expect("digits");
    request.headers_mut().insert(ID, id);
    let path = request.uri().path().to_owned();
    let start = Instant::now();
    let response = next.run(request).await;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        let line = describe(&path, &running.functions(), &response);
        println!("{line} · {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    }
    response
}

/// What was called, changed and read; where nothing ran, what was asked for.
fn describe(path: &str, functions: &Functions, response: &Response) -> String {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let mut line = functions.called.join(", ");
    let mut add = |text: &str| {
        let separator = if line.is_empty() { "" } else { " · " };
        let _ = write!(line, "{separator}{text}");
    };
    if let Some(changed) = header("x-mizan-invalidate") {
        // `article_page;slug="acid", feed`
        let names = changed.split(", ").map(|entry| entry.split(';').next().unwrap_or_default());
        add(&format!("changed {}", names.collect::<Vec<_>>().join(", ")));
    }
    if !functions.read.is_empty() {
        add(&format!("read {}", functions.read.join(", ")));
    } else if functions.called.is_empty() {
        add(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default());
    }
    if let Some(result) = header("x-mizan-cache") {
        add(result);
    }
    if !response.status().is_success() {
        add(response.status().as_str());
    }
    line
}
