//! Functions that stream: their lines, their errors, their end, and the end of whoever listens.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt};
use mizan::{Error, Server, Stream};
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};

/// What the functions share with the tests.
struct Stage {
    /// Lets one more item of `steps` come.
    step: Notify,
    /// Told when a stream is dropped.
    dropped: mpsc::UnboundedSender<Instant>,
    /// The items that `flood` has made, or the calls of `steps`.
    made: AtomicUsize,
}

struct Guard(mpsc::UnboundedSender<Instant>);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.send(Instant::now());
    }
}

#[derive(Serialize, mizan::Type)]
struct Word {
    text: String,
    number: i64,
}

#[derive(Serialize, Debug, mizan::Type, mizan::Failure)]
enum Silence {
    #[mizan(conflict, message = "not again")]
    Enough { after: i64 },
    #[mizan(transparent)]
    Other(Error),
}

/// The borrowed words outlive the call: the stream keeps what it borrows.
#[mizan::client]
async fn words(stage: &Arc<Stage>, count: i64) -> impl Stream<Item = Word> {
    let guard = Guard(stage.dropped.clone());
    stream::iter(0..count).map(move |number| {
        let _ = &guard;
        Word { text: format!("word {number} of {}", stage.made.load(Ordering::Relaxed)), number }
    })
}

/// A function that is not `async` may stream as well.
#[mizan::client]
fn countdown(from: u8) -> impl Stream<Item = u8> {
    stream::iter((0..from).rev())
}

#[mizan::client]
async fn steps(stage: &Arc<Stage>) -> impl Stream<Item = usize> {
    stage.made.fetch_add(1, Ordering::Relaxed);
    let guard = Guard(stage.dropped.clone());
    stream::unfold(0, move |number| {
        let _ = &guard;
        async move {
            stage.step.notified().await;
            Some((number, number + 1))
        }
    })
}

#[mizan::client]
async fn breaks(after: i64) -> impl Stream<Item = Result<i64, Silence>> {
    stream::iter(0..).map(move |number| match number < after {
        true => Ok(number),
        false => Err(Silence::Enough { after }),
    })
}

#[mizan::client]
async fn opens(allowed: bool) -> Result<impl Stream<Item = Result<i64, Silence>>, Silence> {
    match allowed {
        true => Ok(stream::iter([Ok(1), Err(Error::internal("secret").into())])),
        false => Err(Silence::Enough { after: 0 }),
    }
}

#[mizan::client]
async fn opens_plainly(allowed: bool) -> Result<impl Stream<Item = i64>, Error> {
    match allowed {
        true => Ok(stream::iter([1])),
        false => Err(Error::not_found("no such stream")),
    }
}

#[mizan::client]
async fn panics() -> impl Stream<Item = i64> {
    stream::iter(0..3).map(|number| if number < 2 { number } else { panic!("three") })
}

#[mizan::client]
async fn no_json() -> impl Stream<Item = u64> {
    stream::iter([1, u64::MAX])
}

#[mizan::client]
async fn empty() -> impl Stream<Item = i64> {
    stream::empty()
}

#[mizan::client]
async fn flood(stage: &Arc<Stage>) -> impl Stream<Item = String> {
    let guard = Guard(stage.dropped.clone());
    stream::repeat_with(move || {
        let _ = &guard;
        stage.made.fetch_add(1, Ordering::Relaxed);
        "x".repeat(1000)
    })
}

#[derive(mizan::Context)]
struct Room {
    room_id: i64,
}

#[mizan::client(context = Room)]
fn room(room_id: i64) -> i64 {
    room_id
}

#[mizan::client]
async fn changes(request: &mizan::Request, room_id: i64) -> impl Stream<Item = i64> {
    stream::iter(0..2).map(move |number| {
        if number == 1 {
            request.invalidate(&Room { room_id });
        }
        number
    })
}

#[mizan::client(auth)]
async fn guarded(_me: &mizan::auth::User) -> impl Stream<Item = i64> {
    stream::iter([1])
}

struct Setting {
    api: Server,
    stage: Arc<Stage>,
    drops: mpsc::UnboundedReceiver<Instant>,
}

fn set_up(configure: impl FnOnce(mizan::Builder) -> mizan::Builder) -> Setting {
    let (dropped, drops) = mpsc::unbounded_channel();
    let stage = Arc::new(Stage { step: Notify::new(), dropped, made: AtomicUsize::new(0) });
    let builder =
        Server::builder().provide(Arc::clone(&stage)).identify(
            mizan::auth::jwt::<mizan::auth::User>("a secret of at least thirty-two bytes"),
        );
    Setting { api: configure(builder).build().unwrap(), stage, drops }
}

async fn call(api: &Server, function: &str, args: &str) -> (u16, String) {
    let body = format!(r#"{{"fn":"{function}","args":{args}}}"#);
    let request = http::Request::post("/call/").header("content-type", "application/json");
    let response = api.answer(request.body(body).unwrap()).await;
    let status = response.status().as_u16();
    (status, String::from_utf8(response.into_body().to_vec()).unwrap())
}

#[tokio::test]
async fn items_are_lines_and_the_end_is_one() {
    let Setting { api, .. } = set_up(|builder| builder);
    let (status, lines) = call(&api, "words", r#"{"count":2}"#).await;
    assert_eq!(status, 200);
    assert_eq!(
        lines,
        "{\"item\":{\"text\":\"word 0 of 0\",\"number\":0}}\n\
         {\"item\":{\"text\":\"word 1 of 0\",\"number\":1}}\n{\"end\":true}\n"
    );
    let (_, lines) = call(&api, "countdown", r#"{"from":2}"#).await;
    assert_eq!(lines, "{\"item\":1}\n{\"item\":0}\n{\"end\":true}\n");
    assert_eq!(call(&api, "empty", "{}").await, (200, "{\"end\":true}\n".to_owned()));
}

#[tokio::test]
async fn an_error_before_the_first_item_is_the_answer() {
    let Setting { api, .. } = set_up(|builder| builder);
    let error = r#"{"error":{"code":"CONFLICT","kind":"Enough","message":"not again","details":{"after":0}}}"#;
    for (function, args) in [("breaks", r#"{"after":0}"#), ("opens", r#"{"allowed":false}"#)] {
        assert_eq!(call(&api, function, args).await, (409, error.to_owned()), "{function}");
    }
    assert_eq!(call(&api, "opens_plainly", r#"{"allowed":false}"#).await.0, 404);
    assert_eq!(call(&api, "words", r#"{"count":"many"}"#).await.0, 422);
    assert_eq!(call(&api, "guarded", "{}").await.0, 401);
    let body = r#"{"fn":"empty","args":{}}"#.to_owned();
    let request = http::Request::post("/call/").header("idempotency-key", "k").body(body).unwrap();
    assert_eq!(api.answer(request).await.status(), 400);
}

#[tokio::test]
async fn an_error_behind_items_is_the_last_line() {
    let Setting { api, .. } = set_up(|builder| builder);
    let (status, lines) = call(&api, "breaks", r#"{"after":1}"#).await;
    assert_eq!(status, 200);
    assert_eq!(
        lines,
        "{\"item\":0}\n{\"error\":{\"code\":\"CONFLICT\",\"kind\":\"Enough\",\"message\":\"not \
         again\",\"details\":{\"after\":1}}}\n"
    );
    let internal = "{\"error\":{\"code\":\"INTERNAL_ERROR\",\"message\":\"Something went wrong on the server.\"}}\n";
    let (_, lines) = call(&api, "opens", r#"{"allowed":true}"#).await;
    assert_eq!(lines, format!("{{\"item\":1}}\n{internal}"));
    let (_, lines) = call(&api, "panics", "{}").await;
    assert_eq!(lines, format!("{{\"item\":0}}\n{{\"item\":1}}\n{internal}"));
    let (_, lines) = call(&api, "no_json", "{}").await;
    assert_eq!(lines, format!("{{\"item\":1}}\n{internal}"));
}

#[tokio::test]
async fn a_change_within_a_stream_is_announced_at_once() {
    let Setting { api, .. } = set_up(|builder| builder);
    let (_, lines) = call(&api, "changes", r#"{"room_id":5}"#).await;
    let lines: Vec<&str> = lines.lines().collect();
    let invalidate = r#"{"invalidate":[{"context":"room","params":{"room_id":5}}],"v":{"room":""#;
    assert_eq!(lines[..2], [r#"{"item":0}"#, r#"{"item":1}"#]);
    assert!(lines[2].starts_with(invalidate), "{}", lines[2]);
    assert_eq!(lines[3..], [r#"{"end":true}"#]);
}

#[tokio::test]
async fn the_time_limit_is_for_each_item() {
    let Setting { api, stage, mut drops } =
        set_up(|builder| builder.time_limit(Duration::from_secs(2)));
    let streaming = tokio::spawn(async move { call(&api, "steps", "{}").await });
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(800)).await;
        stage.step.notify_one();
    }
    let (status, lines) = streaming.await.unwrap();
    assert_eq!(status, 200);
    assert_eq!(lines.lines().count(), 4);
    assert!(lines.lines().last().unwrap().starts_with(r#"{"error":{"code":"TIMEOUT""#), "{lines}");
    drops.recv().await.unwrap();
}

/// A real server; the address of its API.
async fn serve(api: Server) -> std::net::SocketAddr {
    let app: axum::Router = axum::Router::new().nest("/api", mizan::axum::router(api));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

async fn send(address: std::net::SocketAddr, function: &str) -> TcpStream {
    let mut client = TcpStream::connect(address).await.unwrap();
    let body = format!(r#"{{"fn":"{function}","args":{{}}}}"#);
    let head = format!(
        "POST /api/call/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    client.write_all((head + &body).as_bytes()).await.unwrap();
    client
}

/// Waits until `steps` has been called so often.
async fn until_called(stage: &Stage, count: usize) {
    let called = async {
        while stage.made.load(Ordering::Relaxed) < count {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    expect(called).await;
}

/// An event that does not come fails the test instead of stopping it for ever.
async fn expect<T>(event: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), event).await.expect("what the test waits for")
}

async fn read_until(client: &mut TcpStream, text: &str) -> String {
    let mut read = Vec::new();
    while !String::from_utf8_lossy(&read).contains(text) {
        let mut piece = [0; 4096];
        let count = expect(client.read(&mut piece)).await.unwrap();
        assert!(count > 0, "ended before {text}: {}", String::from_utf8_lossy(&read));
        read.extend_from_slice(&piece[..count]);
    }
    String::from_utf8(read).unwrap()
}

/// The time within which the function of a client is dropped that has left.
const AT_ONCE: Duration = Duration::from_millis(100);

/// Repeats an attempt until the time that it takes is short enough: on a busy machine any single one may be slow.
async fn is_dropped_at_once(attempt: impl AsyncFn() -> Duration) {
    let mut times = Vec::new();
    while times.last().is_none_or(|time| *time >= AT_ONCE) {
        assert!(times.len() < 10, "{times:?}");
        times.push(attempt().await);
    }
}

#[tokio::test]
async fn an_item_arrives_when_it_is_made_and_leaving_drops_the_function() {
    is_dropped_at_once(async || {
        let Setting { api, stage, mut drops } = set_up(|builder| builder);
        let address = serve(api).await;
        let mut client = send(address, "steps").await;
        stage.step.notify_one();
        let head = read_until(&mut client, "{\"item\":0}").await;
        assert!(head.contains("content-type: application/x-ndjson"), "{head}");
        assert!(head.contains("cache-control: no-store"), "{head}");
        stage.step.notify_one();
        read_until(&mut client, "{\"item\":1}").await;

        let left = Instant::now();
        drop(client);
        expect(drops.recv()).await.unwrap() - left
    })
    .await;
}

#[tokio::test]
async fn leaving_before_the_first_item_drops_the_function() {
    is_dropped_at_once(async || {
        let Setting { api, stage, mut drops } = set_up(|builder| builder);
        let address = serve(api).await;
        let client = send(address, "steps").await;
        until_called(&stage, 1).await;
        let left = Instant::now();
        drop(client);
        expect(drops.recv()).await.unwrap() - left
    })
    .await;
}

#[tokio::test]
async fn a_client_that_does_not_read_slows_the_function_down_and_is_cut_off() {
    let limit = Duration::from_millis(300);
    let Setting { api, stage, mut drops } = set_up(|builder| builder.time_limit(limit));
    let address = serve(api).await;
    let client = send(address, "flood").await;
    expect(drops.recv()).await.unwrap();
    let made = stage.made.load(Ordering::Relaxed);
    // The buffers of two sockets and of the server.
    assert!(made < 20_000, "{made} kB");
    drop(client);
}

#[tokio::test]
async fn a_stream_holds_a_permit_and_a_shutdown_ends_it() {
    let Setting { api, stage, mut drops } = set_up(|builder| builder.concurrency_limit(1));
    let address = serve(api.clone()).await;
    let mut client = send(address, "steps").await;
    stage.step.notify_one();
    read_until(&mut client, "{\"item\":0}").await;
    let other = call(&api, "empty", "{}");
    let waiting = tokio::time::timeout(Duration::from_millis(100), other).await;
    assert!(waiting.is_err(), "the one permit is taken");

    assert!(api.shutdown(Duration::from_secs(60)).await);
    read_until(&mut client, "UNAVAILABLE").await;
    expect(drops.recv()).await.unwrap();
}

#[test]
fn the_model_says_that_a_function_streams() {
    let api = mizan::api();
    assert!(api.functions["words"].stream);
    assert_eq!(api.functions["opens"].result, mizan_ir::Type::Integer("i64"));
    assert!(api.functions["breaks"].error.is_some());
    assert!(!api.functions["room"].stream);
}

#[tokio::test]
async fn many_items_arrive_whole_and_in_order() {
    let Setting { api, .. } = set_up(|builder| builder);
    let (_, lines) = call(&api, "words", r#"{"count":100000}"#).await;
    for (number, line) in lines.lines().take(100_000).enumerate() {
        assert!(line.ends_with(&format!(r#""number":{number}}}}}"#)), "{line}");
    }
    assert_eq!(lines.lines().skip(100_000).collect::<Vec<_>>(), [r#"{"end":true}"#]);
}

#[tokio::test]
async fn an_orderly_end_of_the_server_ends_streams_first() {
    let Setting { api, stage, mut drops } = set_up(|builder| builder);
    let app = axum::Router::new().nest("/api", mizan::axum::router(api.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = Arc::new(Notify::new());
    let stopped = Arc::clone(&stop);
    let serve = mizan::axum::serve(listener, app, &api)
        .stop_on(async move { stopped.notified().await })
        .into_future();
    let serving = tokio::spawn(serve);
    let mut client = send(address, "steps").await;
    stage.step.notify_one();
    read_until(&mut client, "{\"item\":0}").await;
    let mut silent = send(address, "steps").await;
    until_called(&stage, 2).await;

    let since = Instant::now();
    stop.notify_one();
    read_until(&mut client, "UNAVAILABLE").await;
    assert!(read_until(&mut silent, "UNAVAILABLE").await.starts_with("HTTP/1.1 503"));
    serving.await.unwrap().unwrap();
    // Otherwise the end would wait for the streams, 30 seconds long.
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
    for _ in 0..2 {
        expect(drops.recv()).await.unwrap();
    }
}
