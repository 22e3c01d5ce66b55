//! The bytes of WebSocket frames, for clients that cost next to nothing.

/// A text frame of a client. Its mask is all zeros, which leaves the text as it is.
pub(crate) fn text(text: &str) -> Vec<u8> {
    let mut frame = vec![0x81];
    match u8::try_from(text.len()) {
        Ok(length @ ..126) => frame.push(0x80 | length),
        _ => {
            let length = u16::try_from(text.len()).expect("a short frame");
            frame.push(0x80 | 126);
            frame.extend_from_slice(&length.to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(text.as_bytes());
    frame
}

/// The text of the first frame of a server, and its length with its head; `None` if it is not whole.
pub(crate) fn read(bytes: &[u8]) -> Option<(&[u8], usize)> {
    assert_eq!(*bytes.first()?, 0x81, "a text frame");
    let (length, head) = match *bytes.get(1)? {
        126 => (usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])), 4),
        length @ ..126 => (usize::from(length), 2),
        _ => panic!("a short frame"),
    };
    Some((bytes.get(head..head + length)?, head + length))
}

/// The request that opens a socket.
pub(crate) fn upgrade(path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}
