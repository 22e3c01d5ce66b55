//! The line of one node to a bus in memory that it shares with others, which a test can cut or slow down.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use mizan::bus::{Announcement, Bus, BusError, Clocks, Event, Memory, Missed, Position, Presence};
use tokio::sync::watch;

/// The line of one node to the bus.
#[derive(Clone)]
pub(crate) struct Line {
    bus: Memory,
    state: Arc<watch::Sender<State>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    /// Nothing passes, and the node is told so.
    Cut,
    /// What the node says passes, and what it hears waits.
    Deaf,
}

impl Line {
    pub(crate) fn to(bus: &Memory) -> Self {
        Self { bus: bus.clone(), state: Arc::new(watch::Sender::new(State::Open)) }
    }

    pub(crate) fn set(&self, state: State) {
        self.state.send_replace(state);
    }

    fn check(&self) -> Result<(), BusError> {
        match *self.state.borrow() {
            State::Cut => Err(BusError::new("the line is cut")),
            State::Open | State::Deaf => Ok(()),
        }
    }
}

/// What a node hears: the events of the bus, and none of them while the line is cut.
struct Hearing {
    bus: Memory,
    node: String,
    state: watch::Receiver<State>,
    events: Option<BoxStream<'static, Event>>,
}

impl Hearing {
    async fn next(&mut self) -> Option<Event> {
        loop {
            let state = *self.state.borrow_and_update();
            match (state, &mut self.events) {
                (State::Cut, Some(_)) => {
                    self.events = None;
                    return Some(Event::Lost);
                }
                (State::Cut, None) | (State::Deaf, _) => self.state.changed().await.ok()?,
                (State::Open, None) => self.events = Some(self.bus.listen(&self.node)),
                (State::Open, Some(events)) => {
                    let changed = std::pin::pin!(self.state.changed());
                    // First the line: what comes behind its change is not heard.
                    match select(changed, events.next()).await {
                        Either::Left((changed, _)) => changed.ok()?,
                        Either::Right((event, _)) => return event,
                    }
                }
            }
        }
    }
}

impl Bus for Line {
    fn listen(&self, node: &str) -> BoxStream<'static, Event> {
        let (bus, state) = (self.bus.clone(), self.state.subscribe());
        let hearing = Hearing { bus, node: node.to_owned(), state, events: None };
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
