//! A text in pieces: the large ones are those that it was made of, and are not copied.

use std::collections::VecDeque;

use bytes::Bytes;

/// The most bytes that are copied behind others: less than a piece of its own costs.
const SMALL: usize = 4096;

/// A text that is written.
#[derive(Default)]
pub(crate) struct Pieces {
    whole: VecDeque<Bytes>,
    /// What comes behind them.
    last: Vec<u8>,
}

impl Pieces {
    /// Writes a text that is copied.
    pub(super) fn push(&mut self, text: &[u8]) {
        self.last.extend_from_slice(text);
    }

    /// Writes bytes, which are copied if they are few.
    pub(super) fn push_bytes(&mut self, bytes: &Bytes) {
        if bytes.len() <= SMALL {
            return self.push(bytes);
        }
        self.end_piece();
        self.whole.push_back(bytes.clone());
    }

    /// Writes JSON into a script element: nothing in it ends the element, or begins a comment. `<` is in the
    /// strings of JSON alone.
    pub(super) fn push_escaped(&mut self, json: &Bytes) {
        let mut begin = 0;
        for at in memchr::memchr3_iter(b'<', b'>', b'&', json) {
            self.push_bytes(&json.slice(begin..at));
            self.push(match json[at] {
                b'<' => br"\u003c",
                b'>' => br"\u003e",
                _ => br"\u0026",
            });
            begin = at + 1;
        }
        self.push_bytes(&json.slice(begin..));
    }

    /// All pieces, in their order; none is empty.
    pub(crate) fn finish(mut self) -> VecDeque<Bytes> {
        self.end_piece();
        self.whole
    }

    /// All in one.
    pub(crate) fn concat(self) -> Bytes {
        let mut pieces = self.finish();
        match pieces.len() {
            1 => pieces.remove(0).unwrap_or_default(),
            _ => pieces.make_contiguous().concat().into(),
        }
    }

    fn end_piece(&mut self) {
        if !self.last.is_empty() {
            self.whole.push_back(std::mem::take(&mut self.last).into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_their_text_whatever_their_lengths_are() {
        for length in [0, 1, SMALL, SMALL + 1, 3 * SMALL] {
            for special in ["", "<", "a&", ">>"] {
                let text = "x".repeat(length) + special + &"y".repeat(length);
                let mut pieces = Pieces::default();
                pieces.push(b"[");
                pieces.push_bytes(&Bytes::copy_from_slice(text.as_bytes()));
                pieces.push_escaped(&Bytes::copy_from_slice(text.as_bytes()));
                pieces.push(b"]");
                let escaped =
                    text.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
                assert_eq!(pieces.concat(), format!("[{text}{escaped}]"));
            }
        }
    }

    #[test]
    fn large_pieces_are_not_copied() {
        let large = Bytes::from("x".repeat(SMALL + 1));
        let mut pieces = Pieces::default();
        pieces.push(b"[");
        pieces.push_escaped(&large);
        pieces.push_bytes(&large);
        pieces.push(b"]");
        let pieces = pieces.finish();
        assert_eq!(pieces.iter().map(Bytes::len).collect::<Vec<_>>(), [1, SMALL + 1, SMALL + 1, 1]);
        assert_eq!([pieces[1].as_ptr(), pieces[2].as_ptr()], [large.as_ptr(); 2]);
    }
}
