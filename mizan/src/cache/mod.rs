//! The origin cache: bundles are kept by the server until a mutation makes them stale.
//!
//! ```standalone_crate
//! /// A product, for everybody alike.
//! #[derive(mizan::Context)]
//! pub struct Product {
//!     pub id: i64,
//! }
//!
//! #[mizan::client(context = Product)]
//! fn price(id: i64) -> i64 {
//!     id * 100
//! }
//!
//! #[mizan::client(affects = Product)]
//! fn set_price(id: i64, price: i64) {}
//!
//! # fn main() -> Result<(), mizan::WiringErrors> {
//! let cache = mizan::cache::memory(64 << 20);
//! let api = mizan::Server::builder().cache(cache).build()?;
//! # Ok(()) }
//! ```
//!
//! Nobody writes a key, and nobody purges: the declarations of the functions say which bundles a mutation
//! makes stale. A bundle is kept for each identity where a read borrows who is asking, and once for
//! everybody where none does. A context whose reads borrow the request or the session is not kept.
//!
//! # Why nothing older than a purge is served
//!
//! Each instance has *tags*: one for its context, and one for each set of parameters by which a mutation may
//! name it. A store gives each tag a *stamp*, a random text. A purge gives a tag another stamp. An entry
//! bears the stamps of its tags that the store had **before the bundle was read**, and is served only while
//! the store has the same. So a read that began before a purge is never served after it, whatever is
//! interleaved; a stamp that is missing, because it was evicted or the store was restarted, makes its
//! entries stale; and a purge costs one write for each tag, however many entries there are.
//!
//! # Many who ask at once
//!
//! Of many who miss one entry, on one node or on several, one reads the source, and the others wait for it. A
//! context whose readers should not wait after a change says for how long they may be shown what was:
//!
//! ```standalone_crate
//! /// A quote, which may be half a minute old after a change, while somebody reads it anew.
//! #[derive(mizan::Context)]
//! #[mizan(cache(stale = 30))]
//! pub struct Quote {
//!     pub id: i64,
//! }
//!
//! #[mizan::client(context = Quote)]
//! fn quote(id: i64) -> i64 {
//!     id
//! }
//! # fn main() {}
//! ```
//!
//! Who has made the change, or has seen it in any other way, waits all the same.
//!
//! # While something changes
//!
//! A mutation *marks* what it may change before it runs, and purges when it has ended. While a mark stands, the
//! marked bundles are read from the source and not kept. The mark of a mutation whose node has died ends by
//! itself, and purges.
//!
//! Where the arguments of the mutation, or fields of what it borrows, name the instances, it marks these alone;
//! where only its run tells, because it borrows the request or names an instance by its result, it marks
//! the whole context.

pub(crate) mod kept;
#[cfg_attr(not(feature = "axum"), expect(dead_code, reason = "only axum shows pages"))]
pub(crate) mod kept_page;
pub(crate) mod key;
#[cfg(feature = "cache-laws")]
pub mod laws;
mod memory;
#[cfg(feature = "redis")]
mod redis;
mod store;
pub(crate) mod tags;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::edge::Edge;

pub use memory::{Memory, memory};
#[cfg(feature = "redis")]
pub use redis::{Redis, RedisError, redis};
pub use store::{Earlier, Look, Mark, Purge, Stamp, Store, StoreError};

/// The bytes that a secret has at least.
const SHORTEST_SECRET: usize = 32;

/// A cache for a server: a store, and the secrets that its keys are made with.
///
/// [`memory`] makes one, and [`Cache::new`] takes a store of one's own.
#[derive(Clone)]
pub struct Cache {
    pub(crate) store: Arc<dyn Store>,
    /// The secret of new keys, then those whose entries are still served.
    pub(crate) secrets: Vec<Secret>,
    pub(crate) prefix: String,
    pub(crate) most_age: Duration,
    pub(crate) is_strict: bool,
    /// How long the process answers from its own memory without asking the store.
    pub(crate) lease: Option<Duration>,
    pub(crate) edge: Option<Edge>,
}

/// A master secret.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) Arc<[u8]>);

/// The longest lease of a process that answers from its own memory.
pub(crate) const LONGEST_LEASE: Duration = Duration::from_secs(1);

/// How long an entry is kept if nothing makes it stale.
const MOST_AGE: Duration = Duration::from_secs(3600);

impl Cache {
    /// A cache over a store of one's own. Nobody who does not know the secret can find out which entry
    /// is whose.
    ///
    /// # Errors
    ///
    /// The secret has fewer than 32 bytes.
    ///
    /// ```
    /// use mizan::cache::{Cache, Memory};
    ///
    /// assert!(Cache::new(Memory::new(1 << 20), "too short").is_err());
    /// let cache = Cache::new(Memory::new(1 << 20), "a secret of at least thirty-two bytes");
    /// assert!(cache.is_ok());
    /// ```
    pub fn new(store: impl Store, secret: impl AsRef<[u8]>) -> Result<Self, ShortSecret> {
        let (store, secrets) = (Arc::new(store), vec![Secret::new(secret.as_ref())?]);
        let (prefix, most_age) = (String::new(), MOST_AGE);
        Ok(Self { store, secrets, prefix, most_age, is_strict: false, lease: None, edge: None })
    }

    /// Still serves the entries of an earlier secret: while secrets are rotated, the nodes know both.
    ///
    /// # Errors
    ///
    /// The secret has fewer than 32 bytes.
    ///
    /// ```
    /// # use mizan::cache::{Cache, Memory, ShortSecret};
    /// # fn run() -> Result<(), ShortSecret> {
    /// let cache = Cache::new(Memory::new(1 << 20), "the new secret of at least 32 bytes")?
    ///     .accept("the old secret of at least 32 bytes")?;
    /// # Ok(()) }
    /// ```
    pub fn accept(mut self, secret: impl AsRef<[u8]>) -> Result<Self, ShortSecret> {
        self.secrets.push(Secret::new(secret.as_ref())?);
        Ok(self)
    }

    /// Keeps this application apart from others on the same store.
    ///
    /// ```
    /// let cache = mizan::cache::memory(1 << 20).prefix("shop");
    /// ```
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// The time for which an entry is kept if nothing makes it stale, at most. The default is an hour.
    ///
    /// ```
    /// use std::time::Duration;
    /// let cache = mizan::cache::memory(1 << 20).max_age(Duration::from_secs(60));
    /// ```
    pub fn max_age(mut self, age: Duration) -> Self {
        self.most_age = age;
        self
    }

    /// Answers from the memory of the process, without asking the store, for as long as `lease` after it
    /// was asked last: a second at most. Other people see a change that late, on other nodes than its own; who
    /// has made it sees it at once on every node, because a read names what its client has seen.
    ///
    /// Without this, every answer is compared with the store, and is never older than a change that was
    /// answered. A cache in memory needs it beside a [bus](crate::bus).
    ///
    /// ```
    /// use std::time::Duration;
    /// let cache = mizan::cache::memory(1 << 20).local(Duration::from_millis(200));
    /// ```
    pub fn local(mut self, lease: Duration) -> Self {
        self.lease = Some(lease);
        self
    }

    /// Lets a cache at the edge keep the pages that are the same for everybody, and purges there what is stale.
    /// [`mizan::edge`](crate::edge) has an example, and says what is promised.
    pub fn edge(mut self, edge: Edge) -> Self {
        self.edge = Some(edge);
        self
    }

    /// Refuses mutations with `UNAVAILABLE` while the store cannot be reached. Without this a mutation runs,
    /// and what it makes stale is purged when the store is back: until then other nodes may serve it.
    ///
    /// ```
    /// let cache = mizan::cache::memory(1 << 20).strict();
    /// ```
    pub fn strict(mut self) -> Self {
        self.is_strict = true;
        self
    }
}

impl Cache {
    /// A name on the store, among those of this application.
    pub(crate) fn prefixed(&self, name: &str) -> String {
        match &*self.prefix {
            "" => name.to_owned(),
            prefix => format!("{prefix}:{name}"),
        }
    }
}

impl Secret {
    fn new(secret: &[u8]) -> Result<Self, ShortSecret> {
        match secret.len() {
            bytes if bytes < SHORTEST_SECRET => Err(ShortSecret { bytes }),
            _ => Ok(Self(secret.into())),
        }
    }
}

/// Secrets are told nobody.
impl fmt::Debug for Cache {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cache").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// A secret that is too short.
#[derive(Debug)]
pub struct ShortSecret {
    bytes: usize,
}

impl fmt::Display for ShortSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "the secret of the cache has {} bytes, and needs {SHORTEST_SECRET}\n\
             write one of random bytes into the environment of the server: `openssl rand -base64 48`",
            self.bytes
        )
    }
}

impl std::error::Error for ShortSecret {}
