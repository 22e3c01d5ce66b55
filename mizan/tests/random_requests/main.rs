//! Random sequences of requests to a running server: nothing runs twice, nothing that has committed
//! stays unannounced, nothing is lost, and nothing is left behind.
//!
//! `MIZAN_RUNS=10000` plays more sequences, `MIZAN_SEED=7` others. A failure names the seed and the
//! shortest sequence that was found.

mod application;
mod client;
mod expected;
mod observer;
mod play;
mod step;
mod tokens;

use std::alloc::System;
use std::cell::Cell;
use std::env;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The bytes in use by which a sequence may seem to grow: those of the test's own threads.
const NOISE: isize = 16 * 1024;

fn from_environment(name: &str, default: u32) -> u32 {
    env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

fn bytes_in_use() -> isize {
    let stats = ALLOCATOR.stats();
    stats.bytes_allocated as isize - stats.bytes_deallocated as isize
}

#[test]
fn any_sequence_of_requests_keeps_the_promises() {
    let (seed, cases) = (from_environment("MIZAN_SEED", 1), from_environment("MIZAN_RUNS", 300));
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let bytes: Vec<u8> = seed.to_le_bytes().into_iter().cycle().take(32).collect();
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let is_first = Cell::new(true);
    let played = runner.run(&step::scenario(), |scenario| {
        let before = bytes_in_use();
        play::play(&scenario).map_err(TestCaseError::fail)?;
        let kept = bytes_in_use() - before;
        // The first sequence initialises what the process keeps.
        match kept < NOISE || is_first.replace(false) {
            true => Ok(()),
            false => Err(TestCaseError::fail(format!("{kept} bytes are left behind"))),
        }
    });
    if let Err(error) = played {
        panic!("MIZAN_SEED={seed}: {error}");
    }
}
