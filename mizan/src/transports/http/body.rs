//! The body of a request, up to the limits of its size, of its time, and of all bodies together.

use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt;
use tokio::sync::OwnedSemaphorePermit;

use crate::protocol::run::call::too_large;
use crate::protocol::served::Served;
use crate::server::concurrency::SMALL_BODY;
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
    ///
    /// `call` is `None` for a read, and the name of the function in the address of a call.
    pub(super) async fn receive_body<B>(
        &self,
        body: B,
        call: Option<Option<&str>>,
    ) -> Result<Received, Error>
    where
        B: Body<Data: Buf>,
    {
        let limits = self.limits();
        let most = match call {
            Some(Some(function)) => self.body_limit(Some(function)),
            _ => limits.body,
        };
        let size = body.size_hint();
        let expected = size.upper().unwrap_or(u64::MAX).min(most as u64);
        let memory = match expected <= SMALL_BODY {
            true => None,
            false => Some(self.load().claim_memory(expected, limits.queue).await?),
        };
        let find_limit = |start: &[u8]| self.body_limit(find_name(start)).min(most);
        let find_limit: Option<&FindLimit<'_>> = match call {
            Some(None) if self.has_body_limits() => Some(&find_limit),
            _ => None,
        };
        Ok(Received { body: read_body(body, most, find_limit, limits.time).await?, memory })
    }
}

/// Finds a lower limit by the first bytes of a body.
pub(crate) type FindLimit<'a> = dyn Fn(&[u8]) -> usize + Send + Sync + 'a;

/// Reads a whole body of at most `limit` bytes, in that time.
pub(crate) async fn read_body<B: Body<Data: Buf>>(
    body: B,
    limit: usize,
    find_limit: Option<&FindLimit<'_>>,
    time: Duration,
) -> Result<Bytes, Error> {
    let mut body = pin!(body);
    let collected = within(time, pin!(collect(body.as_mut(), limit, find_limit))).await;
    match collected {
        Some(Err(error)) if error.code() == Code::PayloadTooLarge => {
            discard(body, time).await;
            Err(error)
        }
        Some(collected) => collected,
        None => Err(Error::bad_request("The body took too long to arrive.")),
    }
}

/// Joins the frames of a body. Most bodies are one frame, which is not copied.
async fn collect<B: Body<Data: Buf>>(
    mut body: Pin<&mut B>,
    mut limit: usize,
    find_limit: Option<&FindLimit<'_>>,
) -> Result<Bytes, Error> {
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
        if let Some(find_limit) = find_limit.filter(|_| whole.is_empty()) {
            limit = find_limit(&piece);
            let expected = piece.len() as u64 + body.size_hint().lower();
            if expected > limit as u64 {
                return Err(too_large(limit));
            }
        }
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

/// The name of the function at the beginning of an envelope, as the client writes it. The limit of any
/// other envelope is looked at when the whole has arrived.
fn find_name(start: &[u8]) -> Option<&str> {
    let rest = start.strip_prefix(br#"{"fn":""#)?;
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    str::from_utf8(&rest[..end]).ok()
}
