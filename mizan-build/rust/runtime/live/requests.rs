//! Requests over the socket, and the answers to them.

use std::collections::BTreeMap;
use std::task::Waker;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::channels::membership;
use super::super::error::{Code, Error};
use super::super::store::core::Core;
use super::greeting::{on_answered, renew};
use super::links::{self, Subscribed};

/// What a request is about, for the landing of its answer.
pub(crate) enum Asked {
    /// The token of who is asking.
    Auth,
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

/// The requests that have no answer yet, and the answers that a future has yet to take.
#[derive(Default)]
pub(crate) struct Requests {
    waiting: BTreeMap<u64, Asked>,
    answers: BTreeMap<u64, Result<Value, Error>>,
    last_id: u64,
}

/// Sends a request, behind a token that is new. Without a socket it fails at once.
pub(crate) fn request(core: &mut Core, frame: Value, asked: Asked) -> u64 {
    renew(core);
    let (id, frame) = note(core, frame, asked);
    send(core, frame);
    id
}

/// Gives a request its number; its answer is waited for from now on.
pub(crate) fn note(core: &mut Core, mut frame: Value, asked: Asked) -> (u64, Value) {
    let requests = &mut core.connection.requests;
    requests.last_id += 1;
    let id = requests.last_id;
    if let Some(fields) = frame.as_object_mut() {
        fields.insert("id".to_owned(), id.into());
    }
    requests.waiting.insert(id, asked);
    (id, frame)
}

/// Sends a frame, once the server has answered to the token before it: it runs requests at once, and one may
/// overtake the token.
fn send(core: &mut Core, frame: Value) {
    match &mut core.connection.greeting.behind {
        Some(behind) => behind.push(frame),
        None => post(core, &frame),
    }
}

/// Gives a frame to the task that sends.
pub(crate) fn post(core: &mut Core, frame: &Value) {
    core.connection.outbox.push_back(frame.to_string());
    let sender = core.connection.sender.take();
    core.wake(sender);
}

/// Lands the answer to a request.
pub(crate) fn answer(core: &mut Core, mut frame: Frame) {
    let Some(id) = frame.id else { return };
    let Some(asked) = core.connection.requests.waiting.remove(&id) else { return };
    let ok = frame.fields.remove("ok").unwrap_or(Value::Null);
    let answer = frame.error.map_or(Ok(ok), Err);
    match asked {
        Asked::Auth => on_answered(core),
        asked => settle(core, id, asked, answer),
    }
}

fn settle(core: &mut Core, id: u64, asked: Asked, answer: Result<Value, Error>) {
    match asked {
        Asked::Auth | Asked::Nothing => {}
        Asked::Subscribe(subscribed) => links::on_answer(core, subscribed, answer),
        Asked::Join { room, join } => membership::on_joined(core, &room, join, answer),
        Asked::Call(waker) => {
            core.connection.requests.answers.insert(id, answer);
            core.wake(waker);
        }
    }
}

/// The socket is lost: no answer comes any more.
pub(crate) fn on_lost(core: &mut Core) {
    let waiting = std::mem::take(&mut core.connection.requests.waiting);
    for (id, asked) in waiting {
        settle(core, id, asked, Err(lost()));
    }
}

/// The answer to a call, if it is there; otherwise its future is woken when it comes.
pub(crate) fn take_answer(core: &mut Core, id: u64, waker: &Waker) -> Option<Result<Value, Error>> {
    let requests = &mut core.connection.requests;
    if let Some(answer) = requests.answers.remove(&id) {
        return Some(answer);
    }
    match requests.waiting.get_mut(&id) {
        Some(asked) => *asked = Asked::Call(Some(waker.clone())),
        None => return Some(Err(lost())),
    }
    None
}

/// Nobody waits for the answer to a call any more.
pub(crate) fn cancel(core: &mut Core, id: u64) {
    let requests = &mut core.connection.requests;
    requests.answers.remove(&id);
    if requests.waiting.remove(&id).is_some() {
        send(core, json!({ "action": "cancel", "of": id }));
    }
}

fn lost() -> Error {
    Error::new(Code::Network, "The socket was lost.")
}
