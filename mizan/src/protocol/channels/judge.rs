//! Who may be a member: asked at the join, at each delivery, and as time passes.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt;

use crate::protocol::authorize::access::check_policy;
use crate::protocol::live::judge::somebody_else;
use crate::protocol::run::execute::panic_error;
use crate::server::channels::channel::Channel;
use crate::server::channels::membership::Membership;
use crate::server::live::socket::Socket;
use crate::server::state::Server;
use crate::{Code, Error};

impl Server {
    /// Asks the guard of a channel about the sender of a socket. Returns who that is: one text for all
    /// sockets of an identity.
    pub(super) async fn judge_sender(
        &self,
        socket: &Socket,
        channel: &Channel,
    ) -> Result<String, Error> {
        let types = self.sender_types(channel);
        let (exchange, identities) = self.identify_sender(socket, &types).await?;
        check_policy(&channel.join, &exchange.request, &identities)?;
        let mut known = types.iter().filter_map(|position| {
            Some(format!("user:{position}:{}", identities.get(*position)?.id()))
        });
        Ok(known.next().unwrap_or_else(|| format!("socket:{}:{}", self.link().node(), socket.id)))
    }

    /// The identity types by which a channel knows its members.
    fn sender_types(&self, channel: &Channel) -> Vec<usize> {
        match channel.present {
            Some(_) => (0..self.identities().len()).collect(),
            None => channel.join.policy.identity_types.clone(),
        }
    }

    /// `true` if it has to be looked up who the sender of a membership is.
    pub(super) fn must_look_up(&self, membership: &Membership) -> bool {
        let Membership { socket, channel, .. } = membership;
        channel.is_guarded() && socket.caller.is_due() && !self.sender_types(channel).is_empty()
    }

    /// Asks whether a membership may go on, with who is asking now.
    pub(super) async fn judge_member(&self, membership: &Membership) -> Result<(), Error> {
        if !membership.channel.is_guarded() {
            return Ok(());
        }
        let Membership { socket, channel, .. } = membership;
        let who = self.judge_sender(socket, channel).await?;
        if who == membership.who { Ok(()) } else { Err(somebody_else()) }
    }

    /// Asks whether a membership may go on, and lets it go on, holds it, or ends it. One whose sender cannot
    /// be looked up for a moment is held. `Err` if it has ended.
    pub(super) async fn settle_member(&self, membership: &Arc<Membership>) -> Result<(), Error> {
        let judge = AssertUnwindSafe(self.judge_member(membership));
        let judged = judge.catch_unwind().await.unwrap_or_else(|panic| {
            let error = panic_error(&*panic);
            tracing::error!(room = &*membership.room.name, %error, "asking who is a member failed");
            Err(error)
        });
        match judged {
            Ok(()) => membership.resume(),
            Err(error) if error.is_passing() => membership.hold(),
            Err(error) => {
                self.put_out(membership, &error);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Ends the memberships that the sender of a socket may no longer have. `true` if the sender has to
    /// say anew who it is.
    pub(crate) async fn recheck_rooms(&self, socket: &Socket) -> bool {
        let mut has_lost = false;
        for membership in socket.memberships() {
            let settled = self.settle_member(&membership).await;
            has_lost |= settled.is_err_and(|error| error.code() == Code::Unauthorized);
        }
        has_lost
    }
}
