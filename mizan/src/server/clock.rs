//! The clock of a context orders the answers of one server about the instances of that context.
//!
//! A token claims only what the server knows. It is *exact* where no change of the context
//! overlapped with the read or the mutation that it labels, and bears a `~` where one did: then the
//! answer may have seen more than its number says, and only a token that is exact is ever proven to
//! be the older one of two. `mizan::guide::inside`, "protocol", tells the reader's side.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::declared::function::{FUNCTIONS, Function};
use crate::json::write::write_text;

/// Marks a token whose answer may have seen more than its number says.
pub(crate) const INEXACT: u8 = b'~';

/// The clock of one context.
#[derive(Debug)]
pub(crate) struct Clock {
    context: &'static str,
    /// The name of the clock and a colon. The name differs between the contexts of a server and
    /// between the runs of a server.
    name: String,
    /// The context as a key of JSON, and the beginning of its token: `"user":"<clock>:`.
    member: Vec<u8>,
    number: AtomicU64,
    /// The changes of the context that have begun, and those of them that have ended.
    begun: AtomicU64,
    ended: AtomicU64,
}

/// A read that has begun: the number that it bears, and the changes that it may overlap with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReadStart {
    number: u64,
    begun: u64,
    is_quiet: bool,
}

/// A change of the context that has begun; the change ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Change {
    clock: Arc<Clock>,
    /// The number of changes that had begun before this one.
    order: u64,
    is_alone: bool,
}

/// The order of one answer among those of its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    number: u64,
    pub(crate) is_exact: bool,
}

impl Clock {
    pub(crate) fn new(context: &'static str, mut name: String) -> Self {
        name.push(':');
        let mut member = Vec::new();
        write_text(context, &mut member);
        member.extend_from_slice(b":\"");
        member.extend_from_slice(name.as_bytes());
        let (number, begun, ended) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        Self { context, name, member, number, begun, ended }
    }

    /// The context whose answers the clock orders.
    pub(crate) fn context(&self) -> &'static str {
        self.context
    }

    /// The number that a token has; `None` for the token of another clock.
    pub(crate) fn number_of(&self, token: &str) -> Option<u64> {
        let number = token.strip_prefix(&self.name)?;
        number.strip_suffix(char::from(INEXACT)).unwrap_or(number).parse().ok()
    }

    /// Begins a read. The counters are loaded in the opposite order of their changes, so that a
    /// change is never missed: `ended` is at most `begun` at every moment between the two loads.
    pub(crate) fn start_read(&self) -> ReadStart {
        let ended = self.ended.load(Ordering::SeqCst);
        let begun = self.begun.load(Ordering::SeqCst);
        let number = self.number.load(Ordering::SeqCst);
        ReadStart { number, begun, is_quiet: begun == ended }
    }

    /// `true` if a read that ends now overlapped with no change.
    pub(crate) fn is_exact(&self, start: ReadStart) -> bool {
        start.is_quiet && self.begun.load(Ordering::SeqCst) == start.begun
    }

    /// Begins a change of the context, before anything is written.
    pub(crate) fn start_change(self: &Arc<Self>) -> Change {
        let ended = self.ended.load(Ordering::SeqCst);
        let order = self.begun.fetch_add(1, Ordering::SeqCst);
        Change { clock: Arc::clone(self), order, is_alone: order == ended }
    }

    /// Writes a token as text: `<clock>:<number>`, with [`INEXACT`] behind it where it is not
    /// exact.
    pub(crate) fn write(&self, token: Token, body: &mut Vec<u8>) {
        body.extend_from_slice(self.name.as_bytes());
        token.write_number(body);
    }

    /// Writes a token as the member of an object: `"user":"<clock>:<number>"`.
    pub(crate) fn write_member(&self, token: Token, body: &mut Vec<u8>) {
        body.extend_from_slice(&self.member);
        token.write_number(body);
        body.push(b'"');
    }

    /// Writes the token that a read has if nothing disturbs it.
    pub(crate) fn write_start(&self, start: ReadStart, body: &mut Vec<u8>) {
        self.write(start.token(true), body);
    }
}

impl ReadStart {
    /// The token of the read, once it is known whether it is exact.
    pub(crate) fn token(self, is_exact: bool) -> Token {
        Token { number: self.number, is_exact }
    }

    /// A read beside which another change runs already.
    pub(crate) fn disturbed(self) -> Self {
        Self { is_quiet: false, ..self }
    }
}

impl Token {
    /// The number of the clock.
    pub(crate) fn number(self) -> u64 {
        self.number
    }

    /// `true` if no other change overlapped with the labelled one.
    pub(crate) fn is_exact(self) -> bool {
        self.is_exact
    }

    fn write_number(self, body: &mut Vec<u8>) {
        body.extend_from_slice(itoa::Buffer::new().format(self.number).as_bytes());
        if !self.is_exact {
            body.push(INEXACT);
        }
    }
}

impl Change {
    pub(crate) fn clock(&self) -> &Arc<Clock> {
        &self.clock
    }

    /// Advances the clock, after the change is committed and before it is answered.
    pub(crate) fn advance(&self) -> Token {
        let number = self.clock.number.fetch_add(1, Ordering::SeqCst) + 1;
        let is_last = self.clock.begun.load(Ordering::SeqCst) == self.order + 1;
        Token { number, is_exact: self.is_alone && is_last }
    }
}

impl Drop for Change {
    fn drop(&mut self) {
        self.clock.ended.fetch_add(1, Ordering::SeqCst);
    }
}

/// A clock for each context, by name.
pub(super) type Clocks = BTreeMap<&'static str, Arc<Clock>>;

/// Makes a clock for every context that a function reads, affects or merges into.
pub(super) fn make_clocks() -> Clocks {
    let targets = |function: &'static Function| {
        function.context.iter().chain(function.affects).chain(function.merges)
    };
    let contexts: BTreeSet<&'static str> =
        FUNCTIONS.iter().flat_map(targets).map(|target| target.context).collect();
    // No other run of a server has the name, so that versions of two runs are never compared.
    let run = RandomState::new().hash_one(std::process::id()) >> 16;
    let clock =
        |(index, context)| (context, Arc::new(Clock::new(context, format!("{run:012x}.{index}"))));
    contexts.into_iter().enumerate().map(clock).collect()
}

/// The clocks that a function advances, each once.
pub(super) fn clocks_of_changes(function: &'static Function, clocks: &Clocks) -> Vec<Arc<Clock>> {
    let targets = function.affects.iter().chain(function.merges);
    let contexts: BTreeSet<&'static str> = targets.map(|target| target.context).collect();
    contexts.into_iter().map(|context| Arc::clone(&clocks[context])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Arc<Clock> {
        Arc::new(Clock::new("user", "c".to_owned()))
    }

    fn text(clock: &Clock, token: Token) -> String {
        let mut body = Vec::new();
        clock.write(token, &mut body);
        String::from_utf8(body).unwrap()
    }

    #[test]
    fn a_change_alone_is_exact() {
        let clock = clock();
        let change = clock.start_change();
        assert_eq!(text(&clock, change.advance()), "c:1");
        drop(change);
        assert_eq!(text(&clock, clock.start_change().advance()), "c:2");
    }

    #[test]
    fn a_token_says_its_number_to_its_own_clock() {
        let clock = clock();
        let exact = text(&clock, clock.start_change().advance());
        assert_eq!(clock.number_of(&exact), Some(1));
        assert_eq!(clock.number_of(&format!("{exact}~")), Some(1));
        assert_eq!(Clock::new("user", "d".to_owned()).number_of(&exact), None);
        assert_eq!(clock.number_of("c:many"), None);
    }

    #[test]
    fn changes_that_overlap_are_not_exact() {
        let clock = clock();
        let (first, second) = (clock.start_change(), clock.start_change());
        assert_eq!(text(&clock, second.advance()), "c:1~");
        assert_eq!(text(&clock, first.advance()), "c:2~");
        drop((first, second));
        assert_eq!(text(&clock, clock.start_change().advance()), "c:3");
    }

    #[test]
    fn a_change_that_ended_before_the_advance_of_another_disturbs_it() {
        let clock = clock();
        let first = clock.start_change();
        drop(clock.start_change());
        assert_eq!(text(&clock, first.advance()), "c:1~");
    }

    #[test]
    fn a_read_is_exact_where_no_change_ran_beside_it() {
        let clock = clock();
        let quiet = clock.start_read();
        assert!(clock.is_exact(quiet));
        let change = clock.start_change();
        let beside = clock.start_read();
        assert!(!clock.is_exact(quiet) && !clock.is_exact(beside));
        drop(change);
        assert!(!clock.is_exact(quiet) && !clock.is_exact(beside));
        assert!(clock.is_exact(clock.start_read()));
    }
}
