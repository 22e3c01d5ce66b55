//! A worker that runs: its renders in flight, and the task that reads its frames.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use tokio::io::AsyncReadExt;
use tokio::net::UnixStream;
use tokio::net::unix::OwnedReadHalf;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::timeout;

use super::frame::{News, Order, Outcome, Problem, read_frame, read_length, write_frame};
use super::outbox::Outbox;
use super::process::{Owned, Process};
use super::shell::Document;

/// How long a worker that is not blocked takes to say so, at most. On a machine that has too much to do it
/// gets no core for a while; to kill it then would give the machine even more to do.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

/// What a worker tells of one render.
pub(super) enum Event {
    Read { read: u64, body: Bytes },
    Rendered { outcome: Outcome, body: Bytes },
    Failed(Problem),
    Missing(Vec<String>),
}

/// A worker. Its process ends with it.
pub(super) struct Worker {
    orders: Outbox,
    shared: Arc<Shared>,
    last: AtomicU64,
    child: Mutex<Option<Owned>>,
}

struct Shared {
    /// The renders in flight; `None` once the worker is gone.
    renders: Mutex<Option<HashMap<u64, mpsc::UnboundedSender<Event>>>>,
    pong: Notify,
    /// The document of all workers of a generation.
    document: Arc<Document>,
}

impl Shared {
    fn renders(&self) -> MutexGuard<'_, Option<HashMap<u64, mpsc::UnboundedSender<Event>>>> {
        self.renders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Worker {
    /// Connects to a process. The receiver learns of its end.
    pub(super) fn connect(
        process: Process,
        document: &Arc<Document>,
    ) -> io::Result<(Arc<Self>, oneshot::Receiver<()>)> {
        if let Some(text) = &process.document {
            document.replace(text);
        }
        process.stream.set_nonblocking(true)?;
        let (reader, writer) = UnixStream::from_std(process.stream)?.into_split();
        let renders = Mutex::new(Some(HashMap::new()));
        let document = Arc::clone(document);
        let shared = Arc::new(Shared { renders, pong: Notify::new(), document });
        let (end, ended) = oneshot::channel();
        let orders = Outbox::open(writer);
        tokio::spawn(read_all(reader, Arc::clone(&shared), end));
        let child = Mutex::new(Some(process.child));
        Ok((Arc::new(Self { orders, shared, last: AtomicU64::new(0), child }), ended))
    }

    /// Begins a render; `None` if the worker is gone.
    pub(super) fn begin(self: &Arc<Self>) -> Option<Begun> {
        let id = self.last.fetch_add(1, Ordering::Relaxed);
        let (events, received) = mpsc::unbounded_channel();
        self.shared.renders().as_mut()?.insert(id, events);
        Some(Begun { id, worker: Arc::clone(self), events: received })
    }

    /// The number of renders in flight; `None` if the worker is gone.
    pub(super) fn load(&self) -> Option<usize> {
        self.shared.renders().as_ref().map(HashMap::len)
    }

    /// `true` if the worker does nothing but one thing.
    pub(super) async fn is_blocked(&self) -> bool {
        let pong = self.shared.pong.notified();
        if self.send(&Order::Ping, Vec::new()).is_err() {
            return true;
        }
        timeout(SIGN_OF_LIFE, pong).await.is_err()
    }

    /// Ends the process, whatever it does.
    pub(super) fn kill(&self) {
        self.child.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn send(&self, order: &Order<'_>, body: Vec<Bytes>) -> io::Result<()> {
        self.orders.send(write_frame(order, body)?)
    }
}

/// A render in flight. The worker forgets it when this is dropped before its end.
pub(super) struct Begun {
    pub(super) id: u64,
    pub(super) worker: Arc<Worker>,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Begun {
    pub(super) fn send(&self, order: &Order<'_>, body: Vec<Bytes>) -> io::Result<()> {
        self.worker.send(order, body)
    }

    /// What the worker tells next; `None` if it is gone.
    pub(super) async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let is_open = match self.worker.shared.renders().as_mut() {
            Some(renders) => renders.remove(&self.id).is_some(),
            None => false,
        };
        if is_open {
            let _ = self.send(&Order::Cancel { id: self.id }, Vec::new());
        }
    }
}

/// Reads the frames of a worker until it is gone; then nothing of it is in flight any more.
async fn read_all(mut reader: OwnedReadHalf, shared: Arc<Shared>, end: oneshot::Sender<()>) {
    while let Ok((news, body)) = read_next(&mut reader).await {
        match news {
            News::Read { id, read } => shared.tell(id, Event::Read { read, body }, false),
            News::Rendered { id, outcome } => {
                shared.tell(id, Event::Rendered { outcome, body }, true);
            }
            News::Failed { id, problem } => shared.tell(id, Event::Failed(problem), true),
            News::Missing { id, components } => shared.tell(id, Event::Missing(components), true),
            News::Document => shared.document.replace(&String::from_utf8_lossy(&body)),
            News::Pong => shared.pong.notify_waiters(),
            News::Ready { .. } | News::Broken { .. } => {}
        }
    }
    shared.renders().take();
    let _ = end.send(());
}

impl Shared {
    /// Tells who waits for a render; who has gone is not told.
    fn tell(&self, id: u64, event: Event, is_last: bool) {
        let mut renders = self.renders();
        let Some(renders) = renders.as_mut() else { return };
        let events = match is_last {
            true => renders.remove(&id),
            false => renders.get(&id).cloned(),
        };
        if let Some(events) = events {
            let _ = events.send(event);
        }
    }
}

async fn read_next(reader: &mut OwnedReadHalf) -> io::Result<(News, Bytes)> {
    let mut prefix = [0; 4];
    reader.read_exact(&mut prefix).await?;
    let length = read_length(prefix)?;
    let mut rest = BytesMut::with_capacity(length);
    while rest.len() < length {
        let left = length - rest.len();
        if reader.read_buf(&mut (&mut rest).limit(left)).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    read_frame(rest)
}
