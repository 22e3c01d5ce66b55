//! A bundle while its members run, and the object that they write.

use std::mem::{replace, take};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;

use super::bundle::Bundle;
use super::member_run::{MemberRun, MemberStarted};
use crate::Error;
use crate::arguments::source::ArgumentSource;
#[cfg(feature = "cache")]
use crate::cache::kept::{Answer, Kept};
use crate::declared::exchange::Exchange;
use crate::declared::reply::{Reply, ReplyBuffer};
use crate::json::write::write_text;
use crate::protocol::reply::errors::write_error;
use crate::server::clock::{INEXACT, ReadStart};
use crate::server::concurrency::Permit;
use crate::server::member::{ContextMembers, Member};
use crate::server::observer::CacheResult;
use crate::server::state::Server;
use crate::timeout::Timer;

/// A bundle whose members have been polled once.
pub(super) enum BundleStarted {
    Ended(Result<ReadBundle, Error>),
    /// It borrows nothing of the request, which may be large: a request that waits holds this alone.
    Running(Box<RunningBundle>),
}

/// A bundle while its members run.
pub(super) struct RunningBundle {
    server: Server,
    exchange: Arc<Exchange>,
    context: Arc<ContextMembers>,
    start: ReadStart,
    head: Head,
    has_name: bool,
    has_answers: bool,
    /// The members that did not end within their first poll, and those that failed.
    slots: Vec<Slot>,
    timer: Timer,
    permit: Option<Permit>,
}

struct Slot {
    member: Arc<Member>,
    state: State,
    /// The time of the member, if that is shorter than the time of the bundle.
    timer: Option<Timer>,
}

impl Slot {
    fn new(member: &Arc<Member>, state: State, limit: Duration) -> Self {
        let own = Some(member.limits.time).filter(|own| *own < limit);
        Self { member: Arc::clone(member), state, timer: own.map(Timer::new) }
    }

    fn has_failed_for_a_moment(&self) -> bool {
        matches!(&self.state, State::Failed(error) if error.is_passing())
    }

    /// Stops the member if it still runs.
    fn stop(&mut self) {
        if let State::Running(run) = &self.state {
            self.state = State::Failed(run.time_out(self.member.limits.time));
        }
    }

    /// Stops the member if its own time is over.
    fn stop_if_late(&mut self, context: &mut Context<'_>) {
        if matches!(self.state, State::Running(_))
            && self.timer.as_mut().is_some_and(|timer| timer.poll(context).is_ready())
        {
            self.stop();
        }
    }
}

/// The progress of a member.
enum State {
    Running(MemberRun),
    /// The member has ended; its result waits for those before it, because keys are sorted.
    Waiting(Vec<u8>),
    Written,
    Failed(Error),
}

impl RunningBundle {
    pub(super) fn open(
        server: &Server,
        bundle: &Bundle<'_>,
        start: ReadStart,
        exchange: &Arc<Exchange>,
        arguments: &ArgumentSource<'_>,
    ) -> Self {
        Self {
            server: server.clone(),
            exchange: Arc::clone(exchange),
            context: Arc::clone(bundle.context),
            head: Head::of_read(bundle, &start, arguments),
            start,
            has_name: bundle.has_name,
            has_answers: false,
            slots: Vec::new(),
            timer: Timer::new(bundle.time_limit()),
            permit: None,
        }
    }

    /// Holds a permit while the members run.
    pub(super) fn hold(&mut self, permit: Permit) {
        self.permit = Some(permit);
    }

    /// Starts the members and polls each once.
    pub(super) fn start(
        &mut self,
        bundle: &Bundle<'_>,
        mut start: impl FnMut(&Arc<Member>) -> MemberStarted,
    ) {
        let Self { exchange, head, slots, has_answers, .. } = self;
        let (buffer, mut is_next) = (&exchange.reply, true);
        buffer.with(&mut head.reply, || {
            for member in &*bundle.members {
                let state = run_member(buffer, member, is_next, || start(member));
                is_next &= matches!(state, State::Written | State::Failed(_));
                match state {
                    State::Written => *has_answers = true,
                    state => slots.push(Slot::new(member, state, bundle.time_limit())),
                }
            }
        });
    }

    /// The bundle, or what it needs to wait for its members.
    pub(super) fn started(mut self) -> BundleStarted {
        if !self.slots.iter().any(|slot| matches!(slot.state, State::Running(_))) {
            return BundleStarted::Ended(self.close());
        }
        self.slots.shrink_to_fit();
        self.head.reply.body.shrink_to_fit();
        BundleStarted::Running(Box::new(self))
    }

    /// Polls the members that have not ended. Every member wakes the same task: a context has few
    /// members, and polling one in vain is cheaper than a task for each.
    fn poll_members(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Self { exchange, head, slots, has_answers, .. } = self;
        let (buffer, mut has_ended, mut is_next) = (&exchange.reply, true, true);
        buffer.with(&mut head.reply, || {
            for slot in slots {
                let Slot { member, state, .. } = slot;
                *state = match replace(state, State::Written) {
                    State::Running(run) => {
                        run_member(buffer, member, is_next, || run.advance(context))
                    }
                    state => state,
                };
                slot.stop_if_late(context);
                let state = &slot.state;
                has_ended &= !matches!(state, State::Running(_));
                is_next &= matches!(state, State::Written | State::Failed(_));
                *has_answers |= matches!(state, State::Written);
            }
        });
        if has_ended { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Stops the members that still run.
    fn stop(&mut self) {
        self.slots.iter_mut().for_each(Slot::stop);
    }

    fn close(&mut self) -> Result<ReadBundle, Error> {
        self.head.end_token(&self.context, &self.start);
        let Self { head: Head { reply, end_of_token, is_exact }, slots, .. } = self;
        let mut body = take(&mut reply.body);
        for slot in &*slots {
            if let State::Waiting(answer) = &slot.state {
                body.extend_from_slice(answer);
            }
        }
        body.push(b'}');
        let is_failed = |slot: &Slot| matches!(slot.state, State::Failed(_));
        let (mut h, mut passing) = (None, None);
        if slots.iter().any(is_failed) {
            if !self.has_answers
                && slots.iter().all(is_failed)
                && let State::Failed(first) = slots.swap_remove(0).state
            {
                return Err(first);
            }
            // A bundle with errors has no name: its errors are read again.
            let name = if self.has_name { 1..END_OF_NAME } else { 1..1 };
            let failures = write_failures(slots);
            if slots.iter().any(Slot::has_failed_for_a_moment) {
                let shown = [&*failures, &body[*end_of_token..]].concat();
                passing = Some(self.server.bundle_names().name(&shown));
            }
            body.splice(name, failures);
        } else if self.has_name {
            let name = self.server.bundle_names().name(&body[*end_of_token..]);
            body[NAME].copy_from_slice(&name);
            h = Some(name);
        }
        let (members_at, is_exact) = (*end_of_token + 1, *is_exact);
        Ok(ReadBundle { members_at, cache: None, body: body.into(), h, passing, is_exact })
    }
}

/// Waits for the members, at most for the time limit.
impl Future for RunningBundle {
    type Output = Result<ReadBundle, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.poll_members(context).is_pending() {
            ready!(self.timer.poll(context));
            self.stop();
        }
        Poll::Ready(self.close())
    }
}

/// A bundle that has been read.
pub(crate) struct ReadBundle {
    /// The object, as JSON.
    pub(crate) body: Bytes,
    /// The name of the bundle, which is its `$h`.
    pub(crate) h: Option<[u8; 16]>,
    /// A name for a bundle with members that have failed for a moment. The client does not learn it.
    pub(crate) passing: Option<[u8; 16]>,
    /// `true` if no change of the context overlapped with the read.
    pub(crate) is_exact: bool,
    /// Where the members begin in the object, unless some of them have failed.
    #[cfg_attr(not(feature = "cache"), expect(dead_code))]
    pub(super) members_at: usize,
    /// What the cache did; `None` without a cache.
    pub(crate) cache: Option<CacheResult>,
}

#[cfg(feature = "cache")]
impl ReadBundle {
    /// A bundle that was kept: it is as true as a read that began at `start`.
    pub(super) fn of_kept(
        server: &Server,
        bundle: &Bundle<'_>,
        start: ReadStart,
        arguments: &ArgumentSource<'_>,
        kept: &Kept,
    ) -> Self {
        let mut head = Head::of_read(bundle, &start, arguments);
        head.end_token(bundle.context, &start);
        Self::of_head(server, head, kept)
    }

    /// A bundle from before a change, which bears its own token.
    pub(super) fn of_stale(
        server: &Server,
        bundle: &Bundle<'_>,
        arguments: &ArgumentSource<'_>,
        stale: &Kept,
    ) -> Self {
        let token = stale.answer.token();
        let head = Head::open(bundle, arguments, |body| body.extend_from_slice(token));
        let is_exact = !token.ends_with(&[INEXACT]);
        Self::of_head(server, Head { is_exact, ..head }, stale)
    }

    /// The kept answer behind another head. The answer is sent without a copy, as the memory of the process has
    /// it, while its head is the same.
    fn of_head(server: &Server, head: Head, kept: &Kept) -> Self {
        let Head { reply, end_of_token, is_exact } = head;
        let (mut body, answer) = (reply.body, &kept.answer);
        let is_named = server.kept().is_some_and(|own| kept.is_named_by(own.name()));
        let is_same_head = body.get(END_OF_NAME..) == answer.body.get(END_OF_NAME..body.len());
        if is_named && is_same_head {
            let (body, h) = (answer.body.clone(), Some(answer.name()));
            let members_at = end_of_token + 1;
            return Self { members_at, cache: None, body, h, passing: None, is_exact };
        }
        body.extend_from_slice(answer.members());
        let name = match is_named {
            true => answer.name(),
            false => server.bundle_names().name(&body[end_of_token..]),
        };
        body[NAME].copy_from_slice(&name);
        let members_at = end_of_token + 1;
        Self { members_at, cache: None, body: body.into(), h: Some(name), passing: None, is_exact }
    }

    /// The answer of the bundle, to be kept; `None` if a member has failed.
    pub(super) fn to_keep(&self) -> Option<Answer> {
        let name = self.h?;
        // One with normal forms is kept without them: they are about the words of one client.
        Answer::new(self.body.clone()).or_else(|| {
            let (head, members) = self.body.split_at(self.members_at);
            let token = head.strip_suffix(b"\"")?;
            let begin = memchr::memrchr(b'"', token)? + 1;
            Answer::of(name, &token[begin..], members)
        })
    }
}

/// The members of the object that are about the bundle. They come first, because keys are sorted.
struct Head {
    reply: Reply,
    end_of_token: usize,
    is_exact: bool,
}

/// The beginning of a body with a place for the name of the bundle, which is known at its end.
const OPENING: &[u8] = br#"{"$h":"0000000000000000","#;
const NAME: Range<usize> = 7..23;
const END_OF_NAME: usize = OPENING.len();

impl Head {
    /// Begins the object with the token, which is taken before any member has read.
    fn of_read(bundle: &Bundle<'_>, start: &ReadStart, arguments: &ArgumentSource<'_>) -> Self {
        Self::open(bundle, arguments, |body| bundle.context.clock.write_start(start, body))
    }

    fn open(
        bundle: &Bundle<'_>,
        arguments: &ArgumentSource<'_>,
        write_token: impl FnOnce(&mut Vec<u8>),
    ) -> Self {
        let mut reply = Reply::after(if bundle.has_name { OPENING } else { b"{" });
        let body = &mut reply.body;
        write_normal_forms(bundle.context, arguments, body);
        body.extend_from_slice(br#""$v":""#);
        write_token(body);
        let end_of_token = body.len();
        body.push(b'"');
        Self { reply, end_of_token, is_exact: true }
    }

    /// Marks the token where a change of the context overlapped with the read.
    fn end_token(&mut self, context: &ContextMembers, start: &ReadStart) {
        self.is_exact = context.clock.is_exact(start);
        if !self.is_exact {
            self.reply.body.insert(self.end_of_token, INEXACT);
            self.end_of_token += 1;
        }
    }
}

/// Writes the parameters whose normal form is not what the client wrote, so that the client finds the
/// instance by either.
fn write_normal_forms(
    context: &ContextMembers,
    arguments: &ArgumentSource<'_>,
    body: &mut Vec<u8>,
) {
    let abnormal = context.find_abnormal(|name| arguments.written(name));
    let mut opening = br#""$p":{"#.as_slice();
    for (name, json) in &abnormal {
        body.extend_from_slice(opening);
        write_text(name, body);
        body.push(b':');
        body.extend_from_slice(json.as_bytes());
        opening = b",";
    }
    if !abnormal.is_empty() {
        body.extend_from_slice(b"},");
    }
}

/// Polls a member. It writes into the body of the bundle if its key is the next one, and otherwise
/// into a reply of its own.
fn run_member(
    buffer: &ReplyBuffer,
    member: &Member,
    is_next: bool,
    run: impl FnOnce() -> MemberStarted,
) -> State {
    if !is_next {
        let mut aside = Reply::default();
        return match buffer.with(&mut aside, || run_member(buffer, member, true, run)) {
            State::Written => State::Waiting(aside.body),
            state => state,
        };
    }
    let start = buffer.start_member(&member.key);
    let state = match run() {
        Ok(None) => return State::Written,
        Ok(Some(run)) => State::Running(run),
        Err(error) => State::Failed(error),
    };
    buffer.truncate(start);
    state
}

fn write_failures(slots: &[Slot]) -> Vec<u8> {
    let mut failures = Vec::new();
    let mut opening = br#""$errors":{"#.as_slice();
    for Slot { member, state, .. } in slots {
        let State::Failed(error) = state else { continue };
        failures.extend_from_slice(opening);
        write_text(member.function.name, &mut failures);
        failures.push(b':');
        write_error(error, &mut failures);
        opening = b",";
    }
    failures.extend_from_slice(b"},");
    failures
}
