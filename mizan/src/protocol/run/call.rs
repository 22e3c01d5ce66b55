//! One function called by its name, and the answer with everything that the call changed.

use std::sync::Arc;
use std::task::Context;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::admit::admit;
use super::begun::{Answered, Begun};
use super::call_body::CallBody;
use super::execute::{self, Execution};
use super::mutation::mutate;
use super::stream;
use crate::Error;
use crate::arguments::errors::shorten;
use crate::arguments::source::ArgumentSource;
use crate::declared::call::Call;
use crate::declared::exchange::{Exchange, SessionEnd};
use crate::declared::identity::Identities;
use crate::declared::reply::Reply;
#[cfg(feature = "uploads")]
use crate::declared::upload::ReceivedFiles;
use crate::outgoing::Outgoing;
use crate::protocol::envelope::{Envelope, Mounted};
use crate::protocol::reply::announcement::Announcement;
use crate::protocol::reply::invalidations::write_invalidations;
use crate::protocol::reply::merges::write_merges;
use crate::protocol::served::Served;
use crate::server::concurrency::Permit;
use crate::server::member::Member;
use crate::server::state::Server;

/// A function that the caller may run, and the identities of the caller.
pub(crate) struct Authorized {
    pub(crate) member: Arc<Member>,
    identities: Identities,
    #[cfg(feature = "uploads")]
    pub(crate) files: ReceivedFiles,
}

impl Authorized {
    /// The identities of the caller as one text; empty for a function that asks for none.
    pub(super) fn caller(&self) -> String {
        self.identities.caller(&self.member.policy.identity_types)
    }

    /// Admits a run. A repetition of a call with a key is none.
    pub(crate) fn admit(&self, exchange: &Exchange) -> Result<(), Error> {
        admit(&self.member, exchange, &self.identities)
    }

    /// The one call that was authorised. It takes the files.
    fn call(&mut self, exchange: &Arc<Exchange>) -> Call {
        let call = Call::new(&self.member.inputs, exchange, self.identities.clone());
        #[cfg(feature = "uploads")]
        let call = call.with_files(std::mem::take(&mut self.files));
        call
    }
}

/// The bytes of an answer before the result.
pub(super) const PREFIX: &[u8] = br#"{"result":"#;

impl Server {
    /// Answers the JSON envelope of a call, which is the body or a part of it. A transport with addresses may name the
    /// function in the address, and one with headers the key in a header.
    pub(crate) async fn call(
        &self,
        exchange: &Arc<Exchange>,
        envelope: Result<Envelope<'_>, Error>,
        body: &Bytes,
        name: Option<&str>,
        key: Option<&str>,
    ) -> Result<Served, Error> {
        let envelope = envelope?;
        let permit = self.acquire().await?;
        let key = key.or(envelope.key.as_deref());
        if key.is_some() {
            exchange.remember_session();
        }
        let mut authorized = self.find_authorized(exchange, envelope.function(name)?).await?;
        check_size(body.len(), authorized.member.limits.body)?;
        let arguments = ArgumentSource::json(envelope.args);
        if authorized.member.function.stream {
            return Box::pin(self.stream(exchange, authorized, &arguments, permit, key)).await;
        }
        if let Some(key) = key {
            let body = CallBody::Envelope(body.clone());
            let once = Box::pin(self.run_once(exchange, authorized, body, key, permit));
            return once.await.map(Served::Whole);
        }
        authorized.admit(exchange)?;
        let (mounted, limit) = (&envelope.mounted.0, authorized.member.limits.time);
        let begin = self.begin(exchange, &mut authorized, &arguments, Some(permit), limit);
        match begin.await? {
            Begun::Ended(answered) => {
                let answer = self.answer_call(exchange, &authorized.member, answered, mounted);
                answer.await.map(Served::Whole)
            }
            Begun::Running(rest) => {
                exchange.reply.shrink();
                // The body is kept where it names contexts to be read again.
                let body = (!mounted.is_empty()).then(|| CallBody::Envelope(body.clone()));
                let (server, exchange) = (self.clone(), Arc::clone(exchange));
                let member = authorized.member;
                Ok(Served::later(async move {
                    let answered = rest.await;
                    let mounted = body.as_ref().map(CallBody::read).transpose()?;
                    let mounted = mounted.map_or_else(Vec::new, |(_, mounted)| mounted.0);
                    // Boxed, so that nothing of it is held while the function runs.
                    Box::pin(server.answer_call(&exchange, &member, answered, &mounted)).await
                }))
            }
        }
    }

    /// Runs an authorised call that streams, as far as its first line.
    pub(crate) async fn stream(
        &self,
        exchange: &Arc<Exchange>,
        mut authorized: Authorized,
        arguments: &ArgumentSource<'_>,
        permit: Permit,
        key: Option<&str>,
    ) -> Result<Served, Error> {
        if key.is_some() {
            return Err(Error::bad_request(
                "The items of a stream are not kept. Leave the idempotency key out.",
            ));
        }
        authorized.admit(exchange)?;
        let member = &Arc::clone(&authorized.member);
        let start = |context: &mut Context<'_>| {
            let (call, began) = (authorized.call(exchange), &mut Instant::now());
            Execution::start(member, call, exchange, arguments, context, began)
        };
        stream::open(self, member, exchange, start, permit).await.map(Served::Lines)
    }

    /// Finds a function and authorises its caller.
    pub(crate) async fn find_authorized(
        &self,
        exchange: &Exchange,
        function: &str,
    ) -> Result<Authorized, Error> {
        let member = self.find_function(function).ok_or_else(|| {
            let function = shorten(function.to_owned(), 100);
            Error::not_found(format!("There is no function `{function}`."))
        })?;
        if let Some(role) = &member.function.role
            && exchange.room().is_none()
        {
            return Err(only_in_room(member.function.name, role.channel.name));
        }
        let identities = self.authorize(exchange, member).await?;
        Ok(Authorized {
            member: Arc::clone(member),
            identities,
            #[cfg(feature = "uploads")]
            files: ReceivedFiles::default(),
        })
    }

    /// Runs an authorised call to its end and writes its answer.
    pub(crate) async fn run(
        &self,
        exchange: &Arc<Exchange>,
        authorized: &mut Authorized,
        arguments: &ArgumentSource<'_>,
        permit: Option<Permit>,
        mounted: &[Mounted<'_>],
        limit: Duration,
    ) -> Result<Outgoing, Error> {
        let begun = self.begin(exchange, authorized, arguments, permit, limit).await?;
        let answered = begun.end().await;
        self.answer_call(exchange, &authorized.member, answered, mounted).await
    }

    /// Starts an authorised call.
    async fn begin(
        &self,
        exchange: &Arc<Exchange>,
        authorized: &mut Authorized,
        arguments: &ArgumentSource<'_>,
        permit: Option<Permit>,
        limit: Duration,
    ) -> Result<Begun, Error> {
        let member = &Arc::clone(&authorized.member);
        exchange.reply.put(Reply::after(PREFIX));
        let identities = authorized.identities.clone();
        let start = |context: &mut Context<'_>| {
            let (call, began) = (authorized.call(exchange), &mut Instant::now());
            Execution::start(member, call, exchange, arguments, context, began)
        };
        Ok(match member.is_mutation() {
            true => {
                self.check_detached()?;
                let call = || Call::new(&member.inputs, exchange, identities);
                let scope = self.known_scope(member, exchange, call, arguments);
                mutate(self, member, exchange, scope, start, permit, limit).await
            }
            // A call that changes nothing is stopped like a read, by the time limit too.
            false => execute::read(limit, start, permit).await,
        })
    }

    /// Writes the answer of a call that has ended.
    async fn answer_call(
        &self,
        exchange: &Arc<Exchange>,
        member: &Member,
        answered: Answered,
        mounted: &[Mounted<'_>],
    ) -> Result<Outgoing, Error> {
        // The rare ways are boxed, so that the future of a call stays small: a future is moved before
        // its first poll.
        let announcement = match exchange.end_session(answered.is_ok()) {
            None => answered?,
            Some(end) => Box::pin(finish_session(exchange, end, answered)).await?,
        };
        let mut body = exchange.reply.take().body;
        write_changes(member, &announcement, &mut body);
        if exchange.has_new_session() {
            // The contexts that are read again belong to the user who is signed in now.
            Box::pin(exchange.identities()).await.clear();
            body.extend_from_slice(br#","session":true"#);
        }
        if !mounted.is_empty() && !exchange.is_session_unchanged() {
            Box::pin(self.refresh(exchange, mounted, &announcement, &mut body)).await;
        }
        if exchange.room().is_some() {
            Box::pin(self.write_position(exchange, &mut body)).await?;
        }
        body.push(b'}');
        Ok(Outgoing::mutation(body, announcement.invalidations))
    }
}

/// The error of a call of a function that only members of a room use.
#[cold]
fn only_in_room(function: &str, channel: &str) -> Error {
    Error::bad_request(format!(
        "`{function}` is a function of the channel `{channel}`, and is called in a room. Join the room \
         over a socket: `{{\"action\": \"join\", \"channel\": \"{channel}\", \"params\": {{…}}}}`."
    ))
}

/// Refuses a body over the limit of its function, where only the body names that.
pub(crate) fn check_size(bytes: usize, limit: usize) -> Result<(), Error> {
    if bytes <= limit { Ok(()) } else { Err(too_large(limit)) }
}

/// The error of a body over its limit in bytes.
#[cold]
pub(crate) fn too_large(limit: usize) -> Error {
    Error::payload_too_large(format!("The body is larger than {limit} bytes."))
}

/// Makes the changes of a function to the session, or undoes them if the function has failed.
#[cfg(feature = "axum")]
pub(super) async fn end_session<T>(
    exchange: &Exchange,
    ended: Result<T, Error>,
    is_success: bool,
) -> Result<T, Error> {
    match exchange.end_session(ended.is_ok() && is_success) {
        None => ended,
        Some(end) => finish_session(exchange, end, ended).await,
    }
}

async fn finish_session<T>(
    exchange: &Exchange,
    end: SessionEnd<'_>,
    ended: Result<T, Error>,
) -> Result<T, Error> {
    let changed = end.await.inspect_err(|error| {
        tracing::error!(request = exchange.request.id(), %error, "the session was not changed");
    });
    let value = ended?;
    changed.map(|()| value)
}

/// Writes the invalidations, the merges and the versions behind the result.
fn write_changes(member: &Member, announcement: &Announcement, body: &mut Vec<u8>) {
    let result = PREFIX.len()..body.len();
    body.extend_from_slice(br#","invalidate":"#);
    write_invalidations(&announcement.invalidations, body);
    write_merges(&member.slots, announcement, result, body);
    announcement.write_versions(body);
}
