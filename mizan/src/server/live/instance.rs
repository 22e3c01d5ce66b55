//! A subscribed instance of a live context, as one audience sees it.

use std::mem::replace;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::Notify;

use super::subscription::{Name, Subscription};
use crate::Error;

/// A subscribed instance. Everyone who has subscribed it sees the same data.
pub(crate) struct Instance {
    /// Tells it from other instances of the context, and from the same one for another audience.
    pub(crate) key: Arc<str>,
    pub(crate) context: &'static str,
    /// Who sees the same: everybody, the callers of one identity, or one socket.
    pub(crate) audience: String,
    /// The parameters with the canonical texts of their normal forms.
    parameters: Vec<(String, String)>,
    /// How it is read: its first subscriber's words.
    pub(crate) name: Name,
    work: Mutex<Work>,
    /// Woken when a read has ended.
    read: Notify,
    /// Ends the pause of a reading, because somebody new waits, or something has changed.
    hurry: Notify,
}

/// Who waits for an instance, and what is known of it.
#[derive(Default)]
pub(crate) struct Work {
    subscriptions: Vec<Arc<Subscription>>,
    /// `true` if a change was announced after the last read began.
    is_stale: bool,
    is_reading: bool,
    /// `true` while the reading pauses, because the last read has failed.
    is_pausing: bool,
    /// The number of the last read that has begun.
    begun: u64,
    /// The last read, with its number and its share of the memory for such reads.
    last: Option<(u64, Arc<Seen>, Option<Share>)>,
    /// The number of those who wait for a read to end.
    waiting: usize,
}

/// The memory for the last reads of all instances. A read that finds none is forgotten, and the next
/// subscriber reads again.
#[derive(Debug, Default)]
pub(crate) struct Memory(AtomicUsize);

/// The bytes for the last reads of all instances.
const MOST_KEPT: usize = 64 * 1024 * 1024;

/// A part of the memory.
pub(crate) struct Share {
    memory: Arc<Memory>,
    bytes: usize,
}

impl Memory {
    fn take(self: &Arc<Self>, bytes: usize) -> Option<Share> {
        let share = Share { memory: Arc::clone(self), bytes };
        let kept = self.0.fetch_add(bytes, Ordering::Relaxed) + bytes;
        (kept <= MOST_KEPT).then_some(share)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.memory.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// What a read has found.
pub(crate) type Seen = Result<Bundle, Error>;

/// A bundle as it is sent to a whole audience.
pub(crate) struct Bundle {
    /// The JSON of the bundle.
    pub(crate) body: Bytes,
    /// The name of the bundle, which is its `$h`.
    pub(crate) h: Option<[u8; 16]>,
    /// A name for a bundle with members that have failed for a moment. The client does not learn it.
    pub(crate) passing: Option<[u8; 16]>,
    /// The token of the read, as text.
    pub(crate) version: String,
}

impl Bundle {
    /// What the server calls it.
    pub(crate) fn name(&self) -> Option<[u8; 16]> {
        self.h.or(self.passing)
    }
}

impl Work {
    pub(crate) fn add(&mut self, subscription: Arc<Subscription>) {
        subscription.place.store(self.subscriptions.len(), Ordering::Relaxed);
        self.subscriptions.push(subscription);
    }

    /// Removes a subscription at once, however many there are. `true` if none is left.
    pub(crate) fn remove(&mut self, subscription: &Subscription) -> bool {
        let place = subscription.place.load(Ordering::Relaxed);
        if self.subscriptions.get(place).is_some_and(|it| it.id == subscription.id) {
            self.subscriptions.swap_remove(place);
            if let Some(moved) = self.subscriptions.get(place) {
                moved.place.store(place, Ordering::Relaxed);
            }
        }
        self.subscriptions.is_empty()
    }

    /// The last one who waits lets go of a read that has no share of the memory.
    fn stop_waiting(&mut self) {
        self.waiting -= 1;
        if self.waiting == 0 && matches!(self.last, Some((.., None))) {
            self.last = None;
        }
    }
}

impl Instance {
    pub(super) fn new(
        key: Arc<str>,
        audience: String,
        parameters: Vec<(String, String)>,
        name: Name,
    ) -> Self {
        let (work, read, hurry) = (Mutex::default(), Notify::new(), Notify::new());
        Self { key, context: name.context, audience, parameters, name, work, read, hurry }
    }

    /// `true` if a parameter has that canonical text.
    pub(crate) fn has(&self, parameter: &str, text: &str) -> bool {
        self.text(parameter) == Some(text)
    }

    /// The parameters with the canonical texts of their normal forms.
    pub(crate) fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }

    /// The canonical text of a parameter.
    pub(super) fn text(&self, parameter: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(name, _)| name == parameter);
        found.map(|(_, text)| text.as_str())
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of a change. `true` if the caller has to start reading.
    pub(crate) fn make_stale(&self) -> bool {
        let mut work = self.lock();
        work.is_stale = true;
        work.last = None;
        if work.is_pausing {
            self.hurry.notify_one();
        }
        !replace(&mut work.is_reading, true)
    }

    /// The number of reads that have begun.
    pub(crate) fn begun(&self) -> u64 {
        self.lock().begun
    }

    /// Begins the read of that number: the subscriptions that it is for.
    pub(crate) fn begin_read(&self, number: u64) -> Vec<Arc<Subscription>> {
        let mut work = self.lock();
        work.is_stale = false;
        if replace(&mut work.is_pausing, false) {
            // The error of the read before is none of this one.
            work.last = None;
        }
        work.begun = number;
        work.subscriptions.clone()
    }

    /// Ends a read. `true` if there is another one to do.
    pub(crate) fn end_read(&self, seen: Arc<Seen>, memory: &Arc<Memory>) -> bool {
        let mut work = self.lock();
        let share = memory.take((*seen).as_ref().map_or(0, |bundle| bundle.body.len()));
        let is_kept = share.is_some() || work.waiting > 0;
        work.last = is_kept.then(|| (work.begun, seen, share));
        let has_more = work.is_stale && !work.subscriptions.is_empty();
        work.is_reading = has_more;
        drop(work);
        self.read.notify_waiters();
        has_more
    }

    /// Ends a read that has failed for a moment, in part or in whole: those who wait get what it has seen.
    /// `true` if there is somebody for whom to try again.
    pub(crate) fn fail_read(&self, seen: Arc<Seen>) -> bool {
        let mut work = self.lock();
        work.last = (work.waiting > 0).then(|| (work.begun, seen, None));
        if replace(&mut work.is_stale, true) {
            // What has changed meanwhile waits for no pause.
            self.hurry.notify_one();
        }
        work.is_pausing = !work.subscriptions.is_empty();
        work.is_reading = work.is_pausing;
        let tries_again = work.is_pausing;
        drop(work);
        self.read.notify_waiters();
        tries_again
    }

    /// Waits until a read is wanted: by somebody new, or because of a change.
    pub(crate) async fn hurried(&self) {
        self.hurry.notified().await;
    }

    /// `true` if nobody has subscribed it any more: then its reading ends.
    pub(crate) fn is_abandoned(&self) -> bool {
        let mut work = self.lock();
        let is_abandoned = work.subscriptions.is_empty();
        if is_abandoned {
            work.is_reading = false;
            work.is_pausing = false;
        }
        is_abandoned
    }

    /// Ends the reading with an error, which those get who wait.
    pub(crate) fn give_up(&self, error: Error) {
        let mut work = self.lock();
        work.is_reading = false;
        work.is_pausing = false;
        // Whoever subscribes next, or was told of the error, has it read again.
        work.is_stale = true;
        work.last = (work.waiting > 0).then(|| (work.begun, Arc::new(Err(error)), None));
        drop(work);
        self.read.notify_waiters();
    }

    /// The newest read that has seen everything announced before this call, and its number. `start` is
    /// called if a read has to begin.
    pub(crate) async fn current(&self, start: impl Fn()) -> (u64, Arc<Seen>) {
        let wanted = {
            let mut work = self.lock();
            work.waiting += 1;
            if work.is_pausing {
                self.hurry.notify_one();
            }
            // A read that runs may have begun before a change; if so, `is_stale` tells.
            if work.is_reading && !work.is_stale { work.begun } else { work.begun + 1 }
        };
        loop {
            let mut ended = pin!(self.read.notified());
            ended.as_mut().enable();
            let must_start = {
                let mut work = self.lock();
                match &work.last {
                    Some((read, seen, _)) if *read >= wanted || !work.is_stale => {
                        let current = (*read, Arc::clone(seen));
                        work.stop_waiting();
                        return current;
                    }
                    _ => !replace(&mut work.is_reading, true),
                }
            };
            if must_start {
                start();
            }
            ended.await;
        }
    }

    /// Ends the opening of a subscription, which was answered with the bundle of that read and name.
    /// `true` if the caller has to start reading, because there is a newer one.
    pub(crate) fn answered(
        &self,
        subscription: &Subscription,
        read: u64,
        h: Option<[u8; 16]>,
    ) -> bool {
        let mut work = self.lock();
        subscription.answered(read, h);
        let is_behind = work.begun > read || work.is_stale;
        if !is_behind {
            return false;
        }
        work.is_stale = true;
        !replace(&mut work.is_reading, true)
    }
}
