//! Functions with the key `blocking`, and the warning for functions that lack it.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use http::Request;
use mizan::auth::User;
use mizan::{Builder, Error, Server, Upload};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

/// A door at which blocking functions wait: a test is told of each that has come, and lets them go one
/// by one.
struct Door {
    come: Mutex<Sender<()>>,
    go: Mutex<Receiver<()>>,
    passed: AtomicUsize,
}

impl Door {
    fn pass(&self) {
        self.come.lock().unwrap().send(()).unwrap();
        self.go.lock().unwrap().recv().unwrap();
        self.passed.fetch_add(1, Ordering::SeqCst);
    }
}

/// The other side of the door.
struct Keeper {
    come: Receiver<()>,
    go: Sender<()>,
}

impl Keeper {
    async fn wait(&mut self) {
        assert!(self.comes_within(Duration::from_secs(60)).await, "nobody comes to the door");
    }

    async fn comes_within(&mut self, time: Duration) -> bool {
        let begin = Instant::now();
        while self.come.try_recv().is_err() {
            if begin.elapsed() > time {
                return false;
            }
            tokio::task::yield_now().await;
        }
        true
    }
}

/// The thread of the runtime, by which a function tells that it runs on another.
struct Home(ThreadId);

#[derive(mizan::Context)]
struct Gallery {
    gallery_id: i64,
}

#[mizan::client(context = Gallery, blocking)]
fn pictures(home: &Home, gallery_id: i64) -> (i64, bool) {
    (gallery_id, thread::current().id() != home.0)
}

#[mizan::client(context = Gallery)]
fn title(gallery_id: i64) -> String {
    format!("Gallery {gallery_id}")
}

#[mizan::client(affects = Gallery { gallery_id: result.1 }, blocking)]
fn hang_picture(
    home: &Home,
    user: Option<&User>,
    request: &mizan::Request,
    picture: Option<Upload>,
    gallery: String,
) -> Result<(bool, i64), Error> {
    assert!(user.is_none() && request.headers().contains_key("x-request-id"));
    let size = picture.map_or(0, |picture| picture.len());
    Ok((thread::current().id() != home.0, gallery.parse::<i64>()? + size as i64))
}

#[mizan::client(affects = Gallery, blocking)]
fn fall(gallery_id: i64) {
    panic!("the picture of {gallery_id} fell");
}

#[mizan::client(blocking)]
fn wait_to_read(door: &Door) -> i32 {
    door.pass();
    1
}

#[mizan::client(affects = Gallery, blocking)]
fn wait_to_write(door: &Door, gallery_id: i64) -> i64 {
    door.pass();
    gallery_id
}

#[mizan::client(route = "/pictures/{name}", blocking)]
fn picture_page(home: &Home, name: String) -> Result<String, Error> {
    match thread::current().id() == home.0 {
        true => Err(Error::internal("on the thread of the runtime")),
        false => Ok(name),
    }
}

/// Holds a worker for longer than a function should.
#[mizan::client]
fn hold_worker() {
    thread::sleep(Duration::from_millis(60));
}

#[mizan::client]
async fn hold_worker_later() {
    tokio::task::yield_now().await;
    thread::sleep(Duration::from_millis(60));
}

#[mizan::client(blocking)]
fn hold_thread() {
    thread::sleep(Duration::from_millis(60));
}

struct ByProxy;

impl mizan::Identify for ByProxy {
    type Identity = User;

    async fn identify(&self, _: &mizan::Request) -> Result<Option<User>, Error> {
        Ok(None)
    }
}

fn start_with(set: impl FnOnce(Builder) -> Builder) -> (Server, Arc<Door>, Keeper) {
    let ((come, is_there), (go, may_go)) = (channel(), channel());
    let passed = AtomicUsize::new(0);
    let door = Arc::new(Door { come: Mutex::new(come), go: Mutex::new(may_go), passed });
    let builder = Server::builder().provide(Home(thread::current().id())).identify(ByProxy);
    let api = set(builder.provide(Arc::clone(&door))).build().unwrap();
    (api, door, Keeper { come: is_there, go })
}

fn start() -> (Server, Arc<Door>, Keeper) {
    start_with(|builder| builder)
}

async fn call(api: &Server, function: &str, args: Value) -> (u16, Value) {
    let body = json!({"fn": function, "args": args}).to_string();
    let request = Request::post("/call/").header("x-request-id", "r1").body(body).unwrap();
    let response = api.answer(request).await;
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

#[tokio::test]
async fn it_runs_on_another_thread_with_what_it_borrows() {
    let (api, ..) = start();
    let (status, body) = call(&api, "hang_picture", json!({"gallery": "5"})).await;
    assert_eq!((status, &body["result"]), (200, &json!([true, 5])), "{body}");
    assert_eq!(body["invalidate"], json!([{"context": "gallery", "params": {"gallery_id": 5}}]));
    let (status, body) = call(&api, "hang_picture", json!({"gallery": "x"})).await;
    assert_eq!(status, 500, "{body}");
    let read = Request::get("/ctx/gallery/?gallery_id=7").body(String::new()).unwrap();
    let bundle: Value = serde_json::from_slice(api.answer(read).await.body()).unwrap();
    assert_eq!((&bundle["pictures"], &bundle["title"]), (&json!([7, true]), &json!("Gallery 7")));
}

#[tokio::test]
async fn a_panic_is_that_of_any_function() {
    let (api, ..) = start();
    let (status, body) = call(&api, "fall", json!({"gallery_id": 1})).await;
    assert_eq!((status, &body["error"]["code"]), (500, &json!("INTERNAL_ERROR")));
    assert!(!body.to_string().contains("fell"), "{body}");
    assert_eq!(call(&api, "hang_picture", json!({"gallery": "5"})).await.0, 200);
}

#[tokio::test]
async fn other_requests_go_on_beside_it_and_it_ends_after_its_caller() {
    let (api, door, mut keeper) = start_with(|builder| builder.time_limit(Duration::from_secs(60)));
    let waiting = tokio::spawn({
        let api = api.clone();
        async move { call(&api, "wait_to_write", json!({"gallery_id": 3})).await }
    });
    keeper.wait().await;
    assert_eq!(call(&api, "hang_picture", json!({"gallery": "5"})).await.0, 200);
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert_eq!(api.detached_mutations(), 1);
    keeper.go.send(()).unwrap();
    assert!(api.shutdown(Duration::from_secs(60)).await, "it waits for the mutation");
    assert_eq!(door.passed.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_time_limit_and_the_number_of_threads_hold() {
    let (api, door, mut keeper) = start_with(|builder| {
        let limits = builder.time_limit(Duration::from_millis(50)).blocking_limit(1);
        limits.queue_limit(Duration::from_millis(20))
    });
    let (status, body) = call(&api, "wait_to_read", json!({})).await;
    assert_eq!((status, &body["error"]["code"]), (504, &json!("TIMEOUT")));
    // On a busy machine the limit may be over before there is a thread.
    while !keeper.comes_within(Duration::from_secs(1)).await {
        call(&api, "wait_to_read", json!({})).await;
    }
    // The thread still runs, for it cannot be stopped.
    let (status, body) = call(&api, "hang_picture", json!({"gallery": "5"})).await;
    assert_eq!((status, &body["error"]["code"]), (503, &json!("UNAVAILABLE")), "{body}");
    keeper.go.send(()).unwrap();
    while call(&api, "hang_picture", json!({"gallery": "5"})).await.0 == 503 {}
    assert_eq!(door.passed.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_page_may_block() {
    use tower_service::Service;

    let (api, ..) = start();
    let mut app: axum::Router = mizan::axum::views(&api);
    let request = Request::get("/pictures/sunrise").body(axum::body::Body::empty()).unwrap();
    assert_eq!(app.call(request).await.unwrap().status(), 200);
}

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).init();
    log
});

#[tokio::test]
async fn a_function_that_holds_a_worker_is_warned_of_once() {
    let log = LOG.clone();
    let (api, ..) = start();
    for _ in 0..2 {
        for function in ["hold_worker", "hold_worker_later", "hold_thread"] {
            assert_eq!(call(&api, function, json!({})).await.0, 200);
        }
    }
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    // On a busy machine a function of another test may hold its worker as well.
    let is_meant = |line: &&str| line.contains("held a worker") && line.contains("\"hold_");
    let warnings: Vec<&str> = log.lines().filter(is_meant).collect();
    assert_eq!(warnings.len(), 2, "{log}");
    for (warning, function) in warnings.iter().zip(["hold_worker", "hold_worker_later"]) {
        assert!(warning.contains(&format!("function=\"{function}\"")), "{warning}");
        assert!(warning.contains("WARN") && warning.contains("blocking.rs:"), "{warning}");
        assert!(warning.contains("`#[mizan::client(blocking)]`"), "{warning}");
    }
}
