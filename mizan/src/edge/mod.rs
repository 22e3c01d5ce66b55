//! The edge: a cache in front of the servers, such as Varnish, which keeps public pages until it is told that they
//! are stale.
//!
//! ```standalone_crate
//! # #[mizan::client]
//! # fn ping() {}
//! use mizan::edge::{Edge, varnish};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let edge = Edge::new(varnish("http://varnish:6081/")?);
//! let cache = mizan::cache::memory(64 << 20).edge(edge);
//! let api = mizan::Server::builder().cache(cache).build()?;
//! # Ok(()) }
//! ```
//!
//! A [kept page](crate::guide::kept_pages) that is the same for everybody then bears `Cache-Control: public, max-age=0,
//! s-maxage=…`, so that shared caches keep it and browsers ask, and its keys in `Surrogate-Key` or `Cache-Tag`. Every other page
//! stays `no-store`. What makes a page stale purges its keys at the edge, behind the mutation: in batches, again until the
//! edge has taken them, and once more after a moment, for a page that was on its way while the first purge passed.
//!
//! # What is promised
//!
//! A page that the edge has when it takes a purge is not served after it. A page that was on its way to the edge
//! meanwhile may be served until the second purge, which follows after [`Edge::settle`]. If a node dies before it has purged, or
//! if a page is longer on its way than that, the page may be served for [`Edge::max_age`]. A server that starts purges
//! everything of its application, so that no page of an earlier build stays.

mod keys;
#[cfg(feature = "edge")]
mod over_http;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

pub(crate) use keys::key_of;
#[cfg(feature = "edge")]
pub use over_http::{Http, NoUrl, http, varnish};

/// How long the edge keeps a page that nothing makes stale.
const MAX_AGE: Duration = Duration::from_secs(3600);

/// How long a page may be on its way to the edge.
const SETTLE: Duration = Duration::from_secs(2);

/// Tells a cache at the edge which pages are stale.
///
/// ```
/// use futures_util::FutureExt;
/// use futures_util::future::BoxFuture;
/// use mizan::edge::{PurgeError, Purger};
///
/// /// Prints what is to be purged.
/// struct Printing;
///
/// impl Purger for Printing {
///     fn purge<'purger>(&'purger self, keys: &'purger [String]) -> BoxFuture<'purger, Result<(), PurgeError>> {
///         println!("{}", keys.join(" "));
///         async { Ok(()) }.boxed()
///     }
/// }
/// let edge = mizan::edge::Edge::new(Printing);
/// ```
pub trait Purger: Send + Sync + 'static {
    /// Purges every page that bears one of these keys, 64 of them at most. What fails is asked again later.
    fn purge<'purger>(
        &'purger self,
        keys: &'purger [String],
    ) -> BoxFuture<'purger, Result<(), PurgeError>>;

    /// The header in which a page bears its keys. The default is `Surrogate-Key`.
    fn header(&self) -> KeyHeader {
        KeyHeader::SurrogateKey
    }
}

/// The header in which pages and purges bear keys.
///
/// ```
/// use mizan::edge::KeyHeader;
///
/// assert_eq!(KeyHeader::SurrogateKey.join(["a", "b"]), "a b");
/// assert_eq!(KeyHeader::CacheTag.join(["a", "b"]), "a,b");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyHeader {
    /// `Surrogate-Key: a b`, as Varnish and Fastly read it.
    SurrogateKey,
    /// `Cache-Tag: a,b`, as Cloudflare and Akamai read it.
    CacheTag,
}

impl KeyHeader {
    /// The name of the header.
    ///
    /// ```
    /// assert_eq!(mizan::edge::KeyHeader::CacheTag.name(), "cache-tag");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::SurrogateKey => "surrogate-key",
            Self::CacheTag => "cache-tag",
        }
    }

    /// The keys as the value of the header.
    pub fn join<'key>(self, keys: impl IntoIterator<Item = &'key str>) -> String {
        let separator = match self {
            Self::SurrogateKey => " ",
            Self::CacheTag => ",",
        };
        keys.into_iter().collect::<Vec<_>>().join(separator)
    }
}

/// A cache at the edge, and what it may keep for how long.
#[derive(Clone)]
pub struct Edge {
    pub(crate) purger: Arc<dyn Purger>,
    pub(crate) max_age: Duration,
    pub(crate) settle: Duration,
}

impl Edge {
    /// An edge that is told of stale pages in this way.
    pub fn new(purger: impl Purger) -> Self {
        Self { purger: Arc::new(purger), max_age: MAX_AGE, settle: SETTLE }
    }

    /// The time for which the edge keeps a page if nothing makes it stale, in whole seconds. The default is an
    /// hour: it is also how long a page stays stale if its purge is lost with a node.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # fn shorten(edge: mizan::edge::Edge) -> mizan::edge::Edge {
    /// edge.max_age(Duration::from_secs(600))
    /// # }
    /// ```
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// The time after which a purge is repeated, for a page that was on its way to the edge while the first one
    /// passed. The default is 2 seconds; take more where answers are slow to arrive.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # fn settle(edge: mizan::edge::Edge) -> mizan::edge::Edge {
    /// edge.settle(Duration::from_secs(5))
    /// # }
    /// ```
    pub fn settle(mut self, time: Duration) -> Self {
        self.settle = time;
        self
    }
}

/// A purge that has failed.
#[derive(Debug)]
pub struct PurgeError(Box<dyn StdError + Send + Sync>);

impl PurgeError {
    /// An error with the one that caused it, or a text.
    ///
    /// ```
    /// let error = mizan::edge::PurgeError::new("it answered 503");
    /// assert_eq!(error.to_string(), "the edge did not purge: it answered 503");
    /// ```
    pub fn new(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for PurgeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the edge did not purge: {}", self.0)
    }
}

impl StdError for PurgeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}
