//! A port served over a stream of frames, over bytes, and over the input and output of the process.

use std::io;
use std::pin::pin;

use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::{Sink, SinkExt, Stream, StreamExt, stream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio_util::codec::{FramedRead, FramedWrite};
use tokio_util::io::StreamReader;

use super::events::Events;
use super::frame::Frame;
use super::lines::{Lines, Piece};
use super::opening::{Opening, open};
use super::sending::Port;
use crate::Error;
use crate::server::state::Server;

/// The bytes that are read from the input at once.
const CHUNK: usize = 16 * 1024;

impl Opening {
    /// Serves a stream of frames that is a sink of them too, until the client has gone or the server goes
    /// down. Frames that are sent are [`Frame::Text`].
    ///
    /// ```standalone_crate
    /// use mizan::port::Frame;
    ///
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// async fn serve<Bridge, E>(api: &mizan::Server, bridge: Bridge) -> Result<(), E>
    /// where
    ///     Bridge: futures_util::Stream<Item = Result<Frame, E>> + futures_util::Sink<Frame, Error = E>,
    ///     E: From<mizan::Error>,
    /// {
    ///     mizan::port::open(api).serve(bridge).await
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// That of the stream or of the sink, and that of [`Opening::connect`].
    pub async fn serve<S, E>(self, stream: S) -> Result<(), E>
    where
        S: Stream<Item = Result<Frame, E>> + Sink<Frame, Error = E>,
        E: From<Error>,
    {
        let (port, events) = self.connect().await?;
        let (sink, frames) = stream.split();
        carry(port, events, frames.map(|frame| Ok(Ok(frame?))), sink).await
    }

    /// Serves bytes: each line of JSON is a frame, and so is each answer. A binary frame is a line with `#`
    /// and the number of its bytes, and then the bytes: `#81`. It ends when the reader does and what has come
    /// is answered, or when the server goes down.
    ///
    /// A line that is no frame, or is too long, costs that line: the client is told of it.
    ///
    /// # Errors
    ///
    /// That of the reader or the writer; `UnexpectedEof` for a frame that is cut off. What opening the port
    /// refuses is an error of the kind `Other`, whose source is a [`mizan::Error`](crate::Error) as text.
    pub async fn serve_bytes(
        self,
        reader: impl AsyncRead,
        writer: impl AsyncWrite,
    ) -> io::Result<()> {
        let (port, events) =
            self.connect().await.map_err(|error| io::Error::other(error.into_boxed()))?;
        let lines = Lines { longest: port.longest() };
        let (reader, writer) = (Box::pin(reader), Box::pin(writer));
        let pieces = FramedRead::new(reader, lines.reader());
        carry(port, events, pieces, FramedWrite::new(writer, lines)).await
    }
}

/// Serves the process that has started this one, over standard input and output, until the input ends. Nothing
/// else may be written to the output: a log goes to the standard error.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// # let api = mizan::Server::builder().build()?;
/// mizan::port::stdio(&api).await?;
/// api.shutdown(std::time::Duration::from_secs(10)).await;
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// As [`Opening::serve_bytes`].
pub async fn stdio(api: &Server) -> io::Result<()> {
    open(api).serve_bytes(read_input(), tokio::io::stdout()).await
}

/// The standard input, read by a thread of its own: one that the runtime would wait for at its end, however
/// long nothing is typed.
fn read_input() -> impl AsyncRead {
    let (sender, chunks) = mpsc::channel::<io::Result<Bytes>>(1);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let mut chunk = vec![0; CHUNK];
            let read = io::Read::read(&mut input, &mut chunk).map(|bytes| {
                chunk.truncate(bytes);
                Bytes::from(chunk)
            });
            let is_last = read.as_ref().map_or(true, Bytes::is_empty);
            if sender.blocking_send(read).is_err() || is_last {
                return;
            }
        }
    });
    let next = |mut chunks: mpsc::Receiver<_>| async { Some((chunks.recv().await?, chunks)) };
    StreamReader::new(Box::pin(stream::unfold(chunks, next)))
}

/// Carries frames until one side ends. Behind the end of the client what has come is answered.
async fn carry<E>(
    port: Port,
    mut events: Events,
    pieces: impl Stream<Item = Result<Piece, E>>,
    sink: impl Sink<Frame, Error = E>,
) -> Result<(), E> {
    let receive = async move {
        let mut pieces = pin!(pieces);
        while let Some(piece) = pieces.next().await {
            let taken = match piece? {
                Ok(frame) => port.send(frame).await,
                Err(refused) => port.refuse(&refused).await,
            };
            if taken.is_err() {
                break;
            }
        }
        Ok(())
    };
    let send = async {
        let mut sink = pin!(sink);
        while let Some(event) = events.next().await {
            sink.send(Frame::Text(event)).await?;
        }
        Ok(())
    };
    match select(pin!(receive), pin!(send)).await {
        Either::Left((Ok(()), send)) => send.await,
        Either::Left((ended, _)) | Either::Right((ended, _)) => ended,
    }
}
