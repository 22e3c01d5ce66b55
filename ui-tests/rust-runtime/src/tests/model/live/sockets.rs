//! The sockets that the client opens.

use std::sync::{Arc, Mutex};
use std::task::Poll;

use futures_util::future::poll_fn;
use futures_util::stream;

use crate::runtime::error::{Code, Error};
use crate::runtime::live::socket::{Heard, Sending, Socket, Sockets};
use crate::runtime::send::{Borrowing, BoxFuture};

use super::super::server::World;
use super::peer::{End, Peer, PeerId};

/// Opens sockets to the nodes of the model.
pub(crate) struct ModelSockets(pub(crate) Arc<Mutex<World>>);

/// A half of a socket; to drop it closes the socket.
struct Half {
    world: Arc<Mutex<World>>,
    peer: PeerId,
}

impl Drop for Half {
    fn drop(&mut self) {
        self.world.lock().unwrap().close(self.peer);
    }
}

impl Sockets for ModelSockets {
    fn open(&self) -> BoxFuture<Result<Socket, Error>> {
        let end: Arc<Mutex<End>> = Arc::default();
        let peer = self.0.lock().unwrap().accept(Arc::clone(&end));
        let half = || Half { world: Arc::clone(&self.0), peer };
        let (sending, hearing) = (half(), half());
        Box::pin(async move {
            let is_open = poll_fn(|cx| {
                let mut end = end.lock().unwrap();
                end.waker = Some(cx.waker().clone());
                match end.is_open || end.is_closed {
                    true => Poll::Ready(end.is_open),
                    false => Poll::Pending,
                }
            });
            if !is_open.await {
                return Err(Error::new(Code::Network, "refused"));
            }
            let hearing = stream::poll_fn(move |cx| {
                let _open = &hearing;
                let mut end = end.lock().unwrap();
                if let Some(frame) = end.heard.pop_front() {
                    return Poll::Ready(Some(Ok(Heard::Frame(frame))));
                }
                end.waker = Some(cx.waker().clone());
                if end.is_closed { Poll::Ready(None) } else { Poll::Pending }
            });
            Ok(Socket { sending: Box::new(sending), hearing: Box::pin(hearing), silence: None })
        })
    }
}

impl Sending for Half {
    fn send(&mut self, frame: String) -> Borrowing<'_, Result<(), Error>> {
        let mut world = self.world.lock().unwrap();
        if let Some(peer) = world.live.peers.get_mut(&self.peer) {
            peer.take(&frame);
        }
        Box::pin(async { Ok(()) })
    }

    fn close(&mut self) -> Borrowing<'_, Result<(), Error>> {
        self.world.lock().unwrap().close(self.peer);
        Box::pin(async { Ok(()) })
    }
}

impl World {
    fn accept(&mut self, end: Arc<Mutex<End>>) -> PeerId {
        let node = self.draw_node();
        let id = self.live.next_id();
        self.live.peers.insert(id, Peer::new(node, end));
        id
    }
}
