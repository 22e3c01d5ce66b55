//! Many calls at once by one client in Rust: each is answered, however many wait, and one proof serves all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use futures_util::future::join_all;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::client::api::{Client, Code, Echo, Options};
use crate::rust_calls::{client, echo, serve};

/// The longest that anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Each ends, whatever becomes of the others: some are dropped on their way, and the token is another one
/// meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn hundreds_of_calls_at_once_end() {
    let client = client(&(serve().await + "/api/mizan"));
    let calls = (0..300).map(|number| {
        let client = client.clone();
        tokio::spawn(async move {
            if number % 100 == 50 {
                client.set_token(None);
            }
            let call = client.send_echo(Echo { whole: number, ..echo() });
            if number % 3 == 0 {
                let soon =
                    Duration::from_millis(u64::try_from(number % 7).expect("a small number"));
                return timeout(soon, call).await.ok();
            }
            Some(call.await)
        })
    });
    let calls: Vec<_> = calls.collect();
    for (number, call) in (0..).zip(calls) {
        match call.await.expect("no call panics") {
            Some(answer) => assert_eq!(answer.map(|echo| echo.whole), Ok(number)),
            None => assert_eq!(number % 3, 0, "only these are dropped"),
        }
    }
}

/// More than a process may have connections.
#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_calls_at_once_are_answered() {
    let client = client(&(serve().await + "/api/mizan"));
    let calls = (0..10_000).map(|number| {
        let call = client.rename(number.to_string());
        async move { (number, call.await) }
    });
    for (number, answer) in join_all(calls).await {
        assert_eq!(answer, Ok(number));
    }
}

/// A server that counts the requests on their way, and answers once its gate is open.
struct Gated {
    client: Client,
    arrived: Arc<watch::Sender<usize>>,
    gate: Arc<Semaphore>,
    /// The most requests that were on their way at once.
    most: Arc<AtomicUsize>,
}

impl Gated {
    async fn start(concurrency_limit: usize) -> Self {
        let arrived = Arc::new(watch::Sender::new(0));
        let (gate, most) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)));
        let (count, shut, most_so_far) =
            (Arc::clone(&arrived), Arc::clone(&gate), Arc::clone(&most));
        let on_way = Arc::new(AtomicUsize::new(0));
        let answer = async move || {
            most_so_far.fetch_max(on_way.fetch_add(1, SeqCst) + 1, SeqCst);
            count.send_modify(|count| *count += 1);
            shut.acquire().await.expect("a gate").forget();
            on_way.fetch_sub(1, SeqCst);
            r#"{"result": null, "invalidate": []}"#
        };
        let address = listen(Router::new().route("/call/", post(answer))).await;
        let options = Options { concurrency_limit, timeout: None, ..Options::default() };
        let client = Client::with_options(&address, options);
        let client = client.unwrap_or_else(|error| panic!("{error}"));
        Self { client, arrived, gate, most }
    }

    /// A call on a task of its own.
    fn call(&self) -> JoinHandle<bool> {
        let client = self.client.clone();
        tokio::spawn(async move { client.lose().await.is_ok() })
    }

    async fn wait_for(&self, requests: usize) {
        let mut arrived = self.arrived.subscribe();
        let all = arrived.wait_for(|arrived| *arrived >= requests);
        timeout(PATIENCE, all).await.expect("they arrive").expect("a server");
    }
}

async fn listen(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_calls_as_the_limit_are_on_their_way() {
    for (limit, expected) in [(Options::default().concurrency_limit, 100), (7, 7), (0, 1)] {
        let server = Gated::start(limit).await;
        let calls: Vec<_> = (0..expected + 50).map(|_| server.call()).collect();
        server.wait_for(expected).await;
        server.gate.add_permits(calls.len());
        for call in calls {
            assert!(timeout(PATIENCE, call).await.expect("it ends").expect("no panic"));
        }
        assert_eq!(server.most.load(SeqCst), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_dropped_gives_its_turn_to_another() {
    let server = Gated::start(1).await;
    let first = server.call();
    server.wait_for(1).await;
    let second = server.call();
    first.abort();
    server.wait_for(2).await;
    server.gate.add_permits(2);
    assert!(timeout(PATIENCE, second).await.expect("it ends").expect("no panic"));
}

/// Requests that are refused at the same time ask once for the proof that no other site sends them, and share
/// the failure to get it.
#[tokio::test(flavor = "multi_thread")]
async fn one_proof_serves_all_who_were_refused() {
    for (session, expected) in [
        ((StatusCode::OK, r#"{"csrfToken": "p"}"#), None),
        ((StatusCode::BAD_GATEWAY, ""), Some(Code::Network)),
    ] {
        let (asked, refused) = (Arc::new(AtomicUsize::new(0)), Arc::new(watch::Sender::new(0)));
        let (count, all) = (Arc::clone(&asked), Arc::clone(&refused));
        // Answered when all were refused, so that none is sent behind the answer.
        let ask = async move || {
            count.fetch_add(1, SeqCst);
            all.subscribe().wait_for(|refused| *refused >= 50).await.expect("the test's own");
            session
        };
        let call = async move |headers: HeaderMap| {
            let is_proven = headers.get("x-csrftoken").is_some_and(|proof| proof == "p");
            if !is_proven {
                refused.send_modify(|refused| *refused += 1);
            }
            answer_as_proven(is_proven)
        };
        let app = Router::new().route("/session/", get(ask)).route("/call/", post(call));
        let client = client(&listen(app).await);
        let calls = (0..50).map(|_| client.lose().into_future());
        for ended in join_all(calls).await {
            assert_eq!(ended.err().map(|error| error.code()), expected);
        }
        assert_eq!(asked.load(SeqCst), 1);
    }
}

fn answer_as_proven(is_proven: bool) -> (StatusCode, &'static str) {
    match is_proven {
        true => (StatusCode::OK, r#"{"result": null, "invalidate": []}"#),
        false => (
            StatusCode::FORBIDDEN,
            r#"{"error": {"code": "FORBIDDEN", "kind": "CSRF", "message": ""}}"#,
        ),
    }
}
