//! The client in Python: its format, its types under strict checkers, and its calls to a running
//! server, by the client that waits and by the one that is awaited.

#[path = "support/python.rs"]
mod python;

use std::path::{Path, PathBuf};
use std::process::Command;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

use python::{check_types, programs, run};
// Its functions are served.
use type_corpus as _;

/// The directory of the client that the build script wrote.
const CLIENT: &str = concat!(env!("OUT_DIR"), "/mizan/python");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mizan-build/python")
}

#[test]
fn the_sample_and_the_fixed_part_are_strict_and_formatted() {
    let files = ["runtime", "sample/odd_api.py"];
    let ruff = programs().join("ruff");
    run(Command::new(&ruff).args(["check", "--isolated"]).args(files).current_dir(folder()));
    run(Command::new(&ruff)
        .args(["format", "--isolated", "--diff"])
        .args(files)
        .current_dir(folder()));
    check_types(&folder(), &files);
}

#[test]
fn the_client_of_the_corpus_is_strict_and_formatted() {
    let ruff = programs().join("ruff");
    let directory = Path::new(CLIENT);
    run(Command::new(&ruff).args(["check", "--isolated", "corpus.py"]).current_dir(directory));
    run(Command::new(&ruff)
        .args(["format", "--isolated", "--diff", "corpus.py"])
        .current_dir(directory));
    check_types(directory, &["corpus.py"]);
}

/// The program is checked against the client's types, and then run.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_answered() {
    let api = mizan::Server::builder().build().unwrap_or_else(|error| panic!("{error}"));
    let app = Router::new()
        .nest("/api/mizan", mizan::axum::router(api))
        .route("/gateway/{*path}", any(answer_as_a_gateway));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move { axum::serve(listener, app).await });

    let told = spawn_blocking(move || {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/usage.py");
        let program = program.to_str().expect("a path that is text");
        run(Command::new(programs().join("mypy"))
            .args(["--strict", "--python-version", "3.11", "--cache-dir"])
            .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("python/mypy-usage"))
            .arg(program)
            .env("MYPYPATH", CLIENT));
        run(Command::new(programs().join("python"))
            .args([program, &format!("http://{address}/api/mizan")])
            .arg(format!("http://{address}/gateway"))
            .env("PYTHONPATH", CLIENT)
            .env("PYTHONDONTWRITEBYTECODE", "1"))
    });
    let told = told.await.expect("Python runs");
    assert_eq!(String::from_utf8_lossy(&told.stdout), "sync\nasync\n");
}

/// A gateway whose server is down, for a caller that it knows by a token.
async fn answer_as_a_gateway(headers: HeaderMap) -> Response {
    match headers.get("authorization").is_some_and(|token| token == "Bearer secret") {
        true => (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "7")], "<html>").into_response(),
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}
