//! One board shown by 10 000 sockets: the memory of an idle connection, and the time of a processor for a
//! change delivered to one of them.

use crate::Row;
use crate::clients::{Clients, Place};
use crate::server::{Server, Side};

/// The sockets that show the board.
pub(crate) const SOCKETS: usize = 10_000;
/// The changes that each of them gets.
const CHANGES: u32 = 30;

/// The figures of one side.
struct Figures {
    /// The bytes of memory of an idle connection.
    memory: f64,
    /// The microseconds of a processor for one change delivered to one socket.
    time: f64,
    /// Those of them that are not spent in the kernel of the system.
    own: f64,
}

pub(crate) fn compare() -> Vec<Row> {
    let [by_hand, mizan, trpc] = [Side::ByHand, Side::Mizan, Side::Trpc].map(|side| {
        let figures = measure(side);
        let Figures { memory, time, own } = &figures;
        println!(
            "{side:?}: {memory:.0} bytes of an idle connection, {time:.2} µs of a push, {own:.2} of them \
             outside of the kernel"
        );
        figures
    });
    let row = |name, ratio, goal| Row { name, ratio, goal };
    vec![
        row("memory of an idle connection, to by hand", mizan.memory / by_hand.memory, Some(1.25)),
        row("time of a push, to by hand", mizan.time / by_hand.time, Some(1.2)),
        row("time of a push, to tRPC", mizan.time / trpc.time, None),
        row("the same outside of the kernel", mizan.own / trpc.own, Some(0.1)),
    ]
}

/// Shows the board to all sockets, and changes it.
fn measure(side: Side) -> Figures {
    let server = Server::start(side);
    let mut clients = Clients::open(&server, Place::Board, 1);
    // What is allocated once, for the first of all, is no connection's.
    clients.change(&server);
    let before = server.memory();
    clients.open_more(&server, SOCKETS);
    let memory = (server.memory() - before) / SOCKETS as f64;
    clients.change(&server);
    let (before, reads) = (server.busy(), server.reads());
    for _ in 0..CHANGES {
        clients.change(&server);
    }
    let (after, events) = (server.busy(), f64::from(CHANGES) * SOCKETS as f64);
    let [own, kernel] = [0, 1].map(|at| (after[at] - before[at]).as_secs_f64() * 1e6 / events);
    assert_eq!(server.reads() - reads, u64::from(CHANGES), "one read for each change");
    Figures { memory, time: own + kernel, own }
}
