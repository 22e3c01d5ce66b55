//! The clock of a context orders the answers of one server about the instances of that context.
//!
//! A token claims only what the server knows. It is *exact* where no change of the context
//! overlapped with the read or the mutation that it labels, and bears a `~` where one did: then the
//! answer may have seen more than its number says, and only a token that is exact is ever proven to
//! be the older one of two. `mizan::guide::inside`, "protocol", tells the reader's side.
//!
//! With a bus the number is a copy, which may lag behind the bus: it labels an answer too old, never too
//! new. No node knows what runs on the others, so the tokens of a bus are never exact.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::era::Era;
use crate::bus::random::random_name;
use crate::declared::function::{FUNCTIONS, Function};

/// Marks a token whose answer may have seen more than its number says.
pub(crate) const INEXACT: u8 = b'~';

/// The clock of one context.
#[derive(Debug)]
pub(crate) struct Clock {
    context: &'static str,
    /// The era of a server without a bus, and of one with a bus until that is open.
    first: Arc<Era>,
    /// The era that holds now. `None` without a bus: then no read pays for the lock.
    current: Option<RwLock<Arc<Era>>>,
    /// The changes of the context that have begun, and those of them that have ended.
    begun: AtomicU64,
    ended: AtomicU64,
}

/// A read that has begun: the number that it bears, and the changes that it may overlap with.
#[derive(Clone, Debug)]
pub(crate) struct ReadStart {
    /// `None` for the first era.
    era: Option<Arc<Era>>,
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
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// `None` for the first era.
    era: Option<Arc<Era>>,
    number: u64,
    is_exact: bool,
}

/// What a token says to its own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) era: u64,
    pub(crate) number: u64,
}

impl Clock {
    pub(crate) fn new(context: &'static str, name: String, has_bus: bool) -> Self {
        let first = Arc::new(Era::own(context, name));
        let current = has_bus.then(|| RwLock::new(Arc::clone(&first)));
        Self { context, first, current, begun: AtomicU64::new(0), ended: AtomicU64::new(0) }
    }

    /// The context whose answers the clock orders.
    pub(crate) fn context(&self) -> &'static str {
        self.context
    }

    /// The era that holds now; `None` without a bus.
    fn era(&self) -> Option<Arc<Era>> {
        let current = self.current.as_ref()?;
        Some(Arc::clone(&current.read().unwrap_or_else(PoisonError::into_inner)))
    }

    fn resolve<'clock>(&'clock self, era: &'clock Option<Arc<Era>>) -> &'clock Era {
        era.as_ref().unwrap_or(&self.first)
    }

    /// Begins another era. A server without a bus has one alone.
    pub(crate) fn begin(&self, era: Era) -> Arc<Era> {
        let era = Arc::new(era);
        if let Some(current) = &self.current {
            *current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&era);
        }
        era
    }

    /// Takes note of a number that a change on the bus has got.
    pub(crate) fn advance_to(&self, number: u64) {
        self.resolve(&self.era()).advance_to(number);
    }

    /// The era of a token.
    pub(crate) fn era_of(&self, token: &Token) -> u64 {
        self.resolve(&token.era).id
    }

    /// The number of the clock now.
    pub(crate) fn now(&self) -> Shown {
        let era = self.era();
        let era = self.resolve(&era);
        Shown { era: era.id, number: era.number() }
    }

    /// Tells the era that holds now from all others.
    pub(crate) fn era_id(&self) -> u64 {
        self.resolve(&self.era()).id
    }

    /// The number that a token has; `None` for the token of another era.
    pub(crate) fn shown_by(&self, token: &str) -> Option<Shown> {
        let era = self.era();
        let Era { id, .. } = *self.resolve(&era);
        let number = token.strip_prefix(self.resolve(&era).name())?;
        let number = number.strip_suffix(char::from(INEXACT)).unwrap_or(number).parse().ok()?;
        Some(Shown { era: id, number })
    }

    /// `true` if this node knows of everything that whoever was given that token has seen.
    #[cfg(feature = "cache")]
    pub(crate) fn has_reached(&self, token: &str) -> bool {
        self.shown_by(token).is_some_and(|shown| shown.number <= self.now().number)
    }

    /// Begins a read. The counters are loaded in the opposite order of their changes, so that a
    /// change is never missed: `ended` is at most `begun` at every moment between the two loads.
    pub(crate) fn start_read(&self) -> ReadStart {
        let ended = self.ended.load(Ordering::SeqCst);
        let begun = self.begun.load(Ordering::SeqCst);
        let era = self.era();
        let number = self.resolve(&era).number();
        ReadStart { era, number, begun, is_quiet: begun == ended }
    }

    /// `true` if a read that ends now overlapped with no change.
    pub(crate) fn is_exact(&self, start: &ReadStart) -> bool {
        let is_shared = start.era.as_ref().is_some_and(|era| era.is_shared);
        start.is_quiet && !is_shared && self.begun.load(Ordering::SeqCst) == start.begun
    }

    /// Begins a change of the context, before anything is written.
    pub(crate) fn start_change(self: &Arc<Self>) -> Change {
        let ended = self.ended.load(Ordering::SeqCst);
        let order = self.begun.fetch_add(1, Ordering::SeqCst);
        Change { clock: Arc::clone(self), order, is_alone: order == ended }
    }

    /// Writes a token as text: `<clock>:<number>`, with [`INEXACT`] behind it where it is not
    /// exact.
    pub(crate) fn write(&self, token: &Token, body: &mut Vec<u8>) {
        body.extend_from_slice(self.resolve(&token.era).name().as_bytes());
        token.write_number(body);
    }

    /// Writes a token as the member of an object: `"user":"<clock>:<number>"`.
    pub(crate) fn write_member(&self, token: &Token, body: &mut Vec<u8>) {
        body.extend_from_slice(self.resolve(&token.era).member());
        token.write_number(body);
        body.push(b'"');
    }

    /// Writes the token that a read has if nothing disturbs it.
    pub(crate) fn write_start(&self, start: &ReadStart, body: &mut Vec<u8>) {
        self.write(&start.token(true), body);
    }

    /// The token of an answer that what is shown is still so, without a read; `None` if another era has
    /// begun. A change that runs may be counted and not be among the last changes yet: beside one the
    /// number stays the shown one.
    pub(crate) fn token_of_same(&self, start: &ReadStart, shown: Shown) -> Option<Token> {
        let Era { id, is_shared, .. } = *self.resolve(&start.era);
        let number = if start.is_quiet || is_shared { start.number } else { shown.number };
        let is_exact = start.is_quiet && !is_shared;
        (id == shown.era).then(|| Token { era: start.era.clone(), number, is_exact })
    }

    /// The token of a change that has got this number on a bus whose clocks have that name.
    pub(crate) fn token_on_bus(&self, name: &str, number: u64) -> Token {
        let name = shared_name(name, self.context);
        let is_meant = |era: &Arc<Era>| era.name().strip_suffix(':') == Some(&name);
        let current = self.era().filter(is_meant);
        let era = current.unwrap_or_else(|| Arc::new(Era::shared(self.context, name, number)));
        Token { era: Some(era), number, is_exact: false }
    }

    /// The era of the context on a bus whose clocks have that name and this number.
    pub(crate) fn era_on_bus(&self, name: &str, number: u64) -> Era {
        Era::shared(self.context, shared_name(name, self.context), number)
    }
}

/// The name of the clock of a context on a bus. Contexts differ in it, so that the token of one is never
/// taken for that of another. It is of no importance if two hashes are equal by chance.
fn shared_name(bus: &str, context: &str) -> String {
    let is_harmless = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '-';
    let bus: String = bus.chars().filter(is_harmless).collect();
    format!("{bus}.{:04x}", mizan_ir::hash::leaf(context) >> 48)
}

impl ReadStart {
    /// The token of the read, once it is known whether it is exact.
    pub(crate) fn token(&self, is_exact: bool) -> Token {
        Token { era: self.era.clone(), number: self.number, is_exact }
    }

    /// A read beside which another change runs already.
    pub(crate) fn disturbed(self) -> Self {
        Self { is_quiet: false, ..self }
    }
}

impl Token {
    /// The number of the clock.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// `true` if no other change overlapped with the labelled one.
    pub(crate) fn is_exact(&self) -> bool {
        self.is_exact
    }

    fn write_number(&self, body: &mut Vec<u8>) {
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

    /// Advances the clock, after the change is committed and before it is answered. A clock of a bus is
    /// advanced by its announcement there.
    pub(crate) fn advance(&self) -> Token {
        let era = self.clock.era();
        let now = self.clock.resolve(&era);
        let is_shared = now.is_shared;
        let number = if is_shared { now.number() } else { now.advance() };
        let is_last = self.clock.begun.load(Ordering::SeqCst) == self.order + 1;
        Token { era, number, is_exact: self.is_alone && is_last && !is_shared }
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
pub(super) fn make_clocks(has_bus: bool) -> Clocks {
    let targets = |function: &'static Function| {
        function.context.iter().chain(function.affects).chain(function.merges)
    };
    let contexts: BTreeSet<&'static str> =
        FUNCTIONS.iter().flat_map(targets).map(|target| target.context).collect();
    let run = random_name();
    let clock = |(index, context)| {
        (context, Arc::new(Clock::new(context, format!("{run}.{index}"), has_bus)))
    };
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
        Arc::new(Clock::new("user", "c".to_owned(), false))
    }

    fn text(clock: &Clock, token: &Token) -> String {
        let mut body = Vec::new();
        clock.write(token, &mut body);
        String::from_utf8(body).unwrap()
    }

    #[test]
    fn a_change_alone_is_exact() {
        let clock = clock();
        let change = clock.start_change();
        assert_eq!(text(&clock, &change.advance()), "c:1");
        drop(change);
        assert_eq!(text(&clock, &clock.start_change().advance()), "c:2");
    }

    #[test]
    fn a_token_says_its_number_to_its_own_clock() {
        let clock = clock();
        let exact = text(&clock, &clock.start_change().advance());
        let number = |token: &str| clock.shown_by(token).map(|shown| shown.number);
        assert_eq!(number(&exact), Some(1));
        assert_eq!(number(&format!("{exact}~")), Some(1));
        assert_eq!(Clock::new("user", "d".to_owned(), false).shown_by(&exact), None);
        assert_eq!(number("c:many"), None);
    }

    #[test]
    fn changes_that_overlap_are_not_exact() {
        let clock = clock();
        let (first, second) = (clock.start_change(), clock.start_change());
        assert_eq!(text(&clock, &second.advance()), "c:1~");
        assert_eq!(text(&clock, &first.advance()), "c:2~");
        drop((first, second));
        assert_eq!(text(&clock, &clock.start_change().advance()), "c:3");
    }

    #[test]
    fn a_change_that_ended_before_the_advance_of_another_disturbs_it() {
        let clock = clock();
        let first = clock.start_change();
        drop(clock.start_change());
        assert_eq!(text(&clock, &first.advance()), "c:1~");
    }

    #[test]
    fn a_read_is_exact_where_no_change_ran_beside_it() {
        let clock = clock();
        let quiet = clock.start_read();
        assert!(clock.is_exact(&quiet));
        let change = clock.start_change();
        let beside = clock.start_read();
        assert!(!clock.is_exact(&quiet) && !clock.is_exact(&beside));
        drop(change);
        assert!(!clock.is_exact(&quiet) && !clock.is_exact(&beside));
        assert!(clock.is_exact(&clock.start_read()));
    }

    #[test]
    fn tokens_of_a_bus_are_not_exact_and_keep_their_era() {
        let clock = Arc::new(Clock::new("user", "c".to_owned(), true));
        let alone = clock.start_read();
        clock.begin(clock.era_on_bus("b", 7));
        let read = clock.start_read();
        assert!(!clock.is_exact(&read));
        let shared = text(&clock, &read.token(false));
        assert!(shared.starts_with("b.") && shared.ends_with(":7~"), "{shared}");
        assert_eq!(text(&clock, &alone.token(true)), "c:0");
        assert_eq!(clock.shown_by("c:0"), None);
        clock.advance_to(9);
        clock.advance_to(8);
        assert!(text(&clock, &clock.start_change().advance()).ends_with(":9~"));
        let name = shared.strip_suffix("7~").unwrap();
        assert_eq!(text(&clock, &clock.token_on_bus("b", 12)), format!("{name}12~"));
        assert_eq!(clock.shown_by(&text(&clock, &clock.token_on_bus("other", 12))), None);
    }
}
