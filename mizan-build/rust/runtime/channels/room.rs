//! Rooms: to look into one, and to speak in it.

use std::collections::HashMap;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::carrier::{Call, Params, Reply};
use super::super::error::{Code, Error};
use super::super::live::requests::{Asked, cancel, request, take_answer};
use super::super::mutations::call::PendingCall;
use super::super::observe::state::undecodable;
use super::super::send::BoxFuture;
use super::super::spec::{Channel, Function};
use super::super::store::entry::Id;
use super::super::store::handle::Store;
use super::membership::{Membership, enter, key_of, release};
use super::state::{RoomState, RoomStatus};

/// Which room.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    channel: &'static Channel,
    params: Params,
    key: String,
}

/// A room of a channel. Nothing is sent before somebody watches it or speaks in it.
pub struct Room<First, Message, Presence> {
    store: Store,
    place: Place,
    types: PhantomData<Types<First, Message, Presence>>,
}

/// A room has values of these types only once they are asked for.
type Types<First, Message, Presence> = fn() -> (First, Message, Presence);

impl Store {
    /// A room of a channel.
    pub fn room<First, Message, Presence>(
        &self,
        channel: &'static Channel,
        params: Params,
    ) -> Room<First, Message, Presence> {
        let params: Params = params.into_iter().filter(|(_, value)| !value.is_null()).collect();
        let key = key_of(channel.name, &Value::Object(params.clone()));
        Room { store: self.clone(), place: Place { channel, params, key }, types: PhantomData }
    }
}

impl<First, Message, Presence> Room<First, Message, Presence> {
    /// Is in the room until the watch is dropped, and tells of every change.
    pub fn watch(&self) -> RoomWatch<First, Message, Presence> {
        RoomWatch {
            visit: Visit::new(&self.store, &self.place),
            seen: None,
            first: None,
            messages: HashMap::new(),
            present: HashMap::new(),
        }
    }

    /// Says something; it ends when everybody in the room is told. One who is not there yet comes in first.
    pub fn send(&self, function: &'static Function, args: Params) -> PendingCall {
        let mut call = self.store.call(function, args);
        call.room = Some(self.place.clone());
        call
    }
}

/// A user of a room, until it is dropped.
struct Visit {
    store: Store,
    place: Place,
    id: Id,
}

impl Visit {
    fn new(store: &Store, place: &Place) -> Self {
        let id = store.with(|core| {
            let id = core.next_id();
            enter(core, place.channel, &place.params, id);
            id
        });
        Self { store: store.clone(), place: place.clone(), id }
    }

    /// Looks at the room; where there is nothing to see, it is woken by the next change.
    fn poll<T>(
        &self,
        cx: &mut Context<'_>,
        look: impl FnOnce(&Membership) -> Option<T>,
    ) -> Poll<T> {
        self.store.with(|core| {
            let Some(room) = core.rooms.get_mut(&self.place.key) else { return Poll::Pending };
            if let Some(seen) = look(room) {
                return Poll::Ready(seen);
            }
            room.users.insert(self.id, Some(cx.waker().clone()));
            Poll::Pending
        })
    }

    /// Waits until the user is in the room.
    async fn joined(&self) -> Result<(), Error> {
        let look = |room: &Membership| match room.status {
            RoomStatus::Joined => Some(Ok(())),
            RoomStatus::Failed => {
                let error = room.error.as_ref();
                Some(Err(error.map_or_else(Error::aborted, |error| (**error).clone())))
            }
            RoomStatus::Joining | RoomStatus::Waiting => None,
        };
        poll_fn(|cx| self.poll(cx, look)).await
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.store.with(|core| release(core, &self.place.key, self.id));
    }
}

/// Carries what a member says.
pub(crate) fn say(store: Store, place: Place, call: Call) -> BoxFuture<Result<Reply, Error>> {
    Box::pin(async move {
        if store.with(|core| core.connection.sockets.is_none()) {
            let message = "A room needs a socket. Make the client with one.";
            return Err(Error::new(Code::NotImplemented, message));
        }
        let visit = Visit::new(&store, &place);
        visit.joined().await?;
        let Call { function, args, mounted, idempotency_key, .. } = call;
        let id = store.with(|core| {
            let mut frame = serde_json::json!({
                "action": "send",
                "channel": place.channel.name,
                "params": place.params,
                "fn": function,
                "args": args,
            });
            if let Some(fields) = frame.as_object_mut() {
                if let (false, Ok(mounted)) = (mounted.is_empty(), serde_json::to_value(mounted)) {
                    fields.insert("mounted".to_owned(), mounted);
                }
                fields.extend(idempotency_key.map(|key| ("key".to_owned(), key.into())));
            }
            request(core, frame, Asked::Call(None))
        });
        let waiting = Waiting { store, id };
        let answer = poll_fn(|cx| {
            let answer = waiting.store.with(|core| take_answer(core, id, cx.waker()));
            answer.map_or(Poll::Pending, Poll::Ready)
        });
        let answer = answer.await?;
        serde_json::from_value(answer)
            .map_err(|error| Error::new(Code::InternalError, error.to_string()))
    })
}

/// Waits for the answer to what was said; dropped before, it cancels it.
struct Waiting {
    store: Store,
    id: u64,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.store.with(|core| cancel(core, self.id));
    }
}

/// Is in a room until it is dropped. As a stream it gives the current state, and then the latest after
/// every change.
pub struct RoomWatch<First, Message, Presence> {
    visit: Visit,
    seen: Option<Shown>,
    first: Option<Decoded<First>>,
    messages: HashMap<usize, Decoded<Message>>,
    present: HashMap<usize, Decoded<Presence>>,
}

/// A value of the wire, kept so that its address stays its own, and what it says.
type Decoded<T> = (Arc<Value>, Result<Arc<T>, Arc<Error>>);

/// What a room shows.
#[derive(Clone, Default)]
struct Shown {
    status: RoomStatus,
    first: Option<Arc<Value>>,
    messages: Vec<Arc<Value>>,
    present: Vec<Arc<Value>>,
    error: Option<Arc<Error>>,
}

impl Shown {
    fn of(room: &Membership) -> Self {
        Self {
            status: room.status,
            first: room.first.clone(),
            messages: room.messages.iter().cloned().collect(),
            present: room.present.clone(),
            error: room.error.clone(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.status == other.status
            && addresses(self.first.as_slice()) == addresses(other.first.as_slice())
            && addresses(&self.messages) == addresses(&other.messages)
            && addresses(&self.present) == addresses(&other.present)
            && self.error == other.error
    }
}

fn addresses(values: &[Arc<Value>]) -> Vec<usize> {
    values.iter().map(address).collect()
}

fn address(value: &Arc<Value>) -> usize {
    Arc::as_ptr(value) as usize
}

impl<First, Message, Presence> RoomWatch<First, Message, Presence>
where
    First: DeserializeOwned,
    Message: DeserializeOwned,
    Presence: DeserializeOwned,
{
    /// The current state, which counts as seen.
    pub fn current(&mut self) -> RoomState<First, Message, Presence> {
        let Visit { store, place, .. } = &self.visit;
        let shown = store.with(|core| core.rooms.get(&place.key).map(Shown::of));
        self.see(shown.unwrap_or_default())
    }

    /// Waits for a state that was not seen yet; the first is the current one. To drop the future loses
    /// nothing.
    pub async fn changed(&mut self) -> RoomState<First, Message, Presence> {
        poll_fn(|cx| self.poll_changed(cx)).await
    }

    fn poll_changed(&mut self, cx: &mut Context<'_>) -> Poll<RoomState<First, Message, Presence>> {
        let Self { visit, seen, .. } = self;
        let look = |room: &Membership| {
            let shown = Shown::of(room);
            let is_seen = seen.as_ref().is_some_and(|seen| seen.is_same(&shown));
            (!is_seen).then_some(shown)
        };
        visit.poll(cx, look).map(|shown| self.see(shown))
    }

    /// Decodes what is new.
    fn see(&mut self, shown: Shown) -> RoomState<First, Message, Presence> {
        let mut error = shown.error.clone();
        let mut known = HashMap::new();
        known.extend(self.first.take().map(|decoded| (address(&decoded.0), decoded)));
        let first = decode_all(&mut known, shown.first.as_slice(), &mut error).pop();
        self.first = known.into_values().next();
        let state = RoomState {
            status: shown.status,
            first,
            messages: decode_all(&mut self.messages, &shown.messages, &mut error),
            present: decode_all(&mut self.present, &shown.present, &mut error),
            error,
        };
        self.seen = Some(shown);
        state
    }
}

/// Decodes the values that are not known, and forgets those that are not shown any more. What cannot be
/// read is left out, and is the error unless there is another one.
fn decode_all<T: DeserializeOwned>(
    known: &mut HashMap<usize, Decoded<T>>,
    values: &[Arc<Value>],
    error: &mut Option<Arc<Error>>,
) -> Vec<Arc<T>> {
    let mut before = std::mem::take(known);
    let mut all = Vec::new();
    for value in values {
        let decoded = before.remove(&address(value)).unwrap_or_else(|| {
            let decoded = T::deserialize(&**value).map(Arc::new);
            (Arc::clone(value), decoded.map_err(|error| Arc::new(undecodable(error))))
        });
        match &decoded.1 {
            Ok(decoded) => all.push(Arc::clone(decoded)),
            Err(failed) => *error = error.take().or_else(|| Some(Arc::clone(failed))),
        }
        known.insert(address(value), decoded);
    }
    all
}

impl<First, Message, Presence> Unpin for RoomWatch<First, Message, Presence> {}

impl<First, Message, Presence> Stream for RoomWatch<First, Message, Presence>
where
    First: DeserializeOwned,
    Message: DeserializeOwned,
    Presence: DeserializeOwned,
{
    type Item = RoomState<First, Message, Presence>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_changed(cx).map(Some)
    }
}
