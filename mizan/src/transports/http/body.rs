//! The body of a request, up to the limits of its size and time.

use std::pin::pin;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt;

use crate::protocol::timeout::within;
use crate::server::limits::Limits;
use crate::{Code, Error};

/// Reads a whole body.
pub(crate) async fn read_body<B: Body<Data: Buf>>(
    body: B,
    limits: &Limits,
) -> Result<Bytes, Error> {
    let body = pin!(collect(body, limits.body));
    within(limits.time, body)
        .await
        .unwrap_or_else(|| Err(Error::bad_request("The body took too long to arrive.")))
}

/// Joins the frames of a body. Most bodies are one frame, which is not copied.
async fn collect<B: Body<Data: Buf>>(body: B, limit: usize) -> Result<Bytes, Error> {
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let mut body = pin!(body);
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

fn too_large(limit: usize) -> Error {
    Error::new(Code::PayloadTooLarge, format!("The body is larger than {limit} bytes."))
}
