//! The execution of a function that streams: its answer is lines of JSON, written while it runs.
//!
//! A task of its own runs the function and hands its lines over, one batch at a time: a client that
//! reads slowly slows the function down, and the function is dropped as soon as its client leaves.

use std::future::poll_fn;
use std::mem::take;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use super::execute::{Execution, Log, Started, poll_once};
use crate::Error;
use crate::declared::exchange::Exchange;
use crate::declared::function::Function;
use crate::declared::invalidation::{ExplicitInvalidation, Invalidations};
use crate::declared::scope::Scope;
use crate::protocol::live::announce::{Changed, Changes};
use crate::protocol::reply::errors::write_error;
use crate::protocol::reply::invalidations::write_invalidations;
use crate::server::concurrency::{Permit, going_down};
use crate::server::member::Member;
use crate::server::state::Server;
use crate::timeout::within;

/// The size in bytes from which a batch is handed over although another item may be ready.
const BATCH: usize = 16 * 1024;

/// The time that a client has to take what is ready when the server shuts down.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The lines of a stream: `{"item":…}` and `{"invalidate":[…],"v":{…}}`, and at last `{"end":true}`
/// or `{"error":{…}}`. A stream without one of the last two was cut off.
pub(crate) struct Lines(mpsc::Receiver<Bytes>);

impl Lines {
    /// The next lines; `None` behind the last.
    pub(crate) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        self.0.poll_recv(context)
    }
}

/// Starts a stream and waits for its first line, so that an error before it is the answer to the
/// call, with a status of its own.
pub(super) async fn open(
    server: &Server,
    member: &Arc<Member>,
    exchange: &Arc<Exchange>,
    start: impl FnMut(&mut Context<'_>) -> Started,
    permit: Permit,
) -> Result<Lines, Error> {
    let run = poll_once(start).await?;
    let (server, exchange) = (server.clone(), Arc::clone(exchange));
    let shutdown = server.load().watch_shutdown();
    let stream = Stream { run, function: member.function, server, exchange, _permit: permit };
    let limit = member.limits.time;
    let mut sending = Sending { stream, shutdown, limit };
    let first = sending.next().await;
    match first.end {
        Some(Err(error)) if first.lines.is_empty() => Err(error),
        _ => {
            let (sender, receiver) = mpsc::channel(1);
            tokio::spawn(sending.send(first, sender));
            Ok(Lines(receiver))
        }
    }
}

/// Lines that are ready, and the end of the stream where they are the last.
struct Batch {
    lines: Vec<u8>,
    /// What the function has invalidated since the last batch.
    explicit: Vec<ExplicitInvalidation>,
    end: Option<Result<(), Error>>,
}

impl Batch {
    fn failure(error: Error) -> Self {
        Self { lines: Vec::new(), explicit: Vec::new(), end: Some(Err(error)) }
    }

    fn into_bytes(self) -> Bytes {
        let mut lines = self.lines;
        match self.end {
            None => {}
            Some(Ok(())) => lines.extend_from_slice(b"{\"end\":true}\n"),
            Some(Err(error)) => {
                lines.extend_from_slice(br#"{"error":"#);
                write_error(&error, &mut lines);
                lines.extend_from_slice(b"}\n");
            }
        }
        lines.into()
    }
}

/// A stream that runs.
struct Stream {
    /// `None` once the function has ended.
    run: Option<Execution>,
    function: &'static Function,
    server: Server,
    exchange: Arc<Exchange>,
    /// Held until the stream ends.
    _permit: Permit,
}

impl Stream {
    /// Runs the function until it has written items and has no other one ready, or has ended.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Batch> {
        let mut end = self.run.is_none().then_some(Ok(()));
        while let Some(run) = &mut self.run {
            let before = self.exchange.reply.len();
            match run.poll(context) {
                Poll::Ready(result) => {
                    self.run = None;
                    end = Some(result);
                }
                // The function has written an item and would be woken by nothing else than this loop.
                Poll::Pending if (before + 1..BATCH).contains(&self.exchange.reply.len()) => {}
                Poll::Pending => break,
            }
        }
        let lines = self.exchange.reply.take().body;
        let explicit = self.exchange.request.take_invalidations();
        match lines.is_empty() && explicit.is_empty() && end.is_none() {
            true => Poll::Pending,
            false => Poll::Ready(Batch { lines, explicit, end }),
        }
    }

    fn time_out(&self, limit: Duration) -> Error {
        Log { function: self.function, request: &self.exchange.request }.time_out(limit)
    }
}

/// A stream on its way to the client.
struct Sending {
    stream: Stream,
    shutdown: watch::Receiver<bool>,
    /// For each batch: to be made, and to be received by the client.
    limit: Duration,
}

impl Sending {
    /// Hands over one batch after another, until the stream ends or its client leaves.
    async fn send(mut self, mut batch: Batch, sender: mpsc::Sender<Bytes>) {
        loop {
            let is_last = batch.end.is_some();
            if !self.hand_over(batch.into_bytes(), &sender).await || is_last {
                return;
            }
            batch = match select(pin!(sender.closed()), pin!(self.next())).await {
                Either::Left(_) => return,
                Either::Right((next, _)) => next,
            };
        }
    }

    /// Waits until the client has room for a batch; `false` if it has left, is too slow, or is not
    /// ready a moment after the server has begun to shut down.
    async fn hand_over(&mut self, lines: Bytes, sender: &mpsc::Sender<Bytes>) -> bool {
        let Err(TrySendError::Full(lines)) = sender.try_send(lines) else {
            return !sender.is_closed();
        };
        let sending = pin!(sender.send(lines));
        let sent = pin!(within(self.limit, sending));
        let cut = async {
            wait_for(&mut self.shutdown).await;
            sleep(LAST_WORDS).await;
        };
        match select(sent, pin!(cut)).await {
            Either::Left((sent, _)) => matches!(sent, Some(Ok(()))),
            Either::Right(_) => false,
        }
    }

    /// The next batch, with what it has changed announced.
    async fn next(&mut self) -> Batch {
        let mut batch = self.next_lines().await;
        let explicit = take(&mut batch.explicit);
        if !explicit.is_empty() {
            let announcing = announce(self.stream.server.clone(), explicit, &mut batch.lines);
            announcing.await;
        }
        batch
    }

    /// The next lines. It is an error if the server shuts down, or if the function takes longer than
    /// the time limit.
    async fn next_lines(&mut self) -> Batch {
        let Self { stream, shutdown, limit } = self;
        let next = pin!(within(*limit, poll_fn(|context| stream.poll(context))));
        match select(next, pin!(wait_for(shutdown))).await {
            Either::Left((Some(next), _)) => next,
            Either::Left((None, _)) => Batch::failure(stream.time_out(*limit)),
            Either::Right(_) => Batch::failure(going_down()),
        }
    }
}

/// Announces what a function has invalidated, also if the client leaves meanwhile, and writes it.
async fn announce(server: Server, explicit: Vec<ExplicitInvalidation>, lines: &mut Vec<u8>) {
    let announcing = tokio::spawn(async move {
        let invalidations = Invalidations::new(&[], Scope::default(), explicit);
        let changed = Changed::new(invalidations, Changes::new(), &[]);
        server.announce(changed).await
    });
    // A task that was dropped with its runtime has nobody to tell.
    let Ok(announcement) = announcing.await else { return };
    lines.extend_from_slice(br#"{"invalidate":"#);
    write_invalidations(&announcement.invalidations, lines);
    announcement.write_versions(lines);
    lines.extend_from_slice(b"}\n");
}

async fn wait_for(shutdown: &mut watch::Receiver<bool>) {
    // The sender belongs to the server, which the stream holds: it is never gone.
    let _ = shutdown.wait_for(|shuts_down| *shuts_down).await;
}
