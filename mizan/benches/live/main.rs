//! What a socket and a push cost, compared with sockets written by hand for axum and with tRPC on Node.
//!
//! `cargo bench -p mizan --bench live` serves one board to 10 000 sockets, changes it, and measures the
//! process of the server: its memory for an idle connection that shows the board, and its time of a
//! processor for one change delivered to one of them. Then it counts the instructions of a call over a
//! socket and over HTTP. It fails if a goal is missed by more than a slack. `benches/live/README.md` has
//! the figures.

mod board;
mod by_hand;
mod callgrind;
mod calls;
mod clients;
mod frames;
mod server;
mod with_mizan;

use std::env;

use server::{Server, Side};

/// The sockets that show the board.
const SOCKETS: usize = 10_000;
/// The changes that each of them gets.
const CHANGES: u32 = 30;

/// What a ratio may be above its goal before the run fails: other compilers and other versions of axum
/// move it as well.
const SLACK: f64 = 0.05;

/// The figures of one side.
struct Figures {
    /// The bytes of memory of an idle connection.
    memory: f64,
    /// The microseconds of a processor for one change delivered to one socket.
    time: f64,
    /// Those of them that are not spent in the kernel of the system.
    own: f64,
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--server", "by_hand"] => server::serve(by_hand::app),
        ["--server", _] => server::serve(with_mizan::app),
        ["--serve", way, requests] => calls::serve(way, requests.parse().expect("a number")),
        _ => compare(),
    }
}

fn compare() {
    raise_open_files();
    let [by_hand, mizan, trpc] = [Side::ByHand, Side::Mizan, Side::Trpc].map(|side| {
        let figures = measure(side);
        let Figures { memory, time, own } = &figures;
        println!(
            "{side:?}: {memory:.0} bytes of an idle connection, {time:.2} µs of a push, {own:.2} of them \
             outside of the kernel"
        );
        figures
    });
    let [over_http, over_socket] = ["http", "socket"].map(|way| callgrind::measure(&[way]));
    println!("instructions of a call: {over_http:.0} over HTTP, {over_socket:.0} over a socket");
    let rows = [
        ("memory of an idle connection, to by hand", mizan.memory / by_hand.memory, Some(1.25)),
        ("time of a push, to by hand", mizan.time / by_hand.time, Some(1.2)),
        ("time of a push, to tRPC", mizan.time / trpc.time, None),
        ("the same outside of the kernel", mizan.own / trpc.own, Some(0.1)),
        ("instructions of a socket call, to HTTP", over_socket / over_http, Some(0.6)),
    ];
    println!("\n{:44} {:>7} {:>7}", "", "ratio", "goal");
    let mut missed = Vec::new();
    for (name, ratio, goal) in rows {
        let text = goal.map_or(String::new(), |goal| {
            format!("{goal:>7.2} {}", if ratio > goal { "missed" } else { "met" })
        });
        println!("{name:44} {ratio:>7.3} {text}");
        if goal.is_some_and(|goal| ratio > goal * (1.0 + SLACK)) {
            missed.push(name);
        }
    }
    assert!(missed.is_empty(), "the goals of {missed:?} are missed");
}

/// Shows the board to all sockets, and changes it.
fn measure(side: Side) -> Figures {
    let server = Server::start(side);
    let mut clients = clients::Clients::open(&server, 1);
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

/// Lets this process and its children open a file for each socket.
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).expect("more open files");
}
