//! The pages that a server keeps: which they are, under which names, and which of them are made again after a
//! change before anybody asks.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::Read;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use foldhash::fast::FixedState;
use futures_util::future::BoxFuture;
use http::Uri;
use lru::LruCache;
use tokio::sync::Semaphore;

use super::keeping::tags_of;
use super::names::KnownNames;
use super::{Keeping, KeptBundles, Names};
use crate::arguments::query::Query;
use crate::arguments::written::WrittenValue;
use crate::bus::random::random_name;
use crate::cache::Cache;
use crate::cache::tags::TagSets;
use crate::declared::context::Target;
use crate::declared::identity::Identities;
use crate::json::canonical::canonical;
use crate::server::member::{Audience, Member};
use crate::server::observer::Bypass;
use crate::server::state::Server;

/// The public pages that are made again after a change, at most.
const MOST_ASKED: NonZeroUsize = NonZeroUsize::new(1024).expect("a number above zero");

/// The pages that are made again at the same time.
const MOST_RENEWED: usize = 2;

/// The pages that a server keeps.
pub(crate) struct Pages {
    pages: HashMap<&'static str, KeptPages, FixedState>,
    /// The public pages that were asked for last, by their keys.
    asked: Mutex<LruCache<String, Arc<AskedPage>>>,
    renewals: Arc<Semaphore>,
}

/// How the pages of one function are kept.
pub(crate) struct KeptPages {
    pub(crate) keeping: Keeping,
    /// Begins its keys. No context has such a name.
    name: String,
    context: Option<Target>,
    /// The names of its public pages, by what they are asked for by.
    known: KnownNames,
    /// `true` once it has read contexts while it ran: only then is something kept of a page without a context
    /// of its own.
    has_read: AtomicBool,
}

/// What a page for everybody is asked for by, as bytes: the bundle, and each argument behind its length.
struct Asked(Vec<u8>);

impl Asked {
    fn of(bundle: Option<u64>) -> Self {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(&bundle.unwrap_or_default().to_le_bytes());
        bytes.push(u8::from(bundle.is_some()));
        Self(bytes)
    }

    fn push(&mut self, argument: Option<&str>) {
        // No text is as long as that.
        let length = argument.map_or(u64::MAX, |text| text.len() as u64);
        self.0.extend_from_slice(&length.to_le_bytes());
        self.0.extend_from_slice(argument.unwrap_or_default().as_bytes());
    }
}

/// A page for everybody that somebody has asked for.
pub(crate) struct AskedPage {
    pub(crate) member: Arc<Member>,
    pub(crate) arguments: Query<'static>,
    pub(crate) uri: Uri,
    /// How its transport makes it again.
    pub(crate) renew: Renew,
    tags: Vec<String>,
    /// `true` if somebody has asked since it was made again.
    is_wanted: AtomicBool,
}

/// Makes a page again, so that the cache has it.
pub(crate) type Renew = fn(Server, Arc<AskedPage>) -> BoxFuture<'static, ()>;

/// A change of the program makes other pages of the same data: those of one build never meet those of another.
static BUILD: LazyLock<String> = LazyLock::new(|| {
    // A program that cannot be read shares its pages with no other process.
    digest_of_program().map_or_else(|_| random_name(), |digest| format!("{digest:016x}"))
});

fn digest_of_program() -> std::io::Result<u64> {
    // On Linux the running program, even where its file was replaced since.
    let running = std::path::Path::new("/proc/self/exe");
    let mut program = match running.exists() {
        true => File::open(running)?,
        false => File::open(std::env::current_exe()?)?,
    };
    let (mut hasher, mut piece) = (FixedState::default().build_hasher(), Vec::new());
    while program.by_ref().take(1 << 20).read_to_end(&mut piece)? > 0 {
        hasher.write(&piece);
        piece.clear();
    }
    Ok(hasher.finish())
}

impl Pages {
    pub(super) fn new<'pages>(
        pages: impl Iterator<Item = &'pages Arc<Member>>,
        cache: &Cache,
    ) -> Self {
        let keep = |page: &Arc<Member>| Some((page.function.name, KeptPages::of(page, cache)?));
        Self {
            pages: pages.filter_map(keep).collect(),
            asked: Mutex::new(LruCache::new(MOST_ASKED)),
            renewals: Arc::new(Semaphore::new(MOST_RENEWED)),
        }
    }

    /// How a page is kept; `None` if it is not.
    pub(crate) fn of(&self, page: &Member) -> Option<&KeptPages> {
        self.pages.get(page.function.name)
    }

    /// How the pages of a context are kept, all of which have the same tags; `None` if there are none.
    pub(super) fn of_context(&self, context: &str) -> Option<&Keeping> {
        let shows = |page: &&KeptPages| page.context.is_some_and(|own| own.context == context);
        self.pages.values().find(shows).map(|page| &page.keeping)
    }

    /// Takes note that somebody has asked for a page which is the same for everybody.
    pub(crate) fn note(&self, key: &str, asked: impl FnOnce() -> AskedPage) {
        let mut known = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(key) {
            Some(asked) => asked.is_wanted.store(true, Ordering::Relaxed),
            None => {
                known.put(key.to_owned(), Arc::new(asked()));
            }
        }
    }

    /// The pages with one of these tags, or of this context, that somebody has asked for since they were made
    /// last.
    fn take_stale(&self, is_stale: impl Fn(&AskedPage) -> bool) -> Vec<Arc<AskedPage>> {
        let known = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let pages = known.iter().map(|(_, asked)| asked).filter(|asked| is_stale(asked));
        pages.filter(|it| it.is_wanted.swap(false, Ordering::Relaxed)).cloned().collect()
    }

    /// Makes the pages again that a change has made stale and that somebody has asked for, a few at a time.
    pub(crate) fn renew(&self, server: &Server, is_stale: impl Fn(&AskedPage) -> bool) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        for asked in self.take_stale(is_stale) {
            let (server, renewals) = (server.downgrade(), Arc::clone(&self.renewals));
            runtime.spawn(async move {
                let _turn = renewals.acquire_owned().await;
                if let Some(server) = Server::upgrade(&server) {
                    (asked.renew)(server, Arc::clone(&asked)).await;
                }
            });
        }
    }
}

impl AskedPage {
    pub(crate) fn new(
        member: &Arc<Member>,
        arguments: &Query<'_>,
        uri: &Uri,
        renew: Renew,
        tags: Vec<String>,
    ) -> Self {
        Self {
            member: Arc::clone(member),
            arguments: arguments.keep(member.function.arguments),
            uri: uri.clone(),
            renew,
            tags,
            is_wanted: AtomicBool::new(true),
        }
    }

    /// `true` if one of these tags is its own.
    pub(crate) fn has_one_of(&self, tags: &[String]) -> bool {
        tags.iter().any(|tag| self.tags.contains(tag))
    }
}

impl KeptPages {
    /// How the pages of a function are kept; `None` for one that says that they are not, that looks at the
    /// request, or that changes something.
    fn of(page: &Arc<Member>, cache: &Cache) -> Option<Self> {
        let function = page.function;
        let is_shown = function.route.is_some_and(|route| route.methods.contains(&"GET"));
        let changes = !function.affects.is_empty() || !function.merges.is_empty();
        let identities = match Audience::of(std::slice::from_ref(page)) {
            Audience::Everybody => Vec::new(),
            Audience::Identities(positions) => positions,
            Audience::Socket => return None,
        };
        let life = match function.cache {
            mizan_ir::Cache::Off => return None,
            mizan_ir::Cache::Seconds(seconds) => Duration::from_secs(seconds.into()),
            mizan_ir::Cache::Default => Duration::MAX,
        };
        let has_argument = |name: &&str| function.arguments.contains(name);
        // A change that names another instance by a parameter which the page does not tell would miss it.
        let is_named = |context: &Target| context.parameters.iter().all(has_argument);
        if changes || !is_shown || !function.context.as_ref().is_none_or(is_named) {
            return None;
        }
        let name = format!("page:{}", function.name);
        let tags = match &function.context {
            Some(context) => tags_of(context.context, context.parameters),
            None => TagSets::new("", &[], std::iter::empty()),
        };
        let keeping = Keeping {
            tags,
            secrets: cache.secrets.iter().map(|secret| secret.derive(&name)).collect(),
            rev: function.rev,
            life: life.min(cache.most_age),
            stale: Duration::from_secs(function.context.map_or(0, |it| it.stale).into()),
            identities,
            known: KnownNames::default(),
        };
        let (context, has_read) = (function.context, AtomicBool::new(false));
        Some(Self { keeping, name, context, known: KnownNames::default(), has_read })
    }

    /// The identity types by which its pages are told apart.
    pub(crate) fn identities(&self) -> &[usize] {
        &self.keeping.identities
    }

    /// `true` if the page is the same for everybody.
    pub(crate) fn is_public(&self) -> bool {
        self.keeping.identities.is_empty()
    }

    /// `true` if something may be kept of it.
    pub(crate) fn reads_contexts(&self) -> bool {
        self.context.is_some() || self.has_read.load(Ordering::Relaxed)
    }

    /// The name of its context for those who observe the cache; its own, if it has none.
    pub(crate) fn label(&self, page: &Member) -> &'static str {
        self.context.map_or(page.function.name, |context| context.context)
    }

    /// Takes note that it reads contexts while it runs.
    pub(crate) fn has_read(&self) {
        self.has_read.store(true, Ordering::Relaxed);
    }

    fn tags(&self, arguments: &Query<'_>) -> Vec<String> {
        let Some(context) = &self.context else { return Vec::new() };
        let text = |name: &str| {
            let written = WrittenValue::Text(arguments.get(name)?);
            match (context.normalize)(name, written) {
                Some(json) => canonical(&json).ok().map(|text| text.into_owned()),
                None => written.canonical().map(|text| text.into_owned()),
            }
        };
        self.keeping.tags.of_instance(text)
    }
}

impl KeptBundles {
    /// The names of a page in the store. A page that a renderer has made differs with the `bundle` and the
    /// document that it was made with, of which this is the digest.
    pub(crate) fn name_page(
        &self,
        page: &KeptPages,
        member: &Member,
        (arguments, bundle): (&Query<'_>, Option<u64>),
        identities: &Identities,
    ) -> Result<Arc<Names>, Bypass> {
        let mut asked = Asked::of(bundle);
        for name in member.function.arguments {
            if arguments.has_twice(name) {
                return Err(Bypass::Unnamed);
            }
            asked.push(arguments.get(name));
        }
        let make = || {
            let mut parameters = BTreeMap::from([("$build", BUILD.clone())]);
            if let Some(bundle) = bundle {
                parameters.insert("$bundle", format!("{bundle:016x}"));
            }
            for name in member.function.arguments {
                if let Some(text) = arguments.get(name) {
                    parameters.insert(name, text.to_owned());
                }
            }
            let tags = || page.tags(arguments);
            self.name_entry(&page.keeping, &page.name, &parameters, identities, tags)
        };
        match page.is_public() {
            true => page.known.find_or_try(asked.0, make),
            false => make(),
        }
        .ok_or(Bypass::Unnamed)
    }

    /// Makes pages again that a change of these contexts has made stale, as a whole; `None` for anything.
    pub(crate) fn renew_pages_of(&self, server: &Server, context: Option<&str>) {
        let tag = context.and_then(|context| Some(self.tags_of(context)?.0.whole()));
        let tags: Vec<String> = tag.iter().map(|tag| self.prefixed_one(tag)).collect();
        if context.is_none() || !tags.is_empty() {
            self.pages.renew(server, |asked| context.is_none() || asked.has_one_of(&tags));
        }
    }
}
