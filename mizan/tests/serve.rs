//! A server of connections: which of them it closes, and how it ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::routing::get;
use mizan::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;

#[derive(Default)]
struct Gate {
    entered: Notify,
    opened: Notify,
    has_ended: AtomicBool,
}

#[derive(mizan::Context)]
struct Board;

#[mizan::client(context = Board)]
fn cards() -> u32 {
    7
}

#[mizan::client(affects = Board)]
async fn move_card(gate: &Arc<Gate>) {
    gate.entered.notify_one();
    gate.opened.notified().await;
    gate.has_ended.store(true, Ordering::SeqCst);
}

struct Serving {
    address: SocketAddr,
    gate: Arc<Gate>,
    stop: Arc<Notify>,
    task: JoinHandle<std::io::Result<()>>,
}

async fn start(configure: impl FnOnce(mizan::axum::Serve) -> mizan::axum::Serve) -> Serving {
    let (gate, stop) = (Arc::new(Gate::default()), Arc::new(Notify::new()));
    let api = Server::builder().provide(Arc::clone(&gate)).build().unwrap();
    let app = axum::Router::new()
        .route(
            "/caller",
            get(async |ConnectInfo(caller): ConnectInfo<SocketAddr>| caller.to_string()),
        )
        .nest("/api/mizan", mizan::axum::router(api.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stopped = Arc::clone(&stop);
    let server =
        mizan::axum::serve(listener, app, &api).stop_on(async move { stopped.notified().await });
    let task = tokio::spawn(configure(server).into_future());
    Serving { address, gate, stop, task }
}

impl Serving {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn ended(self) {
        expect(self.task).await.unwrap().unwrap();
    }
}

/// An event that does not come fails the test instead of stopping it for ever.
async fn expect<T>(event: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(60), event).await.expect("the event that the test waits for")
}

async fn read_rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    expect(stream.read_to_string(&mut text)).await.unwrap();
    text
}

const READ: &[u8] = b"GET /api/mizan/ctx/board/ HTTP/1.1\r\nhost: a\r\n\r\n";

async fn read_board(stream: &mut TcpStream) -> String {
    stream.write_all(READ).await.unwrap();
    let mut answer = vec![0; 4096];
    let length = expect(stream.read(&mut answer)).await.unwrap();
    String::from_utf8(answer[..length].to_vec()).unwrap()
}

#[tokio::test]
async fn a_head_that_does_not_arrive_is_given_up() {
    let server = start(|serve| serve.idle_time(Duration::from_millis(100))).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /api/mizan/ctx/bo").await.unwrap();
    let answer = read_rest(&mut stream).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn a_connection_without_requests_is_closed() {
    // Long enough for the one request, and not for the test.
    let server = start(|serve| serve.idle_time(Duration::from_secs(1))).await;
    let mut stream = server.connect().await;
    assert!(read_board(&mut stream).await.starts_with("HTTP/1.1 200"));
    read_rest(&mut stream).await;
}

#[tokio::test]
async fn a_connection_over_the_limit_waits_for_another_to_close() {
    let server = start(|serve| serve.connections(1)).await;
    let mut first = server.connect().await;
    assert!(read_board(&mut first).await.starts_with("HTTP/1.1 200"));
    let mut second = server.connect().await;
    second.write_all(READ).await.unwrap();
    let mut byte = [0];
    let early = timeout(Duration::from_millis(50), second.read(&mut byte)).await;
    assert!(early.is_err(), "the second connection should have waited");
    drop(first);
    assert_eq!(expect(second.read(&mut byte)).await.unwrap(), 1);
}

#[tokio::test]
async fn a_handler_finds_the_address_of_its_caller() {
    let server = start(|serve| serve).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /caller HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let answer = read_rest(&mut stream).await;
    assert!(answer.ends_with(&stream.local_addr().unwrap().to_string()), "{answer}");
}

#[tokio::test]
async fn the_end_waits_for_a_mutation_whose_caller_has_gone() {
    let server = start(|serve| serve).await;
    let (gate, stop) = (Arc::clone(&server.gate), Arc::clone(&server.stop));
    let mut stream = server.connect().await;
    let body = r#"{"fn":"move_card","args":{}}"#;
    let head = format!(
        "POST /api/mizan/call/ HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    expect(gate.entered.notified()).await;
    drop(stream);
    stop.notify_one();
    let early = timeout(Duration::from_millis(50), std::future::pending::<()>()).await;
    assert!(early.is_err() && !server.task.is_finished(), "the mutation still runs");
    gate.opened.notify_one();
    server.ended().await;
    assert!(gate.has_ended.load(Ordering::SeqCst));
}

#[tokio::test]
async fn the_end_does_not_wait_for_connections_that_send_nothing() {
    let server = start(|serve| serve.drain_time(Duration::from_millis(200))).await;
    let mut half_sent = server.connect().await;
    half_sent.write_all(b"POST /api/mizan/call/ HTTP/1.1\r\ncontent-le").await.unwrap();
    let mut idle = server.connect().await;
    assert!(read_board(&mut idle).await.starts_with("HTTP/1.1 200"));
    server.stop.notify_one();
    server.ended().await;
}
