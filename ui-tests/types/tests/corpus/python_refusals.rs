//! What serde refuses, sent by the client in Python to a running server: the server says which part of which
//! argument does not fit, unless the client has said so before it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;
// Its functions are served.
use type_corpus as _;

use crate::case::{Case, Direction, whole_table};
use crate::python_programs::{programs, run};

/// Sends each value, and tells the errors that are others than expected.
const PROGRAM: &str = include_str!("python/refusals.py");

#[tokio::test(flavor = "multi_thread")]
async fn the_server_refuses_what_serde_refuses() {
    let api = mizan::Server::builder().build().unwrap_or_else(|error| panic!("{error}"));
    let app = Router::new().nest("/api/mizan", mizan::axum::router(api));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move { axum::serve(listener, app).await });

    let (lines, count) = write(&crate::cases());
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python-refusals");
    fs::create_dir_all(&place).expect("a directory for the values");
    fs::write(place.join("refused.jsonl"), lines).expect("the values are written");
    let told = spawn_blocking(move || {
        run(Command::new(programs().join("python"))
            .args(["-c", PROGRAM, &format!("http://{address}/api/mizan")])
            .current_dir(place)
            .env("PYTHONPATH", concat!(env!("OUT_DIR"), "/mizan/python"))
            .env("PYTHONDONTWRITEBYTECODE", "1"))
    });
    let told = told.await.expect("Python runs");
    let told = String::from_utf8_lossy(&told.stdout);
    assert_eq!(told, format!("{count} values are refused\n"));
}

/// A line for each table that is sent: its name, the values that fit, and for each field those that do not.
fn write(cases: &[Case]) -> (String, usize) {
    let mut tables: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    for case in cases {
        tables.entry(case.table).or_default().push(case);
    }
    let (mut text, mut count) = (String::new(), 0);
    for (table, cases) in tables {
        let whole = whole_table(&cases, Direction::Input);
        let mut refused = Vec::new();
        for case in cases {
            let lines = case.lines.iter().filter(|line| line.direction == Direction::Input);
            refused.extend(lines.filter(|line| !line.fits).map(|line| (case.field, line.value())));
        }
        if refused.is_empty() {
            continue;
        }
        count += refused.len();
        writeln!(text, "{}", serde_json::json!([table, whole, refused]))
            .expect("a String takes every text");
    }
    assert!(count > 100, "only {count} values");
    (text, count)
}
