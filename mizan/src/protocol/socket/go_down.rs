//! The end of all sockets when their server goes down.

use std::time::Duration;

use super::connection::GOING_DOWN;
use crate::server::state::Server;
use crate::timeout::within;

/// The longest time between the event and the end of a socket.
const LONGEST: Duration = Duration::from_secs(10);

impl Server {
    /// Tells the client of every socket that the server goes down, waits until what runs has ended, and
    /// closes them: after 10 seconds or the deadline at the latest.
    pub(crate) async fn close_sockets(&self, deadline: Duration) {
        let sockets = self.sockets();
        sockets.go(br#"{"event":"going"}"#);
        let closed = Box::pin(sockets.wait());
        if within(deadline.min(LONGEST), closed).await.is_none() {
            sockets.close(GOING_DOWN, "the server is going down");
        }
    }
}
