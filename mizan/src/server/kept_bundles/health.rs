//! The health of a store: one that has failed is not asked for a moment, and what could not be purged
//! meanwhile is purged before anything of it is served.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::cache::StoreError;
use crate::cache::tags::EVERYTHING;

/// How long a store that has failed is not asked.
const PAUSE: Duration = Duration::from_secs(1);

/// The number of tags to purge that are kept; of more, everything is purged.
const MOST_LEFT: usize = 1024;

#[derive(Default)]
pub(super) struct Health {
    state: Mutex<State>,
    has_told_of_nonsense: AtomicBool,
}

#[derive(Default)]
struct State {
    /// The store has failed, and is asked again then.
    next: Option<Instant>,
    left: BTreeSet<String>,
}

impl Health {
    /// `true` if the store may be asked. While it is down, one of those who ask tries it after each pause.
    pub(super) fn may_ask(&self) -> bool {
        let mut state = self.lock();
        let now = Instant::now();
        match state.next {
            Some(next) if next > now => false,
            Some(_) => {
                state.next = Some(now + PAUSE);
                true
            }
            None => true,
        }
    }

    pub(super) fn succeed(&self) {
        let mut state = self.lock();
        if state.next.is_some() && state.left.is_empty() {
            state.next = None;
            tracing::info!("the store of the cache is back");
        }
    }

    pub(super) fn fail(&self, error: &StoreError) {
        let mut state = self.lock();
        let is_new = state.next.is_none();
        state.next = Some(Instant::now() + PAUSE);
        drop(state);
        if is_new {
            tracing::error!(%error, "nothing is served from the cache until it is back");
        }
    }

    /// Tells once that the store has entries that are none of this version.
    pub(super) fn tell_of_nonsense(&self) {
        if !self.has_told_of_nonsense.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "the store of the cache has entries of another form, which are read anew"
            );
        }
    }

    /// Keeps tags that could not be purged.
    pub(super) fn leave(&self, tags: BTreeSet<String>) {
        let mut state = self.lock();
        state.left.extend(tags);
        if state.left.len() > MOST_LEFT {
            state.left = BTreeSet::from([EVERYTHING.to_owned()]);
        }
        // Nothing of the store is served before they are purged.
        state.next.get_or_insert_with(Instant::now);
    }

    /// The tags that are still to be purged.
    pub(super) fn left(&self) -> BTreeSet<String> {
        self.lock().left.clone()
    }

    /// Takes note that tags are purged.
    pub(super) fn purged(&self, tags: &BTreeSet<String>) {
        let mut state = self.lock();
        state.left.retain(|tag| !tags.contains(tag));
        drop(state);
        self.succeed();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_store_that_has_failed_is_not_asked_for_a_moment() {
        let health = Health::default();
        assert!(health.may_ask());
        health.fail(&StoreError::new("gone"));
        assert!(!health.may_ask());
        health.succeed();
        assert!(health.may_ask());
    }

    #[test]
    fn a_store_is_not_back_before_everything_is_purged() {
        let health = Health::default();
        health.fail(&StoreError::new("gone"));
        health.leave(tags(&["a", "b"]));
        health.succeed();
        assert!(!health.may_ask());
        health.purged(&tags(&["a"]));
        assert!(!health.may_ask());
        assert_eq!(health.left(), tags(&["b"]));
        health.purged(&tags(&["b"]));
        assert!(health.may_ask());
    }

    #[test]
    fn of_many_tags_everything_is_left() {
        let health = Health::default();
        health.leave((0..=MOST_LEFT).map(|number| number.to_string()).collect());
        assert_eq!(health.left(), tags(&[EVERYTHING]));
    }
}
