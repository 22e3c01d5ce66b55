//! An entry as the store keeps it: its stamps and the bundle.

use super::store::Stamp;
use bytes::Bytes;

/// The first line of an entry. Another form has another line, and is a miss for whoever does not know it.
const FORM: &[u8] = b"mizan cache 1\n";

/// A bundle that is kept.
pub(crate) struct Kept {
    /// The stamps of its tags from before it was read, as JSON.
    stamps: Bytes,
    /// The members of the bundle as they stand behind its token: `,"name":…}`.
    pub(crate) members: Bytes,
}

impl Kept {
    pub(crate) fn new(stamps: &[String], members: Bytes) -> Self {
        Self { stamps: write_stamps(stamps).into(), members }
    }

    pub(crate) fn encode(&self) -> Bytes {
        [FORM, &*self.stamps, b"\n", &*self.members].concat().into()
    }

    /// Reads an entry; `None` for what is none.
    pub(crate) fn decode(entry: &Bytes) -> Option<Self> {
        let rest = entry.strip_prefix(FORM)?;
        let end = memchr::memchr(b'\n', rest)?;
        let is_list = rest.first() == Some(&b'[') && rest[..end].last() == Some(&b']');
        let stamps = entry.slice(FORM.len()..FORM.len() + end);
        let members = entry.slice(FORM.len() + end + 1..);
        // Something that was cut off would make the whole answer no JSON.
        (is_list && members.first() == Some(&b',') && members.last() == Some(&b'}'))
            .then_some(Self { stamps, members })
    }

    /// `true` if nothing has made it stale: the store has the stamps that it was read with. Those of the
    /// store are written, so that those of the entry need not be read.
    pub(crate) fn is_valid(&self, stamps: &[Option<Stamp>]) -> bool {
        let unmarked = |stamp: &Option<Stamp>| stamp.as_ref().is_some_and(|it| !it.is_marked);
        let texts = stamps.iter().flatten().map(|stamp| &*stamp.text);
        stamps.iter().all(unmarked) && write_stamps(&texts.collect::<Vec<_>>()) == self.stamps
    }
}

fn write_stamps(stamps: &[impl serde::Serialize]) -> Vec<u8> {
    serde_json::to_vec(stamps).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        let stamps = vec!["a".to_owned(), "b".to_owned()];
        Kept::new(&stamps, Bytes::from_static(br#","price":5}"#))
    }

    fn stamp(text: &str, is_marked: bool) -> Option<Stamp> {
        Some(Stamp { text: text.to_owned(), is_marked })
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let read = Kept::decode(&kept().encode()).unwrap();
        assert_eq!(read.members, kept().members);
        assert!(read.is_valid(&[stamp("a", false), stamp("b", false)]));
    }

    #[test]
    fn other_stamps_make_it_stale() {
        for stamps in [
            vec![stamp("a", false), stamp("c", false)],
            vec![stamp("a", false), None],
            vec![stamp("a", true), stamp("b", false)],
            vec![stamp("a", false)],
            vec![],
        ] {
            assert!(!kept().is_valid(&stamps), "{stamps:?}");
        }
    }

    #[test]
    fn nonsense_is_no_entry() {
        let whole = kept().encode();
        for length in 0..whole.len() {
            assert!(Kept::decode(&whole.slice(..length)).is_none(), "{length}");
        }
        for nonsense in ["", "mizan cache 2\n{}\n,}", "mizan cache 1\nno\n,}", "<html></html>"] {
            assert!(Kept::decode(&Bytes::from_static(nonsense.as_bytes())).is_none());
        }
    }
}
