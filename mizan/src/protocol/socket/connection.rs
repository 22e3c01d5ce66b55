//! An open connection: its requests run at the same time, its answers and pushes wait in its outbox.
//!
//! It is polled by whatever carries the frames, in one task.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use futures_util::future::{AbortHandle, Abortable, Aborted};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep};

#[cfg(feature = "uploads")]
use super::files::{Given, Uploads};
use super::frame::{Action, Asked, Frame, error_frame};
use super::rate::Rate;
use super::request::{Answer, Asking, answer};
use crate::server::live::outbox::Next;
use crate::server::live::socket::Socket;
use crate::server::state::Server;
use crate::{Code, Error};

/// Refused frames in a row after which the socket is closed.
const MOST_REFUSED: u32 = 200;

/// The client has gone (RFC 6455, 7.4.1).
const NORMAL: u16 = 1000;

/// The policy of the client was violated (RFC 6455, 7.4.1).
const VIOLATION: u16 = 1008;

/// The service restarts (the register of close codes that RFC 6455 began).
pub(super) const GOING_DOWN: u16 = 1012;

type Running = Pin<Box<dyn Future<Output = Ended> + Send>>;

/// The end of something that ran for the connection.
enum Ended {
    Answered(Answer),
    Cancelled(u64),
    Rechecked,
}

/// What a client may do over its connection, beside the limits that hold for each request.
pub(crate) struct Bounds {
    /// The frames that it may send in a second; `None` for as many as it likes.
    pub(crate) frames: Option<u32>,
    /// The requests that run at once.
    pub(crate) calls: usize,
}

/// Where the answer to one request goes, in place of the outbox: `None` if it is in the outbox, because
/// events that belong to it follow.
pub(crate) type Reply = oneshot::Sender<Option<Bytes>>;

/// A connection of a client.
pub(crate) struct Connection {
    server: Server,
    socket: Arc<Socket>,
    running: FuturesUnordered<Running>,
    /// The requests that run, with a handle for those that can be cancelled.
    requests: HashMap<u64, Option<AbortHandle>>,
    /// The replies that are waited for, by the ids of their requests.
    replies: HashMap<u64, Reply>,
    #[cfg(feature = "uploads")]
    uploads: Uploads,
    rate: Option<Rate>,
    /// The requests that may run at once.
    most_requests: usize,
    refused: u32,
    /// The time until the subscriptions are looked at again.
    recheck: Option<Pin<Box<Sleep>>>,
    is_rechecking: bool,
}

impl Connection {
    pub(super) fn new(server: Server, socket: Arc<Socket>, bounds: &Bounds) -> Self {
        let rate = bounds.frames.map(|frames| Rate::new(frames, Instant::now()));
        let (running, requests) = (FuturesUnordered::new(), HashMap::new());
        Self {
            server,
            socket,
            running,
            requests,
            replies: HashMap::new(),
            #[cfg(feature = "uploads")]
            uploads: Uploads::default(),
            rate,
            most_requests: bounds.calls,
            refused: 0,
            recheck: None,
            is_rechecking: false,
        }
    }

    /// The state that is shared with whoever carries the frames.
    #[cfg(feature = "port")]
    pub(crate) fn socket(&self) -> &Arc<Socket> {
        &self.socket
    }

    #[cfg(feature = "port")]
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// Runs what has begun to its end.
    #[cfg(feature = "port")]
    pub(crate) fn finish(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.advance(context);
        if self.running.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// `true` if another frame may be read. A client that does not read its answers is not read either.
    pub(crate) fn is_ready(&self) -> bool {
        !self.socket.outbox.is_full()
    }

    /// Takes a frame of the client.
    pub(crate) fn receive(&mut self, frame: Bytes, context: &mut Context<'_>) {
        if let Err((id, error)) = self.start(frame, context) {
            self.socket.outbox.send(error_frame(id, &error));
        }
    }

    /// Takes the request of an id, whose answer goes to its own reply.
    #[cfg(feature = "port")]
    pub(crate) fn ask(&mut self, id: u64, frame: Bytes, reply: Reply, context: &mut Context<'_>) {
        if self.replies.contains_key(&id) {
            let _ = reply.send(Some(error_frame(Some(id), &runs_already(id)).into()));
            return;
        }
        self.replies.insert(id, reply);
        if let Err((_, error)) = self.start(frame, context) {
            self.deliver(id, error_frame(Some(id), &error), false);
        }
    }

    /// Takes a binary frame, which brings bytes of a file. Full pieces are limited by what the server asks
    /// for; any other frame counts like a text.
    #[cfg(feature = "uploads")]
    pub(crate) fn receive_binary(&mut self, frame: Bytes) {
        match self.uploads.give(frame.clone()) {
            Ok(Given::Full) => {}
            Ok(Given::Counts) => {
                if let Err(error) = self.count_frame() {
                    self.uploads.fail(&frame, error);
                }
            }
            Err(error) => {
                let error = self.count_frame().err().unwrap_or(error);
                self.socket.outbox.send(error_frame(None, &error));
            }
        }
    }

    /// Refuses a binary frame.
    #[cfg(not(feature = "uploads"))]
    pub(crate) fn receive_binary(&mut self, _frame: Bytes) {
        let takes_none = Error::bad_request("A frame is text: this server takes no files.");
        let error = self.count_frame().err().unwrap_or(takes_none);
        self.socket.outbox.send(error_frame(None, &error));
    }

    /// Counts a frame against the rate of the socket.
    fn count_frame(&mut self) -> Result<(), Error> {
        if self.rate.as_mut().is_none_or(|rate| rate.take(Instant::now())) {
            self.refused = 0;
            return Ok(());
        }
        self.refused += 1;
        if self.refused > MOST_REFUSED {
            self.socket.outbox.close(VIOLATION, "too many frames: `frames_limit`");
        }
        let most = self.server.limits().frames;
        Err(Error::too_many_requests(format!(
            "A socket may send {most} frames a second. Send fewer, or raise `frames_limit`."
        )))
    }

    fn start(
        &mut self,
        bytes: Bytes,
        context: &mut Context<'_>,
    ) -> Result<(), (Option<u64>, Error)> {
        let counted = self.count_frame();
        let frame = Frame::read(&bytes).map_err(|error| (None, error))?;
        let id = frame.id;
        let refuse = |error| (id, error);
        counted.map_err(refuse)?;
        let asked = match frame.action().map_err(refuse)? {
            Action::Cancel => return self.cancel(&frame).map_err(refuse),
            Action::Close => {
                self.socket.outbox.close(NORMAL, "the client has closed it");
                return Ok(());
            }
            Action::Request(asked) => asked,
        };
        let Some(id) = id else {
            let message = "A frame has an `id`, a number by which its answer is known.";
            return Err((None, Error::bad_request(message)));
        };
        self.check_request(id).map_err(refuse)?;
        if matches!(asked, Asked::Hello) {
            self.stop_all();
        }
        let can_cancel = match asked {
            Asked::Rpc => self.can_cancel(&frame),
            Asked::Fetch => true,
            Asked::Subscribe
            | Asked::Unsubscribe
            | Asked::Auth
            | Asked::Join
            | Asked::Send
            | Asked::Leave
            | Asked::Hello
            | Asked::Reset => false,
        };
        let asking = Asking {
            id,
            asked,
            frame: bytes.clone(),
            short: frame.short_call(&bytes),
            #[cfg(feature = "uploads")]
            incoming: match asked {
                Asked::Rpc => frame.files.map(|_| self.uploads.begin(id, self.server.limits())),
                _ => None,
            },
        };
        self.run(asking, can_cancel, context);
        Ok(())
    }

    fn check_request(&self, id: u64) -> Result<(), Error> {
        if self.server.sockets().is_going() {
            return Err(Error::new(
                Code::Unavailable,
                "The server is going down. Send the request to another one.",
            ));
        }
        if self.requests.contains_key(&id) {
            return Err(runs_already(id));
        }
        let most = self.most_requests;
        if self.requests.len() >= most {
            return Err(Error::too_many_requests(format!(
                "{most} requests of this socket run already. Wait, or raise `socket_calls_limit`."
            )));
        }
        Ok(())
    }

    /// `false` for a mutation, which always runs to its end.
    fn can_cancel(&self, frame: &Frame<'_>) -> bool {
        let function = frame.function.as_deref().and_then(|name| self.server.find_function(name));
        function.is_some_and(|member| member.function.stream || !member.is_mutation())
    }

    /// Runs a request. Most have ended after their first poll, and never wait beside the others.
    fn run(&mut self, asking: Asking, can_cancel: bool, context: &mut Context<'_>) {
        let id = asking.id;
        let answered = answer(self.server.clone(), Arc::clone(&self.socket), asking);
        let mut answered = Box::pin(answered);
        if let Poll::Ready(answer) = answered.as_mut().poll(context) {
            return self.end(Ended::Answered(answer));
        }
        if !can_cancel {
            self.requests.insert(id, None);
            self.running.push(Box::pin(answered.map(Ended::Answered)));
            return;
        }
        let (handle, registration) = AbortHandle::new_pair();
        self.requests.insert(id, Some(handle));
        let answered = Abortable::new(answered, registration);
        self.running.push(Box::pin(async move {
            match answered.await {
                Ok(answer) => Ended::Answered(answer),
                Err(Aborted) => Ended::Cancelled(id),
            }
        }));
    }

    /// Stops all that can be cancelled: a client that greets has begun anew, as a page that was loaded again.
    fn stop_all(&self) {
        for handle in self.requests.values().flatten() {
            handle.abort();
        }
    }

    /// Stops a read or a plain call. One that has ended already was answered.
    fn cancel(&self, frame: &Frame<'_>) -> Result<(), Error> {
        let of = frame.of.map(|of| of.get()).unwrap_or_default();
        let Ok(id) = of.parse::<u64>() else {
            return Err(Error::bad_request(r#"Write which: `{"action": "cancel", "of": 1}`."#));
        };
        match self.requests.get(&id) {
            Some(Some(handle)) => handle.abort(),
            // A mutation goes on. One whose files have not all come has not begun.
            #[cfg(feature = "uploads")]
            Some(None) => self.uploads.cancel(id),
            _ => {}
        }
        Ok(())
    }

    /// Runs what is due, and returns the next frame to send.
    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Next> {
        self.advance(context);
        self.socket.outbox.poll_next(context)
    }

    /// Runs what is due.
    pub(crate) fn advance(&mut self, context: &mut Context<'_>) {
        loop {
            while let Poll::Ready(Some(ended)) = self.running.poll_next_unpin(context) {
                self.end(ended);
            }
            if !self.starts_recheck(context) {
                break;
            }
        }
        if self.server.sockets().is_going() && self.running.is_empty() {
            self.socket.outbox.close(GOING_DOWN, "the server is going down");
        }
    }

    fn end(&mut self, ended: Ended) {
        match ended {
            Ended::Answered(Answer { id, frame, is_followed, subscribed, joined }) => {
                self.forget(id);
                self.deliver(id, frame, is_followed);
                for subscribed in subscribed {
                    subscribed.begin(&self.server);
                }
                if let Some(joined) = joined {
                    joined.begin(&self.server);
                }
            }
            Ended::Cancelled(id) => {
                self.forget(id);
                let error = Error::new(Code::Cancelled, "The caller cancelled it.");
                self.deliver(id, error_frame(Some(id), &error), false);
            }
            Ended::Rechecked => self.is_rechecking = false,
        }
    }

    /// Gives an answer to whoever waits for it. One that events follow stays in their order.
    fn deliver(&mut self, id: u64, frame: Vec<u8>, is_followed: bool) {
        match self.replies.remove(&id) {
            Some(reply) if !is_followed => {
                let _ = reply.send(Some(frame.into()));
            }
            waiting => {
                self.socket.outbox.send(frame);
                // Whoever has gone does not wait for it any more.
                let _ = waiting.map(|reply| reply.send(None));
            }
        }
    }

    fn forget(&mut self, id: u64) {
        self.requests.remove(&id);
        #[cfg(feature = "uploads")]
        self.uploads.end(id);
    }

    /// Looks at the subscriptions again when what is known of the caller is no longer believed. `true`
    /// if that begins now.
    fn starts_recheck(&mut self, context: &mut Context<'_>) -> bool {
        if self.is_rechecking || !self.socket.is_guarded() {
            self.recheck = None;
            return false;
        }
        let life = self.socket.caller.life();
        let timer = self.recheck.get_or_insert_with(|| Box::pin(sleep(life)));
        if timer.as_mut().poll(context).is_pending() {
            return false;
        }
        // Another time begins behind this look, which may end at once.
        self.recheck = None;
        self.is_rechecking = true;
        let (server, socket) = (self.server.clone(), Arc::clone(&self.socket));
        self.running.push(Box::pin(async move {
            server.recheck(&socket).await;
            Ended::Rechecked
        }));
        true
    }
}

fn runs_already(id: u64) -> Error {
    Error::bad_request(format!("A request with the `id` {id} runs already."))
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.server.unsubscribe_all(&self.socket);
        self.server.leave_all(&self.socket);
        self.server.sockets().leave(&self.socket);
    }
}
