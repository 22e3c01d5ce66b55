//! The subscriptions of a socket looked at again as time passes: a session that has ended and a token
//! that has run out end what they allowed.

use std::sync::Arc;

use super::judge::somebody_else;
use crate::Code;
use crate::server::live::socket::Socket;
use crate::server::state::Server;

/// The event after which the client has to say anew who it is.
const UNAUTHORIZED: &[u8] = br#"{"event":"unauthorized"}"#;

impl Server {
    /// Ends the subscriptions that the sender of a socket may no longer have.
    pub(crate) async fn recheck(&self, socket: &Arc<Socket>) {
        let mut has_lost = false;
        for (subscription, instance) in socket.subscribed() {
            let Some(context) = self.find_context(instance.context) else { continue };
            let members = context.named(subscription.name.only.as_deref());
            match self.judge(socket, context, &members).await {
                Ok(accepted) if accepted.is_partial || accepted.audience == instance.audience => {}
                Ok(_) => {
                    has_lost = true;
                    let error = somebody_else();
                    self.end_with(&subscription, &instance, &error);
                }
                Err(error) => {
                    has_lost |= error.code() == Code::Unauthorized;
                    self.end_with(&subscription, &instance, &error);
                }
            }
        }
        if has_lost {
            socket.outbox.send(UNAUTHORIZED);
        }
    }
}
