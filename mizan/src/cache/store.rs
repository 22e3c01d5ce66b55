//! The store of a cache: entries, and the stamps by which they are found to be stale.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;

/// Keeps entries and stamps.
///
/// Keys and tags are texts that the server makes. A store need not understand them, and may forget
/// whatever it likes at any time: a stamp that is missing makes entries stale.
///
/// # Laws
///
/// 1. A [`purge`](Self::purge) that has returned is seen by every [`look`](Self::look) that begins later, on
///    every node.
/// 2. A stamp never returns: the store makes each of them anew at random. Where it was restarted and may
///    have lost a purge, all its stamps are other ones than before.
/// 3. Marks of several mutations on one tag stand side by side, and each ends by itself. One whose life
///    is over purges its tag.
/// 4. No method scans entries.
/// 5. A method ends within 250 ms, well or with an error.
pub trait Store: Send + Sync + 'static {
    /// The entries of some keys, and the stamps of some tags, as they are at one moment.
    fn look<'store>(
        &'store self,
        keys: &'store [String],
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Look, StoreError>>;

    /// Gives each tag a stamp that has none.
    fn stamp<'store>(
        &'store self,
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Vec<Stamp>, StoreError>>;

    /// Keeps an entry for a time.
    fn put<'store>(
        &'store self,
        key: &'store str,
        entry: Bytes,
        life: Duration,
    ) -> BoxFuture<'store, Result<(), StoreError>>;

    /// Marks tags: what they stand for may be changing from now on.
    fn mark<'store>(
        &'store self,
        tags: &'store [String],
        mark: &'store Mark,
    ) -> BoxFuture<'store, Result<(), StoreError>>;

    /// Gives some tags other stamps, and ends a mark on others.
    fn purge<'store>(
        &'store self,
        tags: &'store [String],
        marked: &'store [String],
        mark: Option<&'store Mark>,
    ) -> BoxFuture<'store, Result<(), StoreError>>;

    /// `true` if no other node has the same store: it cannot keep what other nodes change. The default is
    /// `false`.
    fn is_local(&self) -> bool {
        false
    }
}

/// What a store knows of some keys and tags.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The entries, in the order of the keys.
    pub entries: Vec<Option<Bytes>>,
    /// The stamps, in the order of the tags.
    pub stamps: Vec<Option<Stamp>>,
}

/// A stamp of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Tells it from all other stamps.
    pub text: String,
    /// `true` while a mark stands on the tag.
    pub is_marked: bool,
}

/// The mark of a mutation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Tells it from all other marks.
    pub id: String,
    /// How long it stands if nobody ends it.
    pub life: Duration,
}

/// A store that could not do what it was asked.
#[derive(Debug)]
pub struct StoreError(Box<dyn StdError + Send + Sync>);

impl StoreError {
    /// An error with the one that caused it, or a text.
    ///
    /// ```
    /// let error = mizan::cache::StoreError::new("it is full");
    /// assert_eq!(error.to_string(), "the store of the cache failed: it is full");
    /// ```
    pub fn new(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the store of the cache failed: {}", self.0)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.0)
    }
}
