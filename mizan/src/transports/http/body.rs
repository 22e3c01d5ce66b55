//! The body of a request, up to the limits of its size, of its time, and of all bodies together.

use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt;
use tokio::sync::OwnedSemaphorePermit;

use crate::protocol::served::Served;
use crate::server::concurrency::SMALL_BODY;
use crate::server::limits::Limits;
use crate::server::state::Server;
use crate::timeout::within;
use crate::{Code, Error};

/// The bytes of a refused body that are read all the same: a client reads no answer before it has sent
/// everything.
const REST: usize = 32 * 1024 * 1024;

/// A whole body, and its share of the memory for bodies.
pub(super) struct Received {
    pub(super) body: Bytes,
    memory: Option<OwnedSemaphorePermit>,
}

impl Received {
    /// Keeps the share of the memory as long as an answer is waited for, which may need the body.
    pub(super) fn keep_memory(self, served: Result<Served, Error>) -> Result<Served, Error> {
        match (self.memory, served) {
            (Some(memory), Ok(Served::Later(later))) => Ok(Served::later(async move {
                let _memory = memory;
                later.await
            })),
            (_, served) => served,
        }
    }
}

impl Server {
    /// Receives a whole body. A large one first waits for its share of the memory for all bodies.
    pub(super) async fn receive_body<B>(&self, body: B) -> Result<Received, Error>
    where
        B: Body<Data: Buf>,
    {
        let limits = self.limits();
        let size = body.size_hint();
        let expected = size.upper().unwrap_or(u64::MAX).min(limits.body as u64);
        let memory = match expected <= SMALL_BODY {
            true => None,
            false => Some(self.load().claim_memory(expected, limits.queue).await?),
        };
        Ok(Received { body: read_body(body, limits).await?, memory })
    }
}

/// Reads a whole body.
pub(crate) async fn read_body<B: Body<Data: Buf>>(
    body: B,
    limits: &Limits,
) -> Result<Bytes, Error> {
    let mut body = pin!(body);
    let collected = within(limits.time, pin!(collect(body.as_mut(), limits.body))).await;
    match collected {
        Some(Err(error)) if error.code() == Code::PayloadTooLarge => {
            discard(body, limits.time).await;
            Err(error)
        }
        Some(collected) => collected,
        None => Err(Error::bad_request("The body took too long to arrive.")),
    }
}

/// Joins the frames of a body. Most bodies are one frame, which is not copied.
async fn collect<B: Body<Data: Buf>>(mut body: Pin<&mut B>, limit: usize) -> Result<Bytes, Error> {
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let mut whole = Bytes::new();
    while let Some(frame) = body.as_mut().frame().await {
        let frame = frame.map_err(|_| Error::bad_request("The body broke off."))?;
        let Ok(mut data) = frame.into_data() else { continue };
        if whole.len() + data.remaining() > limit {
            return Err(too_large(limit));
        }
        let piece = data.copy_to_bytes(data.remaining());
        whole = if whole.is_empty() { piece } else { join(whole, &piece) };
    }
    Ok(whole)
}

fn join(whole: Bytes, piece: &Bytes) -> Bytes {
    let mut joined = whole.try_into_mut().unwrap_or_else(|shared| BytesMut::from(&shared[..]));
    joined.put_slice(piece);
    joined.freeze()
}

/// The time after which a client that sends nothing more waits for the answer.
const SILENCE: Duration = Duration::from_millis(500);

/// Reads the rest of a refused body and keeps nothing of it.
pub(super) async fn discard<B: Body<Data: Buf>>(mut body: Pin<&mut B>, time: Duration) {
    let rest = pin!(async {
        let mut left = REST;
        while let Some(Some(Ok(frame))) = within(SILENCE, body.as_mut().frame()).await
            && let Some(less) = left.checked_sub(frame.data_ref().map_or(0, Buf::remaining))
        {
            left = less;
        }
    });
    within(time, rest).await;
}

fn too_large(limit: usize) -> Error {
    Error::new(Code::PayloadTooLarge, format!("The body is larger than {limit} bytes."))
}
