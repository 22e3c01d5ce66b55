//! A room of 1 000 members: the time of a processor for one message delivered to one of them.

use std::time::Instant;

use crate::Row;
use crate::clients::{Clients, Place};
use crate::server::{Server, Side};

const MEMBERS: usize = 1_000;
const MESSAGES: u32 = 500;

pub(crate) fn compare() -> Vec<Row> {
    let [by_hand, mizan] = [Side::ByHand, Side::Mizan].map(measure);
    let ratio = mizan / by_hand;
    vec![Row {
        name: "time of a message to one of 1 000 members, to by hand",
        ratio,
        goal: Some(1.2),
    }]
}

/// The microseconds of a processor for one message delivered to one member.
fn measure(side: Side) -> f64 {
    let server = Server::start(side);
    let mut clients = Clients::open(&server, Place::Hall, MEMBERS);
    clients.say(&server);
    let (before, begin) = (server.busy(), Instant::now());
    for _ in 0..MESSAGES {
        clients.say(&server);
    }
    let (took, after) = (begin.elapsed(), server.busy());
    let busy: f64 = [0, 1].iter().map(|&at| (after[at] - before[at]).as_secs_f64()).sum();
    let time = busy * 1e6 / (f64::from(MESSAGES) * MEMBERS as f64);
    let rate = f64::from(MESSAGES) / took.as_secs_f64();
    println!(
        "{side:?}: {time:.2} µs of a message to one member, {rate:.0} messages a second to all"
    );
    time
}
