//! A connection of a page: its frames in their order, their answers, and the pushes to its channel.

use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use mizan::port::{Events, Frame, Port};
use tauri::ipc::{Channel, InvokeResponseBody};
use tokio::task::{AbortHandle, coop};

use crate::feeds::Feeds;
use crate::pushes::{Unread, push};
use crate::refusal::Refusal;
use crate::turns::Turns;

/// A connection. Whoever removes it closes it: the calls on their way hold it too.
pub(crate) struct Connection {
    port: Port,
    turns: Turns,
    feeds: Arc<Feeds>,
    unread: Arc<Unread>,
    pushing: AbortHandle,
}

impl Connection {
    /// Starts to push the events of a port to a channel of the page.
    pub(crate) fn start(
        port: Port,
        events: Events,
        channel: Channel<InvokeResponseBody>,
    ) -> Arc<Self> {
        let (feeds, unread) = (Arc::<Feeds>::default(), Arc::<Unread>::default());
        let pushing = push(events, channel, Arc::clone(&feeds), Arc::clone(&unread));
        let pushing = tokio::spawn(pushing).abort_handle();
        Arc::new(Self { port, turns: Turns::default(), feeds, unread, pushing })
    }

    /// Takes the frame of a number, and returns its answer, which is empty if there is none or if it comes
    /// among the events. `find` finds a file that was lent to the window by its handle.
    pub(crate) async fn send(
        self: Arc<Self>,
        number: u64,
        frame: Bytes,
        find: impl Fn(u64) -> Option<(PathBuf, u64)>,
    ) -> Result<Bytes, Refusal> {
        self.turns.wait(number).await?;
        let feed = self.feeds.begin(&frame, find);
        let feed = match feed {
            Ok(feed) => feed,
            Err(answer) => {
                self.turns.end();
                return Ok(answer);
            }
        };
        let mut asked = pin!(coop::unconstrained(self.port.ask(frame_of(frame))));
        // The first poll puts the frame behind the one before it.
        let first = poll_fn(|context| Poll::Ready(asked.as_mut().poll(context))).await;
        self.turns.end();
        let answered = match (first, feed) {
            (Poll::Ready(answered), _) => answered,
            (Poll::Pending, None) => asked.await,
            (Poll::Pending, Some(feed)) => feed.run(&self.port, asked).await,
        };
        match answered {
            Ok(answer) => Ok(answer.unwrap_or_default()),
            Err(_) => Err(Refusal::closed()),
        }
    }

    /// The page has read so many frames of its channel.
    pub(crate) fn acknowledge(&self, frames: usize) {
        self.unread.take(frames);
    }

    /// Closes the port, so that reads stop and the commands on their way end; a mutation runs to its end.
    pub(crate) fn close(&self) {
        self.turns.close();
        self.pushing.abort();
    }
}

/// JSON begins with a brace. The bytes of a file are behind an id in eight bytes, the first of which no
/// number of JavaScript fills.
fn frame_of(bytes: Bytes) -> Frame {
    match bytes.first() {
        Some(0) => Frame::Binary(bytes),
        _ => Frame::Text(bytes),
    }
}
