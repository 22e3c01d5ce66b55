//! A membership of a room: joined while somebody looks, and again, without a hole, after each lost line.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::canonical::to_json;
use super::super::carrier::Params;
use super::super::error::{Code, Error};
use super::super::live::connection;
use super::super::live::requests::{Asked, Frame, request};
use super::super::live::status::LiveStatus;
use super::super::reads::unauthorized::lose_session;
use super::super::spec::Channel;
use super::super::store::core::{Core, Moment};
use super::super::store::entry::Id;
use super::state::RoomStatus;

/// The messages that are kept.
const MOST: usize = 256;

/// The pause after the server could let nobody in for the moment.
const PAUSE: Duration = Duration::from_secs(1);

/// The memberships of a store, by the keys of the rooms.
pub(crate) type Rooms = BTreeMap<String, Membership>;

/// A membership of a room.
pub(crate) struct Membership {
    channel: &'static Channel,
    params: Params,
    /// The readers and senders, and how each that waits is woken.
    pub(crate) users: BTreeMap<Id, Option<Waker>>,
    /// The number that holds the socket.
    holder: Id,
    pub(crate) status: RoomStatus,
    pub(crate) first: Option<Arc<Value>>,
    pub(crate) messages: VecDeque<Arc<Value>>,
    pub(crate) present: Vec<Arc<Value>>,
    pub(crate) error: Option<Arc<Error>>,
    /// The place of the last message; none before the first join.
    seq: Option<String>,
    /// A join is not answered: what comes before is of a membership that is over, and is in the answer.
    is_joining: bool,
    /// Counts the joins: the answer to an older one is of no interest.
    joins: u64,
    asked_at: Moment,
}

/// The answer to a join.
#[derive(Deserialize)]
struct Joined {
    #[serde(default)]
    first: Value,
    seq: String,
    #[serde(default)]
    present: Vec<Value>,
    /// More messages were missed than the server keeps.
    #[serde(default)]
    gap: bool,
}

/// The key of a room.
pub(crate) fn key_of(channel: &str, params: &Value) -> String {
    to_json(&json!([channel, params]))
}

/// Looks at a room, or speaks in it, until it is released.
pub(crate) fn enter(core: &mut Core, channel: &'static Channel, params: &Params, user: Id) {
    let key = key_of(channel.name, &Value::Object(params.clone()));
    if let Some(membership) = core.rooms.get_mut(&key) {
        membership.users.insert(user, None);
        return;
    }
    let holder = core.next_id();
    let membership = Membership {
        channel,
        params: params.clone(),
        users: BTreeMap::from([(user, None)]),
        holder,
        status: RoomStatus::Joining,
        first: None,
        messages: VecDeque::new(),
        present: Vec::new(),
        error: None,
        seq: None,
        is_joining: false,
        joins: 0,
        asked_at: 0,
    };
    core.rooms.insert(key.clone(), membership);
    connection::hold(core, holder);
    if core.connection.status == LiveStatus::Open {
        join(core, &key);
    }
}

/// The last user leaves the room.
pub(crate) fn release(core: &mut Core, key: &str, user: Id) {
    let Some(membership) = core.rooms.get_mut(key) else { return };
    membership.users.remove(&user);
    if !membership.users.is_empty() {
        return;
    }
    let Some(membership) = core.rooms.remove(key) else { return };
    connection::release(core, membership.holder);
    if core.connection.status == LiveStatus::Open {
        let frame = membership.frame("leave");
        request(core, frame, Asked::Nothing);
    }
}

impl Membership {
    /// A frame about the room.
    pub(crate) fn frame(&self, action: &str) -> Value {
        json!({ "action": action, "channel": self.channel.name, "params": self.params })
    }

    fn tell(&mut self) -> Vec<Waker> {
        self.users.values_mut().filter_map(Option::take).collect()
    }

    /// What was said during the join may have been in what was shown first.
    fn is_known(&self, message: &Value) -> bool {
        let name = self.channel.key.unwrap_or("id");
        let Some(key) = message.get(name).filter(|key| !key.is_null()) else { return false };
        let first = self.first.as_ref().and_then(|first| first.as_array());
        first.is_some_and(|first| first.iter().any(|each| each.get(name) == Some(key)))
    }
}

/// Changes a room, and wakes who looks at it.
fn change(core: &mut Core, key: &str, change: impl FnOnce(&mut Membership)) {
    let Some(membership) = core.rooms.get_mut(key) else { return };
    change(membership);
    let wakers = membership.tell();
    core.wake(wakers);
}

fn join(core: &mut Core, key: &str) {
    let at = core.tick();
    let Some(membership) = core.rooms.get_mut(key) else { return };
    membership.joins += 1;
    membership.is_joining = true;
    membership.asked_at = at;
    let join = membership.joins;
    let mut frame = membership.frame("join");
    if let (Some(seq), Some(fields)) = (&membership.seq, frame.as_object_mut()) {
        fields.insert("seq".to_owned(), seq.as_str().into());
    }
    request(core, frame, Asked::Join { room: key.to_owned(), join });
}

/// The socket is open.
pub(crate) fn on_open(core: &mut Core) {
    let is_wanted = |membership: &Membership| membership.status != RoomStatus::Failed;
    let rooms = core.rooms.iter().filter(|(_, room)| is_wanted(room));
    let keys: Vec<String> = rooms.map(|(key, _)| key.clone()).collect();
    for key in keys {
        join(core, &key);
    }
}

/// The socket is lost, or closed.
pub(crate) fn on_lost(core: &mut Core) {
    let keys: Vec<String> = core.rooms.keys().cloned().collect();
    for key in keys {
        change(core, &key, |room| {
            room.joins += 1;
            if room.status == RoomStatus::Joined {
                room.status = RoomStatus::Waiting;
            }
        });
    }
}

/// The session is over: the next user joins anew, over another socket.
pub(crate) fn end_session(core: &mut Core) {
    let keys: Vec<String> = core.rooms.keys().cloned().collect();
    for key in keys {
        change(core, &key, |room| {
            room.joins += 1;
            room.seq = None;
            room.status = RoomStatus::Joining;
            room.first = None;
            room.messages.clear();
            room.present.clear();
            room.error = None;
        });
    }
}

/// The answer to a join.
pub(crate) fn on_joined(core: &mut Core, key: &str, join: u64, answer: Result<Value, Error>) {
    if core.rooms.get(key).is_none_or(|room| room.joins != join) {
        return;
    }
    let joined = answer.and_then(|ok| {
        serde_json::from_value::<Joined>(ok)
            .map_err(|error| Error::new(Code::InternalError, error.to_string()))
    });
    match joined {
        Ok(joined) => change(core, key, |room| land(room, joined)),
        // A line that was lost joins again when it is back.
        Err(error) if error.code == Code::Network => {}
        Err(error) if error.is_transient() && error.code != Code::InternalError => {
            join_later(core, key.to_owned(), join);
        }
        Err(error) => fail(core, key, error),
    }
}

fn land(room: &mut Membership, joined: Joined) {
    room.is_joining = false;
    if joined.gap || room.seq.is_none() {
        room.first = Some(Arc::new(joined.first));
        room.messages.clear();
    }
    room.seq = Some(joined.seq);
    room.present = joined.present.into_iter().map(Arc::new).collect();
    room.status = RoomStatus::Joined;
    room.error = None;
}

/// The server could let nobody in for the moment.
fn join_later(core: &mut Core, key: String, number: u64) {
    core.spawn(move |store| {
        let runtime = store.runtime();
        let sleep = runtime.sleep(PAUSE.mul_f64(0.5 + runtime.random().clamp(0.0, 1.0)));
        let store = store.downgrade();
        Box::pin(async move {
            sleep.await;
            let Some(store) = store.upgrade() else { return };
            store.with(|core| {
                let is_latest = core.rooms.get(&key).is_some_and(|room| room.joins == number);
                if is_latest && core.connection.status == LiveStatus::Open {
                    join(core, &key);
                }
            });
        })
    });
}

fn fail(core: &mut Core, key: &str, error: Error) {
    if error.code == Code::Unauthorized {
        let asked_at = core.rooms.get(key).map_or(0, |room| room.asked_at);
        let joins = core.rooms.get(key).map(|room| room.joins);
        lose_session(core, None, asked_at);
        // The next session joins anew.
        if core.rooms.get(key).map(|room| room.joins) != joins {
            return;
        }
    }
    change(core, key, |room| {
        room.joins += 1;
        room.status = RoomStatus::Failed;
        room.error = Some(Arc::new(error));
    });
}

/// An event of the server.
pub(crate) fn on_event(core: &mut Core, frame: &Frame) {
    let Some(channel) = frame.fields.get("channel").and_then(Value::as_str) else { return };
    let params = frame.fields.get("params").cloned().unwrap_or_else(|| json!({}));
    let key = key_of(channel, &params);
    if core.rooms.get(&key).is_none_or(|room| room.is_joining) {
        return;
    }
    if let Some(error) = frame.error.clone() {
        // With another token there may be a way back.
        if error.code == Code::Unauthorized {
            join(core, &key)
        } else {
            fail(core, &key, error)
        }
        return;
    }
    let list = |name: &str| {
        let list = frame.fields.get(name).and_then(Value::as_array);
        list.map_or(&[][..], Vec::as_slice)
    };
    match frame.event.as_deref() {
        Some("lagged") => join(core, &key),
        Some("present") => change(core, &key, |room| {
            for member in list("left") {
                let at = room.present.iter().position(|known| **known == *member);
                at.map(|at| room.present.remove(at));
            }
            room.present.extend(list("joined").iter().cloned().map(Arc::new));
        }),
        Some("message") => change(core, &key, |room| {
            let seq = frame.fields.get("seq").and_then(Value::as_str);
            room.seq = seq.map(str::to_owned).or(room.seq.take());
            let message = frame.fields.get("message").cloned().unwrap_or(Value::Null);
            if !room.is_known(&message) {
                room.messages.push_back(Arc::new(message));
                if room.messages.len() > MOST {
                    room.messages.pop_front();
                }
            }
        }),
        _ => {}
    }
}
