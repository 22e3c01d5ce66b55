//! A socket opened: by whom, and how many the same user may have.

use std::sync::Arc;

use http::request::Parts;

use super::connection::Connection;
use crate::declared::exchange::{Exchange, OverSocket};
use crate::server::live::caller::Caller;
use crate::server::live::socket::Socket;
use crate::server::state::Server;
use crate::{Code, Error};

impl Server {
    /// Opens a socket for the sender of an upgrade, whose path begins with so many bytes of the mount. It
    /// demands the same proof of origin as a call.
    pub(crate) async fn open_socket(
        &self,
        mut parts: Parts,
        mount: usize,
    ) -> Result<Connection, Error> {
        if self.is_going_down() {
            return Err(Error::new(
                Code::Unavailable,
                "The server is going down. Open the socket again later.",
            ));
        }
        parts.extensions.insert(OverSocket);
        let exchange = Exchange::new(parts.clone(), mount);
        self.check_upgrade(&exchange).await?;
        self.hub().enter();
        self.listen();
        let socket = Arc::new(Socket::new(self.sockets().next_id(), Caller::new(parts, mount)));
        self.register(&socket).await?;
        Ok(Connection::new(self.clone(), socket))
    }

    /// Counts a socket among those of its user.
    pub(super) async fn register(&self, socket: &Arc<Socket>) -> Result<(), Error> {
        let asking = self.ask(socket).await;
        let every: Vec<usize> = (0..self.identities().len()).collect();
        let identities = self.identify(&asking.exchange, &every).await?;
        socket.caller.learn(&asking).await;
        let user = every
            .iter()
            .find_map(|position| Some(format!("{position}:{}", identities.get(*position)?.id())));
        let most = self.limits().sockets;
        self.sockets().register(socket, user, most).map_err(|()| {
            Error::too_many_requests(format!(
                "{most} sockets of this user are open already. Close one, or raise `sockets_limit`."
            ))
        })
    }
}
