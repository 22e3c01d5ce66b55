//! The memory of a request: how often a small one allocates, and how much one holds while it waits.
//! These figures are the same on every machine; those of `benches/instructions` are not.

use std::alloc::System;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use mizan::Server;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};
use tower::Service;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

#[derive(mizan::Context)]
struct User {
    user_id: i64,
}

#[mizan::client(context = User)]
async fn name(user_id: i64) -> String {
    format!("user {user_id}")
}

#[mizan::client(affects = User)]
async fn rename(user_id: i64, name: String) -> usize {
    name.len() + user_id as usize
}

#[derive(mizan::Context)]
struct Waiting;

#[mizan::client(context = Waiting)]
async fn wait() -> i64 {
    std::future::pending().await
}

#[mizan::client(affects = User)]
async fn hold(user_id: i64) -> i64 {
    std::future::pending::<()>().await;
    user_id
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn call(body: &'static str) -> Request<Body> {
    let request = Request::post("/api/mizan/call/").header("content-type", "application/json");
    request.body(Body::from(body)).unwrap()
}

/// The allocations of a request up to its first answer, or until it waits.
fn poll(request: fn() -> Request<Body>) -> Stats {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let _entered = runtime.enter();
    let api = Server::builder().build().unwrap();
    let mut app = mizan::axum::front(&api, "/api/mizan", Router::new());
    let context = &mut Context::from_waker(Waker::noop());
    // The first request makes what all share, such as the headers of every answer.
    let mut first = pin!(app.call(request()));
    let is_answered = first.as_mut().poll(context).is_ready();

    let second = request();
    let region = Region::new(ALLOCATOR);
    // Boxed, as a connection holds it.
    let mut running = Box::pin(app.call(second));
    let polled = running.as_mut().poll(context);
    let allocations = region.change();
    match polled {
        Poll::Ready(Ok(response)) => assert_eq!(response.status(), StatusCode::OK),
        Poll::Pending => assert!(!is_answered),
    }
    allocations
}

fn held(allocations: &Stats) -> usize {
    allocations.bytes_allocated - allocations.bytes_deallocated
}

/// One test, because the allocator counts for all threads.
#[test]
fn a_request_allocates_little_and_holds_little_while_it_waits() {
    let read = poll(|| get("/api/mizan/ctx/user/?user_id=5"));
    assert!(read.allocations <= 14, "{read:?}");
    let call_once = poll(|| call(r#"{"fn":"rename","args":{"user_id":5,"name":"Ada"}}"#));
    assert!(call_once.allocations <= 15, "{call_once:?}");
    let waiting_read = poll(|| get("/api/mizan/ctx/waiting/"));
    assert!(held(&waiting_read) <= 1400, "{waiting_read:?}");
    let waiting_mutation = poll(|| call(r#"{"fn":"hold","args":{"user_id":5}}"#));
    assert!(held(&waiting_mutation) <= 1750, "{waiting_mutation:?}");
}
