//! Who may be a member: asked at the join, at each delivery, and as time passes.

use std::sync::Arc;

use crate::Error;
use crate::declared::exchange::Exchange;
use crate::protocol::authorize::access::check_policy;
use crate::protocol::live::judge::somebody_else;
use crate::server::channels::channel::Channel;
use crate::server::channels::membership::Membership;
use crate::server::live::socket::Socket;
use crate::server::state::Server;

impl Server {
    /// Asks the guard of a channel about the sender of a socket. Returns who that is: one text for all
    /// sockets of an identity.
    pub(super) async fn judge_sender(
        &self,
        exchange: &Arc<Exchange>,
        socket: &Socket,
        channel: &Channel,
    ) -> Result<String, Error> {
        let join = &channel.join;
        let every: Vec<usize> = (0..self.identities().len()).collect();
        let types = if channel.present.is_some() { &every } else { &join.policy.identity_types };
        let identities = self.identify(exchange, types).await?;
        check_policy(join, &exchange.request, &identities)?;
        let mut known = types.iter().filter_map(|position| {
            Some(format!("user:{position}:{}", identities.get(*position)?.id()))
        });
        Ok(known.next().unwrap_or_else(|| format!("socket:{}:{}", self.link().node(), socket.id)))
    }

    /// Asks whether a membership may go on, with who is asking now.
    pub(super) async fn judge_member(&self, membership: &Membership) -> Result<(), Error> {
        if !membership.channel.is_guarded() {
            return Ok(());
        }
        let Membership { socket, channel, .. } = membership;
        let asking = self.ask(socket).await;
        let judged = self.judge_sender(&asking.exchange, socket, channel).await;
        socket.caller.learn(&asking).await;
        if judged? == membership.who { Ok(()) } else { Err(somebody_else()) }
    }

    /// Ends the memberships that the sender of a socket may no longer have. `true` if the sender has to
    /// say anew who it is.
    pub(crate) async fn recheck_rooms(&self, socket: &Socket) -> bool {
        let mut has_lost = false;
        for membership in socket.memberships() {
            if let Err(error) = self.judge_member(&membership).await {
                has_lost |= error.code() == crate::Code::Unauthorized;
                self.put_out(&membership, &error);
            }
        }
        has_lost
    }
}
