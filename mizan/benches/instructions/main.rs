//! Instructions of a request, compared with a handler written by hand for axum.
//!
//! `cargo bench -p mizan --bench instructions` runs each scenario under callgrind with two numbers of
//! requests and divides the difference, so that the start of the program and the setup do not count.
//! It fails if a goal is missed by more than a slack. It also prints requests per second over loopback, and the memory of a
//! request that waits and of a connection that is idle: those depend on the machine, and have no goal.
//! `benches/README.md` has the figures.

mod by_hand;
mod callgrind;
mod connections;
mod data;
mod idle;
mod load;
mod with_mizan;

use std::convert::Infallible;
use std::env;
use std::process::Command;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower_service::Service;

/// A request that both sides answer.
struct Scenario {
    name: &'static str,
    /// The largest ratio of Mizan's instructions to those of the handler by hand.
    goal: Option<f64>,
    by_hand: fn() -> Request<Body>,
    with_mizan: fn() -> Request<Body>,
    /// The part of Mizan's answer that is the answer of the handler by hand.
    answer: fn(Value) -> Value,
}

/// What a ratio may be above its goal before the run fails: other compilers and other versions of axum
/// move it as well.
const SLACK: f64 = 0.03;

const SCENARIOS: [Scenario; 4] = [
    Scenario {
        name: "small call",
        goal: Some(0.75),
        by_hand: || post("/api/v1/rename", r#"{"user_id":5,"name":"Ada Lovelace"}"#),
        with_mizan: || post("/api/mizan/call/", &SMALL_CALL),
        answer: |mut answer| answer["result"].take(),
    },
    Scenario {
        name: "call with a mounted context",
        goal: None,
        by_hand: || post("/api/v1/rename_and_read", r#"{"user_id":5,"name":"Ada Lovelace"}"#),
        with_mizan: || post("/api/mizan/call/", &MOUNTED_CALL),
        answer: |mut answer| {
            let bundle = without_names(answer["contexts"][0]["bundle"].take());
            Value::Array(vec![answer["result"].take(), bundle])
        },
    },
    Scenario {
        name: "bundle of four reads",
        goal: Some(0.80),
        by_hand: || get("/api/v1/user?user_id=5"),
        with_mizan: || get("/api/mizan/ctx/user/?user_id=5"),
        answer: without_names,
    },
    Scenario {
        name: "list of 1 000 rows",
        goal: Some(0.55),
        by_hand: || get("/api/v1/rows"),
        with_mizan: || get("/api/mizan/ctx/table/"),
        answer: |mut answer| answer["rows"].take(),
    },
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--serve", scenario, side, requests] => serve(scenario, side, requests),
        ["--load", scenario, side] => {
            let scenario = find(scenario);
            let answered = match *side {
                "by_hand" => load::count(async || by_hand::app(), (scenario.by_hand)()),
                _ => load::count(async || with_mizan::app(), (scenario.with_mizan)()),
            };
            println!("{answered:.0}");
        }
        ["--connections", side] => {
            let Scenario { by_hand, with_mizan, .. } = find("small call");
            let bytes = match *side {
                "by_hand" => connections::measure(by_hand::app(), by_hand()),
                _ => connections::measure(with_mizan::app(), with_mizan()),
            };
            println!("{bytes:.0}");
        }
        ["--idle", kind, side] => {
            let [by_hand, with_mizan] = waiting(kind);
            let bytes = match *side {
                "by_hand" => idle::measure(by_hand::app(), by_hand),
                _ => idle::measure(with_mizan::app(), with_mizan),
            };
            println!("{bytes:.0}");
        }
        _ => compare(),
    }
}

/// A bundle without the members that name it and its version.
fn without_names(mut bundle: Value) -> Value {
    let members = bundle.as_object_mut().expect("a bundle");
    members.retain(|name, _| !name.starts_with('$'));
    bundle
}

fn compare() {
    assert_same_answers();
    let mut missed = Vec::new();
    println!("{:28} {:>12} {:>12} {:>7} {:>7}", "", "by hand", "mizan", "ratio", "goal");
    for scenario in &SCENARIOS {
        let by_hand = callgrind::measure(&[scenario.name, "by_hand"]);
        let with_mizan = callgrind::measure(&[scenario.name, "with_mizan"]);
        let ratio = with_mizan / by_hand;
        let name = scenario.name;
        let is_missed = scenario.goal.is_some_and(|goal| ratio > goal);
        let goal = scenario.goal.map_or(String::new(), |goal| {
            format!("{goal:>7.2} {}", if is_missed { "missed" } else { "met" })
        });
        if scenario.goal.is_some_and(|goal| ratio > goal + SLACK) {
            missed.push(name);
        }
        println!("{name:28} {by_hand:>12.0} {with_mizan:>12.0} {ratio:>7.2} {goal}");
    }
    println!("\nrequests per second, over loopback");
    for Scenario { name, .. } in &SCENARIOS {
        compare_figures(name, &["--load", name]);
    }
    println!("\nbytes of a request that waits");
    for kind in ["read", "mutation"] {
        compare_figures(kind, &["--idle", kind]);
    }
    println!("\nbytes of a connection that is idle");
    compare_figures("", &["--connections"]);
    assert!(missed.is_empty(), "the goals of {missed:?} are missed");
}

/// Both sides give the same answers: what is compared is the same work.
fn assert_same_answers() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for Scenario { name, by_hand, with_mizan, answer, .. } in &SCENARIOS {
        let expected = runtime.block_on(ask(by_hand::app(), by_hand()));
        let answered = runtime.block_on(ask(with_mizan::app(), with_mizan()));
        assert_eq!(answer(answered), expected, "{name}");
    }
}

async fn ask<S>(mut app: S, request: Request<Body>) -> Value
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
{
    let Ok(response) = app.call(request).await;
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    serde_json::from_slice(&body).expect("JSON")
}

/// Prints the figures that this program prints for each side.
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

/// The requests of both sides that are never answered.
fn waiting(kind: &str) -> [fn() -> Request<Body>; 2] {
    match kind {
        "read" => [|| get("/api/v1/wait"), || get("/api/mizan/ctx/waiting/")],
        _ => [
            || post("/api/v1/hold", r#"{"user_id":5}"#),
            || post("/api/mizan/call/", r#"{"fn":"hold","args":{"user_id":5}}"#),
        ],
    }
}

fn find(scenario: &str) -> &'static Scenario {
    SCENARIOS.iter().find(|known| known.name == scenario).expect("a scenario")
}

fn serve(scenario: &str, side: &str, requests: &str) {
    let scenario = find(scenario);
    let requests: usize = requests.parse().expect("a number of requests");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        match side {
            "by_hand" => answer_all(by_hand::app(), scenario.by_hand, requests).await,
            _ => answer_all(with_mizan::app(), scenario.with_mizan, requests).await,
        }
    });
}

/// Answers a request a number of times.
async fn answer_all<S>(mut app: S, request: fn() -> Request<Body>, requests: usize)
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
{
    for _ in 0..requests {
        let Ok(response) = app.call(request()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        assert!(body.len() > 2);
    }
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
    let bodies: Value = serde_json::from_str(KERNEL_BODIES).expect("JSON");
    bodies[name]["body"].as_str().expect("the body of that name").to_owned()
}

fn post(path: &str, body: &'static str) -> Request<Body> {
    Request::post(path)
        .header("content-type", "application/json")
        .header("content-length", body.len())
        .body(Body::from(body))
        .expect("a request")
}
