//! The bundles that a server keeps: which contexts are kept, the marks and purges of mutations, and what is
//! done while the store cannot be reached.

mod fills;
mod health;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use foldhash::fast::FixedState;
use futures_util::future::BoxFuture;

use crate::bus::random::random_name;
use crate::cache::kept::Kept;
use crate::cache::key::{Message, digest};
use crate::cache::tags::{EVERYTHING, TagSets, user_tag};
use crate::cache::{Cache, Look, Mark, Secret, Stamp, StoreError};
use crate::declared::function::{FUNCTIONS, Function};
use crate::declared::identity::Identities;
use crate::declared::inputs::Injected;
use crate::server::errors::WiringError;
use crate::server::live::reach::Reach;
use crate::server::member::{Audience, ContextMembers, Member};
use crate::server::observer::Bypass;
use crate::timeout::within;
use crate::{Code, Error};

use fills::Fills;
pub(crate) use fills::{Fill, Filled, Lead};
use health::Health;

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

/// How the instances of a context are kept.
pub(crate) struct Keeping {
    tags: TagSets,
    secrets: Vec<Secret>,
    rev: u32,
    life: Duration,
    /// The identity types on which its bundles depend.
    identities: Vec<usize>,
}

/// The names of one instance in the store.
pub(crate) struct Names {
    /// The key of new entries, then those of earlier secrets.
    pub(crate) keys: Vec<String>,
    pub(crate) tags: Vec<String>,
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

    /// Forgets everything, for tests.
    pub(crate) async fn clear(&self) -> Option<()> {
        self.ask(self.cache.store.clear()).await
    }

    /// The names of an instance. `text` is the canonical text of a parameter. `None` if the caller has an
    /// identity without a text, so that it cannot be told whose bundle it is.
    pub(crate) fn names(
        &self,
        context: &'static str,
        parameters: &BTreeMap<&str, String>,
        identities: &Identities,
    ) -> Option<Names> {
        let keeping = self.keeping(context)?;
        let mut callers = Vec::new();
        for position in &keeping.identities {
            let Some(identity) = identities.get(*position) else { continue };
            callers.push((*position, identity.id().into_owned(), identity.audience()?));
        }
        let (u, i) = caller_of(&keeping.identities, &callers);
        let message = Message { c: context, i, p: parameters, r: keeping.rev, u };
        let keys = keeping.secrets.iter().map(|secret| self.prefixed_one(&message.key(secret)));
        let mut tags = keeping.tags.of_instance(|name| parameters.get(name).cloned());
        tags.push(EVERYTHING.to_owned());
        tags.extend(callers.iter().map(|(_, id, _)| user_tag(id)));
        let tags = tags.iter().map(|tag| self.prefixed_one(tag)).collect();
        Some(Names { keys: keys.collect(), tags })
    }

    /// What the store has of an instance.
    pub(crate) async fn look(&self, names: &Names) -> Option<Look> {
        self.ask(self.cache.store.look(&names.keys, &names.tags)).await
    }

    /// Keeps the members of a bundle with the stamps from before it was read.
    pub(crate) async fn put(
        &self,
        names: &Names,
        stamps: Vec<String>,
        members: Bytes,
        keeping: &Keeping,
    ) {
        let entry = Kept { stamps, members }.encode();
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
                let stamped = self.ask(self.cache.store.stamp(&names.tags)).await;
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

impl Keeping {
    /// How the instances of a context are kept; `None` if one of its reads forbids it.
    fn of(context: &ContextMembers, cache: &Cache) -> Option<Self> {
        let identities = match &context.audience {
            Audience::Everybody => Vec::new(),
            Audience::Identities(positions) => positions.clone(),
            Audience::Socket => return None,
        };
        let name = context.wire_name();
        let mut life = cache.most_age;
        for member in &context.members {
            match member.function.cache {
                mizan_ir::Cache::Off => return None,
                mizan_ir::Cache::Seconds(seconds) => {
                    life = life.min(Duration::from_secs(seconds.into()));
                }
                mizan_ir::Cache::Default => {}
            }
        }
        let rev = context.members.iter().map(|member| member.function.rev).max();
        let named = FUNCTIONS.iter().flat_map(|function| named_by(function, name));
        Some(Self {
            tags: TagSets::new(name, context.parameters(), named),
            secrets: cache.secrets.iter().map(|secret| secret.derive(name)).collect(),
            rev: rev.unwrap_or_default(),
            life,
            identities,
        })
    }
}

/// The mistakes in how a cache is used.
pub(crate) fn find_uncacheable<'contexts>(
    cache: &Cache,
    has_bus: bool,
    contexts: impl Iterator<Item = &'contexts ContextMembers>,
) -> Vec<WiringError> {
    let mut errors = Vec::new();
    if has_bus && cache.store.is_local() {
        errors.push(WiringError::LocalCache);
    }
    for context in contexts.filter(|context| matches!(context.audience, Audience::Socket)) {
        let differs = |value: &Injected| matches!(value, Injected::Request | Injected::Session);
        let borrower = context.members.iter().find(|it| it.inputs.injected.iter().any(differs));
        let says =
            |member: &&Arc<Member>| matches!(member.function.cache, mizan_ir::Cache::Seconds(_));
        if let (Some(member), Some(borrower)) = (context.members.iter().find(says), borrower) {
            errors.push(WiringError::uncacheable(member.function, borrower.function));
        }
    }
    errors
}

/// The sets of parameters by which the arguments of a function name the instances of a context.
fn named_by(function: &'static Function, context: &str) -> Vec<Vec<&'static str>> {
    let targets = function.affects.iter().chain(function.merges);
    let named = targets.filter(|target| target.context == context && !target.is_explicit);
    let set = |target: &crate::declared::context::Target| {
        let is_argument = |name: &&&'static str| function.arguments.contains(name);
        target.parameters.iter().filter(is_argument).copied().collect()
    };
    named.map(set).collect()
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
