//! A connection opened, as a socket or as a port: by whom, and how many sockets the same user may have.

use std::sync::Arc;

use http::request::Parts;

use super::connection::{Bounds, Connection};
use crate::declared::exchange::{Exchange, OverPort, OverSocket};
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
        self.check_running()?;
        parts.extensions.insert(OverSocket);
        let exchange = Exchange::new(parts.clone(), mount);
        self.check_upgrade(&exchange).await?;
        let limits = self.limits();
        let bounds = Bounds { frames: Some(limits.frames), calls: limits.socket_calls };
        self.open_connection(Caller::new(parts, mount), &bounds).await
    }

    /// Opens a connection that the application itself has made: no page of another site can have opened
    /// it. Its parts are those of every request that comes over it.
    #[cfg(feature = "port")]
    pub(crate) async fn open_port(
        &self,
        mut parts: Parts,
        bounds: &Bounds,
    ) -> Result<Connection, Error> {
        self.check_running()?;
        parts.extensions.insert(OverSocket);
        parts.extensions.insert(OverPort);
        let exchange = Exchange::new(parts.clone(), 0);
        self.check_tokens(&exchange).await?;
        self.open_connection(Caller::new(parts, 0), bounds).await
    }

    fn check_running(&self) -> Result<(), Error> {
        match self.is_going_down() {
            false => Ok(()),
            true => Err(Error::new(
                Code::Unavailable,
                "The server is going down. Open the socket again later.",
            )),
        }
    }

    async fn open_connection(&self, caller: Caller, bounds: &Bounds) -> Result<Connection, Error> {
        self.hub().enter();
        self.listen();
        let socket = Arc::new(Socket::new(self.sockets().next_id(), caller));
        self.register(&socket).await?;
        Ok(Connection::new(self.clone(), socket, bounds))
    }

    /// Counts a socket among those of its user, who may have so many. Ports are not limited: the
    /// application opens them.
    pub(super) async fn register(&self, socket: &Arc<Socket>) -> Result<(), Error> {
        let asking = self.ask(socket).await;
        let every: Vec<usize> = (0..self.identities().len()).collect();
        let identities = self.identify(&asking.exchange, &every).await?;
        socket.caller.learn(&asking).await;
        let user = every
            .iter()
            .find_map(|position| Some(format!("{position}:{}", identities.get(*position)?.id())));
        let is_port = asking.exchange.request.extensions().get::<OverPort>().is_some();
        let most = if is_port { usize::MAX } else { self.limits().sockets };
        self.sockets().register(socket, user, most).map_err(|()| {
            Error::too_many_requests(format!(
                "{most} sockets of this user are open already. Close one, or raise `sockets_limit`."
            ))
        })
    }
}
