//! A frame, as a carrier brings it.

use bytes::Bytes;

/// A frame that a client sends: JSON text of the protocol, or bytes of a file.
///
/// ```
/// use mizan::port::Frame;
///
/// let call = Frame::text(r#"{"id": 1, "action": "rpc", "fn": "ping", "args": {}}"#);
/// // The id of the call in eight bytes, and a piece of its files.
/// let piece = Frame::Binary([&1_u64.to_be_bytes()[..], b"bytes of a file"].concat().into());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Text in UTF-8.
    Text(Bytes),
    /// The bytes of a file, behind the id of the call to which they belong.
    Binary(Bytes),
}

impl Frame {
    /// A frame of text.
    pub fn text(text: impl Into<Bytes>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Text(bytes) | Self::Binary(bytes) => bytes.len(),
        }
    }
}
