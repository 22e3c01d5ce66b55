//! Frames as lines: JSON text each, and bytes behind a line that says how many.

use std::io;

use bytes::{Buf, BufMut, BytesMut};
use memchr::memchr;
use tokio_util::codec::{Decoder, Encoder};

use super::frame::Frame;
use super::sending::too_long;
use crate::Error;

/// The bytes of a line that says how many bytes follow: `#` and the digits of a number.
const LONGEST_HEAD: usize = 21;

/// A frame, or why there is none.
pub(super) type Piece = Result<Frame, Error>;

/// Writes frames as lines.
pub(super) struct Lines {
    /// The largest frame in bytes.
    pub(super) longest: usize,
}

/// Reads frames of lines.
pub(super) struct LineReader {
    longest: usize,
    state: State,
}

enum State {
    /// A line, of which so many bytes were looked at.
    Line(usize),
    /// The bytes of a binary frame.
    Bytes(usize),
    /// The rest of a line that is too long.
    Skip,
    /// So many bytes of a binary frame that is too long.
    SkipBytes(u64),
}

impl Lines {
    pub(super) fn reader(&self) -> LineReader {
        LineReader { longest: self.longest, state: State::Line(0) }
    }
}

impl Encoder<Frame> for Lines {
    type Error = io::Error;

    fn encode(&mut self, frame: Frame, buffer: &mut BytesMut) -> io::Result<()> {
        match frame {
            Frame::Text(text) => {
                buffer.reserve(text.len() + 1);
                buffer.put(text);
                buffer.put_u8(b'\n');
            }
            Frame::Binary(bytes) => {
                buffer.put(format!("#{}\n", bytes.len()).as_bytes());
                buffer.put(bytes);
            }
        }
        Ok(())
    }
}

impl Decoder for LineReader {
    type Item = Piece;
    type Error = io::Error;

    fn decode(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Piece>> {
        loop {
            match self.state {
                State::Line(seen) => {
                    let Some(end) = memchr(b'\n', &buffer[seen..]).map(|at| seen + at) else {
                        self.state = State::Line(buffer.len());
                        return Ok(self.refuse_long(buffer));
                    };
                    let mut line = buffer.split_to(end + 1);
                    line.truncate(end);
                    self.state = State::Line(0);
                    if let Some(piece) = self.read_line(line) {
                        return Ok(Some(piece));
                    }
                }
                State::Bytes(bytes) => {
                    if buffer.len() < bytes {
                        return Ok(None);
                    }
                    self.state = State::Line(0);
                    return Ok(Some(Ok(Frame::Binary(buffer.split_to(bytes).freeze()))));
                }
                State::Skip => match memchr(b'\n', buffer) {
                    Some(end) => {
                        buffer.advance(end + 1);
                        self.state = State::Line(0);
                    }
                    None => {
                        buffer.clear();
                        return Ok(None);
                    }
                },
                State::SkipBytes(bytes) => {
                    let skipped = usize::try_from(bytes).unwrap_or(usize::MAX).min(buffer.len());
                    buffer.advance(skipped);
                    match bytes - skipped as u64 {
                        0 => self.state = State::Line(0),
                        rest => {
                            self.state = State::SkipBytes(rest);
                            return Ok(None);
                        }
                    }
                }
            }
        }
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> io::Result<Option<Piece>> {
        let decoded = self.decode(buffer)?;
        let is_whole = matches!(self.state, State::Line(_)) && buffer.is_empty();
        if decoded.is_none() && !is_whole {
            let text = "the input ends in the middle of a frame";
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, text));
        }
        Ok(decoded)
    }
}

impl LineReader {
    /// Refuses a line that has grown too long without an end.
    fn refuse_long(&mut self, buffer: &mut BytesMut) -> Option<Piece> {
        // One more for the carriage return of Windows.
        if buffer.len() <= self.longest + 1 {
            return None;
        }
        buffer.clear();
        self.state = State::Skip;
        Some(Err(too_long(self.longest)))
    }

    /// Reads a line. `None` if it is empty, or says that bytes follow.
    fn read_line(&mut self, mut line: BytesMut) -> Option<Piece> {
        if line.last() == Some(&b'\r') {
            line.truncate(line.len() - 1);
        }
        match line.first() {
            None => None,
            Some(b'#') => self.read_head(&line),
            Some(_) if line.len() > self.longest => Some(Err(too_long(self.longest))),
            Some(_) => Some(Ok(Frame::Text(line.freeze()))),
        }
    }

    fn read_head(&mut self, line: &[u8]) -> Option<Piece> {
        let digits = line.get(1..).filter(|_| line.len() <= LONGEST_HEAD).unwrap_or_default();
        let count = str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u64>().ok());
        let Some(count) = count else {
            return Some(Err(Error::bad_request(
                "A line that begins with `#` says how many bytes follow. Write their number: `#81`.",
            )));
        };
        match usize::try_from(count) {
            Ok(bytes) if bytes <= self.longest => {
                self.state = State::Bytes(bytes);
                None
            }
            _ => {
                self.state = State::SkipBytes(count);
                Some(Err(too_long(self.longest)))
            }
        }
    }
}
