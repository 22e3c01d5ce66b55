//! Every read of a context at once, in one object.

use std::borrow::Cow;
use std::future::poll_fn;
use std::mem::{replace, take};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::call::Call;
use super::execute::{Execution, Started};
use crate::arguments::{ArgumentErrors, ArgumentSource, Query};
use crate::declared::reply::{Reply, ReplyBuffer};
use crate::json;
use crate::protocol::authorize::{Identities, refuse_private};
use crate::protocol::http::{bundle_response, write_error};
use crate::protocol::timeout::within;
use crate::server::{Clock, ContextMembers, INEXACT, Member, ReadStart};
use crate::{Error, Request, Server};

impl Server {
    pub(in crate::protocol) async fn bundle(
        &self,
        request: &Arc<Request>,
        name: &str,
    ) -> Result<Response<Bytes>, Error> {
        let context = self
            .find_context(name)
            .ok_or_else(|| Error::not_found(format!("There is no context `{name}`.")))?;
        let query = Query::parse(request.uri().query().unwrap_or_default());
        let bundle = Bundle::select(context, &query)?;
        let _permit = self.acquire().await?;
        let start = context.clock.start_read();
        let arguments = ArgumentSource::query(&query);
        let bundle = self.read_bundle(bundle, start, request, &arguments).await?;
        Ok(bundle_response(bundle.into()))
    }

    /// Runs reads of a context and writes what they answer as one object.
    pub(super) async fn read_bundle(
        &self,
        mut bundle: Bundle<'_>,
        start: ReadStart,
        request: &Arc<Request>,
        arguments: &ArgumentSource<'_>,
    ) -> Result<Vec<u8>, Error> {
        let identities = self.identify(request, &bundle.identity_types()).await?;
        let reading = Reading { request, identities, arguments };
        let mut reply = Reply::after(br#"{"$v":""#);
        bundle.clock.write_start(start, &mut reply.body);
        let end_of_token = reply.body.len();
        reply.body.push(b'"');
        let limit = self.limits().time;
        let run = poll_fn(|context| {
            request.reply_buffer.with(&mut reply, || bundle.poll(&reading, context))
        });
        if within(limit, run).await.is_none() {
            bundle.stop(limit);
        }
        if !bundle.clock.is_exact(start) {
            reply.body.insert(end_of_token, INEXACT);
        }
        bundle.close(reply.body)
    }
}

/// What the members of a bundle have in common.
struct Reading<'request> {
    request: &'request Arc<Request>,
    identities: Identities,
    arguments: &'request ArgumentSource<'request>,
}

impl Reading<'_> {
    fn begin(&self, member: &Arc<Member>, context: &mut Context<'_>) -> Started {
        self.identities.authorize(member, self.request)?;
        let call = Call::new(member, self.request, self.identities.clone());
        Execution::start(call, self.request, self.arguments, context)
    }
}

/// An object in the making.
pub(super) struct Bundle<'context> {
    clock: &'context Clock,
    /// The members that have not begun, as their names sort.
    due: Cow<'context, [Arc<Member>]>,
    /// Those that were not done as soon as they began, which most are.
    slots: Vec<Slot>,
    has_answers: bool,
}

struct Slot {
    member: Arc<Member>,
    state: State,
}

/// How far a member has come.
enum State {
    Running(Execution),
    /// Its answer waits for those before it.
    Waiting(Vec<u8>),
    Written,
    Failed(Error),
}

impl<'context> Bundle<'context> {
    /// Every member of a context.
    pub(super) fn whole(context: &'context ContextMembers) -> Self {
        Self::of(&context.clock, Cow::Borrowed(&context.members))
    }

    /// The members that `$only` names, or all of them.
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

    /// The kinds of identities that the members ask for.
    fn identity_types(&self) -> Vec<usize> {
        let mut types = Vec::new();
        for member in &*self.due {
            types.extend_from_slice(&member.policy.identity_types);
        }
        types
    }

    /// Goes on with the members that are not done, and begins those that are due. There are a few
    /// of them, and each wakes the same task.
    fn poll(&mut self, reading: &Reading<'_>, context: &mut Context<'_>) -> Poll<()> {
        let buffer = &reading.request.reply_buffer;
        let (mut is_done, mut is_next) = (true, true);
        for Slot { member, state } in &mut self.slots {
            *state = match replace(state, State::Written) {
                State::Running(run) => run_member(buffer, member, is_next, || run.advance(context)),
                state => state,
            };
            is_done &= !matches!(state, State::Running(_));
            is_next &= matches!(state, State::Written | State::Failed(_));
            self.has_answers |= matches!(state, State::Written);
        }
        for member in &*take(&mut self.due) {
            let state = run_member(buffer, member, is_next, || reading.begin(member, context));
            is_done &= !matches!(state, State::Running(_));
            is_next &= matches!(state, State::Written | State::Failed(_));
            match state {
                State::Written => self.has_answers = true,
                state => self.slots.push(Slot { member: Arc::clone(member), state }),
            }
        }
        if is_done { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Gives up those that still run.
    fn stop(&mut self, limit: Duration) {
        for Slot { state, .. } in &mut self.slots {
            if let State::Running(run) = state {
                *state = State::Failed(run.stop(limit));
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

/// Runs a member as far as it comes: where its answer belongs if it is the next to be written,
/// else aside.
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
        json::write_text(member.function.name, &mut failures);
        failures.push(b':');
        write_error(error, &mut failures);
        opening = b",";
    }
    failures.extend_from_slice(b"},");
    failures
}
