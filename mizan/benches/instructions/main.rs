//! Instructions per request, beside a handler written by hand for axum.
//!
//! `cargo bench -p mizan --bench instructions` runs each scenario under callgrind at two lengths
//! and divides the difference, so that neither the start of the program nor the setup counts. It
//! also tells requests per second over loopback, and what a request holds while it waits; those
//! depend on the machine, and nothing is demanded of them.
//!
//! The goals of the first two are missed: 1.00 and 1.07. What is the same for both sides, the
//! benchmark's own work and axum's with a nested router, takes 10 400 and 9 400 of their
//! instructions, so that Mizan would have to do in 7 100 and 5 900 what a handler does in 8 400.
//! They are spent so:
//!
//! | | call | bundle |
//! |---|---:|---:|
//! | the benchmark makes a request and reads the response | 4 300 | 2 700 |
//! | axum finds the route, strips the prefix, boxes futures | 6 100 | 6 700 |
//! | the request is taken apart, kept, dropped | 1 700 | 1 250 |
//! | the body, the envelope; or the query | 800 | 550 |
//! | the function or context is found, its caller let in, a permit taken | 350 | 550 |
//! | arguments are read | 1 100 | 650 |
//! | functions run, and write what they answer | 800 | 2 700 |
//! | each gets a box, is caught if it panics, has its turn | 500 | 2 100 |
//! | what became stale: its scope, in the body, in the header | 1 800 | |
//! | the response and its headers | 900 | 800 |
//! | the rest: the futures of all that, polled, moved and dropped | 1 200 | 1 300 |

mod by_hand;
mod callgrind;
mod data;
mod idle;
mod load;
mod with_mizan;

use std::env;
use std::process::Command;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use tower_service::Service;

/// What both sides do: a name, the most that ours may cost of theirs, and the two requests.
struct Scenario {
    name: &'static str,
    goal: f64,
    by_hand: fn() -> Request<Body>,
    with_mizan: fn() -> Request<Body>,
}

const SCENARIOS: [Scenario; 4] = [
    Scenario {
        name: "small call",
        goal: 0.90,
        by_hand: || post("/api/v1/rename", r#"{"user_id":5,"name":"Ada Lovelace"}"#),
        with_mizan: || post("/api/mizan/call/", &SMALL_CALL),
    },
    Scenario {
        name: "call with a mounted context",
        goal: 1.00,
        by_hand: || post("/api/v1/rename_and_read", r#"{"user_id":5,"name":"Ada Lovelace"}"#),
        with_mizan: || post("/api/mizan/call/", &MOUNTED_CALL),
    },
    Scenario {
        name: "bundle of four reads",
        goal: 0.85,
        by_hand: || get("/api/v1/user?user_id=5"),
        with_mizan: || get("/api/mizan/ctx/user/?user_id=5"),
    },
    Scenario {
        name: "list of 1 000 rows",
        goal: 0.65,
        by_hand: || get("/api/v1/rows"),
        with_mizan: || get("/api/mizan/ctx/table/"),
    },
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--serve", scenario, side, requests] => serve(scenario, side, requests),
        ["--load", scenario, side] => {
            let (app, request) = prepare(scenario, side);
            println!("{:.0}", load::count(app, request()));
        }
        ["--idle", "by_hand"] => println!("{:.0}", idle::measure(by_hand::app(), "/api/v1/wait")),
        ["--idle", _] => {
            println!("{:.0}", idle::measure(with_mizan::app(), "/api/mizan/ctx/waiting/"));
        }
        _ => compare(),
    }
}

fn compare() {
    println!("{:28} {:>12} {:>12} {:>7} {:>7}", "", "by hand", "mizan", "ratio", "goal");
    for scenario in &SCENARIOS {
        let by_hand = callgrind::measure(&[scenario.name, "by_hand"]);
        let with_mizan = callgrind::measure(&[scenario.name, "with_mizan"]);
        let ratio = with_mizan / by_hand;
        let Scenario { name, goal, .. } = *scenario;
        let verdict = if ratio <= goal { "met" } else { "missed" };
        println!("{name:28} {by_hand:>12.0} {with_mizan:>12.0} {ratio:>7.2} {goal:>7.2} {verdict}");
    }
    println!("\nrequests per second, over loopback");
    for Scenario { name, .. } in &SCENARIOS {
        compare_figures(name, &["--load", name]);
    }
    println!("\nbytes of a request that waits");
    compare_figures("", &["--idle"]);
}

/// Prints what each side tells of itself.
fn compare_figures(name: &str, arguments: &[&str]) {
    let [by_hand, with_mizan] = ["by_hand", "with_mizan"].map(|side| {
        let program = env::current_exe().expect("the path of this program");
        let output = Command::new(program).args(arguments).arg(side).output();
        let output = output.expect("this program runs");
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().parse::<f64>().expect("a figure")
    });
    println!("{name:28} {by_hand:>12.0} {with_mizan:>12.0} {:>7.2}", with_mizan / by_hand);
}

/// The application of a side, and the request of a scenario.
fn prepare(scenario: &str, side: &str) -> (Router, fn() -> Request<Body>) {
    let scenario = SCENARIOS.iter().find(|known| known.name == scenario).expect("a scenario");
    match side {
        "by_hand" => (by_hand::app(), scenario.by_hand),
        _ => (with_mizan::app(), scenario.with_mizan),
    }
}

fn serve(scenario: &str, side: &str, requests: &str) {
    let (mut app, request) = prepare(scenario, side);
    let requests: usize = requests.parse().expect("a number of requests");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        for _ in 0..requests {
            answer(&mut app, request()).await;
        }
    });
}

async fn answer(app: &mut Router, request: Request<Body>) {
    let Ok(response) = app.call(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    assert!(body.len() > 2);
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

/// The bodies as the client writes them: a test of the kernel compares the file with its requests.
const KERNEL_BODIES: &str = include_str!("bodies.json");

static SMALL_CALL: LazyLock<String> = LazyLock::new(|| kernel_body("small call"));
static MOUNTED_CALL: LazyLock<String> =
    LazyLock::new(|| kernel_body("call with a mounted context"));

fn kernel_body(name: &str) -> String {
    let bodies: serde_json::Value = serde_json::from_str(KERNEL_BODIES).expect("JSON");
    bodies[name]["body"].as_str().expect("the body of that name").to_owned()
}

fn post(path: &str, body: &'static str) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/json")
        .header("content-length", body.len())
        .body(Body::from(body))
        .expect("a request")
}
