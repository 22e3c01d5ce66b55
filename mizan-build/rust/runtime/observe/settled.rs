//! Waiting for an entry to be as true as it can become.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::super::reads::lifetime::{Reader, retain};
use super::super::store::core::{Core, Moment};
use super::super::store::entry::{EntryId, View};
use super::super::store::handle::Store;

/// Retains an entry until it is as true as a read sent now, or no read is left to make it so. If it is
/// lasting, it waits for the invalidations that come meanwhile as well.
pub(crate) struct Settled {
    reader: Reader,
    since: Moment,
    is_lasting: bool,
}

impl Settled {
    pub(crate) fn new(store: &Store, core: &mut Core, entry: EntryId, is_lasting: bool) -> Self {
        let since = core.entries.get(&entry).map_or(0, |entry| entry.invalidated_at);
        let id = retain(core, entry);
        Self { reader: Reader { store: store.clone(), entry, id }, since, is_lasting }
    }
}

impl Future for Settled {
    /// The view of the whole; none if the entry has gone.
    type Output = Option<View>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { reader, since, is_lasting } = &*self;
        reader.store.with(|core| {
            let session = core.session;
            let Some(entry) = core.entries.get_mut(&reader.entry) else { return Poll::Ready(None) };
            let is_behind = if *is_lasting { entry.is_due() } else { entry.sent_at <= *since };
            if entry.reads.is_empty() || !is_behind {
                return Poll::Ready(Some(entry.view(None, session)));
            }
            entry.readers.insert(reader.id, Some(cx.waker().clone()));
            Poll::Pending
        })
    }
}
