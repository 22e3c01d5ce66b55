//! The events of the bus heard: what the other nodes of the application have done.

use std::sync::Weak;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::runtime::Handle;

use crate::bus::Event;
use crate::server::state::{Inner, Server};

impl Server {
    /// Begins to listen to the bus, in a task that ends with the server. Later calls do nothing.
    pub(crate) fn listen(&self) {
        let Ok(runtime) = Handle::try_current() else { return };
        if let Some(events) = self.link().listen_once() {
            runtime.spawn(hear_all(self.downgrade(), events));
        }
    }

    /// Takes leave of the other nodes.
    pub(crate) async fn leave_bus(&self) {
        let link = self.link();
        if link.is_listening()
            && let Err(error) = link.bus().leave(link.node()).await
        {
            tracing::warn!(%error, "the other nodes do not know that this one has ended");
        }
    }

    fn hear(&self, event: Event) {
        match event {
            Event::Open { clock, .. } => {
                self.link().set_clock(Some(clock));
            }
            Event::Lost => {
                if self.link().set_clock(None).is_some() {
                    tracing::error!("the bus is lost, and other nodes are not heard");
                }
            }
            Event::Announced { .. }
            | Event::Message { .. }
            | Event::Present(_)
            | Event::Missing { .. } => {}
        }
    }
}

async fn hear_all(server: Weak<Inner>, mut events: BoxStream<'static, Event>) {
    while let Some(event) = events.next().await {
        let Some(server) = Server::upgrade(&server) else { return };
        server.hear(event);
    }
}
