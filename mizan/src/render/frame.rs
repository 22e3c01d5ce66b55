//! The frames between a server and a worker that renders, as *The renderer* of the guide describes them: a
//! head in JSON, and behind it bytes that nobody has to escape.
//!
//! ```text
//! length of all that follows │ length of the head │ head │ body
//!       u32, big endian      │  u32, big endian   │ JSON │ bytes
//! ```

use std::io::{Error, ErrorKind, Result};

use bytes::{Bytes, BytesMut};
use serde::{Deserialize, Serialize};

/// The most bytes of a frame: a page is no larger, and a length beyond it is no length.
pub(super) const LARGEST: usize = 64 << 20;

/// The bytes before the head.
const PREFIX: usize = 8;

/// What a server tells a worker.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(super) enum Order<'order> {
    /// Renders a component; the body is its properties.
    Render { id: u64, component: &'order str, page: Option<&'order PageHead> },
    /// Answers a read; the body is the results, one behind the other, which are called so and have these lengths.
    Answer { id: u64, read: u64, results: Vec<(&'static str, usize)> },
    /// Refuses a read.
    Refuse { id: u64, read: u64, message: &'order str },
    /// Nobody waits for a render any more.
    Cancel { id: u64 },
    /// Asks for a sign of life.
    Ping,
}

/// What a component may know of the page that it becomes.
#[derive(Serialize, Clone, Debug, Default)]
pub(crate) struct PageHead {
    /// The path and the query of the request.
    pub(crate) url: String,
    /// The nonce of the Content-Security-Policy.
    pub(crate) nonce: Option<String>,
}

/// What a worker tells the server.
#[derive(Deserialize, Debug)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(super) enum News {
    /// The bundle is loaded.
    Ready { version: String, components: Vec<String> },
    /// The bundle could not be loaded.
    Broken { problem: Problem },
    /// The document around the pages is another one; the body is its text.
    Document,
    /// The bundle has no such component any more, but these.
    Missing { id: u64, components: Vec<String> },
    /// A component reads; the body is what it asks for.
    Read { id: u64, read: u64 },
    /// A component is rendered; the body is the HTML.
    Rendered { id: u64, outcome: Outcome },
    /// A component has thrown.
    Failed { id: u64, problem: Problem },
    /// The worker is not blocked.
    Pong,
}

/// What a render says beside its HTML.
#[derive(Deserialize, Debug, Default, Clone)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Outcome {
    /// The page has looked at its address, and so is for its request alone.
    pub(super) is_own: bool,
    /// Elements for `<head>`.
    pub(super) head: String,
    pub(super) status: Option<u16>,
    pub(super) location: Option<String>,
}

/// An exception of JavaScript.
#[derive(Deserialize, Debug, Clone)]
pub(super) struct Problem {
    pub(super) message: String,
    /// The frames of its stack that are the application's own.
    #[serde(default)]
    pub(super) at: Vec<String>,
}

/// A frame that is sent, in pieces: its body is not copied for it.
pub(super) type Frame = Vec<Bytes>;

/// Writes a frame.
pub(super) fn write_frame(
    order: &Order<'_>,
    body: impl IntoIterator<Item = Bytes>,
) -> Result<Frame> {
    let mut pieces = vec![Bytes::new()];
    pieces.extend(body);
    let mut begin = vec![0; PREFIX];
    serde_json::to_writer(&mut begin, order)?;
    let head = begin.len() - PREFIX;
    let all = begin.len() - 4 + pieces.iter().map(Bytes::len).sum::<usize>();
    if all > LARGEST {
        return Err(Error::new(ErrorKind::InvalidInput, too_large(all)));
    }
    begin[..4].copy_from_slice(&bytes_of(all));
    begin[4..PREFIX].copy_from_slice(&bytes_of(head));
    pieces[0] = begin.into();
    Ok(pieces)
}

fn bytes_of(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

fn too_large(length: usize) -> String {
    format!("a frame of {length} bytes is larger than {LARGEST}")
}

/// The length of the rest of a frame, by its first four bytes.
pub(super) fn read_length(prefix: [u8; 4]) -> Result<usize> {
    let length = u32::from_be_bytes(prefix) as usize;
    match (4..=LARGEST).contains(&length) {
        true => Ok(length),
        false => Err(Error::new(ErrorKind::InvalidData, too_large(length))),
    }
}

/// Reads the rest of a frame: what it tells, and its body.
pub(super) fn read_frame(mut rest: BytesMut) -> Result<(News, Bytes)> {
    let cut = || Error::new(ErrorKind::InvalidData, "a frame ends within its head");
    let head = rest.first_chunk::<4>().ok_or_else(cut)?;
    let end = (u32::from_be_bytes(*head) as usize).saturating_add(4);
    let news = serde_json::from_slice(rest.get(4..end).ok_or_else(cut)?)?;
    let body = rest.split_off(end).freeze();
    Ok((news, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(head: &str, body: &[u8]) -> BytesMut {
        let length = u32::try_from(head.len()).expect("short");
        let mut rest = BytesMut::from(&length.to_be_bytes()[..]);
        rest.extend_from_slice(head.as_bytes());
        rest.extend_from_slice(body);
        rest
    }

    #[test]
    fn an_order_is_its_lengths_its_head_and_its_body() {
        let body = ["re".into(), "st".into()];
        let frame = write_frame(&Order::Cancel { id: 7 }, body).expect("a frame").concat();
        let head = br#"{"kind":"cancel","id":7}"#;
        assert_eq!(frame[..4], u32::try_from(4 + head.len() + 4).expect("short").to_be_bytes());
        assert_eq!(frame[4..8], u32::try_from(head.len()).expect("short").to_be_bytes());
        assert_eq!(frame[8..8 + head.len()], *head);
        assert_eq!(frame[8 + head.len()..], *b"rest");
    }

    #[test]
    fn news_have_their_body_behind_them() {
        let rest = news(r#"{"kind":"read","id":3,"read":1}"#, b"[]");
        let (read, body) = read_frame(rest).expect("a frame");
        assert!(matches!(read, News::Read { id: 3, read: 1 }), "{read:?}");
        assert_eq!(body[..], *b"[]");
    }

    #[test]
    fn what_is_no_frame_is_an_error() {
        for rest in [
            BytesMut::new(),
            BytesMut::from(&[0; 3][..]),
            BytesMut::from(&[255; 8][..]),
            news("{", b""),
            news(r#"{"kind":"unheard"}"#, b""),
            news(r#"{"kind":"pong"}"#, b"").split_off(1),
        ] {
            assert!(read_frame(rest.clone()).is_err(), "{rest:?}");
        }
        assert!(read_length([255; 4]).is_err());
        assert!(read_length([0; 4]).is_err());
        assert_eq!(read_length([0, 0, 1, 0]).expect("a length"), 256);
    }
}
