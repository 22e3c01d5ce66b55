//! The subscriptions of a socket looked at again as time passes: a session that has ended and a token
//! that has run out end what they allowed.

use std::sync::Arc;

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
            let viewed = self.viewed(&instance);
            if viewed.is_open() {
                continue;
            }
            match self.judge(socket, &viewed).await {
                Ok(accepted) => {
                    has_lost |= !subscription.is_of(&accepted.caller);
                    self.seat(&subscription, &instance, &accepted);
                }
                // It is looked at again soon, and nothing is pushed before.
                Err(error) if error.is_passing() => {}
                Err(error) => {
                    has_lost |= error.code() == Code::Unauthorized;
                    self.end_with(&subscription, &error);
                }
            }
        }
        has_lost |= self.recheck_rooms(socket).await;
        if has_lost {
            socket.outbox.send(UNAUTHORIZED);
        }
    }
}
