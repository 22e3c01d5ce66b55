//! A source: one instance as an application holds it.

use std::future::IntoFuture;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::super::error::Error;
use super::super::reads::invalidation::invalidate;
use super::super::reads::lifetime::open_entry;
use super::super::reads::read::ensure_read;
use super::super::send::{BoxFuture, MaybeSend};
use super::super::spec::Member;
use super::super::store::address::Address;
use super::super::store::handle::Store;
use super::settled::Settled;
use super::state::{State, decode};
use super::watch::Watch;

/// One instance, or one member of it. Nothing is sent before it is awaited or watched. Sources of one store
/// with the same address show the same data.
pub struct Source<T> {
    store: Store,
    address: Address,
    /// The member that is shown; the whole bundle where there is none.
    member: Option<&'static str>,
    data: PhantomData<fn() -> T>,
}

impl<T> Clone for Source<T> {
    fn clone(&self) -> Self {
        let Self { store, address, member, .. } = self;
        Self { store: store.clone(), address: address.clone(), member: *member, data: PhantomData }
    }
}

impl Store {
    /// An instance of a context: the whole bundle.
    pub fn context<T>(&self, address: Address) -> Source<T> {
        Source { store: self.clone(), address, member: None, data: PhantomData }
    }

    /// One member of an instance. A parameter of its own makes it a read of its own.
    pub fn member<T>(&self, address: Address, member: &'static Member) -> Source<T> {
        Source { store: self.clone(), address, member: Some(member.name), data: PhantomData }
    }
}

impl<T: DeserializeOwned> Source<T> {
    /// The current state; looking at it sends no request.
    pub fn current(&self) -> State<T> {
        let view = self.store.with(|core| {
            let id = open_entry(core, &self.address);
            core.entries.get(&id).map(|entry| entry.view(self.member, core.session))
        });
        let decoded = view.as_ref().and_then(|view| view.data.as_ref());
        let decoded = decoded.map(|data| decode(data, self.member).map(std::sync::Arc::new));
        match view {
            Some(view) => State::new(&view, decoded),
            None => unreadable(),
        }
    }

    /// The data; they are read first unless they are known to be true.
    ///
    /// # Errors
    ///
    /// The error of the read, where there are no data that are known to be true.
    pub async fn read(&self) -> Result<T, Error> {
        let settled = self.store.with(|core| {
            let id = open_entry(core, &self.address);
            Settled::new(&self.store, core, id, true)
        });
        settled.await;
        let view = self.store.with(|core| {
            let id = core.keys.get(&self.address.key())?;
            Some(core.entries.get(id)?.view(self.member, core.session))
        });
        let view = view.ok_or_else(Error::aborted)?;
        match (view.data, view.error) {
            (_, Some(error)) => Err((*error).clone()),
            (None, None) => Err(Error::aborted()),
            (Some(data), None) => decode(&data, self.member).map_err(|error| (*error).clone()),
        }
    }

    /// Reads again, also what is not stale.
    ///
    /// # Errors
    ///
    /// The error of the read.
    pub async fn refetch(&self) -> Result<T, Error> {
        self.store.with(|core| {
            let id = open_entry(core, &self.address);
            invalidate(core, [id]);
        });
        self.read().await
    }

    /// Reads in advance, unless the data are known.
    pub fn prefetch(&self) {
        self.store.with(|core| {
            let id = open_entry(core, &self.address);
            if core.entries.get(&id).is_some_and(|entry| entry.is_due()) {
                ensure_read(core, id);
            }
        });
    }

    /// Keeps the data true until the watch is dropped, and tells of every change.
    pub fn watch(&self) -> Watch<T> {
        Watch::new(&self.store, &self.address, self.member)
    }
}

fn unreadable<T>() -> State<T> {
    State { data: None, pending: true, refreshing: false, error: None, retrying: None }
}

impl<T: DeserializeOwned + MaybeSend + 'static> IntoFuture for Source<T> {
    type Output = Result<T, Error>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.read().await })
    }
}
