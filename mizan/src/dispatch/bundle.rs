//! Every read of a context at once, in one object.

use std::future::poll_fn;
use std::mem::replace;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response};

use super::arguments::Source;
use super::call::Call;
use super::finish::Run;
use super::limit::within;
use super::mistakes::Mistakes;
use super::query::Query;
use super::reply::Reply;
use super::who::refuse_private;
use super::{json, response};
use crate::server::{ContextMembers, Member, Server};
use crate::{Error, Request};

const CACHE_HEADER: HeaderName = HeaderName::from_static("x-mizan-cache");

impl Server {
    pub(super) async fn bundle(
        &self,
        request: &Arc<Request>,
        name: &str,
    ) -> Result<Response<Bytes>, Error> {
        let context = self
            .find_context(name)
            .ok_or_else(|| Error::not_found(format!("There is no context `{name}`.")))?;
        let query = Query::parse(request.uri().query().unwrap_or_default());
        let members = select(context, &query)?;
        let _permit = self.enter().await?;
        let bundle = self.read_bundle(&members, request, &Source::query(&query)).await?;
        let mut response = response::success(bundle.into());
        response.headers_mut().insert(CACHE_HEADER, HeaderValue::from_static("BYPASS"));
        Ok(response)
    }

    /// Runs reads of a context and writes what they answer as one object.
    pub(super) async fn read_bundle(
        &self,
        members: &[&Arc<Member>],
        request: &Arc<Request>,
        arguments: &Source<'_>,
    ) -> Result<Vec<u8>, Error> {
        let who = self.find_who(request, members.iter().copied()).await?;
        let (mut bundle, mut reply) = (Bundle::of(members), self.open_bundle());
        let start = |member: &Arc<Member>, reply: &mut Reply| {
            who.admit(member, request)?;
            Run::start(Call::new(member, request, who.clone()), arguments, reply)
        };
        let limit = self.limits().time;
        let run = poll_fn(|context| bundle.poll(start, &mut reply, context));
        if within(limit, run).await.is_none() {
            bundle.stop(limit);
        }
        bundle.close(reply.body)
    }

    /// The version stands first, before any member has read.
    fn open_bundle(&self) -> Reply {
        let mut reply = Reply::after(br#"{"$v":""#);
        self.write_version(&mut reply.body);
        reply.body.push(b'"');
        reply
    }
}

/// The members of an object in the making, as their names sort.
struct Bundle<'members> {
    slots: Vec<Slot<'members>>,
}

struct Slot<'members> {
    member: &'members Arc<Member>,
    state: State,
}

/// How far a member has come.
enum State {
    Due,
    Running(Run),
    /// Its answer waits for those before it.
    Waiting(Vec<u8>),
    Written,
    Failed(Error),
}

impl<'members> Bundle<'members> {
    fn of(members: &[&'members Arc<Member>]) -> Self {
        Self { slots: members.iter().map(|member| Slot { member, state: State::Due }).collect() }
    }

    /// Starts or polls the members that are not done. There are a few of them, and each wakes the
    /// same task.
    fn poll(
        &mut self,
        start: impl Fn(&Arc<Member>, &mut Reply) -> Result<Option<Run>, Error>,
        reply: &mut Reply,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        let (mut is_done, mut is_next) = (true, true);
        for slot in &mut self.slots {
            if matches!(slot.state, State::Due | State::Running(_)) {
                match is_next {
                    true => slot.run(&start, reply, context),
                    false => slot.run_aside(&start, context),
                }
            }
            is_done &= !matches!(slot.state, State::Running(_));
            is_next &= matches!(slot.state, State::Written | State::Failed(_));
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
        let is_failed = |slot: &Slot<'_>| matches!(slot.state, State::Failed(_));
        let failed = self.slots.iter().filter(|slot| is_failed(slot)).count();
        if failed > 0 && failed == self.slots.len() {
            return match self.slots.swap_remove(0).state {
                State::Failed(error) => Err(error),
                _ => Err(Error::internal("a member of a context did not finish")),
            };
        }
        if failed > 0 {
            body.splice(1..1, write_failures(&self.slots));
        }
        for Slot { state, .. } in self.slots {
            if let State::Waiting(answer) = state {
                body.extend_from_slice(&answer);
            }
        }
        body.push(b'}');
        Ok(body)
    }
}

impl Slot<'_> {
    /// Runs a member whose turn it is to be written.
    fn run(
        &mut self,
        start: impl Fn(&Arc<Member>, &mut Reply) -> Result<Option<Run>, Error>,
        reply: &mut Reply,
        context: &mut Context<'_>,
    ) {
        let before = reply.body.len();
        reply.body.extend_from_slice(&self.member.key);
        let run = match replace(&mut self.state, State::Due) {
            State::Running(run) => Ok(Some(run)),
            _ => start(self.member, reply),
        };
        self.state = match run.and_then(|run| proceed(run, context, reply)) {
            Ok(None) => return self.state = State::Written,
            Ok(Some(run)) => State::Running(run),
            Err(error) => State::Failed(error),
        };
        reply.body.truncate(before);
    }

    /// Runs a member while one before it takes its time.
    fn run_aside(
        &mut self,
        start: impl Fn(&Arc<Member>, &mut Reply) -> Result<Option<Run>, Error>,
        context: &mut Context<'_>,
    ) {
        let mut reply = Reply::default();
        self.run(start, &mut reply, context);
        if let State::Written = self.state {
            self.state = State::Waiting(reply.body);
        }
    }
}

/// What is left to run, if anything.
fn proceed(
    run: Option<Run>,
    context: &mut Context<'_>,
    reply: &mut Reply,
) -> Result<Option<Run>, Error> {
    let Some(mut run) = run else { return Ok(None) };
    match run.poll(context, reply) {
        Poll::Ready(result) => result.map(|()| None),
        Poll::Pending => Ok(Some(run)),
    }
}

/// The members that `$only` names, or all of them.
fn select<'context>(
    context: &'context ContextMembers,
    query: &Query<'_>,
) -> Result<Vec<&'context Arc<Member>>, Error> {
    let mut mistakes = Mistakes::default();
    for name in query.names().filter(|name| *name != "$only" && !context.takes(name)) {
        mistakes.add_unknown(name, context.arguments());
    }
    let only: Option<Vec<&str>> = query.get("$only").map(|names| names.split(',').collect());
    if let Some(name) = only.iter().flatten().find(|name| context.hides(name)) {
        return Err(refuse_private(name));
    }
    for name in only.iter().flatten().filter(|name| !context.has(name)) {
        mistakes.add("$only".to_owned(), format!("`{name}` is no function of this context"));
    }
    if !mistakes.is_empty() {
        return Err(mistakes.into_error());
    }
    let wanted = |member: &&Arc<Member>| match &only {
        Some(names) => names.contains(&member.function.name),
        None => true,
    };
    Ok(context.members.iter().filter(wanted).collect())
}

fn write_failures(slots: &[Slot<'_>]) -> Vec<u8> {
    let mut failures = Vec::new();
    let mut opening = br#""$errors":{"#.as_slice();
    for Slot { member, state } in slots {
        let State::Failed(error) = state else { continue };
        failures.extend_from_slice(opening);
        json::write_text(member.function.name, &mut failures);
        failures.push(b':');
        response::write_error(error, &mut failures);
        opening = b",";
    }
    failures.extend_from_slice(b"},");
    failures
}
