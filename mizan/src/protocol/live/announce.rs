//! A change announced: the clocks advance, the observer is called, and every instance that the change
//! reaches is read again for its subscribers, on all nodes.

use std::sync::Arc;

use smallvec::SmallVec;

use crate::bus;
use crate::declared::context::Target;
use crate::declared::invalidation::Invalidations;
use crate::protocol::reply::announcement::Announcement;
use crate::server::bus_link::words;
use crate::server::clock::{Change, Clock, Shown, Token};
#[cfg(feature = "cache")]
use crate::server::kept_bundles::Marked;
use crate::server::live::reach::Reach;
use crate::server::state::Server;

/// The changes of contexts that a mutation has begun. Inline, because most mutations change one.
pub(crate) type Changes = SmallVec<[Change; 1]>;

/// The tokens of the clocks that a change has advanced.
type Tokens = SmallVec<[(Arc<Clock>, Token); 1]>;

/// What has changed, and is to be announced.
pub(crate) struct Changed<'slots> {
    pub(crate) invalidations: Invalidations,
    /// They end when the change is announced.
    pub(crate) changes: Changes,
    /// The slots that the mutation merges into.
    pub(crate) slots: &'slots [Target],
    /// The contexts that it has marked in the cache.
    #[cfg(feature = "cache")]
    pub(crate) marked: Option<Marked>,
}

impl<'slots> Changed<'slots> {
    pub(crate) fn new(
        invalidations: Invalidations,
        changes: Changes,
        slots: &'slots [Target],
    ) -> Self {
        Self {
            invalidations,
            changes,
            slots,
            #[cfg(feature = "cache")]
            marked: None,
        }
    }
}

impl Server {
    /// Announces a change on a server without a bus.
    pub(crate) fn announce_alone(&self, changed: Changed<'_>) -> Announcement {
        let changed = self.observe(changed);
        let tokens = self.record(&changed);
        Announcement { invalidations: changed.invalidations, tokens }
    }

    /// Announces a change on all nodes: it returns when they are told. A node that cannot tell the others
    /// keeps the announcement, and tells it when the bus is back.
    #[cfg_attr(not(feature = "cache"), expect(unused_mut))]
    pub(crate) async fn announce(&self, mut changed: Changed<'_>) -> Announcement {
        // Whoever reads because of the announcement finds nothing that is older.
        #[cfg(feature = "cache")]
        if let Some(kept) = self.kept() {
            let marked = changed.marked.take();
            let stale = kept.purge(changed.reaches(), marked).await;
            kept.pages.renew(self, |page| page.has_one_of(&stale));
        }
        if !self.link().has_bus() {
            return self.announce_alone(changed);
        }
        self.listen_to_others();
        let changed = self.observe(changed);
        if changed.changes.is_empty() {
            // It might have changed something, and has not.
            return Announcement { invalidations: changed.invalidations, tokens: Tokens::new() };
        }
        let announcement = self.write_for_nodes(&changed);
        let session = self.link().session();
        let told = match session {
            Some(_) => self.link().announce(announcement.clone()).await,
            None => Err(bus::BusError::new("it is not open")),
        };
        let tokens = match told {
            Ok(clocks) => changed.tokens_on_bus(&clocks),
            Err(error) => {
                if session.is_some() {
                    tracing::warn!(%error, "the bus is lost: a change is announced later");
                }
                let mut tokens = Tokens::new();
                self.record_unheard(session, announcement, || tokens = self.record(&changed));
                tokens
            }
        };
        Announcement { invalidations: changed.invalidations, tokens }
    }

    /// Begins the changes of contexts that were invalidated explicitly, and calls the observer.
    fn observe<'slots>(&self, mut changed: Changed<'slots>) -> Changed<'slots> {
        for context in changed.invalidations.explicit_contexts() {
            if !changed.changes.iter().any(|change| change.clock().context() == context)
                && let Some(clock) = self.find_clock(context)
            {
                changed.changes.push(clock.start_change());
            }
        }
        self.observer().invalidated(&changed.invalidations);
        changed
    }

    /// Advances the clocks of this server and reads for its subscribers.
    fn record(&self, changed: &Changed<'_>) -> Tokens {
        let advance = |change: &Change| (Arc::clone(change.clock()), change.advance());
        let tokens: Tokens = changed.changes.iter().map(advance).collect();
        for reach in changed.reaches() {
            let is_meant = |(clock, _): &&(Arc<Clock>, Token)| clock.context() == reach.context;
            let Some((clock, token)) = tokens.iter().find(is_meant) else { continue };
            let changed = Shown { era: clock.era_of(token), number: token.number() };
            for instance in self.hub().announce(reach, changed) {
                self.start_reading(instance);
            }
        }
        tokens
    }

    fn write_for_nodes(&self, changed: &Changed<'_>) -> bus::Announcement {
        let reaches: Vec<Reach> = changed.reaches().collect();
        let context = |change: &Change| change.clock().context().to_owned();
        bus::Announcement {
            node: self.link().node().to_owned(),
            contexts: changed.changes.iter().map(context).collect(),
            text: words::write(&reaches),
        }
    }
}

impl Changed<'_> {
    /// What the change reaches: the instances that it invalidates, and those that it merges into.
    fn reaches(&self) -> impl Iterator<Item = Reach> {
        Reach::of_change(&self.invalidations, self.slots)
    }

    fn tokens_on_bus(&self, clocks: &bus::Clocks) -> Tokens {
        let token = |change: &Change| {
            let clock = change.clock();
            let number = clocks.numbers.get(clock.context());
            let token = number.map(|number| clock.token_on_bus(&clocks.name, *number));
            (Arc::clone(clock), token.unwrap_or_else(|| change.advance()))
        };
        self.changes.iter().map(token).collect()
    }
}
