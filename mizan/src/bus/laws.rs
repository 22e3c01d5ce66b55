//! The laws of a [`Bus`], as a test that any implementation can run.
//!
//! It needs the feature `bus-laws`. Give it two handles of one bus, as two nodes have them:
//!
//! ```no_run
//! # async fn open() -> mizan::bus::Memory { mizan::bus::memory() }
//! #[tokio::test]
//! async fn the_bus_keeps_the_laws() {
//!     mizan::bus::laws::check(&open().await, &open().await).await;
//! }
//! ```
//!
//! What happens when the connection is cut, or the server behind it restarts, an implementation tests
//! itself: the next event of whoever may have missed one is [`Event::Open`].

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use super::{Announcement, Bus, Event, Missed, Numbers, Position, Presence};
use crate::bus::random::random_name;
use crate::timeout::within;

/// The longest time for an operation, and until a node hears of it: what the laws say, and what a machine takes
/// that has much else to do.
const SOON: Duration = Duration::from_secs(10);

/// The time within which a node that has ended is missed, likewise.
const MISSED: Duration = Duration::from_secs(20);

/// The most messages of a room that have to be kept.
const KEPT: usize = 256;

/// Checks all laws, with two handles of one bus on which nobody else says anything.
///
/// # Panics
///
/// With the first law that does not hold.
pub async fn check<B: Bus>(one: &B, other: &B) {
    let mut pair = Pair::open(one, other).await;
    pair.changes_are_numbered_and_heard_in_one_order().await;
    pair.texts_of_all_sizes_are_heard().await;
    pair.messages_are_heard_and_kept().await;
    pair.presence_is_one_on_all_nodes().await;
    pair.a_node_that_ends_is_missed().await;
}

/// Two nodes.
struct Pair<'bus, B> {
    one: Node<'bus, B>,
    other: Node<'bus, B>,
}

struct Node<'bus, B> {
    bus: &'bus B,
    name: String,
    events: BoxStream<'static, Event>,
    clock: String,
    numbers: Numbers,
}

impl<'bus, B: Bus> Node<'bus, B> {
    async fn open(bus: &'bus B) -> Self {
        let name = random_name();
        let mut events = bus.listen(&name);
        let first = within(SOON, events.next()).await.flatten();
        let Some(Event::Open { clock, numbers }) = first else {
            panic!("law 3: the first event is `Open`, and not {first:?}");
        };
        Self { bus, name, events, clock, numbers }
    }

    async fn next(&mut self) -> Event {
        self.next_within(SOON).await
    }

    async fn next_within(&mut self, time: Duration) -> Event {
        let next = within(time, self.events.next()).await.unwrap_or_else(|| {
            panic!("law 1: a node hears every event; nothing came within {time:?}")
        });
        next.expect("the events go on")
    }

    async fn announce(&self, contexts: &[&str], text: impl Into<Bytes>) -> Numbers {
        let contexts = contexts.iter().map(|context| (*context).to_owned()).collect();
        let announcement = Announcement { node: self.name.clone(), contexts, text: text.into() };
        let clocks = soon(self.bus.announce(announcement)).await;
        assert_eq!(clocks.name, self.clock, "law 2: all clocks have the name that `Open` told");
        clocks.numbers
    }

    async fn publish(&self, room: &str, message: impl Into<Bytes>) -> Position {
        let position = soon(self.bus.publish(room, message.into())).await;
        assert_eq!(position.clock, self.clock, "positions bear the name of the clocks");
        position
    }

    async fn missed(&self, room: &str, after: Option<&Position>) -> Missed {
        soon(self.bus.missed(room, after)).await
    }

    fn presence(&self, room: &str, member: &str, data: Option<&'static str>) -> Presence {
        let data = data.map(|data| Bytes::from_static(data.as_bytes()));
        Presence { room: room.to_owned(), member: member.to_owned(), node: self.name.clone(), data }
    }
}

/// The result of an operation.
async fn soon<T>(operation: impl Future<Output = Result<T, super::BusError>> + Unpin) -> T {
    let ended = within(SOON, operation).await.expect("law 4: an operation ends within a second");
    ended.expect("the bus can be reached")
}

impl<'bus, B: Bus> Pair<'bus, B> {
    async fn open(one: &'bus B, other: &'bus B) -> Self {
        let (one, other) = (Node::open(one).await, Node::open(other).await);
        assert_eq!(one.clock, other.clock, "two nodes of one bus have the same clocks");
        assert_ne!(one.name, other.name);
        Self { one, other }
    }

    /// The next event, which both nodes hear.
    async fn next(&mut self) -> Event {
        let (one, other) = (self.one.next().await, self.other.next().await);
        assert_eq!(one, other, "law 1: all nodes hear all events in one order");
        one
    }

    async fn changes_are_numbered_and_heard_in_one_order(&mut self) {
        let before = |name: &str| self.one.numbers.get(name).copied().unwrap_or_default();
        let (user, feed) = (before("user"), before("feed"));
        let first = self.one.announce(&["user"], "first").await;
        assert_eq!(first["user"], user + 1, "law 2: `Open` tells the numbers");
        let second = self.other.announce(&["feed", "user"], "second").await;
        assert!(second["user"] > first["user"], "law 2: the later one has the greater number");
        assert!(second["feed"] > feed);
        for (node, numbers, text) in
            [(self.one.name.clone(), first, "first"), (self.other.name.clone(), second, "second")]
        {
            let event = self.next().await;
            let Event::Announced { announcement, numbers: told } = event else {
                panic!("law 1: an announcement is told, and not {event:?}");
            };
            assert_eq!((announcement.node, &*announcement.text), (node, text.as_bytes()));
            assert_eq!(told, numbers, "law 2: an announcement is told with its numbers");
            let mut contexts = announcement.contexts;
            contexts.sort_unstable();
            assert_eq!(contexts, numbers.keys().cloned().collect::<Vec<_>>());
        }
        let late = Node::open(self.other.bus).await;
        assert_eq!(late.numbers["user"], user + 2, "law 3: `Open` tells the numbers of now");
        soon(late.bus.leave(&late.name)).await;
    }

    async fn texts_of_all_sizes_are_heard(&mut self) {
        let large = "\"é\u{0}\n".repeat(20_000);
        for text in [String::new(), "é\u{0}\"\\".to_owned(), large] {
            self.one.announce(&["user"], text.clone()).await;
            let event = self.next().await;
            let Event::Announced { announcement, .. } = event else {
                panic!("law 1: an announcement is told, and not {event:?}");
            };
            let is_same = announcement.text == text.as_bytes();
            assert!(
                is_same || announcement.text.is_empty(),
                "a text is told whole, or as an empty one"
            );
        }
    }

    async fn messages_are_heard_and_kept(&mut self) {
        let room = "a room: \"é\" {0}";
        let newest = self.one.missed(room, None).await;
        assert_eq!(newest.messages, Some(Vec::new()), "a newcomer has missed nothing");
        let mut said = Vec::new();
        for number in 0..3u8 {
            let speaker = if number == 1 { &self.other } else { &self.one };
            let message = Bytes::from(vec![number, 0, 255]);
            let position = speaker.publish(room, message.clone()).await;
            let heard = Event::Message {
                room: room.to_owned(),
                position: position.clone(),
                message: message.clone(),
            };
            assert_eq!(self.next().await, heard);
            said.push((position, message));
        }
        assert!(
            said.is_sorted_by(|one, other| one.0.number < other.0.number),
            "messages have an order"
        );
        let missed = self.other.missed(room, Some(&newest.newest)).await;
        assert_eq!(missed.messages.as_ref(), Some(&said), "all messages are kept");
        assert_eq!(missed.newest, said[2].0);
        let missed = self.other.missed(room, Some(&said[1].0)).await;
        assert_eq!(missed.messages.as_deref(), Some(&said[2..]), "only later ones were missed");
        let missed = self.other.missed(room, Some(&said[2].0)).await;
        assert_eq!(missed.messages, Some(Vec::new()));
        let elsewhere = Position { clock: "another".to_owned(), number: said[1].0.number };
        let missed = self.other.missed(room, Some(&elsewhere)).await;
        assert_eq!(missed.messages, None, "a position of another clock is not comparable");
        let other_room = self.one.missed("another room", Some(&said[0].0)).await;
        assert_eq!(other_room.messages, Some(Vec::new()), "rooms are apart");
        self.too_many_messages_are_a_gap(room, &said[0].0).await;
    }

    async fn too_many_messages_are_a_gap(&mut self, room: &str, first: &Position) {
        let mut last = None;
        for number in 0..KEPT {
            last = Some(self.one.publish(room, number.to_string()).await);
            self.next().await;
        }
        let missed = self.one.missed(room, Some(first)).await;
        let kept = missed.messages;
        assert!(
            kept.is_none_or(|kept| kept.len() == KEPT + 2),
            "messages that are no longer kept are a gap"
        );
        assert_eq!(Some(missed.newest), last);
    }

    async fn presence_is_one_on_all_nodes(&mut self) {
        let (room, ada, bob) = ("presence", "ada \"é\"", "bob");
        let entries = [
            self.one.presence(room, ada, Some("here")),
            self.other.presence(room, ada, Some("there")),
            self.one.presence(room, bob, Some("")),
            self.one.presence("elsewhere", bob, Some("{}")),
            self.one.presence(room, bob, Some("busy")),
        ];
        for presence in &entries {
            let bus = if presence.node == self.one.name { self.one.bus } else { self.other.bus };
            soon(bus.appear(presence.clone())).await;
            assert_eq!(self.next().await, Event::Present(presence.clone()));
        }
        // What is so already is not told again.
        soon(self.one.bus.appear(entries[4].clone())).await;
        soon(self.one.bus.appear(self.one.presence(room, "nobody", None))).await;
        let mut expected = vec![entries[0].clone(), entries[1].clone(), entries[4].clone()];
        assert_eq!(self.present(room).await, sorted(&mut expected));
        let gone = self.one.presence(room, ada, None);
        soon(self.one.bus.appear(gone.clone())).await;
        assert_eq!(self.next().await, Event::Present(gone));
        let mut expected = vec![entries[1].clone(), entries[4].clone()];
        assert_eq!(self.present(room).await, sorted(&mut expected));
        soon(self.other.bus.leave(&self.other.name)).await;
        let gone = self.other.presence(room, ada, None);
        assert_eq!(self.next().await, Event::Present(gone), "law 5: presence ends with its node");
        assert_eq!(self.present(room).await, [entries[4].clone()]);
    }

    async fn present(&self, room: &str) -> Vec<Presence> {
        let mut one = soon(self.one.bus.present(room)).await;
        let mut other = soon(self.other.bus.present(room)).await;
        assert_eq!(sorted(&mut one), sorted(&mut other), "presence is the same on all nodes");
        one
    }

    async fn a_node_that_ends_is_missed(&mut self) {
        let room = "deserted";
        self.a_node_that_has_left_shows_a_sign_of_life().await;
        let third = Node::open(self.other.bus).await;
        let here = third.presence(room, "eve", Some("here"));
        soon(third.bus.appear(here.clone())).await;
        assert_eq!(self.one.next().await, Event::Present(here));
        let (name, bus) = (third.name.clone(), third.bus);
        drop(third);
        let missing = self.one.next_within(MISSED).await;
        assert_eq!(missing, Event::Missing { node: name.clone() }, "law 6: an end is told");
        let gone = Presence {
            room: room.to_owned(),
            member: "eve".to_owned(),
            node: name.clone(),
            data: None,
        };
        assert_eq!(
            self.one.next().await,
            Event::Present(gone),
            "law 5: presence ends with its node"
        );
        let newcomer = random_name();
        let mut late = bus.listen(&newcomer);
        assert!(matches!(within(SOON, late.next()).await, Some(Some(Event::Open { .. }))));
        let missing = within(SOON, late.next()).await.flatten();
        assert_eq!(missing, Some(Event::Missing { node: name.clone() }), "law 6: it is told later");
        soon(bus.leave(&newcomer)).await;
        drop(late);
        let mut again = bus.listen(&name);
        assert!(matches!(within(SOON, again.next()).await, Some(Some(Event::Open { .. }))));
        assert_eq!(self.one.next().await, Event::Found { node: name.clone() });
        soon(bus.leave(&name)).await;
        drop(again);
        soon(self.one.bus.announce(Announcement {
            node: self.one.name.clone(),
            contexts: vec!["user".to_owned()],
            text: Bytes::new(),
        }))
        .await;
        let next = self.one.next().await;
        assert!(matches!(next, Event::Announced { .. }), "who takes leave is not missed: {next:?}");
    }

    /// What was on its way when the node took leave arrives. No event may follow from that.
    async fn a_node_that_has_left_shows_a_sign_of_life(&self) {
        let left = Node::open(self.other.bus).await;
        soon(left.bus.leave(&left.name)).await;
        let mut late = left.bus.listen(&left.name);
        assert!(matches!(within(SOON, late.next()).await, Some(Some(Event::Open { .. }))));
    }
}

fn sorted(present: &mut [Presence]) -> &[Presence] {
    present.sort_by(|one, other| (&one.member, &one.node).cmp(&(&other.member, &other.node)));
    present
}
