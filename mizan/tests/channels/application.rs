//! The application that the tests speak to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mizan::{Error, Identify, Request};
use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, watch};

/// What was said in the rooms, which all servers of a test share.
pub(crate) struct Talks {
    lines: Mutex<BTreeMap<String, Vec<Line>>>,
    /// Each function that waits takes a permit.
    pub(crate) gate: Semaphore,
}

impl Default for Talks {
    fn default() -> Self {
        Self { lines: Mutex::default(), gate: Semaphore::new(Semaphore::MAX_PERMITS) }
    }
}

impl Talks {
    pub(crate) fn say(&self, room: &str, text: &str) -> Line {
        let mut lines = self.lines.lock().unwrap();
        let lines = lines.entry(room.to_owned()).or_default();
        let line = Line { number: lines.len(), text: text.to_owned() };
        lines.push(line.clone());
        line
    }

    pub(crate) fn lines(&self, room: &str) -> Vec<Line> {
        self.lines.lock().unwrap().get(room).cloned().unwrap_or_default()
    }

    async fn wait(&self) {
        self.gate.acquire().await.unwrap().forget();
        self.gate.add_permits(1);
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, mizan::Type)]
pub(crate) struct Visitor {
    pub(crate) name: String,
}

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = Line, presence = Visitor)]
pub(crate) struct Chat {
    pub(crate) room: String,
}

#[mizan::client(join = Chat)]
async fn enter(talks: &Arc<Talks>, room: String) -> Result<Vec<Line>, Error> {
    if room == "closed" {
        return Err(Error::forbidden("This room is closed."));
    }
    if room == "slow" {
        talks.wait().await;
    }
    Ok(talks.lines(&room))
}

#[derive(Serialize, mizan::Type, mizan::Failure)]
enum ChatError {
    #[mizan(validation, message = "Say something.")]
    Silent { room: String },
}

#[mizan::client(send = Chat)]
async fn say(talks: &Arc<Talks>, room: String, text: String) -> Result<Line, ChatError> {
    if text.is_empty() {
        return Err(ChatError::Silent { room });
    }
    if room == "slow" {
        talks.wait().await;
    }
    Ok(talks.say(&room, &text))
}

#[mizan::client(send = Chat)]
fn repeat(talks: &Arc<Talks>, room: String, text: String, times: u32) -> Line {
    let line = text.repeat(times as usize);
    talks.say(&room, &line)
}

#[mizan::client(present = Chat)]
fn visitor(me: Option<&Me>, room: String) -> Visitor {
    assert_ne!(room, "panic", "nobody appears here");
    let name = me.map_or_else(|| "somebody".to_owned(), |me| format!("{} of {}", me.id, me.team));
    Visitor { name }
}

/// What staff tells staff.
#[derive(mizan::Channel)]
#[mizan(message = String)]
pub(crate) struct Desk;

#[mizan::client(join = Desk, auth = staff)]
fn sit_down() {}

#[mizan::client(send = Desk, affects = Tally)]
fn tell(talks: &Arc<Talks>, text: String) -> String {
    talks.say("desk", &text).text
}

#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Tally;

#[mizan::client(context = Tally)]
fn told(talks: &Arc<Talks>) -> usize {
    talks.lines("desk").len()
}

/// Rooms that are told apart by values with several spellings.
#[derive(mizan::Channel)]
#[mizan(message = i64)]
pub(crate) struct Counter {
    pub(crate) board: i64,
    pub(crate) topic: Option<String>,
}

#[mizan::client(join = Counter)]
fn watch(board: i64, topic: Option<String>) -> (i64, Option<String>) {
    (board, topic)
}

#[mizan::client(send = Counter)]
fn add(board: i64, topic: Option<String>, number: i64) -> i64 {
    board + number + topic.map_or(0, |topic| topic.len() as i64)
}

#[mizan::client]
fn echo(text: String) -> String {
    text
}

/// Who is asking.
#[derive(Clone, mizan::Identity)]
pub(crate) struct Me {
    #[mizan(id)]
    pub(crate) id: String,
    #[mizan(staff)]
    pub(crate) is_staff: bool,
    pub(crate) team: String,
}

/// The valid tokens, which a test may change at any time.
#[derive(Clone, Default)]
pub(crate) struct Tokens(Arc<Mutex<BTreeMap<String, Me>>>, pub(crate) Arc<Lookups>);

/// The lookups that do not end well, while a test says so.
pub(crate) struct Lookups {
    is_lost: AtomicBool,
    /// The tokens that were looked up meanwhile.
    failed: Mutex<BTreeSet<String>>,
    /// Closed: the token `slow` is not found before it opens.
    pub(crate) gate: watch::Sender<bool>,
    /// How often the token `slow` was asked for.
    pub(crate) slow: AtomicUsize,
}

impl Default for Lookups {
    fn default() -> Self {
        Self {
            is_lost: AtomicBool::default(),
            failed: Mutex::default(),
            gate: watch::Sender::new(true),
            slow: AtomicUsize::default(),
        }
    }
}

impl Lookups {
    /// Lets each lookup fail from now on, or no longer.
    pub(crate) fn lose(&self, is_lost: bool) {
        self.failed.lock().unwrap().clear();
        self.is_lost.store(is_lost, Ordering::SeqCst);
    }

    /// How many tokens could not be looked up.
    pub(crate) fn failed(&self) -> usize {
        self.failed.lock().unwrap().len()
    }
}

impl Tokens {
    /// Lets a token stand for the user of that name.
    pub(crate) fn allow(&self, token: &str, id: &str, is_staff: bool) {
        let me = Me { id: id.to_owned(), is_staff, team: "red".to_owned() };
        self.0.lock().unwrap().insert(token.to_owned(), me);
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.0.lock().unwrap().remove(token);
    }
}

impl Identify for Tokens {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        let Some(token) = request.headers().get("authorization") else { return Ok(None) };
        let token = token.to_str().unwrap_or_default().trim_start_matches("Bearer ").to_owned();
        let lookups = &self.1;
        if lookups.is_lost.load(Ordering::SeqCst) {
            lookups.failed.lock().unwrap().insert(token);
            return Err(Error::internal("the sessions are gone"));
        }
        if token == "slow" {
            lookups.slow.fetch_add(1, Ordering::SeqCst);
            lookups.gate.subscribe().wait_for(|is_open| *is_open).await.unwrap();
        }
        let known = self.0.lock().unwrap().get(&token).cloned();
        known.map(Some).ok_or_else(|| Error::unauthorized("This token is not valid."))
    }
}
