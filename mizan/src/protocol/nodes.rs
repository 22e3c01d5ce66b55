//! The events of the bus heard: what the other nodes of the application have done.
//!
//! Changes reach the clocks and the subscribed instances in the order of the bus alone, also those of the
//! node itself: the last changes that a node knows have no gap.

use std::sync::Arc;

use crate::bus::random::random_name;
use crate::bus::{Announcement, Event, Numbers};
use crate::server::bus_link::words;
use crate::server::clock::{Clock, Shown};
use crate::server::era::Era;
use crate::server::live::instance::Instance;
use crate::server::state::Server;

impl Server {
    pub(crate) fn hear(&self, event: Event) {
        match event {
            Event::Open { clock, numbers } => {
                self.hear_everything(&clock, &numbers);
                self.link().set_clock(Some(clock));
                self.reopen_rooms();
            }
            Event::Lost => {
                self.link().set_clock(None);
                self.hear_nothing();
            }
            Event::Announced { announcement, numbers } => self.hear_change(&announcement, &numbers),
            Event::Message { room, position, message } => {
                self.hear_message(&room, position, message);
            }
            Event::Present(presence) => self.hear_presence(&presence),
            Event::Missing { node } if node != self.link().node() => {
                self.forget_presences(&node);
                self.link().lock().miss(node);
                self.doubt_everything();
            }
            Event::Found { node } => self.link().lock().find(&node),
            Event::Missing { .. } => {}
        }
    }

    /// Anything may have changed that is not heard, or not yet: what is shown is not "still so" and is read
    /// again.
    pub(crate) fn doubt_everything(&self) {
        for clock in self.clocks() {
            self.hub().doubt(clock.context(), clock.now());
        }
        self.read_everything_again();
    }

    /// The node hears the others from now on: it has missed anything before.
    fn hear_everything(&self, clock: &str, numbers: &Numbers) {
        if !self.link().has_bus() {
            return;
        }
        let mut state = self.link().lock();
        self.forget_kept(None);
        self.begin_eras(|_, own| {
            own.era_on_bus(clock, numbers.get(own.context()).copied().unwrap_or_default())
        });
        state.open();
        drop(state);
        self.read_everything_again();
        self.announce_kept();
    }

    /// The node hears the others no longer.
    fn hear_nothing(&self) {
        let mut state = self.link().lock();
        if self.link().has_bus() && state.cut() {
            tracing::error!("the bus is lost, and other nodes are not heard");
            self.begin_own_eras();
        }
    }

    /// Takes note that this connection to the bus has failed, and opens it anew.
    fn lose(&self, session: u64) {
        let mut state = self.link().lock();
        if state.session() == Some(session) && state.cut() {
            self.begin_own_eras();
            self.link().set_clock(None);
            self.link().reopen();
        }
    }

    /// Records a change that cannot be announced now, because the connection of that number has failed or
    /// there is none. `record` tells the clocks and the subscribers of this node.
    pub(super) fn record_unheard(
        &self,
        failed: Option<u64>,
        announcement: Announcement,
        record: impl FnOnce(),
    ) {
        if let Some(session) = failed {
            self.lose(session);
        }
        let mut state = self.link().lock();
        state.kept.keep(announcement, || self.all_contexts());
        record();
        let is_open = state.session().is_some();
        drop(state);
        if is_open {
            self.announce_kept();
        }
    }

    /// Announces what was kept while the node was cut off.
    fn announce_kept(&self) {
        let server = self.clone();
        tokio::spawn(async move {
            while let Some((session, kept)) = server.take_kept() {
                if let Err(error) = server.link().announce_late(kept.clone()).await {
                    tracing::warn!(%error, "a change is announced later");
                    server.link().lock().kept.put_back(kept);
                    return server.lose(session);
                }
            }
        });
    }

    fn take_kept(&self) -> Option<(u64, Announcement)> {
        let mut state = self.link().lock();
        let session = state.session()?;
        Some((session, state.kept.take()?))
    }

    fn hear_change(&self, announcement: &Announcement, numbers: &Numbers) {
        let state = self.link().lock();
        if state.session().is_none() {
            return;
        }
        let mut stale = Vec::new();
        for (context, number) in numbers {
            if let Some(clock) = self.find_clock(context) {
                stale.extend(self.record_heard(clock, *number, &announcement.text));
            }
        }
        drop(state);
        for instance in stale {
            self.start_reading(instance);
        }
    }

    /// Records a change of a context, first in what is kept here and among the last changes, then in the
    /// clock: a reader who sees the number finds the change.
    fn record_heard(&self, clock: &Clock, number: u64, text: &[u8]) -> Vec<Arc<Instance>> {
        self.forget_kept(Some(clock.context()));
        let changed = Shown { era: clock.era_id(), number };
        let reaches = words::read(text, clock.context(), self.hub());
        let stale = reaches.into_iter().flat_map(|reach| self.hub().announce(reach, changed));
        let stale = stale.collect();
        clock.advance_to(number);
        stale
    }

    fn begin_own_eras(&self) {
        let name = random_name();
        self.begin_eras(|index, clock| Era::own(clock.context(), format!("{name}.{index}")));
    }

    fn begin_eras(&self, era: impl Fn(usize, &Clock) -> Era) {
        for (index, clock) in self.clocks().enumerate() {
            let era = clock.begin(era(index, clock));
            self.hub().begin(clock.context(), era.id, era.number());
        }
    }

    fn all_contexts(&self) -> Vec<String> {
        self.clocks().map(|clock| clock.context().to_owned()).collect()
    }
}
