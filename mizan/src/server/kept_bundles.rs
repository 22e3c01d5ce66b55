//! The bundles and pages that a server keeps: which contexts are kept, the marks and purges of mutations, and what is
//! done while the store cannot be reached.

#[cfg_attr(not(feature = "axum"), expect(dead_code, reason = "only axum shows pages"))]
pub(crate) mod edge_purges;
mod fills;
mod find;
mod health;
mod keeping;
mod loans;
mod names;
mod nearby;
#[cfg_attr(not(feature = "axum"), expect(dead_code, reason = "only axum shows pages"))]
pub(crate) mod pages;
mod uncacheable;

use std::collections::{BTreeSet, HashMap};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use foldhash::fast::FixedState;
use futures_util::FutureExt;

use crate::bus::random::random_name;
use crate::cache::kept::{Answer, Content, Kept};
use crate::cache::kept_page::KeptPage;
use crate::cache::tags::{EVERYTHING, TagSets, user_tag};
use crate::cache::{Cache, Look, Mark, Purge, Stamp, StoreError};
use crate::server::live::reach::Reach;
use crate::server::member::{ContextMembers, Member};
use crate::server::observer::Bypass;
use crate::timeout::within;
use crate::{Code, Error};

use edge_purges::EdgePurges;
use fills::Fills;
pub(crate) use find::{Found, Missing, Wanted};
use health::Health;
pub(crate) use keeping::Keeping;
pub(crate) use names::Names;
use nearby::Nearby;
use pages::Pages;
pub(crate) use uncacheable::find_uncacheable;

/// The time that the store has for an answer.
const PATIENCE: Duration = Duration::from_millis(250);

/// How long a mark stands behind the time limit of its mutation, whose node may be slow.
const GRACE: Duration = Duration::from_secs(10);

/// The bundles that a server keeps.
pub(crate) struct KeptBundles {
    cache: Cache,
    contexts: HashMap<&'static str, Keeping, FixedState>,
    health: Health,
    /// The fills of bundles and of pages.
    pub(crate) fills: Fills<Answer>,
    #[cfg_attr(not(feature = "axum"), expect(dead_code, reason = "only axum shows pages"))]
    pub(crate) page_fills: Fills<KeptPage>,
    pub(crate) pages: Pages,
    /// The cache at the edge, if there is one.
    pub(crate) edge: Option<EdgePurges>,
    /// What this process answers without asking a store that others share.
    near: Option<Nearby>,
    /// How long an entry lives of a store that other nodes do not share.
    local_lease: Option<Duration>,
    /// Begins the names of this server's marks and loans, which no other server has, and tells which
    /// bundles it has named.
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
        has_bus: bool,
        contexts: impl Iterator<Item = &'contexts ContextMembers>,
        pages: impl Iterator<Item = &'contexts Arc<Member>>,
    ) -> Self {
        let is_local = cache.store.is_local();
        let keep =
            |context| Some((ContextMembers::wire_name(context), Keeping::of(context, &cache)?));
        let contexts = contexts.filter_map(keep).collect();
        let pages = Pages::new(pages, &cache);
        let edge = cache.edge.clone().map(|edge| EdgePurges::new(edge, &cache));
        Self {
            near: cache.lease.filter(|_| !is_local).map(Nearby::new),
            local_lease: cache.lease.filter(|_| is_local && has_bus),
            cache,
            contexts,
            health: Health::default(),
            fills: Fills::default(),
            page_fills: Fills::default(),
            pages,
            edge,
            name: random_name(),
            marks: AtomicU64::new(0),
        }
    }

    /// The name of this server, which no other one has.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// How the instances of a context are kept; `None` if they are not.
    pub(crate) fn keeping(&self, context: &str) -> Option<&Keeping> {
        self.contexts.get(context)
    }

    /// The tags of what is kept of a context, be it bundles or pages, and how long it may be shown after a
    /// change; `None` if nothing is.
    fn tags_of(&self, context: &str) -> Option<(&TagSets, Duration)> {
        let keeping = self.keeping(context).or_else(|| self.pages.of_context(context))?;
        Some((&keeping.tags, keeping.stale))
    }

    /// Asks the store, unless it has just failed. `None` if it gives no answer.
    async fn ask<T>(&self, asked: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
        let is_well = self.health.is_well();
        if !is_well && (!self.health.may_ask() || !self.purge_what_is_left().await) {
            return None;
        }
        self.wait_for(asked).await
    }

    async fn wait_for<T>(&self, asked: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
        let late = || Err(StoreError::new(format!("it took longer than {PATIENCE:?}")));
        match within(PATIENCE, pin!(asked)).await.unwrap_or_else(late) {
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
        if !left.is_empty() && !self.purge_left(&left).await {
            return false;
        }
        while let Some(marked) = self.health.take_mark() {
            let ended = Some((&marked.mark, &*marked.tags));
            let purge = Purge { ended, ..Purge::default() };
            if self.wait_for(self.cache.store.purge(purge)).await.is_none() {
                self.health.leave(BTreeSet::new(), Some(marked));
                return false;
            }
        }
        true
    }

    async fn purge_left(&self, left: &BTreeSet<String>) -> bool {
        let tags = self.prefixed(left);
        // Nothing is remembered: it was made stale a while ago.
        let purge = Purge { tags: &tags, ..Purge::default() };
        let purged = self.wait_for(self.cache.store.purge(purge)).await;
        if purged.is_some() {
            self.health.purged(left);
        }
        purged.is_some()
    }

    /// A mark for what a mutation may change; `None` if nothing of it is kept.
    pub(crate) fn prepare_mark(
        &self,
        reaches: impl Iterator<Item = Reach>,
        limit: Duration,
    ) -> Option<Marked> {
        let tag = |reach: Reach| Some(self.tags_of(reach.context)?.0.of_change(reach.scope()));
        let tags: BTreeSet<String> = reaches.filter_map(tag).collect();
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
    /// be reached, that is done when it is back. Returns the tags of what is stale.
    pub(crate) async fn purge(
        &self,
        reaches: impl Iterator<Item = Reach>,
        marked: Option<Marked>,
    ) -> Vec<String> {
        let (mut tags, mut remember) = (BTreeSet::new(), Duration::ZERO);
        for reach in reaches {
            if let Some((sets, stale)) = self.tags_of(reach.context) {
                tags.insert(sets.of_change(reach.scope()));
                remember = remember.max(stale);
            }
        }
        let stale = self.prefixed(&tags);
        self.purge_tags(tags, remember, marked).await;
        stale
    }

    /// Forgets everything that is kept for one user.
    pub(crate) async fn purge_user(&self, id: &str) {
        self.purge_tags(BTreeSet::from([user_tag(id)]), Duration::ZERO, None).await;
    }

    async fn purge_tags(&self, tags: BTreeSet<String>, remember: Duration, marked: Option<Marked>) {
        if tags.is_empty() && marked.is_none() {
            return;
        }
        let prefixed = self.prefixed(&tags);
        let ended = marked.as_ref().map(|Marked { mark, tags }| (mark, &**tags));
        let purge = Purge { tags: &prefixed, remember, ended };
        let purged = self.ask(self.cache.store.purge(purge)).await;
        // Afterwards, so that nothing is found in the store any more that would be kept near again.
        if let Some(near) = &self.near {
            near.purge(&prefixed);
        }
        if let Some(edge) = &self.edge {
            edge.push(&prefixed);
        }
        if purged.is_none() {
            self.health.leave(tags, marked);
        }
    }

    /// Takes note that another node has changed a context; `None` for anything.
    pub(crate) fn hear(&self, context: Option<&str>) {
        let tag = match context {
            Some(context) => match self.tags_of(context) {
                Some((sets, _)) => sets.whole(),
                None => return,
            },
            None => EVERYTHING.to_owned(),
        };
        let tags = [self.prefixed_one(&tag)];
        if let Some(near) = &self.near {
            near.purge(&tags);
        }
        if self.local_lease.is_some() {
            let purge = Purge { tags: &tags, ..Purge::default() };
            // A store in memory is ready at once.
            if !matches!(self.cache.store.purge(purge).now_or_never(), Some(Ok(()))) {
                self.health.leave(BTreeSet::from([tag]), None);
            }
        }
    }

    /// Makes all entries stale.
    pub(crate) async fn purge_everything(&self) {
        let everything = BTreeSet::from([EVERYTHING.to_owned()]);
        self.purge_tags(everything, Duration::ZERO, None).await;
    }

    /// What the store has of some keys and tags.
    async fn look(&self, keys: &[String], tags: &[String]) -> Option<Look> {
        self.ask(async {
            let look = self.cache.store.look(keys, tags).await?;
            is_for_all(look.entries.len(), keys.len())?;
            is_for_all(look.stamps.len(), tags.len())?;
            Ok(look)
        })
        .await
    }

    /// `true` if nothing has made stale meanwhile what was read: it would take the place of a newer entry.
    pub(crate) async fn still_stands<C: Content>(
        &self,
        wanted: &Wanted<'_>,
        missing: &Missing<C>,
    ) -> bool {
        let Some(look) = self.look(&[], &wanted.names.tags).await else { return false };
        let texts = look.stamps.iter().flatten().filter(|stamp| !stamp.is_marked);
        texts.map(|stamp| &stamp.text).eq(&missing.stamps)
    }

    /// The entry of what was read, with the stamps from before.
    pub(crate) fn entry<C: Content>(&self, missing: &Missing<C>, answer: C) -> Kept<C> {
        Kept::new(&missing.stamps, &self.name, answer)
    }

    /// Keeps an entry.
    pub(crate) async fn put<C: Content>(
        &self,
        wanted: &Wanted<'_>,
        missing: &mut Missing<C>,
        entry: &Kept<C>,
    ) {
        let Wanted { names, keeping, .. } = wanted;
        let lease = self.local_lease.map(|lease| lease.saturating_sub(missing.began.elapsed()));
        let life = lease.map_or(keeping.life, |lease| lease.min(keeping.life));
        // A store that fails here has one entry less.
        let _ = self.ask(self.cache.store.put(&names.keys[0], entry.encode(), life)).await;
        if let (Some(near), Some(glance)) = (&self.near, missing.glance.take()) {
            near.put(names, glance, entry);
        }
    }

    /// The stamps of an instance, each of which has one then; with their earlier texts if they are asked
    /// for.
    async fn stamps(
        &self,
        names: &Names,
        known: Vec<Option<Stamp>>,
        with_earlier: bool,
    ) -> Result<Vec<Stamp>, Bypass> {
        let known: Option<Vec<Stamp>> = known.into_iter().collect();
        let stamps = match known.filter(|_| !with_earlier) {
            Some(stamps) => stamps,
            None => {
                let tags = &names.tags;
                let stamping = async {
                    let stamps = self.cache.store.stamp(tags).await?;
                    is_for_all(stamps.len(), tags.len())?;
                    Ok(stamps)
                };
                self.ask(stamping).await.ok_or(Bypass::Unavailable)?
            }
        };
        match stamps.iter().any(|stamp| stamp.is_marked) {
            true => Err(Bypass::Changing),
            false => Ok(stamps),
        }
    }

    fn prefixed(&self, names: &BTreeSet<String>) -> Vec<String> {
        names.iter().map(|name| self.prefixed_one(name)).collect()
    }

    fn prefixed_one(&self, name: &str) -> String {
        self.cache.prefixed(name)
    }
}

/// An answer without a stamp for each tag would let entries outlive a purge.
fn is_for_all(answers: usize, names: usize) -> Result<(), StoreError> {
    match answers == names {
        true => Ok(()),
        false => Err(StoreError::new(format!("it gave {answers} answers for {names} names"))),
    }
}
