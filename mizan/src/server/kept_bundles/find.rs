//! How an instance is found: near, in the store, by somebody who reads it already, or by reading it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;

use super::fills::{Fill, Filled, Fills, Lead};
use super::loans::Loan;
use super::nearby::Glance;
use super::{Keeping, KeptBundles, Names};
use crate::cache::kept::{Answer, Content, Kept};
use crate::cache::{Look, Stamp};
use crate::server::observer::{Bypass, Miss};

/// The pauses between two looks for what another node reads.
const SHORTEST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// An instance that is looked for.
pub(crate) struct Wanted<'read> {
    pub(crate) keeping: &'read Keeping,
    pub(crate) names: &'read Names,
    /// The token that the client has seen.
    pub(crate) seen: Option<&'read str>,
    /// `true` if this node knows of everything that the client has seen.
    pub(crate) has_heard: bool,
    /// `true` for a read that a client asks for, and not one that follows from a change.
    pub(crate) may_lag: bool,
    /// The longest time that another node is waited for.
    pub(crate) limit: Duration,
}

/// What the cache knows of an instance.
pub(crate) enum Found<C: Content = Answer> {
    Hit(Kept<C>),
    /// A purge has made it stale, not longer ago than the context allows, and somebody reads it anew.
    Stale(Kept<C>),
    Missing(Missing<C>),
}

/// An instance that has to be read, by whoever holds this.
pub(crate) struct Missing<C: Content = Answer> {
    pub(crate) miss: Miss,
    pub(crate) lead: Lead<C>,
    pub(crate) loan: Loan,
    /// The stamps from before the read.
    pub(crate) stamps: Vec<String>,
    pub(crate) glance: Option<Glance>,
    /// When the store was asked.
    pub(crate) began: Instant,
}

/// What a look has seen of an instance, and of what its last entry was made of beside it.
struct Seen {
    look: Look,
    /// The tags that were looked for: its own, and behind them those of the reads. `None` if those are not known.
    all: Option<Arc<[String]>>,
    stamps_of_reads: Vec<Option<Stamp>>,
}

/// What a look has found.
enum Judged<C> {
    Valid(Kept<C>),
    /// Nothing that is true, and perhaps an entry from before a purge.
    Missing(Miss, Option<Kept<C>>),
}

impl KeptBundles {
    /// Finds an instance, or who reads it.
    pub(crate) async fn find<C: Content>(
        &self,
        fills: &Fills<C>,
        wanted: &Wanted<'_>,
    ) -> Result<Found<C>, Bypass> {
        if wanted.may_lag && !wanted.has_heard && self.local_lease.is_some() {
            return Err(Bypass::Behind);
        }
        if wanted.may_lag
            && wanted.has_heard
            && let Some(entry) = self.near.as_ref().and_then(|near| near.find(wanted.names))
        {
            return Ok(Found::Hit(entry));
        }
        loop {
            let (began, glance) = (Instant::now(), self.glance(wanted.names));
            let seen = self.look_for(wanted.names).await?;
            if seen.look.stamps.iter().flatten().any(|stamp| stamp.is_marked) {
                return Err(Bypass::Changing);
            }
            let (miss, old) = match self.judge(&seen.look) {
                Judged::Valid(entry) if self.stands(wanted.names, &seen, &entry).await? => {
                    return Ok(self.hit(wanted, glance, entry));
                }
                Judged::Valid(_) => (Miss::Stale, None),
                Judged::Missing(miss, old) => (miss, old.filter(|old| wanted.may_show(old))),
            };
            // Stamped before anybody joins: who has other stamps has seen a purge that the fill may not have.
            let stamps = self.stamps(wanted.names, seen.look.stamps, old.is_some()).await?;
            let old = old.filter(|old| {
                old.stale_since(&stamps).is_some_and(|age| age <= wanted.keeping.stale)
            });
            let stamps: Vec<String> = stamps.into_iter().map(|stamp| stamp.text).collect();
            match (fills.join(&wanted.names.keys[0], &stamps), old) {
                (Fill::Wait(_), Some(old)) => return Ok(Found::Stale(old)),
                // Where who led has gone somebody else does.
                (Fill::Wait(waiting), None) => {
                    if let Some(filled) = end_of(waiting).await {
                        let filled = filled.ok_or(Bypass::Failed)?;
                        // What it has read by the way may have changed before this one asked.
                        if self.have_stood(&filled).await? {
                            return Ok(Found::Hit(filled));
                        }
                    }
                }
                (Fill::Lead(lead), old) => {
                    let loan = Loan::default();
                    let missing = Missing { miss, lead, loan, stamps, glance, began };
                    if let Some(found) = self.lead(wanted, missing, old).await? {
                        return Ok(found);
                    }
                }
            }
        }
    }

    /// Leads the fill of an entry on this node, unless another node does: then its end is waited for. `None`
    /// if a purge has come between.
    async fn lead<C: Content>(
        &self,
        wanted: &Wanted<'_>,
        missing: Missing<C>,
        old: Option<Kept<C>>,
    ) -> Result<Option<Found<C>>, Bypass> {
        let Wanted { names, limit, .. } = *wanted;
        if let Some(loan) = self.borrow(names, &missing.stamps).await? {
            return Ok(Some(Found::Missing(Missing { loan, ..missing })));
        }
        if let Some(old) = old {
            return Ok(Some(Found::Stale(old)));
        }
        let mut pause = SHORTEST_PAUSE;
        while missing.began.elapsed() < limit {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            // Borrowed before the look: who has the loan has seen everything that others have kept.
            let loan = self.borrow(names, &missing.stamps).await?;
            let (began, glance) = (Instant::now(), self.glance(names));
            let look = self.look(&names.keys, &names.tags).await.ok_or(Bypass::Unavailable)?;
            if let Judged::Valid(entry) = self.judge(&look)
                && self.have_stood(&entry).await?
            {
                missing.lead.end(Some(entry.clone()));
                return Ok(Some(self.hit(wanted, glance, entry)));
            }
            let now = look.stamps.iter().map(|stamp| stamp.as_ref().map(|stamp| &stamp.text));
            if !now.eq(missing.stamps.iter().map(Some)) {
                return Ok(None);
            }
            if let Some(loan) = loan {
                return Ok(Some(Found::Missing(Missing { loan, glance, began, ..missing })));
            }
        }
        Err(Bypass::Failed)
    }

    /// What was found, which is kept near for a moment.
    fn hit<C: Content>(
        &self,
        wanted: &Wanted<'_>,
        glance: Option<Glance>,
        entry: Kept<C>,
    ) -> Found<C> {
        if let (Some(near), Some(glance)) = (&self.near, glance) {
            near.put(wanted.names, glance, &entry);
        }
        Found::Hit(entry)
    }

    fn glance(&self, names: &Names) -> Option<Glance> {
        self.near.as_ref().map(|near| near.glance(names))
    }

    /// Looks for an instance, and for what its last entry was made of beside it.
    async fn look_for(&self, names: &Names) -> Result<Seen, Bypass> {
        let all = names.with_reads();
        let tags = all.as_deref().unwrap_or(&names.tags);
        let mut look = self.look(&names.keys, tags).await.ok_or(Bypass::Unavailable)?;
        let stamps_of_reads = look.stamps.split_off(names.tags.len());
        Ok(Seen { look, all, stamps_of_reads })
    }

    /// `true` if nothing has made stale what an entry was made of that was found by a look.
    async fn stands<C: Content>(
        &self,
        names: &Names,
        seen: &Seen,
        entry: &Kept<C>,
    ) -> Result<bool, Bypass> {
        let Some(reads) = entry.answer.reads() else { return Ok(true) };
        if seen.all.as_ref().is_some_and(|all| all[names.tags.len()..] == reads.tags) {
            return Ok(reads.have_stood(&seen.stamps_of_reads));
        }
        names.note_reads(&reads.tags);
        self.have_stood(entry).await
    }

    /// `true` if nothing has made stale what an entry was made of beside what its key names.
    async fn have_stood<C: Content>(&self, entry: &Kept<C>) -> Result<bool, Bypass> {
        let Some(reads) = entry.answer.reads().filter(|reads| !reads.tags.is_empty()) else {
            return Ok(true);
        };
        let look = self.look(&[], &reads.tags).await.ok_or(Bypass::Unavailable)?;
        Ok(reads.have_stood(&look.stamps))
    }

    fn judge<C: Content>(&self, look: &Look) -> Judged<C> {
        let mut missing = Judged::Missing(Miss::Absent, None);
        for entry in look.entries.iter().flatten() {
            match Kept::decode(entry) {
                Some(entry) if entry.is_valid(&look.stamps) => return Judged::Valid(entry),
                Some(entry) => missing = Judged::Missing(Miss::Stale, Some(entry)),
                None => {
                    self.health.tell_of_nonsense();
                    missing = Judged::Missing(Miss::Unreadable, None);
                }
            }
        }
        missing
    }
}

impl Wanted<'_> {
    /// `true` if an entry from before a purge may be shown, should that be short enough ago.
    fn may_show<C: Content>(&self, old: &Kept<C>) -> bool {
        self.may_lag
            && !self.keeping.stale.is_zero()
            && self.seen.is_none_or(|seen| old.answer.is_as_new_as(seen))
    }
}

/// Waits for the end of a fill; `None` if who led has gone.
async fn end_of<C: Content>(mut waiting: watch::Receiver<Option<Filled<C>>>) -> Option<Filled<C>> {
    waiting.wait_for(Option::is_some).await.ok()?.clone()
}
