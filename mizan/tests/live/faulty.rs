//! A bus between a node and the memory that it shares with others, which a test can cut or slow down.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use mizan::bus::{Announcement, Bus, BusError, Clocks, Event, Memory, Missed, Position, Presence};
use tokio::sync::watch;

/// The way of one node to the bus.
#[derive(Clone)]
pub(crate) struct Faulty {
    bus: Memory,
    way: Arc<watch::Sender<Way>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Open,
    /// Nothing passes, and the node is told so.
    Cut,
    /// What the node says passes, and what it hears waits.
    Deaf,
}

impl Faulty {
    pub(crate) fn new(bus: &Memory) -> Self {
        Self { bus: bus.clone(), way: Arc::new(watch::Sender::new(Way::Open)) }
    }

    pub(crate) fn set(&self, way: Way) {
        self.way.send_replace(way);
    }

    fn check(&self) -> Result<(), BusError> {
        match *self.way.borrow() {
            Way::Cut => Err(BusError::new("the way is cut")),
            Way::Open | Way::Deaf => Ok(()),
        }
    }
}

/// What a node hears: the events of the bus, and none of them while the way is cut.
struct Hearing {
    bus: Memory,
    node: String,
    way: watch::Receiver<Way>,
    events: Option<BoxStream<'static, Event>>,
}

impl Hearing {
    async fn next(&mut self) -> Option<Event> {
        loop {
            let way = *self.way.borrow_and_update();
            match (way, &mut self.events) {
                (Way::Cut, Some(_)) => {
                    self.events = None;
                    return Some(Event::Lost);
                }
                (Way::Cut, None) | (Way::Deaf, _) => self.way.changed().await.ok()?,
                (Way::Open, None) => self.events = Some(self.bus.listen(&self.node)),
                (Way::Open, Some(events)) => {
                    let changed = std::pin::pin!(self.way.changed());
                    // First the way: what comes behind its change is not heard.
                    match select(changed, events.next()).await {
                        Either::Left((changed, _)) => changed.ok()?,
                        Either::Right((event, _)) => return event,
                    }
                }
            }
        }
    }
}

impl Bus for Faulty {
    fn listen(&self, node: &str) -> BoxStream<'static, Event> {
        let (bus, way) = (self.bus.clone(), self.way.subscribe());
        let hearing = Hearing { bus, node: node.to_owned(), way, events: None };
        stream::unfold(hearing, async |mut hearing| Some((hearing.next().await?, hearing))).boxed()
    }

    fn announce(&self, announcement: Announcement) -> BoxFuture<'_, Result<Clocks, BusError>> {
        async move {
            self.check()?;
            self.bus.announce(announcement).await
        }
        .boxed()
    }

    fn publish<'bus>(
        &'bus self,
        room: &'bus str,
        message: Bytes,
    ) -> BoxFuture<'bus, Result<Position, BusError>> {
        async move {
            self.check()?;
            self.bus.publish(room, message).await
        }
        .boxed()
    }

    fn missed<'bus>(
        &'bus self,
        room: &'bus str,
        after: Option<&'bus Position>,
    ) -> BoxFuture<'bus, Result<Missed, BusError>> {
        async move {
            self.check()?;
            self.bus.missed(room, after).await
        }
        .boxed()
    }

    fn appear(&self, presence: Presence) -> BoxFuture<'_, Result<(), BusError>> {
        async move {
            self.check()?;
            self.bus.appear(presence).await
        }
        .boxed()
    }

    fn present<'bus>(
        &'bus self,
        room: &'bus str,
    ) -> BoxFuture<'bus, Result<Vec<Presence>, BusError>> {
        async move {
            self.check()?;
            self.bus.present(room).await
        }
        .boxed()
    }

    fn leave<'bus>(&'bus self, node: &'bus str) -> BoxFuture<'bus, Result<(), BusError>> {
        async move {
            self.check()?;
            self.bus.leave(node).await
        }
        .boxed()
    }
}
