//! The socket of a store: opened when something needs it, opened again with growing pauses when it is
//! lost, and closed when nothing needs it any more.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use futures_util::future::{AbortHandle, Abortable};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::channels::membership;
use super::super::error::{Code, Error};
use super::super::reads::retry::pause_after;
use super::super::store::core::Core;
use super::super::store::entry::Id;
use super::super::store::handle::Store;
use super::exchange::begin;
use super::links::{self, Subscribed};
use super::socket::Sockets;
use super::status::LiveStatus;

/// How long the socket stays open after the last one that needed it.
const GRACE: Duration = Duration::from_secs(2);

/// The longest pause before a client of a server that goes down comes back.
const SPREAD: Duration = Duration::from_secs(5);

/// What a request is about, for the landing of its answer.
pub(crate) enum Asked {
    /// The token of who is asking.
    Auth {
        is_greeting: bool,
    },
    Subscribe(Vec<Subscribed>),
    Join {
        room: String,
        join: u64,
    },
    /// A future waits for the answer.
    Call(Option<Waker>),
    /// Nobody waits.
    Nothing,
}

/// A frame of the server.
#[derive(Debug, Deserialize)]
pub(crate) struct Frame {
    #[serde(default)]
    pub(crate) id: Option<u64>,
    #[serde(default)]
    pub(crate) event: Option<String>,
    #[serde(default)]
    pub(crate) error: Option<Error>,
    #[serde(flatten)]
    pub(crate) fields: Map<String, Value>,
}

/// The socket of a store.
#[derive(Default)]
pub(crate) struct Connection {
    pub(crate) sockets: Option<Arc<dyn Sockets>>,
    pub(crate) status: LiveStatus,
    pub(crate) watchers: BTreeMap<Id, Waker>,
    /// Ends the task of the socket.
    pub(crate) abort: Option<AbortHandle>,
    /// The timer of the end of a socket that nothing needs, and of the next attempt to open one.
    pub(crate) grace: Option<AbortHandle>,
    pub(crate) pause: Option<AbortHandle>,
    /// Tells the socket, or the pause before it, from those before.
    pub(crate) turn: u64,
    /// The frames to send, and how the task that sends them is woken.
    pub(crate) outbox: VecDeque<String>,
    pub(crate) sender: Option<Waker>,
    users: BTreeSet<Id>,
    waiting: BTreeMap<u64, Asked>,
    /// The answers that a future has yet to take.
    answers: BTreeMap<u64, Result<Value, Error>>,
    last_id: u64,
    attempts: u32,
    /// The token that was said last.
    token: Option<String>,
}

/// Needs the socket until it is released.
pub(crate) fn hold(core: &mut Core, user: Id) {
    core.connection.users.insert(user);
    if core.connection.status == LiveStatus::Off {
        open(core);
    }
}

/// Releases it; a user that comes back at once finds it open.
pub(crate) fn release(core: &mut Core, user: Id) {
    let connection = &mut core.connection;
    if !connection.users.remove(&user) || !connection.users.is_empty() {
        return;
    }
    if connection.status == LiveStatus::Off {
        return;
    }
    let turn = connection.turn;
    let close = move |core: &mut Core| {
        let is_idle = core.connection.turn == turn && core.connection.users.is_empty();
        if is_idle && core.connection.status != LiveStatus::Off {
            drop_socket(core);
            become_status(core, LiveStatus::Off);
        }
    };
    let grace = after(core, |_| GRACE, close);
    replace(&mut core.connection.grace, grace);
}

/// Puts a timer in the place of another, which ends.
fn replace(timer: &mut Option<AbortHandle>, fresh: AbortHandle) {
    if let Some(old) = timer.replace(fresh) {
        old.abort();
    }
}

/// Does something after a pause, unless the store has ended.
fn after(
    core: &mut Core,
    pause: impl FnOnce(&Store) -> Duration + Send + 'static,
    act: impl FnOnce(&mut Core) + Send + 'static,
) -> AbortHandle {
    let (abort, registration) = AbortHandle::new_pair();
    core.spawn(move |store| {
        let sleep = store.runtime().sleep(pause(store));
        let store = store.downgrade();
        let task = async move {
            sleep.await;
            if let Some(store) = store.upgrade() {
                store.with(act);
            }
        };
        Box::pin(async move {
            // The store ends its timers with itself.
            let _ = Abortable::new(task, registration).await;
        })
    });
    abort
}

fn open(core: &mut Core) {
    let Some(sockets) = core.connection.sockets.clone() else { return };
    core.connection.turn += 1;
    core.connection.token = None;
    become_status(core, LiveStatus::Connecting);
    begin(core, sockets);
}

/// The socket is open: who is asking is said first, where the upgrade has not said it.
pub(crate) fn greet(core: &mut Core, turn: u64) {
    if core.connection.turn != turn {
        return;
    }
    let token = core.connection.sockets.as_ref().and_then(|sockets| sockets.token());
    match token {
        Some(token) => say_token(core, token, true),
        None => opened(core),
    }
}

fn opened(core: &mut Core) {
    become_status(core, LiveStatus::Open);
    links::on_open(core);
    membership::on_open(core);
}

fn say_token(core: &mut Core, token: String, is_greeting: bool) {
    let frame = json!({ "action": "auth", "token": token });
    core.connection.token = Some(token);
    ask(core, frame, Asked::Auth { is_greeting });
}

/// Sends a request, behind a token that is new. Without a socket it fails at once.
pub(crate) fn request(core: &mut Core, frame: Value, asked: Asked) -> u64 {
    let token = core.connection.sockets.as_ref().and_then(|sockets| sockets.token());
    if let Some(token) = token.filter(|token| core.connection.token.as_ref() != Some(token)) {
        say_token(core, token, false);
    }
    ask(core, frame, asked)
}

fn ask(core: &mut Core, mut frame: Value, asked: Asked) -> u64 {
    let connection = &mut core.connection;
    connection.last_id += 1;
    let id = connection.last_id;
    if let Some(fields) = frame.as_object_mut() {
        fields.insert("id".to_owned(), id.into());
    }
    connection.waiting.insert(id, asked);
    send(core, &frame);
    id
}

/// Sends a frame as it is.
pub(crate) fn send(core: &mut Core, frame: &Value) {
    core.connection.outbox.push_back(frame.to_string());
    let sender = core.connection.sender.take();
    core.wake(sender);
}

/// Hears a frame. One that cannot be read was lost, and nobody knows which: another socket says again what
/// matters.
pub(crate) fn receive(core: &mut Core, turn: u64, text: &str) {
    if core.connection.turn != turn {
        return;
    }
    let Ok(frame) = serde_json::from_str::<Frame>(text) else { return lose(core, turn) };
    core.connection.attempts = 0;
    match &frame.event {
        Some(event) if event == "going" => {
            pause_and_open(core, |store| SPREAD.mul_f64(store.runtime().random().clamp(0.0, 1.0)))
        }
        Some(_) => {
            links::on_event(core, &frame);
            membership::on_event(core, &frame);
        }
        None => answer(core, frame),
    }
}

/// Lands the answer to a request.
fn answer(core: &mut Core, mut frame: Frame) {
    let Some(id) = frame.id else { return };
    let Some(asked) = core.connection.waiting.remove(&id) else { return };
    let ok = frame.fields.remove("ok").unwrap_or(Value::Null);
    settle(core, id, asked, frame.error.map_or(Ok(ok), Err));
}

fn settle(core: &mut Core, id: u64, asked: Asked, answer: Result<Value, Error>) {
    match asked {
        // What needs a token that is refused is refused as well, and read again over HTTP.
        Asked::Auth { is_greeting: true } if core.connection.status == LiveStatus::Connecting => {
            opened(core);
        }
        Asked::Auth { .. } | Asked::Nothing => {}
        Asked::Subscribe(subscribed) => links::on_answer(core, subscribed, answer),
        Asked::Join { room, join } => membership::on_joined(core, &room, join, answer),
        Asked::Call(waker) => {
            core.connection.answers.insert(id, answer);
            core.wake(waker);
        }
    }
}

/// The answer to a call, if it is there; otherwise its future is woken when it comes.
pub(crate) fn take_answer(core: &mut Core, id: u64, waker: &Waker) -> Option<Result<Value, Error>> {
    if let Some(answer) = core.connection.answers.remove(&id) {
        return Some(answer);
    }
    match core.connection.waiting.get_mut(&id) {
        Some(asked) => *asked = Asked::Call(Some(waker.clone())),
        None => return Some(Err(lost())),
    }
    None
}

/// Nobody waits for the answer to a call any more.
pub(crate) fn cancel(core: &mut Core, id: u64) {
    core.connection.answers.remove(&id);
    if core.connection.waiting.remove(&id).is_some() {
        send(core, &json!({ "action": "cancel", "of": id }));
    }
}

/// The socket is lost: what waited for an answer is told, and another attempt comes later.
pub(crate) fn lose(core: &mut Core, turn: u64) {
    if core.connection.turn != turn {
        return;
    }
    if core.connection.users.is_empty() {
        drop_socket(core);
        return become_status(core, LiveStatus::Off);
    }
    let failures = core.connection.attempts;
    core.connection.attempts += 1;
    pause_and_open(core, move |store| pause_after(store.runtime().as_ref(), failures) / 2);
}

/// Another socket takes the place of this one, whose user is another person's.
pub(crate) fn restart(core: &mut Core) {
    if core.connection.status != LiveStatus::Off {
        pause_and_open(core, |_| Duration::ZERO);
    }
}

fn pause_and_open(core: &mut Core, pause: impl FnOnce(&Store) -> Duration + Send + 'static) {
    drop_socket(core);
    become_status(core, LiveStatus::Waiting);
    let turn = core.connection.turn;
    let pause = after(core, pause, move |core| {
        if core.connection.turn != turn {
            return;
        }
        if core.connection.users.is_empty() {
            become_status(core, LiveStatus::Off);
        } else {
            open(core);
        }
    });
    replace(&mut core.connection.pause, pause);
}

/// Gives the socket up; its task closes it.
fn drop_socket(core: &mut Core) {
    let connection = &mut core.connection;
    connection.turn += 1;
    connection.outbox.clear();
    let sender = connection.sender.take();
    let waiting = std::mem::take(&mut connection.waiting);
    core.wake(sender);
    links::on_lost(core);
    membership::on_lost(core);
    for (id, asked) in waiting {
        settle(core, id, asked, Err(lost()));
    }
}

fn become_status(core: &mut Core, status: LiveStatus) {
    if core.connection.status != status {
        core.connection.status = status;
        core.tick();
        let watchers = std::mem::take(&mut core.connection.watchers);
        core.wake(watchers.into_values());
    }
}

fn lost() -> Error {
    Error::new(Code::Network, "The socket was lost.")
}
