//! Instructions of a request, compared with a handler written by hand for axum.
//!
//! `cargo bench -p mizan --bench instructions` runs each scenario under callgrind with two numbers of
//! requests and divides the difference, so that the start of the program and the setup do not count.
//! It also prints requests per second over loopback and the memory of a request that waits; both
//! depend on the machine, and have no goal. `benches/README.md` has the figures.

mod by_hand;
mod callgrind;
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
use tower_service::Service;

/// A request that both sides answer.
struct Scenario {
    name: &'static str,
    /// The largest ratio of Mizan's instructions to those of the handler by hand.
    goal: Option<f64>,
    by_hand: fn() -> Request<Body>,
    with_mizan: fn() -> Request<Body>,
}

const SCENARIOS: [Scenario; 4] = [
    Scenario {
        name: "small call",
        goal: Some(0.75),
        by_hand: || post("/api/v1/rename", r#"{"user_id":5,"name":"Ada Lovelace"}"#),
        with_mizan: || post("/api/mizan/call/", &SMALL_CALL),
    },
    Scenario {
        name: "call with a mounted context",
        goal: None,
        by_hand: || post("/api/v1/rename_and_read", r#"{"user_id":5,"name":"Ada Lovelace"}"#),
        with_mizan: || post("/api/mizan/call/", &MOUNTED_CALL),
    },
    Scenario {
        name: "bundle of four reads",
        goal: Some(0.80),
        by_hand: || get("/api/v1/user?user_id=5"),
        with_mizan: || get("/api/mizan/ctx/user/?user_id=5"),
    },
    Scenario {
        name: "list of 1 000 rows",
        goal: Some(0.55),
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
            let scenario = find(scenario);
            let answered = match *side {
                "by_hand" => load::count(by_hand::app(), (scenario.by_hand)()),
                _ => load::count(with_mizan::app(), (scenario.with_mizan)()),
            };
            println!("{answered:.0}");
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
        let name = scenario.name;
        let goal = scenario.goal.map_or(String::new(), |goal| {
            format!("{goal:>7.2} {}", if ratio <= goal { "met" } else { "missed" })
        });
        println!("{name:28} {by_hand:>12.0} {with_mizan:>12.0} {ratio:>7.2} {goal}");
    }
    println!("\nrequests per second, over loopback");
    for Scenario { name, .. } in &SCENARIOS {
        compare_figures(name, &["--load", name]);
    }
    println!("\nbytes of a request that waits");
    compare_figures("", &["--idle"]);
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
