//! The bundle of a context: the results of its reads in one JSON object.

use std::borrow::Cow;
use std::future::poll_fn;
use std::mem::{replace, take};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::execute::{Execution, Started};
use crate::Error;
use crate::arguments::errors::ArgumentErrors;
use crate::arguments::query::Query;
use crate::arguments::source::ArgumentSource;
use crate::declared::call::Call;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::declared::reply::{Reply, ReplyBuffer};
use crate::json::write::write_text;
use crate::protocol::authorize::access::{check_policy, refuse_private};
use crate::protocol::outgoing::{CacheStatus, Outgoing};
use crate::protocol::reply::errors::write_error;
use crate::protocol::timeout::within;
use crate::server::clock::{Clock, INEXACT, ReadStart};
use crate::server::member::{ContextMembers, Member};
use crate::server::state::Server;

impl Server {
    /// Answers the read of a context.
    pub(crate) async fn read_context(
        &self,
        exchange: &Arc<Exchange>,
        name: &str,
        query: &Query<'_>,
    ) -> Result<Outgoing, Error> {
        let context = self
            .find_context(name)
            .ok_or_else(|| Error::not_found(format!("There is no context `{name}`.")))?;
        let bundle = Bundle::select(context, query)?;
        let _permit = self.acquire().await?;
        let start = context.clock.start_read();
        let arguments = ArgumentSource::query(query);
        let body = self.read_bundle(bundle, start, exchange, &arguments).await?;
        Ok(Outgoing::bundle(body, CacheStatus::Bypass))
    }

    /// Runs the reads of a bundle at the same time and writes their results as one object.
    pub(super) async fn read_bundle(
        &self,
        mut bundle: Bundle<'_>,
        start: ReadStart,
        exchange: &Arc<Exchange>,
        arguments: &ArgumentSource<'_>,
    ) -> Result<Vec<u8>, Error> {
        let identities = self.identify(exchange, &bundle.identity_types()).await?;
        let reading = Reading { exchange, identities, arguments };
        let (mut reply, end_of_token) = bundle.open(start);
        let limit = self.limits().time;
        let run =
            poll_fn(|context| exchange.reply.with(&mut reply, || bundle.poll(&reading, context)));
        if within(limit, run).await.is_none() {
            bundle.stop(limit);
        }
        if !bundle.clock.is_exact(start) {
            reply.body.insert(end_of_token, INEXACT);
        }
        bundle.close(reply.body)
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
    clock: &'context Clock,
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
        Self::of(&context.clock, Cow::Borrowed(&context.members))
    }

    /// The members that `$only` names, or all.
    fn select(context: &'context ContextMembers, query: &Query<'_>) -> Result<Self, Error> {
        let is_unknown = |name: &&str| *name != "$only" && !context.takes(name);
        let only = query.get("$only");
        if only.is_none() && !query.names().any(|name| is_unknown(&name)) {
            return Ok(Self::whole(context));
        }
        let mut errors = ArgumentErrors::default();
        for name in query.names().filter(is_unknown) {
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
        let is_named = |member: &&Arc<Member>| only.contains(&member.function.name);
        let members = context.members.iter().filter(is_named).cloned().collect();
        Ok(Self::of(&context.clock, members))
    }

    fn of(clock: &'context Clock, due: Cow<'context, [Arc<Member>]>) -> Self {
        Self { clock, due, slots: Vec::new(), has_answers: false }
    }

    /// Begins the object with the token, which is taken before any member has read. The second value
    /// is the end of the token in the body.
    fn open(&self, start: ReadStart) -> (Reply, usize) {
        let mut reply = Reply::after(br#"{"$v":""#);
        self.clock.write_start(start, &mut reply.body);
        let end_of_token = reply.body.len();
        reply.body.push(b'"');
        (reply, end_of_token)
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
    /// same task: a context has few members, and polling one in vain is cheaper than a task for each.
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

    fn close(mut self, mut body: Vec<u8>) -> Result<Vec<u8>, Error> {
        let is_failed = |slot: &Slot| matches!(slot.state, State::Failed(_));
        if self.slots.iter().any(is_failed) {
            if !self.has_answers
                && self.slots.iter().all(is_failed)
                && let State::Failed(first) = self.slots.swap_remove(0).state
            {
                return Err(first);
            }
            body.splice(1..1, write_failures(&self.slots));
        }
        for slot in &self.slots {
            if let State::Waiting(answer) = &slot.state {
                body.extend_from_slice(answer);
            }
        }
        body.push(b'}');
        Ok(body)
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
