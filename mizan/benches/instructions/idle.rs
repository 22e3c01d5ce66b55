//! The memory of a request that waits.

use std::fs;
use std::task::{Context, Waker};

use axum::body::Body;
use axum::http::Request;
use tower_service::Service;

const REQUESTS: usize = 20_000;

/// Starts requests that never end, and returns the bytes of memory that each of them holds.
pub(crate) fn measure(mut app: impl Service<Request<Body>>, request: fn() -> Request<Body>) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let _entered = runtime.as_ref().expect("a runtime").enter();
    let mut waiting = Vec::with_capacity(REQUESTS);
    let before = resident();
    for _ in 0..REQUESTS {
        let mut request = Box::pin(app.call(request()));
        let polled = request.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
        waiting.push(request);
    }
    (resident() - before) / REQUESTS as f64
}

/// The resident memory of this process in bytes.
pub(crate) fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("a Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kilobytes.and_then(|number| number.parse::<f64>().ok()).expect("a number") * 1024.0
}
