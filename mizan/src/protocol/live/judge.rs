//! Who may see an instance, and who sees the same: asked at every subscription and at every push.

use std::sync::Arc;

use crate::Error;
use crate::declared::exchange::Exchange;
use crate::protocol::authorize::access::check_policy;
use crate::server::live::caller::Asking;
use crate::server::live::socket::Socket;
use crate::server::member::{Audience, ContextMembers, Member};
use crate::server::state::Server;

/// A subscriber who may see at least a part of an instance.
pub(super) struct Accepted {
    pub(super) exchange: Arc<Exchange>,
    /// The text of the audience that the subscriber belongs to.
    pub(super) audience: String,
    /// `true` if a guard refuses some of the members: what others see is not for this one.
    pub(super) is_partial: bool,
}

/// The error of a subscription whose sender was another user when it began.
pub(super) fn somebody_else() -> Error {
    Error::unauthorized("Somebody else is signed in now.")
}

impl Server {
    /// Asks the guards of these members about the sender of a socket, with who that is now.
    pub(super) async fn judge(
        &self,
        socket: &Socket,
        context: &Arc<ContextMembers>,
        members: &[&Arc<Member>],
    ) -> Result<Accepted, Error> {
        let asking = self.ask(socket).await;
        let judged = self.judge_exchange(&asking.exchange, socket, context, members).await;
        socket.caller.learn(&asking).await;
        judged
    }

    /// An exchange for a request over a socket. A session is loaded anew when what is known of the caller
    /// is no longer believed.
    pub(crate) async fn ask(&self, socket: &Socket) -> Asking {
        let is_due = socket.caller.is_due();
        let asking = socket.caller.ask();
        if is_due && let Err(error) = asking.exchange.session().reload().await {
            tracing::error!(%error, "the session of a socket was not loaded");
        }
        asking
    }

    async fn judge_exchange(
        &self,
        exchange: &Arc<Exchange>,
        socket: &Socket,
        context: &Arc<ContextMembers>,
        members: &[&Arc<Member>],
    ) -> Result<Accepted, Error> {
        let mut types: Vec<usize> = Vec::new();
        for member in members {
            types.extend_from_slice(&member.policy.identity_types);
        }
        let identities = self.identify(exchange, &types).await?;
        let verdicts = members.iter().map(|it| check_policy(it, &exchange.request, &identities));
        let mut refusals: Vec<Error> = verdicts.filter_map(Result::err).collect();
        if !members.is_empty() && refusals.len() == members.len() {
            return Err(refusals.swap_remove(0));
        }
        let is_partial = !refusals.is_empty();
        let shared = match &context.audience {
            Audience::Everybody => Some("everybody".to_owned()),
            Audience::Identities(positions) => {
                let seen = positions.iter().map(|position| match identities.get(*position) {
                    Some(identity) => {
                        identity.audience().map(|text| format!("{}:{text}", text.len()))
                    }
                    None => Some("nobody".to_owned()),
                });
                seen.collect::<Option<Vec<_>>>().map(|seen| seen.join(";"))
            }
            Audience::Socket => None,
        };
        let own = || format!("socket {}", socket.id);
        Ok(Accepted {
            exchange: Arc::clone(exchange),
            audience: shared.filter(|_| !is_partial).unwrap_or_else(own),
            is_partial,
        })
    }
}
