//! A store in the memory of the process.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use lru::LruCache;

use super::store::{Earlier, Look, MOST_EARLIER, Mark, Purge, Stamp, Store, StoreError};
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
    Stamp(KeptStamp),
}

/// The stamp of a tag, the marks that stand on it, and the texts that it had.
struct KeptStamp {
    text: String,
    marks: Vec<(String, Instant)>,
    earlier: VecDeque<(String, Instant)>,
}

impl KeptStamp {
    fn new(text: String) -> Self {
        Self { text, marks: Vec::new(), earlier: VecDeque::new() }
    }

    /// Replaces the text. The one that it had is remembered for a time.
    fn replace(&mut self, text: String, remember: Duration, now: Instant) {
        let replaced = mem::replace(&mut self.text, text);
        if remember.is_zero() {
            return self.earlier.clear();
        }
        self.earlier.retain(|(_, since)| *since + remember > now);
        self.earlier.truncate(MOST_EARLIER - 1);
        self.earlier.push_front((replaced, now));
    }

    fn told(&self, now: Instant) -> Stamp {
        let earlier = |(text, since): &(String, Instant)| Earlier {
            text: text.clone(),
            age: now.saturating_duration_since(*since),
        };
        Stamp {
            text: self.text.clone(),
            is_marked: !self.marks.is_empty(),
            earlier: self.earlier.iter().map(earlier).collect(),
        }
    }
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
        lease: None,
        edge: None,
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

    pub(crate) fn look_now(&self, keys: &[String], tags: &[String]) -> Look {
        self.0.look(keys, tags)
    }

    pub(crate) fn stamp_now(&self, tags: &[String]) -> Vec<Stamp> {
        self.0.stamp(tags)
    }

    pub(crate) fn put_now(&self, key: &str, entry: Bytes, life: Duration) {
        self.0.put(key, entry, life);
    }

    pub(crate) fn purge_now(&self, purge: Purge<'_>) {
        self.0.purge(purge);
    }

    /// Forgets everything, entries and stamps, like a store that starts again.
    ///
    /// ```
    /// let store = mizan::cache::Memory::new(1 << 20);
    /// store.clear();
    /// ```
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
        let Kept::Stamp(stamp) = state.kept.get_mut(tag)? else { return None };
        let count = stamp.marks.len();
        stamp.marks.retain(|(_, end)| *end > now);
        if stamp.marks.len() < count {
            stamp.replace(self.fresh(), Duration::ZERO, now);
        }
        Some(stamp.told(now))
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
                let stamp = KeptStamp::new(self.fresh());
                let told = stamp.told(now);
                state.add(tag, Kept::Stamp(stamp));
                told
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
            let mark = (mark.id.clone(), now + mark.life);
            match (known, state.kept.get_mut(&**tag)) {
                (Some(_), Some(Kept::Stamp(stamp))) => stamp.marks.push(mark),
                _ => {
                    let stamp = KeptStamp { marks: vec![mark], ..KeptStamp::new(self.fresh()) };
                    state.add(tag, Kept::Stamp(stamp));
                }
            }
        }
        state.shrink(self.most_bytes);
    }

    fn purge(&self, purge: Purge<'_>) {
        let now = Instant::now();
        let mut state = self.lock();
        for tag in purge.tags {
            self.find(&mut state, tag, now);
            match state.kept.get_mut(&**tag) {
                Some(Kept::Stamp(stamp)) => stamp.replace(self.fresh(), purge.remember, now),
                _ => state.add(tag, Kept::Stamp(KeptStamp::new(self.fresh()))),
            }
        }
        state.shrink(self.most_bytes);
        let Some((mark, tags)) = purge.ended else { return };
        for tag in tags {
            if let Some(Kept::Stamp(stamp)) = state.kept.get_mut(&**tag) {
                stamp.marks.retain(|(id, _)| *id != mark.id);
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
        // Its marks are as many as mutations run at once, and its earlier texts are few.
        Kept::Stamp(_) => 0,
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
        purge: Purge<'store>,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        async move {
            self.0.purge(purge);
            Ok(())
        }
        .boxed()
    }

    fn is_local(&self) -> bool {
        true
    }
}
