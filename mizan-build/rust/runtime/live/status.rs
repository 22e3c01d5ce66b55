//! The state of the socket, for a badge.

use std::future::poll_fn;
use std::task::Poll;

use super::super::store::handle::Store;

/// The state of the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LiveStatus {
    /// Nothing needs one.
    #[default]
    Off,
    /// It is being opened.
    Connecting,
    /// What is shown is kept true.
    Open,
    /// Another attempt comes later; until then what is shown is as true as the last reads.
    Waiting,
}

/// Tells of every change of the state of the socket.
pub struct StatusWatch {
    store: Store,
    id: u64,
    seen: Option<LiveStatus>,
}

impl Store {
    /// The state of the socket.
    pub fn live_status(&self) -> LiveStatus {
        self.with(|core| core.connection.status)
    }

    /// Watches the state of the socket.
    pub fn watch_live_status(&self) -> StatusWatch {
        StatusWatch { store: self.clone(), id: self.with(|core| core.next_id()), seen: None }
    }
}

impl StatusWatch {
    /// Waits for a state that was not seen yet; the first is the current one. To drop the future loses
    /// nothing.
    pub async fn changed(&mut self) -> LiveStatus {
        let Self { store, id, seen } = self;
        poll_fn(|cx| {
            store.with(|core| {
                let status = core.connection.status;
                if *seen == Some(status) {
                    core.connection.watchers.insert(*id, cx.waker().clone());
                    return Poll::Pending;
                }
                *seen = Some(status);
                Poll::Ready(status)
            })
        })
        .await
    }
}

impl Drop for StatusWatch {
    fn drop(&mut self) {
        self.store.with(|core| core.connection.watchers.remove(&self.id));
    }
}
