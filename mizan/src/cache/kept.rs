//! An entry as the store keeps it: its stamps, its token and the bundle.

use std::time::Duration;

use bytes::Bytes;

use super::store::Stamp;

/// The first line of an entry. Another form has another line, and is a miss for whoever does not know it.
const FORM: &[u8] = b"mizan cache 2\n";

/// A bundle that is kept.
#[derive(Clone)]
pub(crate) struct Kept {
    /// The stamps of its tags from before it was read, as JSON.
    stamps: Bytes,
    /// The token of the read.
    token: Bytes,
    /// The members of the bundle as they stand behind its token: `,"name":…}`.
    pub(crate) members: Bytes,
}

impl Kept {
    pub(crate) fn new(stamps: &[String], token: Bytes, members: Bytes) -> Self {
        Self { stamps: write_stamps(stamps).into(), token, members }
    }

    /// The same with the stamps of another store.
    pub(crate) fn stamped(&self, stamps: &[String]) -> Self {
        Self { stamps: write_stamps(stamps).into(), ..self.clone() }
    }

    pub(crate) fn encode(&self) -> Bytes {
        [FORM, &*self.stamps, b"\n", &*self.token, b"\n", &*self.members].concat().into()
    }

    /// Reads an entry; `None` for what is none.
    pub(crate) fn decode(entry: &Bytes) -> Option<Self> {
        let mut rest = entry.strip_prefix(FORM)?;
        let mut line = || {
            let (line, behind) = rest.split_at(memchr::memchr(b'\n', rest)?);
            rest = &behind[1..];
            Some(entry.slice_ref(line))
        };
        let (stamps, token) = (line()?, line()?);
        let members = entry.slice_ref(rest);
        // Something that was cut off would make the whole answer no JSON.
        let is_whole = stamps.first() == Some(&b'[')
            && stamps.last() == Some(&b']')
            && members.first() == Some(&b',')
            && members.last() == Some(&b'}');
        is_whole.then_some(Self { stamps, token, members })
    }

    /// The token of the read.
    pub(crate) fn token(&self) -> &str {
        std::str::from_utf8(&self.token).unwrap_or_default()
    }

    /// `true` if nothing has made it stale: the store has the stamps that it was read with. Those of the
    /// store are written, so that those of the entry need not be read.
    pub(crate) fn is_valid(&self, stamps: &[Option<Stamp>]) -> bool {
        let unmarked = |stamp: &Option<Stamp>| stamp.as_ref().is_some_and(|it| !it.is_marked);
        let texts = stamps.iter().flatten().map(|stamp| &*stamp.text);
        stamps.iter().all(unmarked) && write_stamps(&texts.collect::<Vec<_>>()) == self.stamps
    }

    /// The time since a purge has made it stale, by stamps that tell their earlier texts; `None` if that is
    /// not known.
    pub(crate) fn stale_since(&self, stamps: &[Stamp]) -> Option<Duration> {
        let own: Vec<String> = serde_json::from_slice(&self.stamps).ok()?;
        let age = |(own, now): (&String, &Stamp)| match now.text == *own {
            true => Some(Duration::ZERO),
            false => now.earlier.iter().find(|it| it.text == *own).map(|it| it.age),
        };
        if own.len() != stamps.len() {
            return None;
        }
        let ages: Option<Vec<Duration>> = own.iter().zip(stamps).map(age).collect();
        ages?.into_iter().max()
    }

    /// `true` if somebody who has seen that token may be shown it: its own is of the same clock, and is not
    /// behind. What bears a `~` may have shown more than its number says.
    pub(crate) fn is_as_new_as(&self, seen: &str) -> bool {
        let unknown = u64::from(seen.ends_with('~'));
        match (read_token(self.token()), read_token(seen)) {
            (Some((clock, number)), Some((other, seen))) => {
                clock == other && seen + unknown <= number
            }
            _ => false,
        }
    }
}

/// The clock and the number of a token.
fn read_token(token: &str) -> Option<(&str, u64)> {
    let (clock, number) = token.rsplit_once(':')?;
    Some((clock, number.trim_end_matches('~').parse().ok()?))
}

fn write_stamps(stamps: &[impl serde::Serialize]) -> Vec<u8> {
    serde_json::to_vec(stamps).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Earlier;

    fn kept() -> Kept {
        let stamps = ["a".to_owned(), "b".to_owned()];
        Kept::new(&stamps, Bytes::from_static(b"c:7~"), Bytes::from_static(br#","price":5}"#))
    }

    fn stamp(text: &str, is_marked: bool) -> Option<Stamp> {
        Some(Stamp { text: text.to_owned(), is_marked, earlier: Vec::new() })
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let read = Kept::decode(&kept().encode()).unwrap();
        assert_eq!((&read.members, read.token()), (&kept().members, "c:7~"));
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
        for nonsense in [
            "",
            "mizan cache 1\n[]\n,}",
            "mizan cache 2\nno\nc:1\n,}",
            "mizan cache 2\n[]\n,}",
            "<html></html>",
        ] {
            assert!(Kept::decode(&Bytes::from_static(nonsense.as_bytes())).is_none());
        }
    }

    #[test]
    fn an_entry_is_stale_since_the_first_purge_of_any_of_its_tags() {
        let earlier = |text: &str, seconds| Earlier {
            text: text.to_owned(),
            age: Duration::from_secs(seconds),
        };
        let stamp = |text: &str, earlier: &[Earlier]| Stamp {
            text: text.to_owned(),
            is_marked: false,
            earlier: earlier.to_vec(),
        };
        let purged = [earlier("x", 3), earlier("a", 5)];
        let since = |first: &Stamp, second: &Stamp| {
            kept().stale_since(&[first.clone(), second.clone()]).map(|age| age.as_secs())
        };
        let second = stamp("c", &[earlier("b", 2)]);
        assert_eq!(since(&stamp("y", &purged), &stamp("b", &[])), Some(5));
        assert_eq!(since(&stamp("y", &purged), &second), Some(5));
        assert_eq!(since(&stamp("a", &[]), &second), Some(2));
        assert_eq!(since(&stamp("y", &purged[..1]), &second), None);
        assert_eq!(kept().stale_since(&[stamp("a", &[])]), None);
    }

    #[test]
    fn nobody_is_shown_less_than_what_was_seen() {
        for (seen, is_shown) in [
            ("c:7", true),
            ("c:6~", true),
            ("c:7~", false),
            ("c:8", false),
            ("c:8~", false),
            ("d:1", false),
            ("", false),
        ] {
            assert_eq!(kept().is_as_new_as(seen), is_shown, "{seen}");
        }
    }
}
