//! A change announced: the observer is called, and every instance that the change reaches is read again
//! for its subscribers.

use crate::declared::context::Target;
use crate::protocol::reply::announcement::Announcement;
use crate::server::live::reach::Reach;
use crate::server::state::Server;

impl Server {
    /// Announces what a mutation, which merges into these slots, has changed.
    pub(crate) fn announce(&self, announcement: &Announcement, slots: &[Target]) {
        self.observer().invalidated(&announcement.invalidations);
        let invalidated = announcement.invalidations.iter().map(|it| Reach::of(&it));
        let scope = announcement.invalidations.scope();
        let merged =
            slots.iter().enumerate().map(|(position, slot)| Reach::of_merge(slot, position, scope));
        for reach in invalidated.chain(merged) {
            let Some((_, token)) = announcement.find(reach.context) else { continue };
            for instance in self.hub().announce(reach, token.number()) {
                self.start_reading(instance);
            }
        }
    }
}
