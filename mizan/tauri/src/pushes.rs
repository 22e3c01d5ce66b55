//! The pushes of a connection to the channel of its page. Tauri keeps what a page has not taken, however much it
//! is; so the page says what it has taken, and only so many frames are on the way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use mizan::port::Events;
use tauri::ipc::{Channel, InvokeResponseBody};
use tokio::sync::Semaphore;

use crate::feeds::Feeds;

/// The frames that a page may leave unread. What follows waits in the server, where newer bundles replace
/// older ones.
const MOST_UNREAD: usize = 64;

/// The bytes from which on Tauri lets a page fetch a message, and does not write it into a script.
const FETCHED: usize = 1024;

/// Counts the frames that the page has not taken.
pub(crate) struct Unread {
    room: Semaphore,
    count: AtomicUsize,
}

impl Default for Unread {
    fn default() -> Self {
        Self { room: Semaphore::new(MOST_UNREAD), count: AtomicUsize::new(0) }
    }
}

impl Unread {
    /// Waits until the page may be sent another frame.
    async fn add(&self) {
        // The semaphore is never closed.
        if let Ok(permit) = self.room.acquire().await {
            permit.forget();
            self.count.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// The page has taken so many frames. More than it was sent count for nothing.
    pub(crate) fn take(&self, frames: usize) {
        let taken = self.count.try_update(Ordering::AcqRel, Ordering::Acquire, |count| {
            Some(count - frames.min(count))
        });
        let count = taken.unwrap_or_default();
        self.room.add_permits(frames.min(count));
    }
}

/// Sends what a port pushes to a channel, until one of both has ended. The channel tells the page of its end.
pub(crate) async fn push(
    mut events: Events,
    channel: Channel<InvokeResponseBody>,
    feeds: Arc<Feeds>,
    unread: Arc<Unread>,
) {
    loop {
        unread.add().await;
        let Some(frame) = events.next().await else { break };
        feeds.notice(&frame);
        if channel.send(body_of(&frame)).is_err() {
            break;
        }
    }
}

/// A short frame as a text of JavaScript, a longer one as bytes. As JSON, a short one would become a piece of a
/// script, in which a field `__proto__` means something else.
fn body_of(frame: &Bytes) -> InvokeResponseBody {
    match str::from_utf8(frame) {
        Ok(text) if frame.len() < FETCHED => {
            InvokeResponseBody::Json(serde_json::Value::from(text).to_string())
        }
        _ => InvokeResponseBody::Raw(frame.to_vec()),
    }
}
