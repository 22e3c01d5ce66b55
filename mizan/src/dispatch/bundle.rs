//! Every read of a context at once, in one object.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response};

use super::call::{Call, Source};
use super::finish::Read;
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
        let query = Arc::new(Query::parse(request.uri().query().unwrap_or_default()));
        let members = select(context, &query)?;
        let _permit = self.enter().await?;
        let bundle = self.read_bundle(&members, request, &Source::Query(query)).await?;
        let mut response = response::success(bundle.into());
        response.headers_mut().insert(CACHE_HEADER, HeaderValue::from_static("BYPASS"));
        Ok(response)
    }

    /// Runs reads of a context and writes what they answer as one object.
    pub(super) async fn read_bundle(
        &self,
        members: &[&Arc<Member>],
        request: &Arc<Request>,
        arguments: &Source,
    ) -> Result<Vec<u8>, Error> {
        let who = self.find_who(request, members.iter().copied()).await?;
        let version = self.version();
        let mut slots: Vec<Slot> = Vec::with_capacity(members.len());
        for member in members {
            slots.push(match who.admit(member, request) {
                Ok(()) => {
                    let call = Call::new(member, request, who.clone(), arguments.clone());
                    Slot::start(call, &member.key, self.limits().time)
                }
                Err(error) => Slot::Done(Err(error)),
            });
        }
        poll_fn(|context| poll_all(&mut slots, context)).await;
        write(&version, members, &mut slots)
    }
}

/// A member of a bundle in the making.
enum Slot {
    Running(Read),
    Done(Result<Vec<u8>, Error>),
}

impl Slot {
    fn start(call: Call, key: &[u8], limit: Duration) -> Self {
        Self::Running(Read::start(call, Reply::after(key), limit))
    }

    fn result(&self) -> Option<&Result<Vec<u8>, Error>> {
        match self {
            Self::Running(_) => None,
            Self::Done(result) => Some(result),
        }
    }
}

/// Polls the members that still run. There are a few of them, and each wakes the same task.
fn poll_all(slots: &mut [Slot], context: &mut Context<'_>) -> Poll<()> {
    let mut is_done = true;
    for slot in slots {
        let Slot::Running(read) = slot else { continue };
        match Pin::new(read).poll(context) {
            Poll::Ready(reply) => *slot = Slot::Done(reply.map(|reply| reply.into_parts().0)),
            Poll::Pending => is_done = false,
        }
    }
    if is_done { Poll::Ready(()) } else { Poll::Pending }
}

/// The members that `$only` names, or all of them.
fn select<'context>(
    context: &'context ContextMembers,
    query: &Query,
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

/// Writes the object: failures, the version, then the members as their names sort.
fn write(version: &str, members: &[&Arc<Member>], slots: &mut Vec<Slot>) -> Result<Vec<u8>, Error> {
    let succeeded = || slots.iter().filter_map(|slot| slot.result()?.as_ref().ok());
    let has_failed = succeeded().count() < members.len();
    if has_failed && succeeded().next().is_none() {
        return take_first_error(slots);
    }
    let room: usize = succeeded().map(|member| member.len() + 1).sum();
    let mut bundle = Vec::with_capacity(room + version.len() + 16);
    bundle.push(b'{');
    if has_failed {
        write_failures(members, slots, &mut bundle);
    }
    bundle.extend_from_slice(br#""$v":""#);
    bundle.extend_from_slice(version.as_bytes());
    bundle.push(b'"');
    for member in succeeded() {
        bundle.push(b',');
        bundle.extend_from_slice(member);
    }
    bundle.push(b'}');
    Ok(bundle)
}

fn take_first_error(slots: &mut Vec<Slot>) -> Result<Vec<u8>, Error> {
    match slots.swap_remove(0) {
        Slot::Done(result) => result,
        Slot::Running(_) => Err(Error::internal("a member of a context did not finish")),
    }
}

fn write_failures(members: &[&Arc<Member>], slots: &[Slot], bundle: &mut Vec<u8>) {
    let mut opening = br#""$errors":{"#.as_slice();
    for (member, slot) in members.iter().zip(slots) {
        let Some(Err(error)) = slot.result() else { continue };
        bundle.extend_from_slice(opening);
        json::write_text(member.function.name, bundle);
        bundle.push(b':');
        response::write_error(error, bundle);
        opening = b",";
    }
    bundle.extend_from_slice(b"},");
}
