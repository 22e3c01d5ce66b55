//! What the nodes of one application tell each other: changes, the messages of rooms, and who is present.
//!
//! One process needs no bus. Several nodes of an application share one, so that a change on any of them
//! reaches the clients of all. `mizan::bus::redis` (feature `redis`) connects them by Redis or Valkey, and
//! `mizan::bus::postgres` (feature `postgres`) by the database that is there already;
//! [`memory`] connects the servers of one process.
//!
//! ```no_run
//! # #[mizan::client]
//! # fn ping() {}
//! # async fn open() -> Result<mizan::bus::Memory, mizan::bus::BusError> { Ok(mizan::bus::memory()) }
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let bus = open().await?;
//! let api = mizan::Server::builder().bus(bus).build()?;
//! # Ok(()) }
//! # fn main() {}
//! ```
//!
//! **Without the others a node goes on.** A mutation waits at most 250 ms for its announcement. A node that
//! has lost the bus serves its own clients, keeps what it has to announce (1,024 changes, and then that
//! anything may have changed), and announces it when the bus is back. Then every node reads again what its
//! clients have subscribed. What a node may have changed that was killed is read again by the others within
//! ten seconds.
//!
//! A bus of one's own implements [`Bus`]; `mizan::bus::laws` (feature `bus-laws`) tests it.

#[cfg(feature = "bus-laws")]
pub mod laws;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;
pub(crate) mod random;
#[cfg(feature = "redis")]
mod redis;

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

pub use self::memory::{Memory, memory};
#[cfg(feature = "postgres")]
pub use self::postgres::{OpenPostgres, Postgres, postgres};
#[cfg(feature = "redis")]
pub use self::redis::{Redis, redis};

/// Carries what the nodes of an application tell each other.
///
/// # Laws
///
/// 1. All nodes hear all events in one order.
/// 2. An announcement is numbered and told in one step, after the change that it speaks of. Of two
///    announcements of one context the later one has the greater number, whoever made them.
/// 3. Nothing is lost silently: where a node may have missed an event, its next event is
///    [`Event::Open`]. An engine whose memory was lost opens with another clock.
/// 4. An operation ends within a second, well or with an error.
/// 5. What a node has said of who is present ends when the node takes leave or is missing. A node says it
///    anew after each [`Event::Open`].
/// 6. A node that ends without taking leave, or that is not heard, is told to all others as
///    [`Event::Missing`] within 8 seconds, and as [`Event::Found`] when it is heard again or takes leave. A
///    node that was missing and goes on opens anew. One that opens is told behind [`Event::Open`] who is
///    missing: what that node has changed, and not announced, is in no number. A node that has taken leave
///    is never missing, even where a sign of its life was on its way meanwhile: its name is used once.
pub trait Bus: Send + Sync + 'static {
    /// Opens the bus for a node and returns all events from now on. The first is [`Event::Open`]. The
    /// stream goes on until it is dropped: it connects anew by itself.
    fn listen(&self, node: &str) -> BoxStream<'static, Event>;

    /// Tells all nodes of a change, the one that tells it included, and returns the numbers that it has
    /// got. None is refused for its size: a text that is too large may be told as an empty one.
    fn announce(&self, announcement: Announcement) -> BoxFuture<'_, Result<Clocks, BusError>>;

    /// Sends a message to everyone in a room.
    fn publish<'bus>(
        &'bus self,
        room: &'bus str,
        message: Bytes,
    ) -> BoxFuture<'bus, Result<Position, BusError>>;

    /// The messages of a room behind a position, oldest first; `None` if some of them are no longer
    /// kept. `after` is `None` for nothing but the position of the newest message.
    fn missed<'bus>(
        &'bus self,
        room: &'bus str,
        after: Option<&'bus Position>,
    ) -> BoxFuture<'bus, Result<Missed, BusError>>;

    /// Tells that somebody is present in a room, or is no longer.
    fn appear(&self, presence: Presence) -> BoxFuture<'_, Result<(), BusError>>;

    /// Everybody who is present in a room, on all nodes.
    fn present<'bus>(
        &'bus self,
        room: &'bus str,
    ) -> BoxFuture<'bus, Result<Vec<Presence>, BusError>>;

    /// Ends a node in good order: it has announced everything, and nobody is present by it any more.
    fn leave<'bus>(&'bus self, node: &'bus str) -> BoxFuture<'bus, Result<(), BusError>>;
}

/// A change that a node tells the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The node that has made the change.
    pub node: String,
    /// The contexts whose clocks it advances, each once.
    pub contexts: Vec<String>,
    /// What it reaches, in the words of the nodes. An empty text is everything in these contexts.
    pub text: Bytes,
}

/// The clocks of a bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// Their name, in ASCII letters, digits and hyphens. It differs from all whose numbers were lost.
    pub name: String,
    /// Their numbers, those of some contexts or of all.
    pub numbers: Numbers,
}

/// The numbers that the clocks of contexts have.
pub type Numbers = BTreeMap<String, u64>;

/// A place in the order of a room's messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The name of the clock. Positions of two clocks are not comparable.
    pub clock: String,
    /// Greater for a later message of the same room; numbers may be left out.
    pub number: u64,
}

/// The messages that a member of a room has missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The messages, oldest first; `None` if some are no longer kept.
    pub messages: Option<Vec<(Position, Bytes)>>,
    /// The position of the room's newest message, or one at which a newcomer may begin.
    pub newest: Position,
}

/// Somebody in a room, as one node says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The room.
    pub room: String,
    /// Who it is, in the words of the nodes.
    pub member: String,
    /// The node that says so.
    pub node: String,
    /// How the member appears to the others; `None` if the member has left.
    pub data: Option<Bytes>,
}

/// An event on a bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The node hears everything from now on, and may have missed anything before.
    Open {
        /// The name of the clocks, which differs from all that were lost.
        clock: String,
        /// The numbers of the clocks at that moment. A context that is missing has number 0.
        numbers: Numbers,
    },
    /// The bus cannot be reached. [`Event::Open`] follows when it is back.
    Lost,
    /// A node has announced a change.
    Announced {
        /// What it has announced.
        announcement: Announcement,
        /// The numbers that the clocks of the contexts got by it.
        numbers: Numbers,
    },
    /// A message in a room.
    Message {
        /// The room.
        room: String,
        /// The place of the message among those of the room.
        position: Position,
        /// The message.
        message: Bytes,
    },
    /// Somebody has come into a room, appears differently, or has left.
    Present(Presence),
    /// A node has not been heard for a while. It was killed, or is cut off and may change anything.
    Missing {
        /// The node.
        node: String,
    },
    /// A node that was missing is heard again.
    Found {
        /// The node.
        node: String,
    },
}

impl Position {
    /// `true` unless both are of one clock and the other one is not the later: positions of two clocks
    /// are not comparable.
    pub(crate) fn may_precede(&self, other: &Self) -> bool {
        self.clock != other.clock || self.number < other.number
    }

    /// The position of that text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (clock, number) = text.rsplit_once(':')?;
        Some(Self { clock: clock.to_owned(), number: number.parse().ok()? })
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.clock, self.number)
    }
}

/// A bus that could not do what it was asked.
#[derive(Debug)]
pub struct BusError(Box<dyn StdError + Send + Sync>);

impl BusError {
    /// An error with the one that caused it, or a text.
    ///
    /// ```
    /// let error = mizan::bus::BusError::new("the connection was refused");
    /// assert_eq!(error.to_string(), "the bus failed: the connection was refused");
    /// ```
    pub fn new(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for BusError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the bus failed: {}", self.0)
    }
}

impl StdError for BusError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}
