//! A node: alone, or one among others on a bus, with its copy of the clocks and the changes it has heard of.

use std::collections::{HashMap, VecDeque};

use super::super::clock::NodeClock;
use super::super::reading::Asked;
use super::super::server::World;
use super::bus::{Event, Numbers, Reach};

/// What runs on a node of a bus: the context, and the clock and its number when it began.
type Begun = (&'static str, String, u32);

pub(crate) struct Node {
    /// Orders what runs on a node that is alone.
    alone: NodeClock,
    has_bus: bool,
    pub(super) heard: VecDeque<Event>,
    /// The name of its copy of the clocks, and their numbers.
    clock: String,
    numbers: Numbers,
    running: HashMap<u32, Begun>,
    last: u32,
    /// The changes since the last opening, with their numbers.
    log: Vec<(Reach, u32)>,
    opened: Numbers,
    /// Another node is missing: what it has changed untold is looked for now and then.
    is_vigilant: bool,
    /// The changes that could not be announced, while the bus is lost.
    kept: Option<Vec<Reach>>,
}

impl Node {
    pub(crate) fn alone(name: &str) -> Self {
        Self {
            alone: NodeClock::new(name),
            has_bus: false,
            heard: VecDeque::new(),
            clock: format!("own-{name}"),
            numbers: Numbers::new(),
            running: HashMap::new(),
            last: 0,
            log: Vec::new(),
            opened: Numbers::new(),
            is_vigilant: false,
            kept: None,
        }
    }

    pub(super) fn on_bus(name: &str) -> Self {
        Self { has_bus: true, ..Self::alone(name) }
    }

    pub(super) fn is_cut(&self) -> bool {
        self.kept.is_some()
    }

    pub(crate) fn begin(&mut self, context: &'static str, is_mutation: bool) -> u32 {
        if !self.has_bus {
            return self.alone.begin(context, is_mutation);
        }
        self.last += 1;
        let begun = (context, self.clock.clone(), self.number(context));
        self.running.insert(self.last, begun);
        self.last
    }

    /// The token of a read that ends. It has the clock of the beginning: meanwhile the node may have got
    /// another one.
    pub(crate) fn end_read(&mut self, running: u32) -> String {
        match self.running.remove(&running) {
            None => self.alone.end_read(running),
            Some((context, clock, number)) => format!("{clock}-{context}:{number}~"),
        }
    }

    /// A mutation that changed nothing ends.
    pub(crate) fn abandon(&mut self, running: u32) {
        if self.running.remove(&running).is_none() {
            self.alone.abandon(running);
        }
    }

    /// The number that a token has; none of the token of another clock.
    pub(super) fn number_of(&self, context: &str, token: Option<&str>) -> Option<u32> {
        let clock = if self.has_bus { &self.clock } else { self.alone.name() };
        let number = token?.strip_prefix(&format!("{clock}-{context}:"))?;
        Some(number.trim_end_matches('~').parse().unwrap())
    }

    /// The token of what is still as it was with a number.
    pub(super) fn token_of_same(&self, context: &str, shown: u32) -> String {
        match self.has_bus {
            true => format!("{}-{context}:{}~", self.clock, self.number(context)),
            false => self.alone.token_of_same(context, shown),
        }
    }

    /// Nothing after a number has changed an instance.
    pub(super) fn is_quiet_since(&self, asked: &Asked, number: u32) -> bool {
        let is_covered = number >= self.opened.get(asked.context).copied().unwrap_or(0);
        is_covered && self.log.iter().all(|(reach, at)| *at <= number || !reach.has(asked))
    }

    /// True once where the vigil for a missing node is at its end.
    pub(super) fn ends_vigil(&mut self) -> bool {
        std::mem::take(&mut self.is_vigilant)
    }

    fn number(&self, context: &str) -> u32 {
        self.numbers.get(context).copied().unwrap_or(0)
    }

    fn begin_clock(&mut self, clock: String, numbers: Numbers) {
        self.clock = clock;
        self.numbers.clone_from(&numbers);
        self.opened = numbers;
        self.log.clear();
    }

    /// What is shown with a number of now may lack what the missing node has changed and not told.
    fn doubt(&mut self) {
        self.is_vigilant = true;
        self.opened = ["user", "search"].map(|name| (name, self.number(name) + 1)).into();
    }
}

impl World {
    /// A change is told all nodes; the one it ran on hears of it as the others do. Its token.
    pub(crate) fn announce(&mut self, node: usize, running: u32, reach: Reach) -> String {
        let it = &mut self.nodes[node];
        let number = it.number(reach.context) + 1;
        let context = reach.context;
        if !it.has_bus {
            let token = it.alone.advance(running);
            self.note(node, reach, number);
            return token;
        }
        it.running.remove(&running);
        let Some(kept) = &mut it.kept else { return self.announce_on_bus(reach) };
        kept.push(reach.clone());
        let token = format!("{}-{context}:{number}~", it.clock);
        self.note(node, reach, number);
        token
    }

    /// A node loses the bus: it has clocks of its own until the bus is back.
    pub(super) fn cut_off(&mut self, node: usize) {
        self.lose_bus(node);
        let clock = format!("own{}", self.live.next_id());
        let it = &mut self.nodes[node];
        it.kept = Some(Vec::new());
        it.begin_clock(clock, Numbers::new());
        self.live.missing += 1;
    }

    /// A node is on the bus again, and announces what it could not.
    pub(super) fn restore(&mut self, node: usize) {
        self.open_bus(node);
        for reach in self.nodes[node].kept.take().into_iter().flatten() {
            self.announce_on_bus(reach);
        }
    }

    /// A node hears the next event of the bus.
    pub(super) fn hear(&mut self, node: usize) {
        let it = &mut self.nodes[node];
        match it.heard.pop_front() {
            Some(Event::Change { reach, number }) => return self.note(node, reach, number),
            Some(Event::Open { clock, numbers }) => it.begin_clock(clock, numbers),
            Some(Event::Missing) => it.doubt(),
            None => return,
        }
        self.read_all(node);
    }

    fn note(&mut self, node: usize, reach: Reach, number: u32) {
        let it = &mut self.nodes[node];
        it.numbers.insert(reach.context, number);
        it.log.push((reach.clone(), number));
        self.make_stale(node, |asked| reach.has(asked));
    }
}
