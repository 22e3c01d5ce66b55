//! The purges that wait for the edge: sent in batches behind the mutations, again until they are taken, and once
//! more for pages that were on their way.

use std::collections::{BTreeSet, VecDeque};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use http::header::{CACHE_CONTROL, HeaderName};
use http::{HeaderMap, HeaderValue};
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::sleep;

use crate::cache::Cache;
use crate::cache::tags::EVERYTHING;
use crate::edge::{Edge, KeyHeader, key_of};
use crate::timeout::{spread, within};

/// The keys of one request to the edge.
const MOST_AT_ONCE: usize = 64;

/// The keys that wait one by one. Where more do, everything is purged.
const MOST_WAITING: usize = 1024;

/// The pause after a purge that has failed: it grows from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// How long a task waits for news that has nothing else to do.
const FOREVER: Duration = Duration::from_secs(3600);

/// The bytes of all keys of a page. Varnish takes headers of 8 KiB.
const LONGEST: usize = 4096;

/// The purges of one server.
pub(crate) struct EdgePurges {
    shared: Arc<Shared>,
    task: OnceLock<AbortHandle>,
}

struct Shared {
    edge: Edge,
    /// The key that every page bears.
    everything: String,
    waiting: Mutex<Waiting>,
    news: Notify,
    is_idle: watch::Sender<bool>,
}

#[derive(Default)]
struct Waiting {
    fresh: BTreeSet<String>,
    /// What was purged once, and when it is purged again.
    again: VecDeque<(Instant, BTreeSet<String>)>,
    /// `true` once the server goes down: nothing is on its way any more.
    is_ending: bool,
}

/// The keys that are purged now.
struct Batch {
    fresh: BTreeSet<String>,
    again: BTreeSet<String>,
}

impl EdgePurges {
    /// The purges of a server. They begin with everything, because an earlier build may have left pages there, and a
    /// node that died stale ones.
    pub(super) fn new(edge: Edge, cache: &Cache) -> Self {
        let everything = key_of(&cache.prefixed(EVERYTHING));
        // What is answered without asking the store may be as old as its lease.
        let settle = edge.settle + cache.lease.unwrap_or_default();
        let edge = Edge { settle, ..edge };
        let fresh = BTreeSet::from([everything.clone()]);
        let waiting = Mutex::new(Waiting { fresh, ..Waiting::default() });
        let (news, is_idle) = (Notify::new(), watch::Sender::new(false));
        let shared = Arc::new(Shared { edge, everything, waiting, news, is_idle });
        Self { shared, task: OnceLock::new() }
    }

    /// Purges what bears these tags, soon.
    pub(super) fn push(&self, tags: &[String]) {
        self.shared.add(tags.iter().map(|tag| key_of(tag)));
        self.start();
    }

    /// A function that purges everything, as long as the server lives: what has made the pages is another.
    #[cfg(all(feature = "render", feature = "axum", unix))]
    pub(crate) fn purge_all(&self) -> impl Fn() + Send + Sync + use<> {
        let shared = Arc::downgrade(&self.shared);
        move || {
            if let Some(shared) = shared.upgrade() {
                shared.add(std::iter::once(shared.everything.clone()));
            }
        }
    }

    /// Lets the edge keep a page with these tags.
    pub(crate) fn allow<'tag>(
        &self,
        headers: &mut HeaderMap,
        tags: impl Iterator<Item = &'tag String>,
    ) {
        self.start();
        let keys: Vec<String> = tags.map(|tag| key_of(tag)).collect();
        let header: KeyHeader = self.shared.edge.purger.header();
        let value = header.join(keys.iter().map(String::as_str));
        let Some(value) = Some(value).filter(|value| value.len() <= LONGEST) else { return };
        let Ok(value) = HeaderValue::try_from(value) else { return };
        headers.insert(HeaderName::from_static(header.name()), value);
        let seconds = self.shared.edge.max_age.as_secs();
        let control = format!("public, max-age=0, s-maxage={seconds}");
        if let Ok(control) = HeaderValue::try_from(control) {
            headers.entry(CACHE_CONTROL).or_insert(control);
        }
    }

    /// Waits until the edge has taken everything, at most for the limit.
    pub(crate) async fn flush(&self, limit: Duration) {
        if self.task.get().is_none() {
            return;
        }
        self.shared.lock().is_ending = true;
        self.shared.is_idle.send_replace(false);
        self.shared.news.notify_one();
        let mut is_idle = self.shared.is_idle.subscribe();
        let idle = pin!(is_idle.wait_for(|is_idle| *is_idle));
        if within(limit, idle).await.is_none() {
            tracing::error!(
                "shut down before the edge has purged everything: it may show stale pages"
            );
        }
    }

    /// Starts the task, once, where there is a runtime.
    fn start(&self) {
        if self.task.get().is_none()
            && let Ok(runtime) = Handle::try_current()
        {
            let shared = Arc::clone(&self.shared);
            self.task.get_or_init(|| runtime.spawn(send_all(shared)).abort_handle());
        }
    }
}

impl Drop for EdgePurges {
    fn drop(&mut self) {
        if let Some(task) = self.task.get() {
            task.abort();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, keys: impl Iterator<Item = String>) {
        let mut waiting = self.lock();
        waiting.fresh.extend(keys);
        if waiting.fresh.len() > MOST_WAITING {
            waiting.fresh = BTreeSet::from([self.everything.clone()]);
        }
        self.is_idle.send_replace(false);
        self.news.notify_one();
    }

    /// Takes what is to be purged now; otherwise the time until there is something.
    fn take(&self) -> Result<Batch, Option<Duration>> {
        let mut waiting = self.lock();
        let (now, is_ending) = (Instant::now(), waiting.is_ending);
        let mut again = BTreeSet::new();
        while let Some((due, _)) = waiting.again.front()
            && (is_ending || *due <= now)
        {
            again.extend(waiting.again.pop_front().into_iter().flat_map(|(_, keys)| keys));
        }
        let fresh = std::mem::take(&mut waiting.fresh);
        if !fresh.is_empty() || !again.is_empty() {
            return Ok(Batch { fresh, again });
        }
        let next = waiting.again.front().map(|(due, _)| due.saturating_duration_since(now));
        self.is_idle.send_replace(next.is_none());
        Err(next)
    }

    async fn send(&self, batch: &Batch) -> Result<(), crate::edge::PurgeError> {
        let keys: Vec<String> = batch.fresh.union(&batch.again).cloned().collect();
        for keys in keys.chunks(MOST_AT_ONCE) {
            self.edge.purger.purge(keys).await?;
        }
        Ok(())
    }
}

async fn send_all(shared: Arc<Shared>) {
    let (mut pause, mut is_told) = (PAUSES.0, false);
    loop {
        let batch = match shared.take() {
            Ok(batch) => batch,
            Err(next) => {
                let news = pin!(shared.news.notified());
                within(next.unwrap_or(FOREVER), news).await;
                continue;
            }
        };
        match shared.send(&batch).await {
            Ok(()) => {
                if std::mem::take(&mut is_told) {
                    tracing::info!("the edge purges again");
                }
                pause = PAUSES.0;
                let due = Instant::now() + shared.edge.settle;
                if !batch.fresh.is_empty() {
                    shared.lock().again.push_back((due, batch.fresh));
                }
            }
            Err(error) => {
                if !std::mem::replace(&mut is_told, true) {
                    tracing::error!(%error, "the edge may show stale pages until it purges");
                }
                shared.add(batch.fresh.into_iter().chain(batch.again));
                sleep(spread(pause)).await;
                pause = (pause * 2).min(PAUSES.1);
            }
        }
    }
}
