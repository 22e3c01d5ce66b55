//! Files that were dropped on a window, sent by their handles: their bytes go from the disk to the function, and
//! never through the page.

use std::collections::HashMap;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{BufMut, Bytes, BytesMut};
use memchr::memmem;
use mizan::port::{Closed, Frame, Port};
use serde::Deserialize;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::sync::watch;

/// The pieces that may be on the way before the server has taken one of them.
const ON_THE_WAY: u64 = 4;

/// What is looked at of a call with files.
#[derive(Deserialize)]
struct Call {
    id: Option<u64>,
    #[serde(default)]
    files: Vec<Announced>,
}

#[derive(Deserialize)]
struct Announced {
    handle: Option<u64>,
    size: u64,
}

/// What the server says of the pieces that it has taken.
#[derive(Clone, Copy, Default, Deserialize)]
struct Received {
    of: u64,
    bytes: u64,
    piece: Option<u64>,
}

/// The calls of a connection whose files come from the disk, by their ids.
#[derive(Default)]
pub(crate) struct Feeds(Mutex<HashMap<u64, watch::Sender<Received>>>);

/// The files of one call.
pub(crate) struct Feed {
    id: u64,
    files: Vec<(PathBuf, u64)>,
    received: watch::Receiver<Received>,
    feeds: Arc<Feeds>,
}

impl Feeds {
    /// Begins to feed a call if it names handles. A handle that was not given to this window fails the call,
    /// with the frame that answers it.
    pub(crate) fn begin(
        self: &Arc<Self>,
        frame: &[u8],
        find: impl Fn(u64) -> Option<(PathBuf, u64)>,
    ) -> Result<Option<Feed>, Bytes> {
        let Some(call) = read_call(frame) else { return Ok(None) };
        let Some(id) = call.id else { return Ok(None) };
        let mut files = Vec::new();
        for Announced { handle, size } in &call.files {
            let Some(handle) = handle else {
                return Err(failure(id, "BAD_REQUEST", MIXED));
            };
            match find(*handle) {
                Some((path, real)) if real == *size => files.push((path, real)),
                Some(_) => return Err(failure(id, "BAD_REQUEST", CHANGED)),
                None => return Err(failure(id, "FORBIDDEN", NOT_LENT)),
            }
        }
        let (sender, received) = watch::channel(Received::default());
        self.lock().insert(id, sender);
        Ok(Some(Feed { id, files, received, feeds: Arc::clone(self) }))
    }

    /// Takes note of a frame of the server, which may say that a piece was taken.
    pub(crate) fn notice(&self, frame: &[u8]) {
        if !frame.starts_with(br#"{"event":"received""#) {
            return;
        }
        let Ok(received) = serde_json::from_slice::<Received>(frame) else { return };
        if let Some(feed) = self.lock().get(&received.of) {
            feed.send_modify(|last| {
                let piece = received.piece.or(last.piece);
                *last = Received { piece, ..received };
            });
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, watch::Sender<Received>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const MIXED: &str = "The files of one call are either dropped ones or files of the page.\\n\
                     Send them in two calls.";
const CHANGED: &str = "The file has another size than when it was dropped.\\nDrop it again.";
const NOT_LENT: &str = "This file was not dropped on this window, or its page was loaded again since.\\n\
                        Drop it again.";
const UNREADABLE: &str = "The file could not be read.\\nDrop it again.";

impl Feed {
    /// Sends the files as the server asks for them, until the call is answered.
    pub(crate) async fn run(
        self,
        port: &Port,
        mut answered: Pin<&mut impl Future<Output = Result<Option<Bytes>, Closed>>>,
    ) -> Result<Option<Bytes>, Closed> {
        tokio::select! {
            answer = answered.as_mut() => return answer,
            sent = self.send_files(port) => if sent.is_err() {
                // The server waits for bytes that do not come.
                let cancel = format!(r#"{{"action":"cancel","of":{}}}"#, self.id);
                port.send(Frame::text(cancel)).await?;
                answered.await?;
                return Ok(Some(failure(self.id, "BAD_REQUEST", UNREADABLE)));
            },
        }
        answered.await
    }

    async fn send_files(&self, port: &Port) -> std::io::Result<()> {
        let mut received = self.received.clone();
        let mut sent = 0;
        for (path, size) in &self.files {
            let mut file = File::open(path).await?;
            let mut missing = *size;
            while missing > 0 {
                let piece = wait_for_turn(&mut received, sent).await?;
                let length = piece.min(missing);
                let mut frame = BytesMut::with_capacity(8 + usize::try_from(length).unwrap_or(0));
                frame.put_u64(self.id);
                let mut part = (&mut file).take(length);
                while part.limit() > 0 {
                    if part.read_buf(&mut frame).await? == 0 {
                        return Err(std::io::ErrorKind::UnexpectedEof.into());
                    }
                }
                missing -= length;
                sent += length;
                let closed = |_| std::io::ErrorKind::BrokenPipe;
                port.send(Frame::Binary(frame.freeze())).await.map_err(closed)?;
            }
        }
        Ok(())
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.feeds.lock().remove(&self.id);
    }
}

/// Waits until a piece may be sent behind so many bytes, and returns how long it may be.
async fn wait_for_turn(
    received: &mut watch::Receiver<Received>,
    sent: u64,
) -> std::io::Result<u64> {
    let may_send =
        |it: &Received| it.piece.is_some_and(|piece| sent < it.bytes + ON_THE_WAY * piece);
    let turn = received.wait_for(may_send).await;
    let turn = turn.map_err(|_| std::io::Error::from(std::io::ErrorKind::BrokenPipe))?;
    Ok(turn.piece.unwrap_or_default())
}

/// A call with a handle among its files. Most calls have none, and are not parsed.
fn read_call(frame: &[u8]) -> Option<Call> {
    let names_handle = memmem::find(frame, HANDLE).is_some();
    let call: Call = names_handle.then(|| serde_json::from_slice(frame).ok())??;
    call.files.iter().any(|file| file.handle.is_some()).then_some(call)
}

const HANDLE: &[u8] = br#""handle":"#;

/// The frame that fails a call. The message is JSON already.
fn failure(id: u64, code: &str, message: &str) -> Bytes {
    format!(r#"{{"id":{id},"error":{{"code":"{code}","message":"{message}"}}}}"#).into()
}
