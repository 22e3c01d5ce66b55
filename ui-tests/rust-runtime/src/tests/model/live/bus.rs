//! The bus between the nodes of the model: it numbers changes, and tells all nodes in one order.

use std::collections::{BTreeSet, HashMap};

use super::super::reading::Asked;
use super::super::server::World;

/// The instances that a change makes stale.
#[derive(Debug, Clone)]
pub(crate) struct Reach {
    pub(crate) context: &'static str,
    /// The user that narrows it.
    pub(crate) user: Option<u32>,
}

impl Reach {
    pub(crate) fn has(&self, asked: &Asked) -> bool {
        self.context == asked.context && self.user.is_none_or(|user| user == asked.user)
    }
}

/// The numbers of contexts.
pub(crate) type Numbers = HashMap<&'static str, u32>;

/// What a node hears.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// All is heard from now on, and anything may have been missed before.
    Open {
        clock: String,
        numbers: Numbers,
    },
    Change {
        reach: Reach,
        number: u32,
    },
    /// A node was killed or is cut off: nobody knows what it has changed.
    Missing,
}

#[derive(Default)]
pub(crate) struct Bus {
    numbers: Numbers,
    listeners: BTreeSet<usize>,
    /// How often it was started anew.
    restarts: u32,
    /// A node is missing, or was.
    has_missed: bool,
}

impl World {
    /// Tells a node all from now on, and that somebody is missing: what that one did is in no number.
    pub(super) fn open_bus(&mut self, node: usize) {
        let Some(bus) = &mut self.live.bus else { return };
        bus.listeners.insert(node);
        let clock = format!("bus{}", bus.restarts);
        let heard = &mut self.nodes[node].heard;
        heard.push_back(Event::Open { clock, numbers: bus.numbers.clone() });
        if bus.has_missed {
            heard.push_back(Event::Missing);
        }
    }

    /// Loses a node, with all that it has not heard yet.
    pub(super) fn lose_bus(&mut self, node: usize) {
        if let Some(bus) = &mut self.live.bus {
            bus.listeners.remove(&node);
            self.nodes[node].heard.clear();
        }
    }

    /// Numbers a change and tells it; the token of the change.
    pub(super) fn announce_on_bus(&mut self, reach: Reach) -> String {
        let bus = self.live.bus.as_mut().expect("a bus");
        let context = reach.context;
        let number = bus.numbers.entry(context).or_default();
        *number += 1;
        let (number, clock) = (*number, bus.restarts);
        self.tell(&Event::Change { reach, number });
        format!("bus{clock}-{context}:{number}~")
    }

    /// The others find out that a node is missing.
    pub(super) fn miss(&mut self) {
        self.live.missing -= 1;
        if let Some(bus) = &mut self.live.bus {
            bus.has_missed = true;
            self.tell(&Event::Missing);
        }
    }

    /// Starts the bus anew, without all that it knew: the same numbers come again, by another clock.
    pub(super) fn restart_bus(&mut self) {
        let bus = self.live.bus.as_mut().expect("a bus");
        bus.restarts += 1;
        bus.numbers.clear();
        for node in bus.listeners.clone() {
            self.lose_bus(node);
            self.open_bus(node);
        }
    }

    fn tell(&mut self, event: &Event) {
        for node in self.live.bus.iter().flat_map(|bus| &bus.listeners) {
            self.nodes[*node].heard.push_back(event.clone());
        }
    }
}
