//! A store in the memory of the process.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use lru::LruCache;

use super::store::{Look, Mark, Stamp, Store, StoreError};
use super::{Cache, MOST_AGE, Secret};

/// A store in the memory of the process. A clone is the same store.
#[derive(Clone)]
pub struct Memory(Arc<Shared>);

struct Shared {
    most_bytes: usize,
    state: Mutex<State>,
    /// Makes stamps that nobody can guess, and that no other store has.
    random: RandomState,
    stamps: AtomicU64,
}

/// What was used last comes first, and goes last.
struct State {
    kept: LruCache<Arc<str>, Kept, foldhash::quality::RandomState>,
    bytes: usize,
}

enum Kept {
    Entry { entry: Bytes, end: Instant },
    Stamp { text: String, marks: Vec<(String, Instant)> },
}

/// What an entry or a stamp takes beside its texts, about.
const OVERHEAD: usize = 160;

/// A cache in the memory of the process, of at most so many bytes. What was not used for the longest time
/// makes room for what is new. Its keys are made with a random secret.
///
/// ```
/// let cache = mizan::cache::memory(64 << 20);
/// ```
pub fn memory(bytes: usize) -> Cache {
    let random = RandomState::new();
    let secret: Vec<u8> = (0..4_u8).flat_map(|part| random.hash_one(part).to_be_bytes()).collect();
    Cache {
        store: Arc::new(Memory::new(bytes)),
        secrets: vec![Secret(secret.into())],
        prefix: String::new(),
        most_age: MOST_AGE,
        is_strict: false,
    }
}

impl Memory {
    /// A store of at most so many bytes.
    ///
    /// ```
    /// use mizan::cache::{Cache, Memory};
    /// let cache = Cache::new(Memory::new(1 << 20), "a secret of at least thirty-two bytes");
    /// ```
    pub fn new(bytes: usize) -> Self {
        let state = State { kept: LruCache::unbounded_with_hasher(Default::default()), bytes: 0 };
        let (random, stamps) = (RandomState::new(), AtomicU64::new(0));
        Self(Arc::new(Shared { most_bytes: bytes, state: Mutex::new(state), random, stamps }))
    }

    /// Forgets everything, entries and stamps, like a store that starts again.
    pub fn clear(&self) {
        let mut state = self.0.lock();
        state.kept.clear();
        state.bytes = 0;
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self) -> String {
        let number = self.stamps.fetch_add(1, Ordering::Relaxed);
        format!("{number:x}.{:016x}", self.random.hash_one(number))
    }

    /// The stamp of a tag. A mark that nobody has ended in its time gives the tag another stamp.
    fn find(&self, state: &mut State, tag: &str, now: Instant) -> Option<Stamp> {
        let Kept::Stamp { text, marks } = state.kept.get_mut(tag)? else { return None };
        let count = marks.len();
        marks.retain(|(_, end)| *end > now);
        if marks.len() < count {
            *text = self.fresh();
        }
        Some(Stamp { text: text.clone(), is_marked: !marks.is_empty() })
    }

    fn look(&self, keys: &[String], tags: &[String]) -> Look {
        let now = Instant::now();
        let mut state = self.lock();
        let entries = keys.iter().map(|key| match state.kept.get(&**key)? {
            Kept::Entry { entry, end } if *end > now => Some(entry.clone()),
            _ => None,
        });
        let entries = entries.collect();
        let stamps = tags.iter().map(|tag| self.find(&mut state, tag, now)).collect();
        Look { entries, stamps }
    }

    fn stamp(&self, tags: &[String]) -> Vec<Stamp> {
        let now = Instant::now();
        let mut state = self.lock();
        let give = |tag: &String| {
            self.find(&mut state, tag, now).unwrap_or_else(|| {
                let text = self.fresh();
                state.add(tag, Kept::Stamp { text: text.clone(), marks: Vec::new() });
                Stamp { text, is_marked: false }
            })
        };
        let stamps = tags.iter().map(give).collect();
        state.shrink(self.most_bytes);
        stamps
    }

    fn put(&self, key: &str, entry: Bytes, life: Duration) {
        let mut state = self.lock();
        state.add(key, Kept::Entry { entry, end: Instant::now() + life });
        state.shrink(self.most_bytes);
    }

    fn mark(&self, tags: &[String], mark: &Mark) {
        let now = Instant::now();
        let mut state = self.lock();
        for tag in tags {
            let known = self.find(&mut state, tag, now);
            let (own, end) = (mark.id.clone(), now + mark.life);
            match (known, state.kept.get_mut(&**tag)) {
                (Some(_), Some(Kept::Stamp { marks, .. })) => marks.push((own, end)),
                _ => {
                    let (text, marks) = (self.fresh(), vec![(own, end)]);
                    state.add(tag, Kept::Stamp { text, marks });
                }
            }
        }
        state.shrink(self.most_bytes);
    }

    fn purge(&self, tags: &[String], marked: &[String], mark: Option<&Mark>) {
        let mut state = self.lock();
        for tag in tags {
            match state.kept.get_mut(&**tag) {
                Some(Kept::Stamp { text, .. }) => *text = self.fresh(),
                _ => state.add(tag, Kept::Stamp { text: self.fresh(), marks: Vec::new() }),
            }
        }
        state.shrink(self.most_bytes);
        let Some(mark) = mark else { return };
        for tag in marked {
            if let Some(Kept::Stamp { marks, .. }) = state.kept.get_mut(&**tag) {
                marks.retain(|(id, _)| *id != mark.id);
            }
        }
    }
}

impl State {
    fn add(&mut self, key: &str, kept: Kept) {
        let key: Arc<str> = key.into();
        self.bytes += size(&key, &kept);
        if let Some((key, old)) = self.kept.push(key, kept) {
            self.bytes -= size(&key, &old);
        }
    }

    fn shrink(&mut self, most_bytes: usize) {
        while self.bytes > most_bytes
            && let Some((key, kept)) = self.kept.pop_lru()
        {
            self.bytes -= size(&key, &kept);
        }
    }
}

fn size(key: &str, kept: &Kept) -> usize {
    let own = match kept {
        Kept::Entry { entry, .. } => entry.len(),
        // Its marks are as many as mutations run at once.
        Kept::Stamp { .. } => 0,
    };
    OVERHEAD + key.len() + own
}

impl Store for Memory {
    fn look<'store>(
        &'store self,
        keys: &'store [String],
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Look, StoreError>> {
        async move { Ok(self.0.look(keys, tags)) }.boxed()
    }

    fn stamp<'store>(
        &'store self,
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Vec<Stamp>, StoreError>> {
        async move { Ok(self.0.stamp(tags)) }.boxed()
    }

    fn put<'store>(
        &'store self,
        key: &'store str,
        entry: Bytes,
        life: Duration,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        async move {
            self.0.put(key, entry, life);
            Ok(())
        }
        .boxed()
    }

    fn mark<'store>(
        &'store self,
        tags: &'store [String],
        mark: &'store Mark,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        async move {
            self.0.mark(tags, mark);
            Ok(())
        }
        .boxed()
    }

    fn purge<'store>(
        &'store self,
        tags: &'store [String],
        marked: &'store [String],
        mark: Option<&'store Mark>,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        async move {
            self.0.purge(tags, marked, mark);
            Ok(())
        }
        .boxed()
    }

    fn is_local(&self) -> bool {
        true
    }
}
