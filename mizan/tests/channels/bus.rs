//! A bus that a test can cut off from one server.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use mizan::bus::{Announcement, Bus, BusError, Clocks, Event, Memory, Missed, Position, Presence};
use tokio::sync::watch;

/// The line of one server to a bus in memory.
#[derive(Clone)]
pub(crate) struct Line {
    bus: Memory,
    is_cut: Arc<watch::Sender<bool>>,
}

impl Line {
    pub(crate) fn to(bus: &Memory) -> Self {
        Self { bus: bus.clone(), is_cut: Arc::new(watch::Sender::new(false)) }
    }

    /// Cuts the line: nothing is heard, and nothing can be told.
    pub(crate) fn cut(&self) {
        self.is_cut.send_replace(true);
    }

    /// Mends the line. What was told meanwhile is not heard.
    pub(crate) fn mend(&self) {
        self.is_cut.send_replace(false);
    }

    fn check(&self) -> Result<(), BusError> {
        if *self.is_cut.borrow() { Err(BusError::new("the line is cut")) } else { Ok(()) }
    }
}

/// The state of a stream of events.
struct Listening {
    line: Line,
    node: String,
    events: Option<BoxStream<'static, Event>>,
}

impl Listening {
    async fn next(mut self) -> Option<(Event, Self)> {
        let mut is_cut = self.line.is_cut.subscribe();
        loop {
            let Some(events) = &mut self.events else {
                let _ = is_cut.wait_for(|is_cut| !is_cut).await;
                self.events = Some(self.line.bus.listen(&self.node));
                continue;
            };
            tokio::select! {
                biased;
                _ = is_cut.wait_for(|is_cut| *is_cut) => {
                    self.events = None;
                    return Some((Event::Lost, self));
                }
                event = events.next() => return event.map(|event| (event, self)),
            }
        }
    }
}

impl Bus for Line {
    fn listen(&self, node: &str) -> BoxStream<'static, Event> {
        let listening = Listening { line: self.clone(), node: node.to_owned(), events: None };
        stream::unfold(listening, Listening::next).boxed()
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
