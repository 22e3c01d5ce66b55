//! The store of a cache: entries, and the stamps by which they are found to be stale.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

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
/// 5. What is lent to one holder is lent to nobody else until its time is over or it is taken back.
/// 6. A method ends within 250 ms, well or with an error.
pub trait Store: Send + Sync + 'static {
    /// The entries of some keys, and the stamps of some tags, as they are at one moment.
    fn look<'store>(
        &'store self,
        keys: &'store [String],
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Look, StoreError>>;

    /// Gives each tag a stamp that has none, and returns those of all, with their earlier texts.
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

    /// Gives some tags other stamps, and ends a mark on others. It does not tell how many entries that made
    /// stale: they are told by their stamps when they are looked at, and no store keeps a list of them.
    fn purge<'store>(
        &'store self,
        purge: Purge<'store>,
    ) -> BoxFuture<'store, Result<(), StoreError>>;

    /// Lends something to one holder at a time, for as long as `life`; `true` if it is lent to this one now.
    /// Who asks for what it holds already holds it for another `life`. The default lends everything to
    /// everybody.
    fn lend<'store>(
        &'store self,
        name: &'store str,
        holder: &'store str,
        life: Duration,
    ) -> BoxFuture<'store, Result<bool, StoreError>> {
        let _ = (name, holder, life);
        ready(Ok(true)).boxed()
    }

    /// Takes back what this holder has been lent, if it still has it.
    fn take_back<'store>(
        &'store self,
        name: &'store str,
        holder: &'store str,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        let _ = (name, holder);
        ready(Ok(())).boxed()
    }

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
    /// The texts that purges have replaced, the newest first, as far as they were to be
    /// [remembered](Purge::remember). A `look` may leave them out.
    pub earlier: Vec<Earlier>,
}

/// A text that a stamp had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The text.
    pub text: String,
    /// The time since it was replaced, by the clock of the store.
    pub age: Duration,
}

/// The most texts that a stamp has to remember.
pub(super) const MOST_EARLIER: usize = 4;

/// What a purge does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Purge<'purge> {
    /// The tags that get other stamps.
    pub tags: &'purge [String],
    /// How long their stamps remember the texts that they had, a few of them at most. After a purge that
    /// says zero, and after a mark that nobody has ended, a stamp remembers nothing.
    pub remember: Duration,
    /// A mark that ends, and the tags on which it ends.
    pub ended: Option<(&'purge Mark, &'purge [String])>,
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
