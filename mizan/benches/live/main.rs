//! What a socket and a push cost, compared with sockets written by hand for axum and with tRPC on Node.
//!
//! `cargo bench -p mizan --bench live` plays all parts, and with their names only these: `idle` (one board
//! shown by 10 000 sockets), `calls` (over a socket and over HTTP), `hall` (a message to 1 000 members),
//! `nodes` (a change that reaches 1 000 sockets on two nodes) and `back` (10 000 sockets that come back at
//! once). It fails if a goal is missed by more than a slack. `benches/live/README.md` has the figures.

mod back;
mod board;
mod by_hand;
mod callgrind;
mod calls;
mod clients;
mod frames;
mod hall;
mod idle;
mod nodes;
mod server;
mod with_mizan;

use std::env;

/// What a ratio may be above its goal before the run fails: other compilers and other versions of axum
/// move it as well.
const SLACK: f64 = 0.05;

/// A ratio, and the most that it may be.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) ratio: f64,
    pub(crate) goal: Option<f64>,
}

/// A part with its name.
type Part = (&'static str, fn() -> Vec<Row>);

const PARTS: [Part; 5] = [
    ("idle", idle::compare),
    ("calls", compare_calls),
    ("hall", hall::compare),
    ("nodes", nodes::compare),
    ("back", back::compare),
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--server", "by_hand"] => server::serve(by_hand::app),
        ["--server", _] => server::serve(with_mizan::app),
        ["--serve", way, requests] => calls::serve(way, requests.parse().expect("a number")),
        names => compare(names),
    }
}

/// Plays the parts of these names, or all.
fn compare(names: &[&str]) {
    raise_open_files();
    let is_any = names.iter().any(|name| PARTS.iter().any(|(part, _)| part == name));
    let wanted = PARTS.iter().filter(|(part, _)| !is_any || names.contains(part));
    let rows: Vec<Row> = wanted.flat_map(|(_, compare)| compare()).collect();
    println!("\n{:56} {:>7} {:>7}", "", "ratio", "goal");
    let mut missed = Vec::new();
    for Row { name, ratio, goal } in rows {
        let text = goal.map_or(String::new(), |goal| {
            format!("{goal:>7.2} {}", if ratio > goal { "missed" } else { "met" })
        });
        println!("{name:56} {ratio:>7.3} {text}");
        if goal.is_some_and(|goal| ratio > goal * (1.0 + SLACK)) {
            missed.push(name);
        }
    }
    assert!(missed.is_empty(), "the goals of {missed:?} are missed");
}

fn compare_calls() -> Vec<Row> {
    let [over_http, over_socket] = ["http", "socket"].map(|way| callgrind::measure(&[way]));
    println!("instructions of a call: {over_http:.0} over HTTP, {over_socket:.0} over a socket");
    let ratio = over_socket / over_http;
    vec![Row { name: "instructions of a socket call, to HTTP", ratio, goal: Some(0.6) }]
}

/// Lets this process and its children open a file for each socket.
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).expect("more open files");
}
