//! The bus within one process: it connects the servers that share it.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};

use super::random::random_name;
use super::{Announcement, Bus, BusError, Clocks, Event, Missed, Numbers, Position, Presence};

/// The number of events that a slow listener may be behind.
const MOST_EVENTS: usize = 4096;
/// The number of messages of a room that are kept for those who come back.
const MOST_MESSAGES: usize = 256;
/// How long the messages of a silent room are kept.
const ROOM_LIFE: Duration = Duration::from_secs(300);

/// A bus for the servers of one process. A clone is the same bus.
#[derive(Clone)]
pub struct Memory(Arc<Shared>);

struct Shared {
    /// The name of the clocks, which no other bus has.
    clock: String,
    state: Mutex<State>,
    events: Sender<Event>,
}

#[derive(Default)]
struct State {
    numbers: Numbers,
    /// The number of the last message in any room.
    messages: u64,
    rooms: HashMap<String, Room>,
    /// The number of the newest message of a room that was forgotten with all its messages.
    forgotten: u64,
    /// Who is present, by room, member and node.
    present: BTreeMap<(String, String, String), Bytes>,
    /// The nodes that listen, each so many times.
    listening: BTreeMap<String, usize>,
    missing: BTreeSet<String>,
    /// The nodes that have taken leave.
    departed: BTreeSet<String>,
}

/// A node that listens. A node that ends without taking leave is missing.
struct Listening {
    shared: Arc<Shared>,
    node: String,
    receiver: Receiver<Event>,
    /// The events before those that it receives.
    first: VecDeque<Event>,
}

impl Listening {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.first.pop_front() {
                return Some(event);
            }
            match self.receiver.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(_)) => {
                    (self.receiver, self.first) = self.shared.open(&self.shared.lock());
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.shared.miss(&self.node);
    }
}

struct Room {
    kept: VecDeque<(u64, Bytes)>,
    /// The number of the newest message that is not kept.
    forgotten: u64,
    spoken: Instant,
}

/// A bus for the servers of one process.
///
/// ```
/// let bus = mizan::bus::memory();
/// let same = bus.clone();
/// # let _ = same;
/// ```
pub fn memory() -> Memory {
    let clock = random_name();
    let (events, _) = broadcast::channel(MOST_EVENTS);
    Memory(Arc::new(Shared { clock, state: Mutex::default(), events }))
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to listen. Nothing is told between the first events and those behind them.
    fn open(&self, state: &State) -> (Receiver<Event>, VecDeque<Event>) {
        let open = Event::Open { clock: self.clock.clone(), numbers: state.numbers.clone() };
        let missing = state.missing.iter().map(|node| Event::Missing { node: node.clone() });
        (self.events.subscribe(), [open].into_iter().chain(missing).collect())
    }

    /// Begins to listen for a node.
    fn listen(&self, node: &str) -> (Receiver<Event>, VecDeque<Event>) {
        let mut state = self.lock();
        if !state.departed.contains(node) {
            *state.listening.entry(node.to_owned()).or_default() += 1;
        }
        if state.missing.remove(node) {
            self.tell(Event::Found { node: node.to_owned() });
        }
        self.open(&state)
    }

    /// Takes note that a node does not listen any more.
    fn miss(&self, node: &str) {
        let mut state = self.lock();
        let Some(count) = state.listening.get_mut(node) else { return };
        *count -= 1;
        if *count == 0 {
            state.listening.remove(node);
            state.missing.insert(node.to_owned());
            self.tell(Event::Missing { node: node.to_owned() });
            self.end_presence(&mut state, node);
        }
    }

    fn tell(&self, event: Event) {
        // It fails where nobody listens.
        let _ = self.events.send(event);
    }

    fn position(&self, number: u64) -> Position {
        Position { clock: self.clock.clone(), number }
    }

    fn announce(&self, announcement: Announcement) -> Clocks {
        let mut state = self.lock();
        let mut advance = |context: &String| {
            let number = state.numbers.entry(context.clone()).or_default();
            *number += 1;
            (context.clone(), *number)
        };
        let numbers: Numbers = announcement.contexts.iter().map(&mut advance).collect();
        self.tell(Event::Announced { announcement, numbers: numbers.clone() });
        Clocks { name: self.clock.clone(), numbers }
    }

    fn publish(&self, room: &str, message: Bytes) -> Position {
        let mut state = self.lock();
        state.forget_silent_rooms();
        state.messages += 1;
        let (number, forgotten) = (state.messages, state.forgotten);
        let known = state.rooms.entry(room.to_owned()).or_insert_with(|| Room::new(forgotten));
        known.add(number, message.clone());
        let position = self.position(number);
        self.tell(Event::Message { room: room.to_owned(), position: position.clone(), message });
        position
    }

    fn missed(&self, room: &str, after: Option<&Position>) -> Missed {
        let state = self.lock();
        let newest = self.position(state.messages);
        let behind = after.filter(|after| after.clock == self.clock);
        let messages = match (after, behind, state.rooms.get(room)) {
            (None, ..) => Some(Vec::new()),
            (Some(_), Some(after), Some(room)) if after.number >= room.forgotten => {
                let behind = room.kept.iter().filter(|(number, _)| *number > after.number);
                Some(behind.map(|(number, text)| (self.position(*number), text.clone())).collect())
            }
            (Some(_), Some(after), None) if after.number >= state.forgotten => Some(Vec::new()),
            _ => None,
        };
        Missed { messages, newest }
    }

    fn appear(&self, presence: Presence) {
        let mut state = self.lock();
        let Presence { room, member, node, data } = presence.clone();
        let changes = match data {
            Some(data) => state.present.insert((room, member, node), data.clone()) != Some(data),
            None => state.present.remove(&(room, member, node)).is_some(),
        };
        if changes {
            self.tell(Event::Present(presence));
        }
    }

    fn present(&self, room: &str) -> Vec<Presence> {
        let state = self.lock();
        let from = (room.to_owned(), String::new(), String::new());
        let entries = state.present.range(from..).take_while(|((of, ..), _)| of == room);
        let presence = |((room, member, node), data): (&(String, String, String), &Bytes)| {
            let (room, member, node) = (room.clone(), member.clone(), node.clone());
            Presence { room, member, node, data: Some(data.clone()) }
        };
        entries.map(presence).collect()
    }

    fn leave(&self, node: &str) {
        let mut state = self.lock();
        state.listening.remove(node);
        state.departed.insert(node.to_owned());
        if state.missing.remove(node) {
            self.tell(Event::Found { node: node.to_owned() });
        }
        self.end_presence(&mut state, node);
    }

    fn end_presence(&self, state: &mut State, node: &str) {
        let by_node = state.present.keys().filter(|(.., by)| by == node).cloned();
        for key in by_node.collect::<Vec<_>>() {
            state.present.remove(&key);
            let (room, member, node) = key;
            self.tell(Event::Present(Presence { room, member, node, data: None }));
        }
    }
}

impl State {
    fn forget_silent_rooms(&mut self) {
        let Self { rooms, forgotten, .. } = self;
        rooms.retain(|_, room| {
            let is_kept = room.spoken.elapsed() < ROOM_LIFE;
            if !is_kept && let Some((newest, _)) = room.kept.back() {
                *forgotten = (*forgotten).max(*newest);
            }
            is_kept
        });
    }
}

impl Room {
    fn new(forgotten: u64) -> Self {
        Self { kept: VecDeque::new(), forgotten, spoken: Instant::now() }
    }

    fn add(&mut self, number: u64, message: Bytes) {
        if self.kept.len() == MOST_MESSAGES
            && let Some((number, _)) = self.kept.pop_front()
        {
            self.forgotten = number;
        }
        self.kept.push_back((number, message));
        self.spoken = Instant::now();
    }
}

impl Bus for Memory {
    fn listen(&self, node: &str) -> BoxStream<'static, Event> {
        let shared = Arc::clone(&self.0);
        let (receiver, first) = shared.listen(node);
        let listening = Listening { shared, node: node.to_owned(), receiver, first };
        stream::unfold(listening, async |mut listening| Some((listening.next().await?, listening)))
            .boxed()
    }

    fn announce(&self, announcement: Announcement) -> BoxFuture<'_, Result<Clocks, BusError>> {
        async move { Ok(self.0.announce(announcement)) }.boxed()
    }

    fn publish<'bus>(
        &'bus self,
        room: &'bus str,
        message: Bytes,
    ) -> BoxFuture<'bus, Result<Position, BusError>> {
        async move { Ok(self.0.publish(room, message)) }.boxed()
    }

    fn missed<'bus>(
        &'bus self,
        room: &'bus str,
        after: Option<&'bus Position>,
    ) -> BoxFuture<'bus, Result<Missed, BusError>> {
        async move { Ok(self.0.missed(room, after)) }.boxed()
    }

    fn appear(&self, presence: Presence) -> BoxFuture<'_, Result<(), BusError>> {
        async move {
            self.0.appear(presence);
            Ok(())
        }
        .boxed()
    }

    fn present<'bus>(
        &'bus self,
        room: &'bus str,
    ) -> BoxFuture<'bus, Result<Vec<Presence>, BusError>> {
        async move { Ok(self.0.present(room)) }.boxed()
    }

    fn leave<'bus>(&'bus self, node: &'bus str) -> BoxFuture<'bus, Result<(), BusError>> {
        async move {
            self.0.leave(node);
            Ok(())
        }
        .boxed()
    }
}
