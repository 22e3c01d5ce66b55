//! The bundles that a server keeps: which contexts are kept, the marks and purges of mutations, and what is
//! done while the store cannot be reached.

mod fills;
mod health;
mod keeping;
mod names;
mod uncacheable;

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use foldhash::fast::FixedState;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryFutureExt};

use crate::bus::random::random_name;
use crate::cache::kept::Kept;
use crate::cache::tags::{EVERYTHING, user_tag};
use crate::cache::{Cache, Look, Mark, Stamp, StoreError};
use crate::server::live::reach::Reach;
use crate::server::member::ContextMembers;
use crate::server::observer::{Bypass, Miss};
use crate::timeout::within;
use crate::{Code, Error};

use fills::Fills;
pub(crate) use fills::{Fill, Filled, Lead};
use health::Health;
pub(crate) use keeping::Keeping;
pub(crate) use names::Names;
pub(crate) use uncacheable::find_uncacheable;

/// What the store is asked.
type Asked<'store, T> = BoxFuture<'store, Result<T, StoreError>>;

/// The time that the store has for an answer.
const PATIENCE: Duration = Duration::from_millis(250);

/// How long a mark stands behind the time limit of its mutation, whose node may be slow.
const GRACE: Duration = Duration::from_secs(10);

/// The bundles that a server keeps.
pub(crate) struct KeptBundles {
    cache: Cache,
    contexts: HashMap<&'static str, Keeping, FixedState>,
    health: Health,
    pub(crate) fills: Fills,
    /// Begins the names of this server's marks, which no other server has.
    name: String,
    marks: AtomicU64,
}

/// The marks that a mutation has made.
pub(crate) struct Marked {
    mark: Mark,
    tags: Vec<String>,
}

impl KeptBundles {
    pub(crate) fn new<'contexts>(
        cache: Cache,
        contexts: impl Iterator<Item = &'contexts ContextMembers>,
    ) -> Self {
        let keep =
            |context| Some((ContextMembers::wire_name(context), Keeping::of(context, &cache)?));
        let contexts = contexts.filter_map(keep).collect();
        Self {
            cache,
            contexts,
            health: Health::default(),
            fills: Fills::default(),
            name: random_name(),
            marks: AtomicU64::new(0),
        }
    }

    /// How the instances of a context are kept; `None` if they are not.
    pub(crate) fn keeping(&self, context: &str) -> Option<&Keeping> {
        self.contexts.get(context)
    }

    /// Asks the store, unless it has just failed. `None` if it gives no answer.
    async fn ask<T>(&self, asked: Asked<'_, T>) -> Option<T> {
        if !self.health.may_ask() || !self.purge_what_is_left().await {
            return None;
        }
        self.wait_for(asked).await
    }

    async fn wait_for<T>(&self, asked: Asked<'_, T>) -> Option<T> {
        let late = || Err(StoreError::new(format!("it took longer than {PATIENCE:?}")));
        match within(PATIENCE, asked).await.unwrap_or_else(late) {
            Ok(answer) => {
                self.health.succeed();
                Some(answer)
            }
            Err(error) => {
                self.health.fail(&error);
                None
            }
        }
    }

    /// Purges what could not be purged while the store was away. Nothing is served before.
    async fn purge_what_is_left(&self) -> bool {
        let left = self.health.left();
        if left.is_empty() {
            return true;
        }
        let purged = self.wait_for(self.cache.store.purge(&self.prefixed(&left), &[], None)).await;
        if purged.is_some() {
            self.health.purged(&left);
        }
        purged.is_some()
    }

    /// A mark for the contexts that a mutation may change; `None` if none of them is kept.
    pub(crate) fn prepare_mark(
        &self,
        contexts: impl Iterator<Item = &'static str>,
        limit: Duration,
    ) -> Option<Marked> {
        let tags = contexts.filter_map(|context| Some(self.keeping(context)?.tags.whole()));
        let tags: BTreeSet<String> = tags.collect();
        let id = format!("{}.{}", self.name, self.marks.fetch_add(1, Ordering::Relaxed));
        let mark = Mark { id, life: limit + GRACE };
        (!tags.is_empty()).then(|| Marked { mark, tags: self.prefixed(&tags) })
    }

    /// Makes a mark, before the mutation runs.
    pub(crate) async fn mark(&self, Marked { mark, tags }: &Marked) -> Result<(), Error> {
        match self.ask(self.cache.store.mark(tags, mark)).await {
            None if self.cache.is_strict => Err(Error::new(
                Code::Unavailable,
                "The cache cannot be reached, so that others would be shown what is changed. Try again.",
            )),
            // What the mutation changes is purged when the store is back.
            _ => Ok(()),
        }
    }

    /// Makes entries stale, and ends the marks of the mutation that has changed them. If the store cannot
    /// be reached, that is done when it is back.
    pub(crate) async fn purge(&self, reaches: impl Iterator<Item = Reach>, marked: Option<Marked>) {
        let tag = |reach: Reach| Some(self.keeping(reach.context)?.tags.of_change(reach.scope()));
        self.purge_tags(reaches.filter_map(tag).collect(), marked).await;
    }

    /// Forgets everything that is kept for one user.
    pub(crate) async fn purge_user(&self, id: &str) {
        self.purge_tags(BTreeSet::from([user_tag(id)]), None).await;
    }

    async fn purge_tags(&self, tags: BTreeSet<String>, marked: Option<Marked>) {
        if tags.is_empty() && marked.is_none() {
            return;
        }
        let prefixed = self.prefixed(&tags);
        let (under, mark) = match &marked {
            Some(Marked { mark, tags }) => (&**tags, Some(mark)),
            None => (&[][..], None),
        };
        let purged = self.ask(self.cache.store.purge(&prefixed, under, mark)).await;
        if purged.is_none() {
            self.health.leave(tags);
        }
    }

    /// Makes all entries stale.
    pub(crate) async fn purge_everything(&self) {
        self.purge_tags(BTreeSet::from([EVERYTHING.to_owned()]), None).await;
    }

    /// What the store has of an instance.
    pub(crate) async fn look(&self, names: &Names) -> Option<Look> {
        let Names { keys, tags } = names;
        let looking = self.cache.store.look(keys, tags).and_then(async |look| {
            is_for_all(look.entries.len(), keys.len())?;
            is_for_all(look.stamps.len(), tags.len())?;
            Ok(look)
        });
        self.ask(looking.boxed()).await
    }

    /// The members of the bundle that was found, or why there is none to be served.
    pub(crate) fn judge(&self, look: &Look) -> Result<Bytes, Miss> {
        let mut miss = Miss::Absent;
        for entry in look.entries.iter().flatten() {
            match Kept::decode(entry) {
                Some(entry) if entry.is_valid(&look.stamps) => return Ok(entry.members),
                Some(_) => miss = Miss::Stale,
                None => {
                    miss = Miss::Unreadable;
                    self.health.tell_of_nonsense();
                }
            }
        }
        Err(miss)
    }

    /// Keeps the members of a bundle with the stamps from before it was read.
    pub(crate) async fn put(
        &self,
        names: &Names,
        stamps: &[String],
        members: Bytes,
        keeping: &Keeping,
    ) {
        let entry = Kept::new(stamps, members).encode();
        let (key, life) = (&*names.keys[0], keeping.life);
        // A store that fails here has one entry less.
        let _ = self.ask(self.cache.store.put(key, entry, life)).await;
    }

    /// The stamps of an instance, each of which has one then.
    pub(crate) async fn stamps(
        &self,
        names: &Names,
        known: Vec<Option<Stamp>>,
    ) -> Result<Vec<String>, Bypass> {
        let known: Option<Vec<Stamp>> = known.into_iter().collect();
        let stamps = match known {
            Some(stamps) => stamps,
            None => {
                let tags = &names.tags;
                let stamping = self.cache.store.stamp(tags).and_then(async |stamps| {
                    is_for_all(stamps.len(), tags.len())?;
                    Ok(stamps)
                });
                let stamped = self.ask(stamping.boxed()).await;
                stamped.ok_or(Bypass::Unavailable)?
            }
        };
        match stamps.iter().any(|stamp| stamp.is_marked) {
            true => Err(Bypass::Changing),
            false => Ok(stamps.into_iter().map(|stamp| stamp.text).collect()),
        }
    }

    fn prefixed(&self, names: &BTreeSet<String>) -> Vec<String> {
        names.iter().map(|name| self.prefixed_one(name)).collect()
    }

    fn prefixed_one(&self, name: &str) -> String {
        match &*self.cache.prefix {
            "" => name.to_owned(),
            prefix => format!("{prefix}:{name}"),
        }
    }
}

/// An answer without a stamp for each tag would let entries outlive a purge.
fn is_for_all(answers: usize, names: usize) -> Result<(), StoreError> {
    match answers == names {
        true => Ok(()),
        false => Err(StoreError::new(format!("it gave {answers} answers for {names} names"))),
    }
}
