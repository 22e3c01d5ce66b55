//! A random history of rooms: joins, messages, lost connections and cut lines, on two servers of one bus.
//! `MIZAN_RUNS=1000` plays more histories, `MIZAN_SEED=7` others.
//!
//! The oracle: all members see one order; when all is quiet, every member knows every message that was
//! said, and who is present.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::env;
use std::time::Duration;

use serde_json::{Value, json};

use crate::line::State;
use crate::running::{Client, LIMIT, Running, World};

/// A generator of pseudo-random numbers (xorshift), so that a seed repeats a history.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

const ROOMS: [&str; 2] = ["lobby", "attic"];
const NAMES: [&str; 3] = ["ada", "eve", "bob"];
const STEPS: usize = 60;

/// What all users of a history have seen: the place of each line, and the lines that were said.
#[derive(Default)]
struct Seen {
    places: HashMap<(String, u64), String>,
    said: BTreeSet<(String, u64)>,
}

/// What a member of a room knows, as a client keeps it.
#[derive(Default)]
struct Known {
    lines: BTreeSet<u64>,
    seq: Value,
    present: Vec<String>,
    /// `true` if it has to join, again or for the first time.
    must_join: bool,
    is_back: bool,
}

impl Known {
    fn joined(&mut self, ok: &Value) {
        if !self.is_back || ok["gap"] == true {
            let first = ok["first"].as_array().unwrap().iter();
            self.lines = first.map(|line| line["number"].as_u64().unwrap()).collect();
        }
        self.seq = ok["seq"].clone();
        self.present = ok["present"].as_array().unwrap().iter().map(Value::to_string).collect();
        (self.must_join, self.is_back) = (false, true);
    }

    fn hear(&mut self, room: &str, event: &Value, seen: &mut Seen) {
        let seq = event["seq"].as_str().unwrap().to_owned();
        let place = |seq: &str| seq.rsplit(':').next().unwrap().parse::<u64>().unwrap();
        assert!(place(&seq) > place(self.seq.as_str().unwrap()), "{event} behind {}", self.seq);
        let number = event["message"]["number"].as_u64().unwrap();
        let known = seen.places.entry((room.to_owned(), number)).or_insert_with(|| seq.clone());
        assert_eq!(*known, seq, "one order");
        self.seq = json!(seq);
        self.lines.insert(number);
    }

    fn change(&mut self, event: &Value) {
        for left in event["left"].as_array().into_iter().flatten() {
            let left = left.to_string();
            let at = self.present.iter().position(|known| *known == left);
            self.present.remove(at.unwrap_or_else(|| panic!("{left} in {:?}", self.present)));
        }
        let joined = event["joined"].as_array().into_iter().flatten();
        self.present.extend(joined.map(Value::to_string));
    }
}

/// What a user waits for.
enum Asked {
    Join(&'static str),
    Say(&'static str),
    Leave,
}

/// A user with one socket, which may be closed.
struct User {
    name: &'static str,
    socket: Option<Client>,
    asked: HashMap<u64, Asked>,
    /// The rooms that it wants to be in.
    rooms: BTreeMap<&'static str, Known>,
}

impl User {
    fn new(name: &'static str) -> Self {
        Self { name, socket: None, asked: HashMap::new(), rooms: BTreeMap::new() }
    }

    async fn open(&mut self, server: &Running) {
        self.asked.clear();
        self.socket = Some(server.open_as(self.name).await);
        self.rooms.values_mut().for_each(|known| known.must_join = true);
    }

    async fn ask(&mut self, frame: Value, asked: Asked) {
        let Some(socket) = &mut self.socket else { return };
        let id = socket.ask(frame).await;
        self.asked.insert(id, asked);
    }

    /// Asks for the rooms that it has to join.
    async fn join(&mut self) {
        let is_asked = |room: &str| {
            self.asked.values().any(|asked| matches!(asked, Asked::Join(it) if *it == room))
        };
        let mut frames = Vec::new();
        for (room, known) in &self.rooms {
            if known.must_join && !is_asked(room) {
                let mut frame =
                    json!({"action": "join", "channel": "chat", "params": {"room": room}});
                if known.is_back {
                    frame["seq"] = known.seq.clone();
                }
                frames.push((frame, *room));
            }
        }
        for (frame, room) in frames {
            self.ask(frame, Asked::Join(room)).await;
        }
    }

    /// Takes what has come, in the order in which it came.
    async fn read(&mut self, seen: &mut Seen) {
        while let Some(socket) = &mut self.socket
            && let Some(frame) = socket.frame_within(Duration::from_millis(2)).await
        {
            self.take(&frame, seen);
        }
    }

    fn take(&mut self, frame: &Value, seen: &mut Seen) {
        if let Some(id) = frame["id"].as_u64() {
            let asked = self.asked.remove(&id);
            return self.take_answer(asked.expect("it was asked"), frame, seen);
        }
        let room = frame["params"]["room"].as_str().unwrap();
        // An event of a room that was left just now.
        let Some((room, known)) = self.rooms.iter_mut().find(|(name, _)| **name == room) else {
            return;
        };
        match frame["event"].as_str() {
            // Before the answer to the join nothing else of the room comes.
            _ if known.must_join => panic!("{frame} before the answer to the join"),
            Some("message") => known.hear(room, frame, seen),
            Some("present") => known.change(frame),
            Some("lagged") => known.must_join = true,
            _ => panic!("{frame}"),
        }
    }

    fn take_answer(&mut self, asked: Asked, frame: &Value, seen: &mut Seen) {
        let ok = &frame["ok"];
        let is_lost = frame["error"]["code"] == "UNAVAILABLE";
        match asked {
            Asked::Join(room) if ok.is_object() => {
                if let Some(known) = self.rooms.get_mut(room) {
                    known.joined(ok);
                }
            }
            Asked::Say(room) if ok.is_object() => {
                seen.said.insert((room.to_owned(), ok["result"]["number"].as_u64().unwrap()));
            }
            // It asks again.
            Asked::Join(_) => assert!(is_lost || !self.rooms.is_empty(), "{frame}"),
            // It may not have joined yet.
            Asked::Say(_) => assert!(is_lost || frame["error"]["code"] == "FORBIDDEN", "{frame}"),
            Asked::Leave => assert!(ok.is_object(), "{frame}"),
        }
    }
}

struct History {
    servers: [Running; 2],
    users: Vec<User>,
    seen: Seen,
    random: Random,
}

impl History {
    async fn new(seed: u64) -> Self {
        let world = World::new();
        world.tokens.allow("bob", "bob", false);
        let quick = |builder: mizan::Builder| builder.frames_limit(100_000);
        let servers = [world.start_with(quick).await, world.start_with(quick).await];
        let users = NAMES.iter().chain(&NAMES).map(|name| User::new(name)).collect();
        let random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        Self { servers, users, seen: Seen::default(), random }
    }

    async fn step(&mut self) {
        let (user, server) =
            (self.random.below(self.users.len()), self.random.below(self.servers.len()));
        let room = ROOMS[self.random.below(ROOMS.len())];
        match self.random.below(20) {
            0..3 => self.users[user].open(&self.servers[server]).await,
            3 => self.users[user].socket = None,
            4..8 => {
                self.users[user]
                    .rooms
                    .entry(room)
                    .or_insert_with(|| Known { must_join: true, ..Known::default() });
            }
            8 => self.leave(user, room).await,
            9 => self.servers[server].line.set(State::Cut),
            10..12 => self.servers[server].line.set(State::Open),
            _ => {
                let frame = json!({
                    "action": "send", "channel": "chat", "params": {"room": room},
                    "fn": "say", "args": {"text": "hello"},
                });
                self.users[user].ask(frame, Asked::Say(room)).await;
            }
        }
        for user in &mut self.users {
            user.join().await;
            if self.random.below(3) == 0 {
                user.read(&mut self.seen).await;
            }
        }
    }

    async fn leave(&mut self, user: usize, room: &'static str) {
        // A join that is still asked would come behind.
        let is_asked = |asked: &Asked| matches!(asked, Asked::Join(it) if *it == room);
        if !self.users[user].asked.values().any(is_asked) {
            self.users[user].rooms.remove(room);
            let frame = json!({"action": "leave", "channel": "chat", "params": {"room": room}});
            self.users[user].ask(frame, Asked::Leave).await;
        }
    }

    /// Mends everything, and waits until every member knows all.
    async fn calm_down(&mut self) {
        for server in &self.servers {
            server.line.set(State::Open);
        }
        for user in 0..self.users.len() {
            if self.users[user].socket.is_none() {
                self.users[user].open(&self.servers[user % 2]).await;
            }
        }
        let begin = std::time::Instant::now();
        while let Some(missing) = self.missing() {
            assert!(begin.elapsed() < LIMIT, "{missing}");
            for user in &mut self.users {
                user.join().await;
                user.read(&mut self.seen).await;
            }
        }
    }

    /// What a member does not know, or knows wrongly.
    fn missing(&self) -> Option<String> {
        for room in ROOMS {
            let is_in = |user: &&User| user.rooms.contains_key(room);
            let names: BTreeSet<&str> = self.users.iter().filter(is_in).map(|it| it.name).collect();
            let mut present: Vec<String> = names
                .iter()
                .map(|name| json!({"name": format!("{name} of red")}).to_string())
                .collect();
            present.sort();
            for user in self.users.iter().filter(is_in) {
                let known = &user.rooms[room];
                let mut shown = known.present.clone();
                shown.sort();
                if known.must_join || shown != present {
                    return Some(format!("{} in {room}: {shown:?}, not {present:?}", user.name));
                }
                let said = self.seen.said.iter().filter(|(it, _)| it == room);
                if let Some((_, line)) = said.clone().find(|(_, line)| !known.lines.contains(line))
                {
                    return Some(format!("{} in {room} misses {line}", user.name));
                }
            }
        }
        let is_waiting = |user: &User| !user.asked.is_empty();
        self.users.iter().any(is_waiting).then(|| "an answer is missing".to_owned())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_knows_everything_in_one_order() {
    let number = |name| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (runs, first) = (number("MIZAN_RUNS").unwrap_or(12), number("MIZAN_SEED").unwrap_or(1));
    let mut said = 0;
    for seed in first..first + runs {
        println!("MIZAN_SEED={seed}");
        let mut history = History::new(seed).await;
        for _ in 0..STEPS {
            history.step().await;
        }
        history.calm_down().await;
        said += history.seen.said.len();
    }
    assert!(said > 0, "nobody was heard");
}
