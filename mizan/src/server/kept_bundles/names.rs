//! The names of an instance in the store: keys, by everything on which its bundle depends, and tags.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::quality::RandomState;
use lru::LruCache;

use super::{Keeping, KeptBundles};
use crate::cache::key::{Message, digest, key};
use crate::cache::tags::{EVERYTHING, user_tag};
use crate::declared::identity::Identities;

/// The names of one instance in the store.
#[derive(Default)]
pub(crate) struct Names {
    /// The key of new entries, then those of earlier secrets.
    pub(crate) keys: Vec<String>,
    pub(crate) tags: Vec<String>,
    /// The tags, and behind them those of what its last entry has read by the way: they are looked for together.
    with_reads: Mutex<Option<Arc<[String]>>>,
}

impl Names {
    pub(super) fn with_reads(&self) -> Option<Arc<[String]>> {
        self.with_reads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes note of the tags of what its entry has read.
    pub(super) fn note_reads(&self, reads: &[String]) {
        let all = self.tags.iter().chain(reads).cloned().collect();
        *self.with_reads.lock().unwrap_or_else(PoisonError::into_inner) = Some(all);
    }
}

impl KeptBundles {
    /// The names of an instance. `text` is the canonical text of a parameter. `None` if the caller has an
    /// identity without a text, so that it cannot be told whose bundle it is.
    pub(crate) fn names(
        &self,
        context: &'static str,
        parameters: &BTreeMap<&str, String>,
        identities: &Identities,
    ) -> Option<Arc<Names>> {
        let keeping = self.keeping(context)?;
        let tags = || keeping.tags.of_instance(|name| parameters.get(name).cloned());
        self.name_entry(keeping, context, parameters, identities, tags)
    }

    /// The names of an entry, under a key that begins with `name`.
    pub(super) fn name_entry(
        &self,
        keeping: &Keeping,
        name: &str,
        parameters: &BTreeMap<&str, String>,
        identities: &Identities,
        tags: impl FnOnce() -> Vec<String>,
    ) -> Option<Arc<Names>> {
        let mut callers = Vec::new();
        for position in &keeping.identities {
            let Some(identity) = identities.get(*position) else { continue };
            callers.push((*position, identity.id().into_owned(), identity.audience()?));
        }
        let (u, i) = caller_of(&keeping.identities, &callers);
        let message = Message { c: name, i, p: parameters, r: keeping.rev, u }.write();
        let names = keeping.known.find_or_make(message, |message| {
            let keys = keeping.secrets.iter().map(|secret| key(name, message, secret));
            let mut tags = tags();
            tags.push(EVERYTHING.to_owned());
            tags.extend(callers.iter().map(|(_, id, _)| user_tag(id)));
            let tags = tags.iter().map(|tag| self.prefixed_one(tag)).collect();
            let keys = keys.map(|key| self.prefixed_one(&key)).collect();
            Names { keys, tags, ..Names::default() }
        });
        Some(names)
    }
}

/// The instances of a context whose names are known.
const MOST_KNOWN: NonZeroUsize = NonZeroUsize::new(1024).expect("a number above zero");

/// The bytes of the longest message whose names are known, so that long parameters take no memory.
const LONGEST_KNOWN: usize = 512;

/// The names of the instances of a context that were asked for last. Making them cost 37 500 of the 57 000
/// instructions of a hit in memory, where the processor has none for SHA.
pub(super) struct KnownNames(Mutex<LruCache<Box<[u8]>, Arc<Names>, RandomState>>);

impl KnownNames {
    /// The names that a message has. Everything on which they depend is in the message.
    fn find_or_make(&self, message: Vec<u8>, make: impl FnOnce(&[u8]) -> Names) -> Arc<Names> {
        if let Some(names) = self.find(&message) {
            return names;
        }
        let names = Arc::new(make(&message));
        self.keep(message, &names);
        names
    }

    /// The same, if they can be made.
    pub(super) fn find_or_try(
        &self,
        message: Vec<u8>,
        make: impl FnOnce() -> Option<Arc<Names>>,
    ) -> Option<Arc<Names>> {
        if let Some(names) = self.find(&message) {
            return Some(names);
        }
        let names = make()?;
        self.keep(message, &names);
        Some(names)
    }

    fn find(&self, message: &[u8]) -> Option<Arc<Names>> {
        self.lock().get(message).cloned()
    }

    fn keep(&self, message: Vec<u8>, names: &Arc<Names>) {
        if message.len() <= LONGEST_KNOWN {
            self.lock().put(message.into(), Arc::clone(names));
        }
    }

    fn lock(&self) -> MutexGuard<'_, LruCache<Box<[u8]>, Arc<Names>, RandomState>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for KnownNames {
    fn default() -> Self {
        Self(Mutex::new(LruCache::with_hasher(MOST_KNOWN, RandomState::default())))
    }
}

/// The id of the caller, and a digest of everything else that the bundle may depend on.
fn caller_of(
    positions: &[usize],
    callers: &[(usize, String, String)],
) -> (Option<String>, Option<String>) {
    match callers {
        [] => (None, None),
        [(_, id, audience)] if positions.len() == 1 => {
            let is_all = audience == id || serde_json::from_str::<&str>(audience).ok() == Some(id);
            (Some(id.clone()), (!is_all).then(|| digest(audience)))
        }
        callers => {
            let text = |(position, id, _): &(usize, String, String)| {
                format!("{position}:{}:{id};", id.len())
            };
            let others = |(position, _, audience): &(usize, String, String)| {
                format!("{position}:{}:{audience};", audience.len())
            };
            let ids: String = callers.iter().map(text).collect();
            (Some(ids), Some(digest(&callers.iter().map(others).collect::<String>())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(message: &[u8]) -> Names {
        let text = String::from_utf8_lossy(message).into_owned();
        Names { keys: vec![text.clone()], tags: vec![text], ..Names::default() }
    }

    /// Names are those that would be made, whether they are known or not, and whatever was asked before.
    #[test]
    fn known_names_are_those_that_are_made() {
        let known = KnownNames::default();
        let long = "x".repeat(LONGEST_KNOWN + 1);
        let messages = (0..MOST_KNOWN.get() + 10).map(|number| number.to_string());
        let messages: Vec<String> = messages.chain([long]).collect();
        for _ in 0..2 {
            for message in messages.iter().chain(&messages[..3]) {
                let names = known.find_or_make(message.clone().into(), made);
                assert_eq!((&names.keys, &names.tags), (&vec![message.clone()], &names.keys));
            }
        }
        assert_eq!(known.0.lock().unwrap().len(), MOST_KNOWN.get());
    }

    #[test]
    fn names_are_made_once() {
        let known = KnownNames::default();
        let first = known.find_or_make(b"one".to_vec(), made);
        let again = known.find_or_make(b"one".to_vec(), |_| panic!("it is known"));
        assert!(Arc::ptr_eq(&first, &again));
    }
}
