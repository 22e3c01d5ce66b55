//! Two nodes over one Redis, with 500 sockets each: the time from a change on one of them until the last
//! socket has it.

use std::fs;
use std::time::{Duration, Instant};

use example_support::services::redis::Redis;

use crate::Row;
use crate::board::DATABASE;
use crate::clients::{Clients, Place};
use crate::server::{REDIS, Server, Side};

/// The sockets of each node.
const SOCKETS: usize = 500;
const CHANGES: usize = 500;

pub(crate) fn compare() -> Vec<Row> {
    // What else runs on the machine meanwhile, both sides share.
    let sides = [Side::ByHand, Side::Mizan, Side::ByHand, Side::Mizan];
    let [first, one, second, other] = sides.map(measure);
    let p99 =
        |one: &[Duration], other: &[Duration]| (at(one, 99) + at(other, 99)).as_secs_f64() / 2.0;
    let ratio = p99(&one, &other) / p99(&first, &second);
    vec![Row {
        name: "p99 of a change to 1 000 sockets on two nodes, to by hand",
        ratio,
        goal: Some(1.3),
    }]
}

/// The times from a change until the last socket has it, the shortest first.
fn measure(side: Side) -> Vec<Duration> {
    let (redis, folder) = (Redis::start(), tempfile::tempdir().expect("a folder"));
    let database = folder.path().join("board");
    fs::write(&database, [0; 8]).expect("a database");
    let (url, database) = (redis.url(), database.to_str().expect("a path"));
    let start = || Server::start_with(side, &[(REDIS, &url), (DATABASE, database)]);
    let nodes = [start(), start()];
    let mut clients = Clients::open(&nodes[0], Place::Board, SOCKETS);
    clients.open_more(&nodes[1], SOCKETS);
    // The first changes come while the nodes open the bus.
    for node in nodes.iter().cycle().take(20) {
        clients.change(node);
    }
    let time = |node: &Server| {
        let begin = Instant::now();
        clients.change(node);
        begin.elapsed()
    };
    let mut times: Vec<Duration> = nodes.iter().cycle().take(CHANGES).map(time).collect();
    times.sort_unstable();
    println!("{side:?}: p50 {:?}, p99 {:?} until the last socket", at(&times, 50), at(&times, 99));
    times
}

fn at(times: &[Duration], percent: usize) -> Duration {
    times[times.len() * percent / 100]
}
