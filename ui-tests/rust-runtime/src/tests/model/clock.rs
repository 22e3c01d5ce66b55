//! The clocks of one node of the server: what it knows about the order of reads and mutations.

use std::collections::HashMap;

/// A read or a mutation of one context while it runs on a node.
#[derive(Clone)]
struct Running {
    context: &'static str,
    begun_at: u32,
    is_mutation: bool,
    /// Something overlapped, so that its token claims less.
    is_overlapped: bool,
}

#[derive(Default)]
pub(crate) struct NodeClock {
    name: String,
    numbers: HashMap<&'static str, u32>,
    running: HashMap<u32, Running>,
    last: u32,
}

impl NodeClock {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A mutation makes all overlap that runs in its context, and is overlapped by other mutations.
    pub(crate) fn begin(&mut self, context: &'static str, is_mutation: bool) -> u32 {
        let mut is_overlapped = false;
        for other in self.running.values_mut().filter(|other| other.context == context) {
            is_overlapped |= other.is_mutation;
            other.is_overlapped |= is_mutation;
        }
        let begun_at = self.number(context);
        self.last += 1;
        self.running.insert(self.last, Running { context, begun_at, is_mutation, is_overlapped });
        self.last
    }

    /// The token of a read that ends: its number is the one from before it began.
    pub(crate) fn end_read(&mut self, running: u32) -> String {
        let running = self.running.remove(&running).unwrap();
        self.token(&running, running.begun_at)
    }

    /// The clock advances after a commit, and the token of the mutation has the new number.
    pub(crate) fn advance(&mut self, running: u32) -> String {
        let running = self.running.remove(&running).unwrap();
        let context = running.context;
        *self.numbers.entry(context).or_default() += 1;
        for other in self.running.values_mut() {
            other.is_overlapped |= other.context == context && !other.is_mutation;
        }
        self.token(&running, self.number(context))
    }

    /// A mutation that changed nothing ends.
    pub(crate) fn abandon(&mut self, running: u32) {
        self.running.remove(&running);
    }

    /// The token of what is still as it was with a number; beside a mutation nothing more is known.
    pub(crate) fn token_of_same(&self, context: &str, shown: u32) -> String {
        let is_other = |other: &&Running| other.context == context && other.is_mutation;
        match self.running.values().find(is_other) {
            Some(_) => format!("{}-{context}:{shown}~", self.name),
            None => format!("{}-{context}:{}", self.name, self.number(context)),
        }
    }

    fn number(&self, context: &str) -> u32 {
        self.numbers.get(context).copied().unwrap_or(0)
    }

    fn token(&self, running: &Running, number: u32) -> String {
        let Running { context, is_overlapped, .. } = running;
        format!("{}-{context}:{number}{}", self.name, if *is_overlapped { "~" } else { "" })
    }
}
