//! 10 000 sockets that come back at once, to a server that was started anew.

use std::time::Instant;

use crate::Row;
use crate::clients::{Clients, Place};
use crate::idle::SOCKETS;
use crate::server::{Server, Side};

/// The most connections that are being opened at a time: more than the queue of a listener holds would wait
/// a second for the system's next attempt.
const AT_ONCE: usize = 1_000;

/// The most reads of the board for all of them.
const MOST_READS: u64 = 20;

pub(crate) fn compare() -> Vec<Row> {
    let [by_hand, mizan] = [Side::ByHand, Side::Mizan].map(measure);
    vec![Row {
        name: "time of a processor for one that comes back, to by hand",
        ratio: mizan / by_hand,
        goal: None,
    }]
}

/// The microseconds of a processor for one socket that comes back.
fn measure(side: Side) -> f64 {
    let server = Server::start(side);
    let mut clients = Clients::open(&server, Place::Board, 0);
    let (before, reads, begin) = (server.busy(), server.reads(), Instant::now());
    clients.open_at_once(&server, SOCKETS, AT_ONCE);
    let (took, after, reads) = (begin.elapsed(), server.busy(), server.reads() - reads);
    let busy: f64 = [0, 1].iter().map(|&at| (after[at] - before[at]).as_secs_f64()).sum();
    let time = busy * 1e6 / SOCKETS as f64;
    println!("{side:?}: {SOCKETS} sockets are back in {took:.2?}, {time:.0} µs and {reads} reads");
    assert!(side == Side::ByHand || reads <= MOST_READS, "{reads} reads");
    clients.change(&server);
    time
}
