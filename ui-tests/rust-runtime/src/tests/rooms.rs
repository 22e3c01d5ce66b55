//! Rooms over a socket: who comes in, what is heard, what is said.

use serde_json::{Value, json};

use crate::runtime::channels::room::{Room, RoomWatch};
use crate::runtime::channels::state::{RoomState, RoomStatus};
use crate::runtime::error::Code;
use crate::runtime::spec::{Channel, Function};

use super::support::by_hand::{Bench, params};
use super::support::by_socket::BySocket;

static CHAT: Channel = Channel { name: "chat", key: None };
static SAY: Function = Function { name: "say", affects: &[] };

pub(super) type Chat = Room<Vec<Value>, Value, String>;
type ChatWatch = RoomWatch<Vec<Value>, Value, String>;

pub(super) fn room(bench: &Bench) -> Chat {
    bench.store.room(&CHAT, params(&[("room", json!("hall"))]))
}

fn state(bench: &Bench, watch: &mut ChatWatch) -> RoomState<Vec<Value>, Value, String> {
    use futures_util::FutureExt;
    bench.settle();
    watch.changed().now_or_never().expect("a change")
}

fn event(name: &str, more: Value) -> Value {
    let mut event = json!({ "event": name, "channel": "chat", "params": { "room": "hall" } });
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

/// A room that somebody is in.
fn joined() -> (Bench, BySocket, ChatWatch) {
    let sockets = BySocket::default();
    let bench = Bench::live(&sockets);
    let mut watch = room(&bench).watch();
    assert_eq!(state(&bench, &mut watch).status, RoomStatus::Joining);
    let join = sockets.next().unwrap();
    assert_eq!((&join["action"], &join["params"]), (&json!("join"), &json!({ "room": "hall" })));
    sockets.answer(&join, json!({ "first": [{ "id": 1 }], "seq": "c:1", "present": ["Ada"] }));
    (bench, sockets, watch)
}

#[test]
fn what_is_said_is_heard_once_and_who_is_there_is_shown() {
    let (bench, sockets, mut watch) = joined();
    let shown = state(&bench, &mut watch);
    assert_eq!((shown.status, shown.first.unwrap().len()), (RoomStatus::Joined, 1));
    // It was in what was shown first.
    sockets.say(event("message", json!({ "seq": "c:1", "message": { "id": 1 } })));
    sockets.say(event("message", json!({ "seq": "c:2", "message": { "id": 2 } })));
    sockets.say(event("present", json!({ "joined": ["Bea", "Bea"], "left": ["Ada"] })));
    let shown = state(&bench, &mut watch);
    assert_eq!(*shown.messages[0], json!({ "id": 2 }));
    let present: Vec<&str> = shown.present.iter().map(|name| name.as_str()).collect();
    assert_eq!((shown.messages.len(), present), (1, vec!["Bea", "Bea"]));
}

#[test]
fn a_lost_line_joins_behind_the_last_message_and_a_gap_begins_anew() {
    let (bench, sockets, mut watch) = joined();
    bench.settle();
    sockets.say(event("message", json!({ "seq": "c:2", "message": { "id": 2 } })));
    bench.settle();
    sockets.cut();
    assert_eq!(state(&bench, &mut watch).status, RoomStatus::Waiting);
    bench.executor.fire_timers();
    bench.settle();
    let join = sockets.next().unwrap();
    assert_eq!(join["seq"], "c:2");
    sockets.answer(&join, json!({ "first": [], "seq": "c:2" }));
    sockets.say(event("message", json!({ "seq": "c:3", "message": { "id": 3 } })));
    let shown = state(&bench, &mut watch);
    assert_eq!((shown.messages.len(), shown.first.unwrap().len()), (2, 1));
    sockets.say(event("lagged", json!({})));
    bench.settle();
    let join = sockets.next().unwrap();
    sockets.answer(&join, json!({ "first": [], "seq": "d:9", "gap": true }));
    let shown = state(&bench, &mut watch);
    assert_eq!((shown.messages.len(), shown.first.unwrap().len()), (0, 0));
}

#[test]
fn who_speaks_comes_in_first_and_leaves_when_nobody_looks() {
    let sockets = BySocket::default();
    let bench = Bench::live(&sockets);
    let said = bench.start_call(room(&bench).send(&SAY, params(&[("text", json!("hello"))])));
    let join = sockets.next().unwrap();
    assert_eq!(sockets.next(), None);
    sockets.answer(&join, json!({ "first": [], "seq": "c:1" }));
    bench.settle();
    let send = sockets.next().unwrap();
    assert_eq!((&send["fn"], &send["args"]), (&json!("say"), &json!({ "text": "hello" })));
    sockets.answer(&send, json!({ "result": { "id": 2 }, "seq": "c:2" }));
    bench.settle();
    assert_eq!(said.lock().unwrap().take(), Some(Ok(json!({ "id": 2 }))));
    assert_eq!(sockets.next().unwrap()["action"], "leave");
    bench.executor.fire_timers();
    bench.settle();
    assert_eq!((bench.executor.tasks(), bench.store.with(|core| core.rooms.len())), (0, 0));
}

#[test]
fn what_was_said_into_a_lost_line_is_an_error_and_what_is_given_up_is_cancelled() {
    let (bench, sockets, _watch) = joined();
    bench.settle();
    let send = || room(&bench).send(&SAY, params(&[])).into_future();
    let said = bench.start(send());
    sockets.cut();
    bench.settle();
    assert_eq!(said.lock().unwrap().take().unwrap().unwrap_err().code, Code::Network);
    bench.executor.fire_timers();
    bench.settle();
    sockets.answer(&sockets.next().unwrap(), json!({ "first": [], "seq": "c:1" }));
    bench.settle();
    let mut given_up = send();
    assert!(futures_util::FutureExt::now_or_never(given_up.as_mut()).is_none());
    bench.settle();
    let id = sockets.next().unwrap()["id"].clone();
    drop(given_up);
    bench.settle();
    assert_eq!(sockets.next().unwrap(), json!({ "action": "cancel", "of": id }));
}

#[test]
fn a_refusal_says_why_and_one_for_a_moment_is_asked_again() {
    let sockets = BySocket::default();
    let bench = Bench::live(&sockets);
    let mut watch = room(&bench).watch();
    state(&bench, &mut watch);
    let refuse = |code: &str| {
        let join = sockets.next().unwrap();
        sockets.say(json!({ "id": join["id"], "error": { "code": code, "message": "no" } }));
        bench.settle();
    };
    refuse("UNAVAILABLE");
    bench.executor.fire_timers();
    bench.settle();
    refuse("FORBIDDEN");
    let shown = state(&bench, &mut watch);
    assert_eq!((shown.status, shown.error.unwrap().code), (RoomStatus::Failed, Code::Forbidden));
}

#[test]
fn a_message_that_cannot_be_read_is_an_error_and_the_others_are_shown() {
    let sockets = BySocket::default();
    let bench = Bench::live(&sockets);
    let room: Room<Value, u32, Value> = bench.store.room(&CHAT, params(&[]));
    let mut watch = room.watch();
    bench.settle();
    let join = sockets.next().unwrap();
    sockets.answer(&join, json!({ "seq": "c:1" }));
    for message in [json!(1), json!("two"), json!(3)] {
        sockets.say(
            json!({ "event": "message", "channel": "chat", "params": {}, "message": message }),
        );
    }
    bench.settle();
    let shown = futures_util::FutureExt::now_or_never(watch.changed()).unwrap();
    assert_eq!(shown.messages.iter().map(|it| **it).collect::<Vec<_>>(), [1, 3]);
    assert!(shown.error.unwrap().message.contains("invalid type: string \"two\""));
}
