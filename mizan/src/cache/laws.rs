//! The laws of a [`Store`], as a test that any implementation can run.
//!
//! It needs the feature `cache-laws`. Give it two handles of one store, as two nodes have them:
//!
//! ```no_run
//! # fn open() -> mizan::cache::Memory { mizan::cache::Memory::new(1 << 20) }
//! #[tokio::test]
//! async fn the_store_keeps_the_laws() {
//!     let store = open();
//!     mizan::cache::laws::check(&store, &store.clone()).await;
//! }
//! ```
//!
//! What happens when the store is cut off, full or restarted, an implementation tests itself: a stamp from
//! before must not come back.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::sleep;

use super::{Mark, Purge, Stamp, Store};
use crate::bus::random::random_name;

/// How long a mark of these tests stands that nobody ends.
const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(60);

/// Checks all laws, with two handles of one store.
///
/// # Panics
///
/// With the first law that does not hold.
pub async fn check<S: Store>(one: &S, other: &S) {
    let pair = Pair { one, other, name: random_name() };
    pair.entries_are_kept_for_a_time().await;
    pair.a_purge_is_seen_by_all().await;
    pair.stamps_never_return().await;
    pair.marks_stand_side_by_side().await;
    pair.a_mark_ends_where_it_is_said_to().await;
    pair.a_mark_that_is_over_purges().await;
    pair.stamps_remember_what_they_are_told_to().await;
    pair.one_holder_at_a_time().await;
}

/// A purge of tags that remembers nothing.
fn purge(tags: &[String]) -> Purge<'_> {
    Purge { tags, ..Purge::default() }
}

struct Pair<'store, S> {
    one: &'store S,
    other: &'store S,
    name: String,
}

impl<S: Store> Pair<'_, S> {
    fn name(&self, name: &str) -> Vec<String> {
        vec![format!("{}:{name}", self.name)]
    }

    fn mark(&self, name: &str, life: Duration) -> Mark {
        Mark { id: format!("{}.{name}", self.name), life }
    }

    /// The one stamp as a store sees it.
    async fn look(&self, store: &S, tags: &[String]) -> Option<Stamp> {
        let look = store.look(&[], tags).await.expect("a store looks");
        look.stamps.into_iter().next().flatten()
    }

    async fn stamp(&self, store: &S, tags: &[String]) -> Stamp {
        let stamps = store.stamp(tags).await.expect("a store stamps");
        stamps.into_iter().next().expect("a tag gets a stamp")
    }

    async fn entries_are_kept_for_a_time(&self) {
        let (key, brief) = (self.name("entry"), self.name("brief"));
        let entry = Bytes::from(vec![b'\n'; 100_000]);
        self.one.put(&key[0], entry.clone(), LONG).await.expect("a store keeps an entry");
        self.one.put(&brief[0], Bytes::from_static(b"x"), SHORT).await.expect("a store keeps one");
        let keys = [key[0].clone(), brief[0].clone(), format!("{}:none", self.name)];
        let look = self.other.look(&keys, &[]).await.expect("a store looks");
        assert_eq!(look.entries.len(), 3, "there is an answer for each key");
        assert_eq!(look.entries[0], Some(entry), "an entry comes back as it was");
        assert_eq!(look.entries[2], None);
        sleep(SHORT * 2).await;
        let look = self.other.look(&keys, &[]).await.expect("a store looks");
        assert_eq!(look.entries[1], None, "an entry ends with its time");
    }

    async fn a_purge_is_seen_by_all(&self) {
        let tags = self.name("purged");
        assert_eq!(self.look(self.one, &tags).await, None, "a tag has no stamp by itself");
        let stamp = self.stamp(self.one, &tags).await;
        assert_eq!(self.stamp(self.other, &tags).await, stamp, "a stamp stays");
        assert_eq!(self.look(self.other, &tags).await, Some(stamp.clone()));
        self.one.purge(purge(&tags)).await.expect("a store purges");
        let after = self.look(self.other, &tags).await;
        assert_ne!(after, Some(stamp), "law 1: whoever looks after a purge sees it");
    }

    async fn stamps_never_return(&self) {
        let tags = self.name("often");
        let mut known = BTreeSet::new();
        for turn in 0..50 {
            let store = if turn % 2 == 0 { self.one } else { self.other };
            let stamp = self.stamp(store, &tags).await;
            assert!(known.insert(stamp.text), "law 2: a stamp returned");
            store.purge(purge(&tags)).await.expect("a store purges");
        }
    }

    async fn marks_stand_side_by_side(&self) {
        let tags = self.name("marked");
        let stamp = self.stamp(self.one, &tags).await;
        let marks = [self.mark("a", LONG), self.mark("b", LONG)];
        self.one.mark(&tags, &marks[0]).await.expect("a store marks");
        self.other.mark(&tags, &marks[1]).await.expect("a store marks");
        let marked = Some(Stamp { is_marked: true, ..stamp.clone() });
        assert_eq!(self.look(self.one, &tags).await, marked, "a mark leaves the stamp");
        let same = self.stamp(self.other, &tags).await;
        assert_eq!(Some(same), marked, "whoever stamps sees the marks");
        self.one
            .purge(Purge { ended: Some((&marks[0], &tags)), ..Purge::default() })
            .await
            .expect("a mark ends");
        assert_eq!(self.look(self.one, &tags).await, marked, "law 3: the other mark stands");
        self.one
            .purge(Purge { ended: Some((&marks[1], &tags)), ..purge(&tags) })
            .await
            .expect("a mark ends");
        let after = self.look(self.one, &tags).await.expect("a purge leaves a stamp");
        assert!(!after.is_marked, "law 3: no mark stands");
        assert_ne!(after.text, stamp.text);
    }

    async fn a_mark_ends_where_it_is_said_to(&self) {
        let tags = [self.name("purged and marked"), self.name("marked")].concat();
        let before = self.one.stamp(&tags).await.expect("a store stamps");
        let mark = self.mark("both", LONG);
        self.one.mark(&tags, &mark).await.expect("a store marks");
        let (purged, left) = tags.split_at(1);
        self.other
            .purge(Purge { ended: Some((&mark, left)), ..purge(purged) })
            .await
            .expect("a store purges");
        let after = self.one.stamp(&tags).await.expect("a store stamps");
        assert!(after[0].is_marked && after[0].text != before[0].text, "{after:?}");
        assert!(!after[1].is_marked && after[1].text == before[1].text, "{after:?}");
    }

    async fn a_mark_that_is_over_purges(&self) {
        let tags = self.name("over");
        let stamp = self.stamp(self.one, &tags).await;
        self.one.mark(&tags, &self.mark("gone", SHORT)).await.expect("a store marks");
        self.other.mark(&tags, &self.mark("stays", LONG)).await.expect("a store marks");
        sleep(SHORT * 2).await;
        let over = self.look(self.other, &tags).await;
        assert!(
            over.is_none_or(|over| over.text != stamp.text && over.is_marked),
            "law 3: a mark whose life is over purges, and others stand"
        );
        let after = self.stamp(self.other, &tags).await;
        assert!(after.text != stamp.text && after.is_marked, "law 3: also for whoever stamps");
    }

    async fn stamps_remember_what_they_are_told_to(&self) {
        let tags = self.name("remembered");
        let soft = Purge { remember: LONG, ..purge(&tags) };
        let mut known = vec![self.stamp(self.one, &tags).await.text];
        for _ in 0..2 {
            self.one.purge(soft).await.expect("a store purges");
            let stamp = self.stamp(self.other, &tags).await;
            let earlier: Vec<&str> = stamp.earlier.iter().map(|it| &*it.text).collect();
            let expected: Vec<&str> = known.iter().rev().map(|text| &**text).collect();
            assert_eq!(earlier, expected, "a stamp tells the texts that it had, the newest first");
            assert!(stamp.earlier.iter().all(|it| it.age < LONG / 2), "{stamp:?}");
            known.push(stamp.text);
        }
        self.one.mark(&tags, &self.mark("beside", LONG)).await.expect("a store marks");
        let marked = self.stamp(self.one, &tags).await;
        assert_eq!(marked.earlier.len(), 2, "a mark leaves what is remembered");
        self.other.purge(purge(&tags)).await.expect("a store purges");
        let after = self.stamp(self.one, &tags).await;
        assert_eq!(after.earlier, [], "a purge that remembers nothing forgets what was remembered");
        self.one.purge(soft).await.expect("a store purges");
        self.one.mark(&tags, &self.mark("gone", SHORT)).await.expect("a store marks");
        sleep(SHORT * 2).await;
        let over = self.stamp(self.one, &tags).await;
        assert_eq!(over.earlier, [], "nobody knows when what a lost mark stood for was changed");
    }

    async fn one_holder_at_a_time(&self) {
        if self.one.is_local() {
            return;
        }
        let name = self.name("loan").remove(0);
        let lend = async |store: &S, holder: &str, life| {
            store.lend(&name, holder, life).await.expect("a store lends")
        };
        assert!(lend(self.one, "a", LONG).await);
        assert!(!lend(self.other, "b", LONG).await, "law 5: it is lent to one holder");
        assert!(lend(self.one, "a", LONG).await, "who holds it goes on");
        self.other.take_back(&name, "b").await.expect("a store takes back");
        assert!(!lend(self.other, "b", LONG).await, "law 5: only its holder gives it back");
        self.one.take_back(&name, "a").await.expect("a store takes back");
        assert!(lend(self.other, "b", SHORT).await, "what was given back is lent again");
        sleep(SHORT * 2).await;
        assert!(lend(self.one, "a", SHORT).await, "a loan ends with its time");
    }
}
