//! A store whose answers a test can hold back, break or make slow.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use mizan::cache::{Look, Mark, Memory, Purge, Stamp, Store, StoreError};
use tokio::sync::watch;

/// A store between a server and the memory behind it.
#[derive(Clone)]
pub(crate) struct Faulty {
    pub(crate) store: Memory,
    mood: Arc<watch::Sender<Mood>>,
    pub(crate) asked: Arc<AtomicUsize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Fine,
    Gone,
    /// It never answers.
    Silent,
    /// Its entries are nonsense.
    Confused,
    /// Its entries are those of an earlier version.
    Old,
    /// It keeps nothing more.
    Full,
    /// It answers for fewer names than it is asked for.
    Short,
}

impl Faulty {
    pub(crate) fn new() -> Self {
        Self {
            store: Memory::new(1 << 20),
            mood: Arc::new(watch::Sender::new(Mood::Fine)),
            asked: Arc::default(),
        }
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    fn ask<'store, T: Send + 'store>(
        &'store self,
        answer: BoxFuture<'store, Result<T, StoreError>>,
    ) -> BoxFuture<'store, Result<T, StoreError>> {
        async move {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let mood = *self.mood.borrow();
            match mood {
                Mood::Fine | Mood::Confused | Mood::Old | Mood::Full | Mood::Short => answer.await,
                Mood::Gone => Err(StoreError::new("it is gone")),
                Mood::Silent => pending().await,
            }
        }
        .boxed()
    }
}

impl Faulty {
    fn write<'store, T: Send + 'store>(
        &'store self,
        answer: BoxFuture<'store, Result<T, StoreError>>,
    ) -> BoxFuture<'store, Result<T, StoreError>> {
        if *self.mood.borrow() == Mood::Full {
            return async { Err(StoreError::new("it is full")) }.boxed();
        }
        self.ask(answer)
    }
}

impl Store for Faulty {
    fn look<'store>(
        &'store self,
        keys: &'store [String],
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Look, StoreError>> {
        async move {
            let mut look = self.ask(self.store.look(keys, tags)).await?;
            match *self.mood.borrow() {
                Mood::Confused => {
                    look.entries = vec![Some(Bytes::from_static(b"<html>502</html>")); keys.len()];
                }
                Mood::Old => {
                    let entry = Bytes::from_static(b"mizan cache 1\n[\"a\"]\n,\"price\":1}");
                    look.entries = vec![Some(entry); keys.len()];
                }
                Mood::Short => look.stamps.clear(),
                _ => {}
            }
            Ok(look)
        }
        .boxed()
    }

    fn stamp<'store>(
        &'store self,
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Vec<Stamp>, StoreError>> {
        self.write(self.store.stamp(tags))
    }

    fn put<'store>(
        &'store self,
        key: &'store str,
        entry: Bytes,
        life: Duration,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        self.write(self.store.put(key, entry, life))
    }

    fn mark<'store>(
        &'store self,
        tags: &'store [String],
        mark: &'store Mark,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        self.write(self.store.mark(tags, mark))
    }

    fn purge<'store>(
        &'store self,
        purge: Purge<'store>,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        self.ask(self.store.purge(purge))
    }
}
