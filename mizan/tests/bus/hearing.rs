//! A node that listens to a bus.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use mizan::bus::{Announcement, Bus, BusError, Clocks, Event};
use tokio::time::timeout;

/// The time within which a node notices that the bus is lost, or hears it again.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Hearing {
    events: BoxStream<'static, Event>,
    /// The name of the clocks.
    pub(crate) clock: String,
}

impl Hearing {
    pub(crate) async fn open(bus: &impl Bus) -> Self {
        let mut hearing = Self { events: bus.listen("listener"), clock: String::new() };
        hearing.opened().await;
        hearing
    }

    /// The next event but the signs of life of other nodes.
    pub(crate) async fn next(&mut self) -> Event {
        loop {
            let next = timeout(LIMIT, self.events.next()).await;
            match next.expect("something is heard in time").expect("the events go on") {
                Event::Missing { .. } | Event::Found { .. } => {}
                event => return event,
            }
        }
    }

    /// Waits until the bus is open, which has to be told next. Returns the name of the clocks before.
    pub(crate) async fn opened(&mut self) -> String {
        match self.next().await {
            Event::Open { clock, .. } => std::mem::replace(&mut self.clock, clock),
            event => panic!("the bus opens, and not {event:?}"),
        }
    }

    /// Waits until the bus is lost, which has to be told next.
    pub(crate) async fn lost(&mut self) {
        let event = self.next().await;
        assert_eq!(event, Event::Lost);
    }

    /// The text of the change that is heard next.
    pub(crate) async fn text(&mut self) -> String {
        match self.next().await {
            Event::Announced { announcement, .. } => {
                String::from_utf8(announcement.text.to_vec()).unwrap()
            }
            event => panic!("a change is heard, and not {event:?}"),
        }
    }

    pub(crate) async fn announce(&self, bus: &impl Bus, text: &str) -> Clocks {
        announce(bus, text).await.expect("the bus can be reached")
    }
}

/// Announces a change of a board.
pub(crate) async fn announce(bus: &impl Bus, text: &str) -> Result<Clocks, BusError> {
    let (node, contexts) = ("teller".to_owned(), vec!["board".to_owned()]);
    bus.announce(Announcement { node, contexts, text: text.to_owned().into() }).await
}
