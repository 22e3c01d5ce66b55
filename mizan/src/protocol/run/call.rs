//! One function called by its name, and the answer with everything that the call changed.

use std::sync::Arc;
use std::task::Context;

use super::execute::{self, Execution};
use super::mutation::mutate;
use crate::Error;
use crate::arguments::source::ArgumentSource;
use crate::declared::call::Call;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::declared::reply::Reply;
#[cfg(feature = "uploads")]
use crate::declared::upload::ReceivedFiles;
use crate::protocol::envelope::{Mounted, read_envelope};
use crate::protocol::outgoing::Outgoing;
use crate::protocol::reply::announcement::Announcement;
use crate::protocol::reply::invalidations::write_invalidations;
use crate::protocol::reply::merges::write_merges;
use crate::server::concurrency::Permit;
use crate::server::member::Member;
use crate::server::state::Server;

/// A function that the caller may run, and the identities of the caller.
pub(crate) struct Authorized<'server> {
    pub(crate) member: &'server Arc<Member>,
    identities: Identities,
    #[cfg(feature = "uploads")]
    pub(crate) files: ReceivedFiles,
}

impl Authorized<'_> {
    /// The one call that was authorised. It takes the files.
    fn call(&mut self, exchange: &Arc<Exchange>) -> Call {
        let call = Call::new(&self.member.inputs, exchange, self.identities.clone());
        #[cfg(feature = "uploads")]
        let call = call.with_files(std::mem::take(&mut self.files));
        call
    }
}

/// The bytes of an answer before the result.
const PREFIX: &[u8] = br#"{"result":"#;

impl Server {
    /// Answers the JSON envelope of a call.
    pub(crate) async fn call(
        &self,
        exchange: &Arc<Exchange>,
        body: &[u8],
    ) -> Result<Outgoing, Error> {
        let envelope = read_envelope(body)?;
        let permit = self.acquire().await?;
        let mut authorized = self.find_authorized(exchange, &envelope.function).await?;
        let arguments = ArgumentSource::json(envelope.args);
        self.run(exchange, &mut authorized, &arguments, permit, &envelope.mounted.0).await
    }

    /// Finds a function and authorises its caller.
    pub(crate) async fn find_authorized(
        &self,
        exchange: &Exchange,
        function: &str,
    ) -> Result<Authorized<'_>, Error> {
        let member = self
            .find_function(function)
            .ok_or_else(|| Error::not_found(format!("There is no function `{function}`.")))?;
        let identities = self.authorize(exchange, member).await?;
        Ok(Authorized {
            member,
            identities,
            #[cfg(feature = "uploads")]
            files: ReceivedFiles::default(),
        })
    }

    /// Runs an authorised call and writes its answer.
    pub(crate) async fn run(
        &self,
        exchange: &Arc<Exchange>,
        authorized: &mut Authorized<'_>,
        arguments: &ArgumentSource<'_>,
        permit: Permit,
        mounted: &[Mounted<'_>],
    ) -> Result<Outgoing, Error> {
        let member = authorized.member;
        exchange.reply.put(Reply::after(PREFIX));
        let start = |context: &mut Context<'_>| {
            Execution::start(member, authorized.call(exchange), exchange, arguments, context)
        };
        let announcement = match member.function.context {
            Some(_) => {
                execute::read(self, start).await?;
                Announcement::default()
            }
            None => mutate(self, member, exchange, start, permit).await?,
        };
        let mut body = exchange.reply.take().body;
        write_changes(member, &announcement, &mut body);
        if exchange.has_new_session() {
            // The contexts that are read again belong to the user who is signed in now.
            exchange.identities.lock().await.clear();
            body.extend_from_slice(br#","session":true"#);
        }
        if !mounted.is_empty() {
            // Boxed, so that the future of a call without mounted contexts stays small: a future is
            // moved several times before its first poll.
            Box::pin(self.refresh(exchange, mounted, &announcement, &mut body)).await;
        }
        body.push(b'}');
        Ok(Outgoing::mutation(body, announcement.invalidations))
    }
}

/// Writes the invalidations, the merges and the versions behind the result.
fn write_changes(member: &Member, announcement: &Announcement, body: &mut Vec<u8>) {
    let result = PREFIX.len()..body.len();
    body.extend_from_slice(br#","invalidate":"#);
    write_invalidations(&announcement.invalidations, body);
    write_merges(&member.slots, announcement, result, body);
    announcement.write_versions(body);
}
