//! The end of a membership: the client leaves, its socket closes, or it may not stay.

use std::sync::Arc;

use super::wanted::Wanted;
use crate::Error;
use crate::protocol::reply::errors::write_error;
use crate::server::channels::membership::Membership;
use crate::server::channels::room::open_frame;
use crate::server::live::socket::Socket;
use crate::server::state::Server;

impl Server {
    /// Leaves a room. To leave one that was not joined is no mistake: the membership may have ended while
    /// the client wrote.
    pub(crate) fn leave(&self, socket: &Socket, wanted: Wanted<'_>) -> Result<(), Error> {
        let found = self.find_room(wanted)?;
        if let Some(membership) = socket.membership(&found.name)
            && socket.leave(&membership)
        {
            self.take_out(&membership);
        }
        Ok(())
    }

    /// Leaves all rooms of a socket.
    pub(crate) fn leave_all(&self, socket: &Socket) {
        for membership in socket.memberships() {
            socket.leave(&membership);
            self.take_out(&membership);
        }
    }

    /// Takes a membership out of its room.
    pub(super) fn take_out(&self, membership: &Membership) {
        if membership.room.leave(membership) {
            self.start_working(&membership.room);
        }
    }

    /// Ends a membership with an error. One that is not answered yet gets the error as its answer.
    pub(super) fn put_out(&self, membership: &Arc<Membership>, error: &Error) {
        if !membership.is_open() || !membership.socket.leave(membership) {
            return;
        }
        self.take_out(membership);
        let mut frame = open_frame("message", &membership.name);
        frame.extend_from_slice(br#","error":"#);
        write_error(error, &mut frame);
        frame.push(b'}');
        membership.socket.outbox.send(frame);
    }
}
