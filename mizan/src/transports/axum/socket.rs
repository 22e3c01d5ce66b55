//! Sockets: the upgrade of a request, and the frames of an open connection.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::http::request::Parts;
use axum::http::{Method, Request, Response};
use axum::response::IntoResponse;
use bytes::Bytes;
use futures_util::{Sink, Stream};
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::protocol::socket::connection::Connection;
use crate::server::live::outbox::{Close, Next};
use crate::server::state::Server;
use crate::transports::http::headers::error_response;
use crate::{Error, Request as Asked};

/// The buffer for reading, in bytes. The default of the library is 128 KiB, which an idle connection
/// would hold for nothing, and which is filled with zeros before each read.
const READ_BUFFER: usize = 1024;

/// The pings without an answer after which a connection counts as dead.
const MOST_UNANSWERED: u32 = 2;

/// The time that a client has to answer the end of its socket.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// `true` if the request is for the endpoint of sockets, below a mount of so many bytes.
pub(super) fn is_for_socket<B>(request: &Request<B>, mount: usize) -> bool {
    let path = request.uri().path().get(mount..).unwrap_or_default();
    path.trim_matches('/') == "ws" && *request.method() == Method::GET
}

/// Opens a socket, or answers why there is none.
pub(super) async fn open(api: Server, mut parts: Parts, mount: usize) -> Response<Body> {
    let upgrade = match WebSocketUpgrade::from_request_parts(&mut parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(_) => {
            let error = Error::bad_request(
                "This is the address of sockets. Open a WebSocket here, or call over HTTP.",
            );
            return refuse(parts, mount, &error);
        }
    };
    let kept = parts.clone();
    match api.open_socket(parts, mount).await {
        Ok(connection) => {
            let (frame, ping) = (api.limits().frame, api.limits().ping);
            upgrade
                .read_buffer_size(READ_BUFFER)
                .max_message_size(frame)
                .max_frame_size(frame)
                .on_upgrade(move |socket| Carried::new(socket, connection, ping).run())
                .into_response()
        }
        Err(error) => refuse(kept, mount, &error),
    }
}

fn refuse(parts: Parts, mount: usize, error: &Error) -> Response<Body> {
    error_response(&Asked::new(parts, mount), error).map(Body::from)
}

/// A connection and the socket that carries its frames.
struct Carried {
    socket: WebSocket,
    connection: Connection,
    pings: Interval,
    unanswered: u32,
    /// `true` while frames that were given to the socket are not flushed.
    is_flushing: bool,
    is_closing: bool,
}

/// What the driver of a socket does next.
enum Step {
    Again,
    End,
}

impl Carried {
    fn new(socket: WebSocket, connection: Connection, ping: Duration) -> Self {
        let mut pings = interval(ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick of an interval is at once.
        pings.reset();
        Self { socket, connection, pings, unanswered: 0, is_flushing: false, is_closing: false }
    }

    async fn run(mut self) {
        while let Step::Again = poll_fn(|context| self.poll(context)).await {}
    }

    /// Makes one step: a frame taken in, or one sent, or a ping.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        if let Poll::Ready(step) = self.poll_send(context) {
            return Poll::Ready(step);
        }
        if let Poll::Ready(step) = self.poll_receive(context) {
            return Poll::Ready(step);
        }
        ready!(self.pings.poll_tick(context));
        if self.is_closing {
            return Poll::Ready(Step::End);
        }
        self.unanswered += 1;
        if self.unanswered > MOST_UNANSWERED {
            return Poll::Ready(Step::End);
        }
        Poll::Ready(self.send(Message::Ping(Bytes::new())))
    }

    fn poll_send(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        // A frame is taken out of the outbox only when the socket takes it: what waits there is replaced
        // by what is newer.
        match Pin::new(&mut self.socket).poll_ready(context) {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => return Poll::Ready(Step::End),
            Poll::Pending => return Poll::Pending,
        }
        if !self.is_closing
            && let Poll::Ready(next) = self.connection.poll(context)
        {
            return Poll::Ready(match next {
                Next::Frame(frame) => match Utf8Bytes::try_from(frame) {
                    Ok(text) => self.send(Message::Text(text)),
                    Err(_) => Step::End,
                },
                Next::Close(Close { code, reason }) => self.close(code, reason),
            });
        }
        if self.is_flushing {
            match Pin::new(&mut self.socket).poll_flush(context) {
                Poll::Ready(Ok(())) => self.is_flushing = false,
                Poll::Ready(Err(_)) => return Poll::Ready(Step::End),
                Poll::Pending => {}
            }
        }
        Poll::Pending
    }

    /// Says why the socket ends, and waits a moment for the client to say the same.
    fn close(&mut self, code: u16, reason: &'static str) -> Step {
        self.is_closing = true;
        self.pings.reset_after(LAST_WORDS);
        let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
        self.send(Message::Close(Some(frame)))
    }

    fn send(&mut self, message: Message) -> Step {
        self.is_flushing = true;
        match Pin::new(&mut self.socket).start_send(message) {
            Ok(()) => Step::Again,
            Err(_) => Step::End,
        }
    }

    fn poll_receive(&mut self, context: &mut Context<'_>) -> Poll<Step> {
        if !self.is_closing && !self.connection.is_ready() {
            return Poll::Pending;
        }
        let Some(message) = ready!(Pin::new(&mut self.socket).poll_next(context)) else {
            return Poll::Ready(Step::End);
        };
        self.unanswered = 0;
        match message {
            Ok(Message::Text(text)) if !self.is_closing => {
                self.connection.receive(text.into(), context);
            }
            Ok(Message::Binary(bytes)) if !self.is_closing => self.connection.receive_binary(bytes),
            Ok(_) => {}
            Err(error) if !self.is_closing => {
                return Poll::Ready(match find_code(&error) {
                    Some((code, reason)) => self.close(code, reason),
                    None => Step::End,
                });
            }
            Err(_) => return Poll::Ready(Step::End),
        }
        Poll::Ready(Step::Again)
    }
}

/// The code and the reason with which a socket ends after an error (RFC 6455, 7.4.1); `None` if the
/// connection itself is lost. axum hides the error of its library, whose text says it.
fn find_code(error: &axum::Error) -> Option<(u16, &'static str)> {
    let text = error.to_string();
    let codes = [
        ("too long", 1009, "a frame is too large: `frame_limit`"),
        ("too big", 1009, "a frame is too large: `frame_limit`"),
        ("UTF-8", 1007, "a text is no UTF-8"),
        ("protocol error", 1002, "what came is no WebSocket frame"),
    ];
    let found = codes.iter().find(|(part, ..)| text.contains(part));
    found.map(|(_, code, reason)| (*code, *reason))
}
