//! The files of a call received over a socket.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::{Either, select};
use serde::Deserialize;
use tokio::sync::SemaphorePermit;

use super::pieces::Pieces;
use super::uploads::Incoming;
use crate::Error;
use crate::declared::upload::ReceivedFiles;
use crate::protocol::files::receiving::ReceivingFile;
use crate::protocol::run::call::Authorized;
use crate::protocol::run::call_body::CallBody;
use crate::protocol::served::Served;
use crate::protocol::socket::frame::Frame;
use crate::server::live::socket::Socket;
use crate::server::state::Server;
use crate::timeout::within;

/// A file that a call says will follow.
#[derive(Deserialize)]
struct Announced<'frame> {
    #[serde(borrow)]
    argument: Cow<'frame, str>,
    #[serde(borrow, default)]
    name: Cow<'frame, str>,
    /// Bytes.
    size: u64,
}

/// A call whose files are received.
struct Upload<'call> {
    server: &'call Server,
    socket: &'call Socket,
    id: u64,
    pieces: &'call Pieces,
}

/// Calls a function with the files that follow the frame.
pub(crate) async fn call_with_files(
    server: &Server,
    socket: &Arc<Socket>,
    frame: &Frame<'_>,
    (id, bytes): (u64, &Bytes),
    incoming: &Incoming,
) -> Result<Served, Error> {
    let envelope = frame.envelope(bytes)?;
    let key = envelope.key.as_deref();
    let asking = server.ask(socket).await;
    let exchange = &asking.exchange;
    if key.is_some() {
        exchange.remember_session();
    }
    let authorized =
        server.authorize_files(exchange, envelope.function(None)?, key.is_some()).await;
    socket.caller.learn(&asking).await;
    let mut authorized = authorized?;
    let files = begin_files(server, frame, &authorized)?;
    let upload = Upload { server, socket, id, pieces: &incoming.pieces };
    authorized.files = upload.receive_in_time(files, incoming).await?;
    server.call_with_files(exchange, authorized, CallBody::Envelope(bytes.clone()), key).await
}

/// The files that follow, in their order, each with its size. One that would be refused is refused before
/// its bytes are sent.
fn begin_files(
    server: &Server,
    frame: &Frame<'_>,
    authorized: &Authorized,
) -> Result<VecDeque<(ReceivingFile, u64)>, Error> {
    let form = r#"[{"argument": "photo", "name": "cat.png", "size": 81234}]"#;
    let announced: Vec<Announced<'_>> = frame
        .files
        .map_or(Ok(Vec::new()), |files| serde_json::from_str(files.get()))
        .map_err(|error| Error::bad_request(format!("`files` has to be `{form}`: {error}.")))?;
    let mut files: VecDeque<(ReceivingFile, u64)> = VecDeque::new();
    for Announced { argument, name, size } in announced {
        let count = |position| files.iter().filter(|(it, _)| it.position() == position).count();
        let function = authorized.member.function;
        let file = ReceivingFile::begin(function, &argument, &name, count, server.limits())?;
        file.check_size(size)?;
        files.push_back((file, size));
    }
    Ok(files)
}

impl Upload<'_> {
    async fn receive_in_time(
        &self,
        files: VecDeque<(ReceivingFile, u64)>,
        incoming: &Incoming,
    ) -> Result<ReceivedFiles, Error> {
        let time = self.server.limits().upload_time;
        let received = within(time, pin!(self.receive(files, incoming))).await;
        received.unwrap_or_else(|| {
            Err(Error::bad_request(format!("The files took longer than {time:?} to arrive.")))
        })
    }

    async fn receive(
        &self,
        files: VecDeque<(ReceivingFile, u64)>,
        incoming: &Incoming,
    ) -> Result<ReceivedFiles, Error> {
        let _turn = self.wait_for_turn(incoming).await?;
        let mut stream = Stream { upload: self, rest: Bytes::new(), received: 0 };
        let bytes = files.iter().fold(0, |sum: u64, (_, size)| sum.saturating_add(*size));
        self.pieces.ask_for(bytes);
        if bytes > 0 {
            self.acknowledge(0, Some(self.pieces.most));
        }
        let mut received = ReceivedFiles::default();
        for (mut file, size) in files {
            let mut missing = size;
            while missing > 0 {
                let piece = stream.next(missing).await?;
                missing -= piece.len() as u64;
                file = file.receive(piece).await?;
                stream.acknowledge();
            }
            file.end(&mut received)?;
        }
        self.pieces.complete()?;
        Ok(received)
    }

    /// Waits until few calls of this socket receive files.
    async fn wait_for_turn<'turn>(
        &self,
        incoming: &'turn Incoming,
    ) -> Result<SemaphorePermit<'turn>, Error> {
        match select(pin!(incoming.turns.acquire()), pin!(self.pieces.failed())).await {
            Either::Left((turn, _)) => {
                turn.map_err(|_| Error::internal("the uploads of a socket have ended"))
            }
            Either::Right((error, _)) => Err(error),
        }
    }

    /// Tells the client how many bytes were taken, and at the beginning how large its pieces may be.
    fn acknowledge(&self, received: u64, piece: Option<usize>) {
        let piece = piece.map(|piece| format!(r#","piece":{piece}"#)).unwrap_or_default();
        let of = self.id;
        let frame = format!(r#"{{"event":"received","of":{of},"bytes":{received}{piece}}}"#);
        self.socket.outbox.send(frame.into_bytes());
    }

    /// The next piece. The time limit is for each piece: a large file may take long, a silent client may
    /// not.
    async fn next(&self) -> Result<Bytes, Error> {
        let piece = within(self.server.limits().time, pin!(self.pieces.next())).await;
        piece.unwrap_or_else(|| Err(Error::bad_request("The files took too long to arrive.")))
    }
}

/// The bytes of all files of a call, one behind the other.
struct Stream<'call> {
    upload: &'call Upload<'call>,
    /// What is left of the piece that came last.
    rest: Bytes,
    received: u64,
}

impl Stream<'_> {
    /// The next bytes, at most so many.
    async fn next(&mut self, most: u64) -> Result<Bytes, Error> {
        while self.rest.is_empty() {
            self.rest = self.upload.next().await?;
            self.received += self.rest.len() as u64;
        }
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(self.rest.split_to(self.rest.len().min(most)))
    }

    /// Tells the client of a piece that was taken whole.
    fn acknowledge(&self) {
        if self.rest.is_empty() {
            self.upload.acknowledge(self.received, None);
        }
    }
}
