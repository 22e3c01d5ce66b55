//! One request over a socket: a call, a read, a subscription, a new token.

use std::future::poll_fn;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use serde_json::value::RawValue;

#[cfg(feature = "uploads")]
use super::files::{Incoming, call_with_files};
use super::frame::{Asked, Frame, ShortCall, error_frame, line_frame, ok_frame};
use crate::protocol::channels::join::Joined;
use crate::protocol::channels::send::Spoken;
use crate::protocol::envelope::read_object;
use crate::protocol::live::subscribe::{Subscribed, Wanted, failed};
use crate::protocol::run::execute::panic_error;
use crate::protocol::run::stream::Lines;
use crate::protocol::served::Served;
use crate::server::live::socket::Socket;
use crate::server::state::Server;
use crate::unlogged::print_first;
use crate::{Code, Error};

/// The answer to a request.
pub(super) struct Answer {
    pub(super) id: u64,
    pub(super) frame: Vec<u8>,
    /// `true` if events belong to it: those that follow, or those that came before.
    pub(super) is_followed: bool,
    /// Subscriptions whose pushes begin once the answer is in the outbox.
    pub(super) subscribed: Vec<Subscribed>,
    /// A membership whose messages begin once the answer is in the outbox.
    pub(super) joined: Option<Joined>,
}

/// A request that is to be answered.
pub(super) struct Asking {
    pub(super) id: u64,
    pub(super) asked: Asked,
    pub(super) frame: Bytes,
    pub(super) short: Option<ShortCall>,
    /// The pieces of its files, where some follow.
    #[cfg(feature = "uploads")]
    pub(super) incoming: Option<Incoming>,
}

/// The version of the protocol.
const PROTOCOL: u64 = 1;

/// The answer to a request that has nothing to say.
const EMPTY: &[u8] = b"{}";

/// Answers a request. The frame was read once already, to know what is asked; a short call is not scanned again.
pub(super) async fn answer(server: Server, socket: Arc<Socket>, asking: Asking) -> Answer {
    let (mut subscribed, mut joined, mut is_stream) = (Vec::new(), None, false);
    let Asking { id, asked, frame: bytes, short, .. } = &asking;
    let id = *id;
    let run = async {
        let again = short.as_ref().and_then(|call| Frame::read_again(bytes, id, call));
        let frame = again.map_or_else(|| Frame::read(bytes), Ok)?;
        let json = match asked {
            Asked::Rpc => {
                let served = match frame.files {
                    None => call(&server, &socket, &frame, bytes).await,
                    Some(_) => with_files(&server, &socket, &frame, &asking).await,
                };
                let served = served?;
                is_stream = matches!(served, Served::Lines(_));
                return write_served(&socket, id, served).await;
            }
            Asked::Fetch => fetch(&server, &socket, &frame).await?,
            Asked::Subscribe => subscribe(&server, &socket, &frame, &mut subscribed).await?,
            Asked::Unsubscribe => unsubscribe(&server, &socket, &frame)?,
            Asked::Join => join(&server, &socket, &frame, &mut joined).await?,
            Asked::Send => send(&server, &socket, &frame).await?,
            Asked::Leave => leave(&server, &socket, &frame)?,
            Asked::Hello => {
                let greeting = greet(&frame)?;
                server.reset(&socket).await?;
                greeting
            }
            Asked::Reset => server.reset(&socket).await.map(|()| EMPTY.to_vec())?,
            Asked::Auth => server
                .authenticate(&socket, frame.token.as_deref())
                .await
                .map(|()| EMPTY.to_vec())?,
        };
        Ok(ok_frame(id, &json))
    };
    // The functions catch their own panics. Another one, of an identity that is written by hand, costs
    // its request, and not everything that runs over the socket.
    let answered: Result<Vec<u8>, Error> =
        AssertUnwindSafe(run).catch_unwind().await.unwrap_or_else(|panic| {
            let error = panic_error(&*panic);
            tracing::error!(%error, "a request over a socket failed");
            print_first(format_args!("a request over a socket failed: {error}"));
            Err(error)
        });
    let frame = answered.unwrap_or_else(|error| error_frame(Some(id), &error));
    let is_of_events =
        matches!(asked, Asked::Subscribe | Asked::Unsubscribe | Asked::Join | Asked::Leave);
    Answer { id, frame, is_followed: is_stream || is_of_events, subscribed, joined }
}

async fn join(
    server: &Server,
    socket: &Arc<Socket>,
    frame: &Frame<'_>,
    joined: &mut Option<Joined>,
) -> Result<Vec<u8>, Error> {
    // Boxed, because the future is large, and rare.
    let join = Box::pin(server.join(socket, frame.room()?, frame.seq.as_deref())).await?;
    Ok(joined.insert(join).json.clone())
}

async fn send(server: &Server, socket: &Arc<Socket>, frame: &Frame<'_>) -> Result<Vec<u8>, Error> {
    let spoken = Spoken {
        function: frame.function.as_deref(),
        args: frame.args.map_or("{}", RawValue::get),
        mounted: frame.mounted.map(RawValue::get),
        key: frame.key.as_deref(),
    };
    Box::pin(server.send_in(socket, frame.room()?, spoken)).await
}

/// The greeting with the version of the protocol, if it is the client's as well.
fn greet(frame: &Frame<'_>) -> Result<Vec<u8>, Error> {
    match frame.protocol {
        Some(PROTOCOL) => Ok(format!(r#"{{"protocol":{PROTOCOL}}}"#).into_bytes()),
        Some(other) => Err(Error::new(
            Code::StaleClient,
            format!(
                "The client speaks version {other} of the protocol, and the server version {PROTOCOL}.\n\
                 Build the client with the version of Mizan that the server has."
            ),
        )),
        None => {
            let form = format!(r#"{{"action": "hello", "protocol": {PROTOCOL}}}"#);
            Err(Error::bad_request(format!("Write the version of the protocol: `{form}`.")))
        }
    }
}

fn leave(server: &Server, socket: &Arc<Socket>, frame: &Frame<'_>) -> Result<Vec<u8>, Error> {
    server.leave(socket, frame.room()?)?;
    Ok(EMPTY.to_vec())
}

/// Calls a function.
async fn call(
    server: &Server,
    socket: &Arc<Socket>,
    frame: &Frame<'_>,
    bytes: &Bytes,
) -> Result<Served, Error> {
    let asking = server.ask(socket).await;
    asking.exchange.request.note_seen(frame.seen.as_deref());
    let envelope = frame.envelope(bytes);
    let served = server.call(&asking.exchange, envelope, bytes, None, None).await;
    socket.caller.learn(&asking).await;
    served
}

/// Calls a function with the files that follow.
#[cfg(feature = "uploads")]
async fn with_files(
    server: &Server,
    socket: &Arc<Socket>,
    frame: &Frame<'_>,
    Asking { id, frame: bytes, incoming, .. }: &Asking,
) -> Result<Served, Error> {
    match incoming {
        // Boxed, because the future is large, and rare.
        Some(incoming) => {
            Box::pin(call_with_files(server, socket, frame, (*id, bytes), incoming)).await
        }
        None => Err(Error::internal("a call with files has no pieces")),
    }
}

#[cfg(not(feature = "uploads"))]
async fn with_files(
    _server: &Server,
    _socket: &Arc<Socket>,
    _frame: &Frame<'_>,
    _asking: &Asking,
) -> Result<Served, Error> {
    Err(Error::bad_request("This server takes no files."))
}

/// The frame that answers a call. The items of a function that streams are frames of their own before it.
async fn write_served(socket: &Socket, id: u64, served: Served) -> Result<Vec<u8>, Error> {
    match served {
        Served::Whole(outgoing) => Ok(ok_frame(id, &outgoing.body)),
        Served::Later(later) => later.await.map(|outgoing| ok_frame(id, &outgoing.body)),
        Served::Lines(lines) => Ok(send_lines(socket, id, lines).await),
    }
}

/// Sends the lines of a stream as they come, and returns the frame of the last, which says how it ended.
/// A client that reads slowly slows the function down.
async fn send_lines(socket: &Socket, id: u64, mut lines: Lines) -> Vec<u8> {
    while let Some(batch) = poll_fn(|context| lines.poll_next(context)).await {
        for line in batch.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let frame = line_frame(id, line);
            if is_last(line) {
                return frame;
            }
            socket.outbox.wait_for_room().await;
            socket.outbox.send(frame);
        }
    }
    let error = Error::internal("a stream ended without its last line");
    error_frame(Some(id), &error)
}

/// `true` for the line behind the last item.
fn is_last(line: &[u8]) -> bool {
    line.starts_with(br#"{"end""#) || line.starts_with(br#"{"error""#)
}

async fn fetch(server: &Server, socket: &Arc<Socket>, frame: &Frame<'_>) -> Result<Vec<u8>, Error> {
    let context = frame.context.as_deref().ok_or_else(|| {
        Error::bad_request(r#"Write which context: `{"context": "name", "params": {…}}`."#)
    })?;
    let _permit = server.acquire().await?;
    let asking = server.ask(socket).await;
    asking.exchange.request.note_seen(frame.seen.as_deref());
    let only = frame.only.as_deref();
    let read = server.read_instance(&asking.exchange, context, frame.params, only).await;
    socket.caller.learn(&asking).await;
    read.map(|read| read.body.into())
}

fn unsubscribe(server: &Server, socket: &Socket, frame: &Frame<'_>) -> Result<Vec<u8>, Error> {
    for item in frame.items()? {
        server.unsubscribe(socket, &read_wanted(item)?)?;
    }
    Ok(EMPTY.to_vec())
}

/// Subscribes instances, each on its own: one that fails does not fail the others.
async fn subscribe(
    server: &Server,
    socket: &Arc<Socket>,
    frame: &Frame<'_>,
    subscribed: &mut Vec<Subscribed>,
) -> Result<Vec<u8>, Error> {
    let items = frame.items()?;
    let most = server.limits().subscriptions;
    if items.len() > most {
        let (count, more) = (items.len(), "subscriptions are more than a socket may have");
        return Err(Error::too_many_requests(format!(
            "{count} {more}, which is {most}. Subscribe what is shown, or raise `subscriptions_limit`."
        )));
    }
    let one = async |item| server.subscribe(socket, &read_wanted(item)?).await;
    let results = futures_util::future::join_all(items.into_iter().map(one)).await;
    let mut json = Vec::new();
    for result in results {
        json.push(if json.is_empty() { b'[' } else { b',' });
        match result {
            Ok(opened) => {
                json.extend_from_slice(&opened.json);
                subscribed.push(opened);
            }
            Err(error) => json.extend_from_slice(&failed(&error)),
        }
    }
    if json.is_empty() {
        json.push(b'[');
    }
    json.push(b']');
    Ok(json)
}

fn read_wanted(item: &RawValue) -> Result<Wanted<'_>, Error> {
    read_object(item.get().as_bytes()).map_err(|error| {
        Error::bad_request(format!(
            "An instance has to be `{{\"context\": \"name\", \"params\": {{…}}}}`: {error}."
        ))
    })
}
