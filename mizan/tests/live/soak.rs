//! A server under subscriptions that come and go: its memory stays flat, and no task is left of a socket that
//! has closed. `MIZAN_SOAK=600` lets it run for ten minutes.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use mizan::Server;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::time::sleep;

use crate::application::{Boards, Guests, Tokens};
use crate::running::{Client, LIMIT};

/// The variable by which a process knows that it is the server.
const SERVER: &str = "MIZAN_SOAK_SERVER";

const ROUNDS: u32 = 6;
const SOCKETS: u64 = 40;
const BOARDS: u64 = 100;

/// What the memory may grow by from the second round to the last: the allocator keeps some of what it gets.
const SLACK: u64 = 4 << 20;

/// The server, where the process is one. It ends when its parent does.
#[tokio::test(flavor = "multi_thread")]
async fn server() {
    if env::var(SERVER).is_err() {
        return;
    }
    let builder = Server::builder().provide(Arc::<Boards>::default());
    let builder = builder.identify(Tokens::default()).identify(Guests::default());
    let api = builder.frames_limit(u32::MAX).build().expect("everything is provided");
    let tasks = get(async || Handle::current().metrics().num_alive_tasks().to_string());
    let app =
        Router::new().nest("/api/mizan", mizan::axum::router(api.clone())).route("/tasks", tasks);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("\naddress {}", listener.local_addr().unwrap());
    let parent = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    let end = async { drop(parent.await) };
    mizan::axum::serve(listener, app, &api).stop_on(end).await.unwrap();
}

/// A server in a process of its own, whose memory is nobody else's.
struct Process {
    child: Child,
    /// A test that takes long writes to it that it does.
    _output: Lines<BufReader<ChildStdout>>,
    address: String,
    client: reqwest::Client,
}

impl Process {
    fn start() -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "soak::server", "--nocapture"])
            .env(SERVER, "yes")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut words = lines.by_ref().map_while(Result::ok);
        let address = words.find_map(|line| line.strip_prefix("address ").map(str::to_owned));
        let address = address.expect("it starts");
        // A connection that is kept is a task of the server, and nobody knows how many are kept.
        let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { child, _output: lines, address, client }
    }

    /// The bytes of memory of the process.
    fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.trim().strip_suffix(" kB")).expect("a number");
        number.parse::<u64>().unwrap() * 1024
    }

    /// The number of tasks that have not ended.
    async fn tasks(&self) -> usize {
        let url = format!("http://{}/tasks", self.address);
        self.client.get(url).send().await.unwrap().text().await.unwrap().parse().unwrap()
    }

    /// Waits until there are so many tasks at most.
    async fn calm_down(&self, most: usize) {
        let begin = Instant::now();
        while self.tasks().await > most {
            assert!(begin.elapsed() < LIMIT, "{} tasks, of {most}", self.tasks().await);
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// The number of tasks of a server that was used once, and has no socket.
    async fn idle_tasks(&self) -> usize {
        let mut client = Client::connect(&self.address).await;
        let of = json!([{"context": "board", "params": {"board_id": 0}}]);
        ask(&mut client, json!({"action": "subscribe", "of": of})).await;
        let tasks = self.tasks().await - 1;
        drop(client);
        self.calm_down(tasks).await;
        tasks
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// Sends a request and takes what comes until it is answered; returns the number of pushes.
async fn ask(client: &mut Client, frame: Value) -> u64 {
    let id = client.ask(frame).await;
    let mut pushes = 0;
    loop {
        let answer = client.next().await;
        if answer["id"] == id {
            assert!(answer["ok"].is_object() || answer["ok"].is_array(), "{answer}");
            return pushes;
        }
        assert_eq!(answer["event"], "bundle", "{answer}");
        pushes += 1;
    }
}

/// A client that subscribes, unsubscribes, changes and comes back; returns the number of pushes.
async fn visit(address: String, mut random: Random, end: Instant) -> u64 {
    let mut client = Client::connect(&address).await;
    let mut pushes = 0;
    while Instant::now() < end {
        let board_id = random.below(BOARDS);
        let of = json!([{"context": "board", "params": {"board_id": board_id}}]);
        let frame = match random.below(20) {
            0..10 => json!({"action": "subscribe", "of": of}),
            10..15 => json!({"action": "unsubscribe", "of": of}),
            15..19 => json!({
                "action": "rpc", "fn": "replace_cards", "args": {"board_id": board_id},
            }),
            _ => {
                client = Client::connect(&address).await;
                continue;
            }
        };
        pushes += ask(&mut client, frame).await;
    }
    pushes
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_flat_while_subscriptions_come_and_go() {
    let seconds = env::var("MIZAN_SOAK").ok().and_then(|text| text.parse::<u64>().ok());
    let round = Duration::from_secs(seconds.unwrap_or(3)) / ROUNDS;
    let process = Process::start();
    let tasks = process.idle_tasks().await;
    let (mut memory, mut pushes) = (Vec::new(), 0);
    for number in 0..u64::from(ROUNDS) {
        let end = Instant::now() + round;
        let visitors: Vec<_> = (1..=SOCKETS)
            .map(|seed| Random((number * SOCKETS + seed).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
            .map(|random| tokio::spawn(visit(process.address.clone(), random, end)))
            .collect();
        for visitor in visitors {
            pushes += visitor.await.unwrap();
        }
        process.calm_down(tasks).await;
        memory.push(process.memory());
    }
    println!("{pushes} pushes; the memory after each round: {memory:?}");
    assert!(pushes > 0, "nobody shows what another one changes");
    assert!(memory[ROUNDS as usize - 1] <= memory[1] + SLACK, "{memory:?}");
}
