//! The task of a port: it takes frames in, and runs their requests, whether events are read or not.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Context;

use tokio::sync::mpsc;

use super::events::Events;
use super::frame::Frame;
use super::sending::Port;
use crate::protocol::socket::connection::{Connection, Reply};
use crate::server::live::socket::Socket;

/// The frames that may wait until the task takes them.
const MOST_WAITING: usize = 16;

/// A frame on its way to the task.
pub(super) struct Incoming {
    pub(super) frame: Frame,
    /// The id of the request, and where its answer goes; `None` for the events.
    pub(super) reply: Option<(u64, Reply)>,
}

/// Starts the task of a connection, whose frames have at most so many bytes.
pub(super) fn start(connection: Connection, longest: usize) -> (Port, Events) {
    let (sender, frames) = mpsc::channel(MOST_WAITING);
    let socket = Arc::clone(connection.socket());
    let task = tokio::spawn(drive(connection, frames)).abort_handle();
    (Port::new(sender, Arc::clone(&socket), longest), Events::new(socket, task))
}

/// Ends the events when the task ends, however it does.
struct End(Arc<Socket>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.outbox.close(1000, "the port is closed");
    }
}

async fn drive(mut connection: Connection, mut frames: mpsc::Receiver<Incoming>) {
    let end = End(Arc::clone(connection.socket()));
    let server = connection.server().clone();
    let mut going = pin!(async move { server.sockets().wait_until_going().await });
    let mut is_going = false;
    loop {
        let mut next = pin!(async {
            end.0.outbox.wait_until_read().await;
            frames.recv().await
        });
        let has_come = poll_fn(|context| {
            is_going = is_going || going.as_mut().poll(context).is_ready();
            connection.advance(context);
            next.as_mut().poll(context).map(|incoming| {
                incoming.map(|incoming| take(&mut connection, incoming, context)).is_some()
            })
        });
        if !has_come.await {
            break;
        }
    }
    // Nothing more comes in. What has come is answered.
    poll_fn(|context| connection.finish(context)).await;
}

fn take(connection: &mut Connection, incoming: Incoming, context: &mut Context<'_>) {
    match incoming {
        Incoming { frame: Frame::Text(text), reply: None } => connection.receive(text, context),
        Incoming { frame: Frame::Text(text), reply: Some((id, reply)) } => {
            connection.ask(id, text, reply, context);
        }
        Incoming { frame: Frame::Binary(bytes), .. } => connection.receive_binary(bytes),
    }
}
