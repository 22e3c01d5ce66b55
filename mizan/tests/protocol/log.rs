//! The log has the causes of errors, which no answer has.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use http::Request;
use mizan::Server;
use tracing_subscriber::fmt::MakeWriter;

use crate::application::{Gate, Tokens, Users};

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

/// The log of the whole program. One subscriber for all threads, because a test that runs beside
/// this one without any would make `tracing` forget that there is a subscriber.
static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).init();
    log
});

const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// The answer to a call of `fail`, and what the log says of it.
async fn fail(kind: &str) -> (String, String) {
    let log = LOG.clone();
    let api = Server::builder().provide(Arc::new(Users::with_ada())).identify(Tokens);
    let api = api.provide(Arc::new(Gate::default())).build().unwrap();
    let body = format!(r#"{{"fn": "fail", "args": {{"kind": "{kind}"}}}}"#);
    let request_id = format!("request-{kind}");
    let request = Request::post("/call/").header("x-request-id", &request_id);
    let request = request.header("traceparent", TRACEPARENT).body(body).unwrap();
    let answer = String::from_utf8(api.answer(request).await.body().to_vec()).unwrap();
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines = log.lines().filter(|line| line.contains(&request_id));
    (answer, lines.map(|line| format!("{line}\n")).collect())
}

#[tokio::test]
async fn an_internal_error_is_logged_whole() {
    let (answer, log) = fail("io").await;
    assert!(!answer.contains("secret"), "{answer}");
    assert!(log.contains("the secret disk is full"), "{log}");
    assert!(log.contains(r#"function="fail""#), "{log}");
    assert!(log.contains("application.rs:"), "{log}");
    assert!(log.contains(r#"request="request-io""#), "{log}");
    for field in [
        r#" request{otel.kind="server" http.request.method="POST" url.path="/call/" "#,
        r#"otel.name=POST /call/ http.route="/call/" request="request-io""#,
        r#" trace_id="4bf92f3577b34da6a3ce929d0e0e4736" parent_id="00f067aa0ba902b7"}"#,
        r#":function{name="fail" otel.name="fail" otel.kind="internal" rpc.system="mizan""#,
        r#" rpc.method="fail" request="request-io" error.type="INTERNAL_ERROR""#,
        r#" otel.status_code="ERROR"}"#,
    ] {
        assert!(log.contains(field), "{field}\n{log}");
    }
}

#[tokio::test]
async fn a_panic_is_logged_with_its_text() {
    let (answer, log) = fail("panic").await;
    assert!(!answer.contains("secret"), "{answer}");
    assert!(log.contains("it panicked: a secret panic"), "{log}");
}

#[tokio::test]
async fn what_the_client_may_know_is_no_error_of_the_server() {
    let (answer, log) = fail("limit").await;
    assert!(answer.contains("Slowly."), "{answer}");
    assert!(!log.contains("ERROR"), "{log}");
}
