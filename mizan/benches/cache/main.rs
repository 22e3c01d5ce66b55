//! What the cache costs and saves, each row a ratio of two ways in one run.
//!
//! `cargo bench -p mizan --bench cache` counts the instructions of a hit under callgrind
//! (`apt-get install valgrind`), and measures the rest beside a Redis that it starts. Each row first holds
//! that both ways give the same answer. It fails if a figure is beyond its bound, which allows for other compilers,
//! machines and load.
//! `benches/README.md` has the figures.

#[path = "../instructions/callgrind.rs"]
mod callgrind;
#[path = "../instructions/data.rs"]
mod data;
mod hits;
#[path = "../instructions/load.rs"]
mod load;
mod misses;
mod mutations;
#[path = "../instructions/with_mizan.rs"]
mod with_mizan;

use std::env;

use example_support::services::redis::Redis;
use tokio::runtime::Runtime;

const SECRET: &str = "a secret of at least thirty-two bytes";

/// A row of the table.
struct Row {
    name: &'static str,
    /// What Mizan and what it stands beside cost, or have, in the unit of the name.
    ways: [f64; 2],
    goal: Goal,
    /// Beyond it the run fails.
    bound: Goal,
}

/// What the ratio of two ways is to be.
#[derive(Clone, Copy)]
enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn is_met(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(most) => ratio <= most,
            Self::AtLeast(least) => ratio >= least,
        }
    }

    fn describe(self) -> String {
        match self {
            Self::AtMost(most) => format!("at most {most}"),
            Self::AtLeast(least) => format!("at least {least}"),
        }
    }
}

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--serve", path, way, requests] => hits::serve(path, way, requests),
        _ => compare(),
    }
}

fn compare() {
    let redis = Redis::start();
    let runtime = Runtime::new().expect("a runtime");
    let rows = [
        hits::count_instructions(),
        hits::measure_memory(&runtime),
        hits::measure_redis(&redis, &runtime),
        mutations::measure(&redis, &runtime),
        misses::count(&redis, &runtime),
    ];
    println!("{:66} {:>8} {:>8} {:>6}  goal", "", "Mizan", "beside", "ratio");
    let mut beyond = Vec::new();
    for Row { name, ways: [mizan, beside], goal, bound } in rows {
        let ratio = mizan / beside;
        let verdict = if goal.is_met(ratio) { "met" } else { "missed" };
        let goal = goal.describe();
        println!("{name:66} {mizan:>8.0} {beside:>8.0} {ratio:>6.3}  {goal}: {verdict}");
        if !bound.is_met(ratio) {
            beyond.push(name);
        }
    }
    assert!(beyond.is_empty(), "beyond their bounds: {beyond:?}");
}
