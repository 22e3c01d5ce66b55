//! Who may see an instance, and who sees the same: asked at every subscription and at every push.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;

use crate::Error;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::json::write::write_text;
use crate::protocol::authorize::access::check_policy;
use crate::protocol::reply::errors::write_error;
use crate::protocol::run::admit::admit;
use crate::protocol::run::execute::panic_error;
use crate::server::live::caller::Asking;
use crate::server::live::instance::Instance;
use crate::server::live::socket::Socket;
use crate::server::member::{Audience, ContextMembers, Member};
use crate::server::state::Server;
use crate::unlogged::print_first;

/// A context as one subscription sees it: all its reads, or one.
pub(super) struct Viewed<'server> {
    pub(super) context: &'server Arc<ContextMembers>,
    pub(super) members: Vec<&'server Arc<Member>>,
}

/// A subscriber who may see at least a part of an instance.
pub(super) struct Accepted {
    pub(super) exchange: Arc<Exchange>,
    identities: Identities,
    /// The ids of the subscriber.
    pub(super) caller: String,
    /// The text of the audience that the subscriber belongs to.
    pub(super) audience: String,
}

/// The error of a subscription whose sender was another user when it began.
pub(crate) fn somebody_else() -> Error {
    Error::unauthorized("Somebody else is signed in now.")
}

impl<'server> Viewed<'server> {
    pub(super) fn new(context: &'server Arc<ContextMembers>, only: Option<&str>) -> Self {
        Self { context, members: context.named(only) }
    }

    /// `true` if everybody sees the same, whoever they are: then nobody is asked.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.context.audience, Audience::Everybody) && !self.is_guarded()
    }

    /// `true` if a read depends on who is asking.
    pub(super) fn is_guarded(&self) -> bool {
        self.members.iter().any(|member| !member.policy.ignores_identity)
    }

    /// The text of the audience of a caller. Those to whom the guards refuse the same reads with the same
    /// errors see the same.
    fn audience(&self, socket: &Socket, found: &Identities, refusals: &[(&str, Error)]) -> String {
        let shared = match &self.context.audience {
            Audience::Everybody => Some("everybody".to_owned()),
            Audience::Identities(positions) => {
                let seen = positions.iter().map(|position| match found.get(*position) {
                    Some(identity) => {
                        identity.audience().map(|text| format!("{}:{text}", text.len()))
                    }
                    None => Some("nobody".to_owned()),
                });
                seen.collect::<Option<Vec<_>>>().map(|seen| seen.join(";"))
            }
            Audience::Socket => None,
        };
        let mut audience = shared.unwrap_or_else(|| format!("socket {}", socket.id)).into_bytes();
        for (name, refusal) in refusals {
            write_text(name, &mut audience);
            write_error(refusal, &mut audience);
        }
        String::from_utf8(audience).unwrap_or_default()
    }
}

impl Accepted {
    /// Admits a run of each read that the subscriber may see: subscribing counts like reading.
    pub(super) fn admit(&self, members: &[&Arc<Member>]) -> Result<(), Error> {
        let Self { exchange, identities, .. } = self;
        let is_seen = |member: &&&Arc<Member>| {
            member.admission.is_some()
                && check_policy(member, &exchange.request, identities).is_ok()
        };
        members.iter().filter(is_seen).try_for_each(|member| admit(member, exchange, identities))
    }
}

impl Server {
    /// A subscribed instance as its subscribers see it.
    pub(super) fn viewed(&self, instance: &Instance) -> Viewed<'_> {
        let context = self.find_context(instance.context).expect("a live context is known");
        Viewed::new(context, instance.name.only.as_deref())
    }

    /// Asks the guards about the sender of a socket, with who that is now.
    pub(super) async fn judge(
        &self,
        socket: &Socket,
        viewed: &Viewed<'_>,
    ) -> Result<Accepted, Error> {
        let judge = AssertUnwindSafe(self.judge_now(socket, viewed));
        judge.catch_unwind().await.unwrap_or_else(|panic| {
            let (error, context) = (panic_error(&*panic), viewed.context.wire_name());
            tracing::error!(context, %error, "asking who may see it failed");
            print_first(format_args!("asking who may see `{context}` failed: {error}"));
            Err(error)
        })
    }

    /// Who the sender of a socket is now, by its identities of some types. Of many who ask at once, one looks
    /// that up.
    pub(crate) async fn identify_sender(
        &self,
        socket: &Socket,
        types: &[usize],
    ) -> Result<(Arc<Exchange>, Identities), Error> {
        let lookup = match types.is_empty() {
            true => None,
            false => socket.caller.begin_lookup().await?,
        };
        let asking = self.ask(socket).await;
        let found = self.identify(&asking.exchange, types).await;
        socket.caller.learn(&asking).await;
        if let (Some(lookup), Err(error)) = (lookup, &found)
            && error.is_passing()
        {
            lookup.fail(error);
        }
        Ok((asking.exchange, found?))
    }

    /// An exchange for a request over a socket. A session is loaded anew when what is known of the caller
    /// is no longer believed.
    pub(crate) async fn ask(&self, socket: &Socket) -> Asking {
        let asking = socket.caller.ask();
        if asking.is_due
            && let Err(error) = asking.exchange.session().reload().await
        {
            tracing::error!(%error, "the session of a socket was not loaded");
        }
        asking
    }

    async fn judge_now(&self, socket: &Socket, viewed: &Viewed<'_>) -> Result<Accepted, Error> {
        let mut types: Vec<usize> = Vec::new();
        for member in &viewed.members {
            types.extend_from_slice(&member.policy.identity_types);
        }
        let (exchange, identities) = self.identify_sender(socket, &types).await?;
        let verdict = |member: &&Arc<Member>| {
            let refusal = check_policy(member, &exchange.request, &identities).err()?;
            Some((member.function.name, refusal))
        };
        let mut refusals: Vec<(&str, Error)> = viewed.members.iter().filter_map(verdict).collect();
        if !refusals.is_empty() && refusals.len() == viewed.members.len() {
            return Err(refusals.swap_remove(0).1);
        }
        types.sort_unstable();
        types.dedup();
        Ok(Accepted {
            caller: identities.caller(&types),
            audience: viewed.audience(socket, &identities, &refusals),
            exchange,
            identities,
        })
    }
}
