//! A watch: it keeps one instance true, and tells of every change.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::Stream;
use futures_util::future::poll_fn;
use serde::de::DeserializeOwned;

use super::super::error::Error;
use super::super::reads::lifetime::{Reader, open_entry, retain};
use super::super::store::address::Address;
use super::super::store::entry::{View, is_same_data};
use super::super::store::handle::Store;
use super::state::{State, decode};

/// Keeps one instance true until it is dropped. As a stream it gives the current state, and then the
/// latest after every change; data that a read has brought again unchanged are no change.
pub struct Watch<T> {
    reader: Reader,
    member: Option<&'static str>,
    /// What was seen last.
    seen: Option<View>,
    decoded: Option<Result<Arc<T>, Arc<Error>>>,
}

impl<T: DeserializeOwned> Watch<T> {
    pub(crate) fn new(store: &Store, address: &Address, member: Option<&'static str>) -> Self {
        let (entry, id) = store.with(|core| {
            let entry = open_entry(core, address);
            (entry, retain(core, entry))
        });
        let reader = Reader { store: store.clone(), entry, id };
        Self { reader, member, seen: None, decoded: None }
    }

    /// The current state, which counts as seen.
    pub fn current(&mut self) -> State<T> {
        let view = self.reader.store.with(|core| {
            core.entries.get(&self.reader.entry).map(|it| it.view(self.member, core.session))
        });
        match view {
            Some(view) => self.see(view),
            None => {
                State { data: None, pending: true, refreshing: false, error: None, retrying: None }
            }
        }
    }

    /// Waits for a state that was not seen yet; the first is the current one. To drop the future loses
    /// nothing.
    pub async fn changed(&mut self) -> State<T> {
        poll_fn(|cx| self.poll_changed(cx)).await
    }

    fn poll_changed(&mut self, cx: &mut Context<'_>) -> Poll<State<T>> {
        let Self { reader, member, seen, .. } = self;
        let fresh = reader.store.with(|core| {
            let session = core.session;
            let entry = core.entries.get_mut(&reader.entry)?;
            let view = entry.view(*member, session);
            if seen.as_ref().is_some_and(|seen| seen.is_same(&view)) {
                entry.readers.insert(reader.id, Some(cx.waker().clone()));
                return None;
            }
            Some(view)
        });
        fresh.map_or(Poll::Pending, |view| Poll::Ready(self.see(view)))
    }

    /// Decodes data that are new.
    fn see(&mut self, view: View) -> State<T> {
        let known = self.seen.as_ref().and_then(|seen| seen.data.as_ref());
        if !is_same_data(known, view.data.as_ref()) {
            self.decoded = view.data.as_ref().map(|data| decode(data, self.member).map(Arc::new));
        }
        let state = State::new(&view, self.decoded.clone());
        self.seen = Some(view);
        state
    }
}

impl<T> Unpin for Watch<T> {}

impl<T: DeserializeOwned> Stream for Watch<T> {
    type Item = State<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<State<T>>> {
        self.poll_changed(cx).map(Some)
    }
}
