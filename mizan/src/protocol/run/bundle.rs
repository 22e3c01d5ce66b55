//! The bundle of a context: the results of its reads in one JSON object.

use std::borrow::Cow;
use std::future::poll_fn;
use std::mem::{replace, take};
use std::ops::Range;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::execute::{Execution, Started};
use crate::Error;
use crate::arguments::errors::ArgumentErrors;
use crate::arguments::source::ArgumentSource;
use crate::declared::call::Call;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::declared::reply::{Reply, ReplyBuffer};
use crate::json::write::write_text;
use crate::protocol::authorize::access::{check_policy, refuse_private};
use crate::protocol::reply::errors::write_error;
use crate::server::bundle_names::BundleNames;
use crate::server::clock::{INEXACT, ReadStart};
use crate::server::member::{ContextMembers, Member};
use crate::server::state::Server;
use crate::timeout::within;

impl Server {
    /// Runs the reads of a bundle at the same time and writes their results as one object.
    pub(super) async fn read_bundle(
        &self,
        mut bundle: Bundle<'_>,
        start: ReadStart,
        exchange: &Arc<Exchange>,
        arguments: &ArgumentSource<'_>,
    ) -> Result<ReadBundle, Error> {
        let identities = self.identify(exchange, &bundle.identity_types()).await?;
        let reading = Reading { exchange, identities, arguments };
        let mut head = Head::open(&bundle, start, arguments);
        let limit = self.limits().time;
        let run = poll_fn(|context| {
            exchange.reply.with(&mut head.reply, || bundle.poll(&reading, context))
        });
        if within(limit, run).await.is_none() {
            bundle.stop(limit);
        }
        head.end_token(bundle.context, start);
        bundle.close(head, self.bundle_names())
    }
}

/// The inputs that the members of a bundle share.
struct Reading<'request> {
    exchange: &'request Arc<Exchange>,
    identities: Identities,
    arguments: &'request ArgumentSource<'request>,
}

impl Reading<'_> {
    fn start(&self, member: &Member, context: &mut Context<'_>) -> Started {
        check_policy(member, &self.exchange.request, &self.identities)?;
        let call = Call::new(&member.inputs, self.exchange, self.identities.clone());
        Execution::start(member, call, self.exchange, self.arguments, context)
    }
}

/// A bundle while its members run.
pub(super) struct Bundle<'context> {
    context: &'context ContextMembers,
    /// `false` for some members of an instance of which the client holds more: a name of the bundle
    /// would name what the client does not hold.
    has_name: bool,
    /// The members that have not started, sorted by name.
    due: Cow<'context, [Arc<Member>]>,
    /// The members that did not end within their first poll, and those that failed.
    slots: Vec<Slot>,
    has_answers: bool,
}

struct Slot {
    member: Arc<Member>,
    state: State,
}

/// The progress of a member.
enum State {
    Running(Execution),
    /// The member has ended; its result waits for those before it, because keys are sorted.
    Waiting(Vec<u8>),
    Written,
    Failed(Error),
}

impl<'context> Bundle<'context> {
    /// All members of a context.
    pub(super) fn whole(context: &'context ContextMembers) -> Self {
        Self::of(context, Cow::Borrowed(&context.members))
    }

    /// The members that a client asks for by name, separated by commas, or all. The client gives the
    /// parameters of these names.
    pub(super) fn select<'name>(
        context: &'context ContextMembers,
        parameters: impl Iterator<Item = &'name str> + Clone,
        only: Option<&str>,
    ) -> Result<Self, Error> {
        let mut unknown = parameters.filter(|name| !context.takes(name)).peekable();
        if only.is_none() && unknown.peek().is_none() {
            return Ok(Self::whole(context));
        }
        let mut errors = ArgumentErrors::default();
        for name in unknown {
            errors.add_unknown(name, context.arguments());
        }
        let only: Vec<&str> = only.map(|names| names.split(',').collect()).unwrap_or_default();
        if let Some(name) = only.iter().find(|name| context.hides(name)) {
            return Err(refuse_private(name));
        }
        for name in only.iter().filter(|name| !context.has(name)) {
            errors.add("$only".to_owned(), format!("`{name}` is no function of this context"));
        }
        if !errors.is_empty() {
            return Err(errors.into_error());
        }
        Ok(Self::named(context, &only))
    }

    /// The members of these names.
    fn named(context: &'context ContextMembers, names: &[&str]) -> Self {
        let is_named = |member: &&Arc<Member>| names.contains(&member.function.name);
        Self::of(context, context.members.iter().filter(is_named).cloned().collect())
    }

    /// The members of these names, of an instance of which the client holds all.
    pub(super) fn part(context: &'context ContextMembers, names: &[&str]) -> Self {
        Self { has_name: false, ..Self::named(context, names) }
    }

    fn of(context: &'context ContextMembers, due: Cow<'context, [Arc<Member>]>) -> Self {
        Self { context, has_name: true, due, slots: Vec::new(), has_answers: false }
    }

    /// The identity types that the members need.
    fn identity_types(&self) -> Vec<usize> {
        let mut types = Vec::new();
        for member in &*self.due {
            types.extend_from_slice(&member.policy.identity_types);
        }
        types
    }

    /// Polls the members that have not ended, and starts those that are due. Every member wakes the
    /// same task: a context has few members, and polling one in vain is cheaper than a task for
    /// each.
    fn poll(&mut self, reading: &Reading<'_>, context: &mut Context<'_>) -> Poll<()> {
        let buffer = &reading.exchange.reply;
        let (mut has_ended, mut is_next) = (true, true);
        for Slot { member, state } in &mut self.slots {
            *state = match replace(state, State::Written) {
                State::Running(run) => run_member(buffer, member, is_next, || run.advance(context)),
                state => state,
            };
            has_ended &= !matches!(state, State::Running(_));
            is_next &= matches!(state, State::Written | State::Failed(_));
            self.has_answers |= matches!(state, State::Written);
        }
        for member in &*take(&mut self.due) {
            let state = run_member(buffer, member, is_next, || reading.start(member, context));
            has_ended &= !matches!(state, State::Running(_));
            is_next &= matches!(state, State::Written | State::Failed(_));
            match state {
                State::Written => self.has_answers = true,
                state => self.slots.push(Slot { member: Arc::clone(member), state }),
            }
        }
        if has_ended { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Stops the members that still run.
    fn stop(&mut self, limit: Duration) {
        for Slot { state, .. } in &mut self.slots {
            if let State::Running(run) = state {
                *state = State::Failed(run.time_out(limit));
            }
        }
    }

    fn close(mut self, head: Head, names: &BundleNames) -> Result<ReadBundle, Error> {
        let Head { mut reply, end_of_token, is_exact } = head;
        let body = &mut reply.body;
        for slot in &self.slots {
            if let State::Waiting(answer) = &slot.state {
                body.extend_from_slice(answer);
            }
        }
        body.push(b'}');
        let is_failed = |slot: &Slot| matches!(slot.state, State::Failed(_));
        let mut h = None;
        if self.slots.iter().any(is_failed) {
            if !self.has_answers
                && self.slots.iter().all(is_failed)
                && let State::Failed(first) = self.slots.swap_remove(0).state
            {
                return Err(first);
            }
            // A bundle with errors has no name: its errors are read again.
            let name = if self.has_name { 1..END_OF_NAME } else { 1..1 };
            body.splice(name, write_failures(&self.slots));
        } else if self.has_name {
            let name = names.name(&body[end_of_token..]);
            body[NAME].copy_from_slice(&name);
            h = Some(name);
        }
        Ok(ReadBundle { body: reply.body, h, is_exact })
    }
}

/// A bundle that has been read.
pub(super) struct ReadBundle {
    /// The object, as JSON.
    pub(super) body: Vec<u8>,
    /// The name of the bundle, which is its `$h`.
    pub(super) h: Option<[u8; 16]>,
    /// `true` if no change of the context overlapped with the read.
    pub(super) is_exact: bool,
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
    fn open(bundle: &Bundle<'_>, start: ReadStart, arguments: &ArgumentSource<'_>) -> Self {
        let mut reply = Reply::after(if bundle.has_name { OPENING } else { b"{" });
        let body = &mut reply.body;
        write_normal_forms(bundle.context, arguments, body);
        body.extend_from_slice(br#""$v":""#);
        bundle.context.clock.write_start(start, body);
        let end_of_token = body.len();
        body.push(b'"');
        Self { reply, end_of_token, is_exact: true }
    }

    /// Marks the token where a change of the context overlapped with the read.
    fn end_token(&mut self, context: &ContextMembers, start: ReadStart) {
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
    run: impl FnOnce() -> Started,
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
    for Slot { member, state } in slots {
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
