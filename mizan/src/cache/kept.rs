//! An entry as the store keeps it: its stamps, and the whole answer of the read, of a bundle unless another
//! form is named.

use std::time::Duration;

use bytes::Bytes;

use super::store::Stamp;

/// An answer that is kept.
pub(crate) trait Content: Clone + Send + Sync + 'static {
    /// The first line of an entry. Another form has another line, and is a miss for whoever does not know it.
    const FORM: &'static [u8];

    /// Reads the bytes behind the head of an entry; `None` for what is none.
    fn read(bytes: Bytes) -> Option<Self>;

    fn bytes(&self) -> &[u8];

    /// `true` if somebody who has seen that token may be shown it.
    fn is_as_new_as(&self, seen: &str) -> bool;

    /// What it was made of beside what its key names.
    fn reads(&self) -> Option<&Reads> {
        None
    }
}

/// What an answer was made of: tags, each with its stamp from before it was read.
#[derive(Default)]
pub(crate) struct Reads {
    pub(crate) tags: Vec<String>,
    stamps: Vec<String>,
}

impl Reads {
    pub(crate) fn new(reads: Vec<(String, String)>) -> Self {
        let (tags, stamps) = reads.into_iter().unzip();
        Self { tags, stamps }
    }

    /// `true` if the store has these stamps of the tags still.
    pub(crate) fn have_stood(&self, stamps: &[Option<Stamp>]) -> bool {
        let is_same = |(stamp, text): (&Option<Stamp>, &String)| {
            stamp.as_ref().is_some_and(|stamp| !stamp.is_marked && stamp.text == *text)
        };
        stamps.len() == self.stamps.len() && stamps.iter().zip(&self.stamps).all(is_same)
    }
}

/// An answer that is kept, of a bundle or of a page.
#[derive(Clone)]
pub(crate) struct Kept<C = Answer> {
    /// The stamps of its tags from before it was read, as JSON.
    stamps: Bytes,
    /// Who has named the bundle: servers do not know each other's names.
    namer: Bytes,
    pub(crate) answer: C,
}

/// The whole answer of a read, as JSON, and where its parts are: `{"$h":"…","$v":"…","name":…}`.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) body: Bytes,
    /// Where the token ends. Behind its quote are the members.
    end_of_token: usize,
}

/// The name of a bundle is the first member, the token the second.
const NAME: std::ops::Range<usize> = 7..23;
const BEGIN_OF_TOKEN: usize = 31;

impl Answer {
    /// An answer that has a name and no normal forms; `None` for anything else.
    pub(crate) fn new(body: Bytes) -> Option<Self> {
        let is_named = body.starts_with(br#"{"$h":""#)
            && body.get(NAME.end..BEGIN_OF_TOKEN) == Some(br#"","$v":""#);
        let token = body.get(BEGIN_OF_TOKEN..).filter(|_| is_named)?;
        let end_of_token = BEGIN_OF_TOKEN + memchr::memchr(b'"', token)?;
        // Something that was cut off would make the whole answer no JSON.
        let is_whole = body.get(end_of_token + 1) == Some(&b',') && body.last() == Some(&b'}');
        is_whole.then_some(Self { body, end_of_token })
    }

    /// The answer of these parts.
    pub(crate) fn of(name: [u8; 16], token: &[u8], members: &[u8]) -> Option<Self> {
        let parts = [&br#"{"$h":""#[..], &name, br#"","$v":""#, token, b"\"", members];
        Self::new(parts.concat().into())
    }

    /// The token of the read.
    pub(crate) fn token(&self) -> &[u8] {
        &self.body[BEGIN_OF_TOKEN..self.end_of_token]
    }

    pub(crate) fn name(&self) -> [u8; 16] {
        self.body[NAME].try_into().unwrap_or_default()
    }

    /// The members behind the token: `,"name":…}`.
    pub(crate) fn members(&self) -> &[u8] {
        &self.body[self.end_of_token + 1..]
    }
}

impl Content for Answer {
    const FORM: &'static [u8] = b"mizan cache 3\n";

    fn read(bytes: Bytes) -> Option<Self> {
        Self::new(bytes)
    }

    fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Its own token is of the same clock, and is not behind. What bears a `~` may have shown more than its
    /// number says.
    fn is_as_new_as(&self, seen: &str) -> bool {
        let unknown = u64::from(seen.ends_with('~'));
        let token = std::str::from_utf8(self.token()).unwrap_or_default();
        match (read_token(token), read_token(seen)) {
            (Some((clock, number)), Some((other, seen))) => {
                clock == other && seen + unknown <= number
            }
            _ => false,
        }
    }
}

impl<C: Content> Kept<C> {
    pub(crate) fn new(stamps: &[String], namer: &str, answer: C) -> Self {
        let namer = Bytes::copy_from_slice(namer.as_bytes());
        Self { stamps: write_stamps(stamps).into(), namer, answer }
    }

    /// The stamps of its tags from before it was read.
    pub(crate) fn stamps(&self) -> Vec<String> {
        serde_json::from_slice(&self.stamps).unwrap_or_default()
    }

    /// The same with the stamps of another store.
    pub(crate) fn stamped(&self, stamps: &[String]) -> Self {
        Self { stamps: write_stamps(stamps).into(), ..self.clone() }
    }

    pub(crate) fn encode(&self) -> Bytes {
        let Self { stamps, namer, answer } = self;
        [C::FORM, &**stamps, b"\n", &**namer, b"\n", answer.bytes()].concat().into()
    }

    /// Reads an entry; `None` for what is none.
    pub(crate) fn decode(entry: &Bytes) -> Option<Self> {
        let mut rest = entry.strip_prefix(C::FORM)?;
        let mut line = || {
            let (line, behind) = rest.split_at(memchr::memchr(b'\n', rest)?);
            rest = &behind[1..];
            Some(entry.slice_ref(line))
        };
        let (stamps, namer) = (line()?, line()?);
        let answer = C::read(entry.slice_ref(rest))?;
        let is_whole = stamps.first() == Some(&b'[') && stamps.last() == Some(&b']');
        is_whole.then_some(Self { stamps, namer, answer })
    }

    /// `true` if the server of that name has named the bundle.
    pub(crate) fn is_named_by(&self, server: &str) -> bool {
        self.namer == server
    }

    /// `true` if nothing has made it stale: the store has the stamps that it was read with.
    pub(crate) fn is_valid(&self, stamps: &[Option<Stamp>]) -> bool {
        let unmarked = |stamp: &Option<Stamp>| stamp.as_ref().is_some_and(|it| !it.is_marked);
        let texts = || stamps.iter().flatten().map(|stamp| &*stamp.text);
        stamps.iter().all(unmarked)
            && is_list_of(texts(), &self.stamps)
                .unwrap_or_else(|| write_stamps(&texts().collect::<Vec<_>>()) == self.stamps)
    }

    /// The time since a purge has made it stale, by stamps that tell their earlier texts; `None` if that is
    /// not known.
    pub(crate) fn stale_since(&self, stamps: &[Stamp]) -> Option<Duration> {
        let own = self.stamps();
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
}

/// The clock and the number of a token.
fn read_token(token: &str) -> Option<(&str, u64)> {
    let (clock, number) = token.rsplit_once(':')?;
    Some((clock, number.trim_end_matches('~').parse().ok()?))
}

/// `true` if a list has these texts, as JSON. `None` if one of them may be escaped there: then it has to be
/// written to be compared, which costs 1 100 instructions of a hit.
fn is_list_of<'text>(texts: impl Iterator<Item = &'text str>, list: &[u8]) -> Option<bool> {
    let mut opening = b"[".as_slice();
    let mut rest = list;
    for text in texts {
        if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
            return None;
        }
        let parts = [opening, b"\"", text.as_bytes(), b"\""];
        match parts.iter().try_fold(rest, |rest, part| rest.strip_prefix(*part)) {
            Some(behind) => rest = behind,
            None => return Some(false),
        }
        opening = b",";
    }
    Some(rest == b"]")
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
        let body = br#"{"$h":"0123456789abcdef","$v":"c:7~","price":5}"#;
        Kept::new(&stamps, "one", Answer::new(Bytes::from_static(body)).unwrap())
    }

    fn stamp(text: &str, is_marked: bool) -> Option<Stamp> {
        Some(Stamp { text: text.to_owned(), is_marked, earlier: Vec::new() })
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let read = Kept::<Answer>::decode(&kept().encode()).unwrap();
        let answer = &read.answer;
        assert_eq!(answer.body, kept().answer.body);
        assert_eq!((answer.token(), answer.members()), (&b"c:7~"[..], &br#","price":5}"#[..]));
        assert_eq!(&answer.name(), b"0123456789abcdef");
        assert!(read.is_named_by("one") && !read.is_named_by("on"));
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
    fn stamps_are_compared_as_their_lists_are() {
        let texts = ["", "a", "b", "a\",\"b", "\\", "\n", "\u{e9}", "a,b"];
        let lists = texts.iter().flat_map(|one| {
            let pairs = texts.iter().map(move |other| vec![*one, *other]);
            pairs.chain([vec![*one]])
        });
        let lists: Vec<Vec<&str>> = lists.collect();
        for one in &lists {
            for other in &lists {
                let stamps: Vec<String> = one.iter().map(|text| (*text).to_owned()).collect();
                let now: Vec<_> = other.iter().map(|text| stamp(text, false)).collect();
                assert_eq!(
                    kept().stamped(&stamps).is_valid(&now),
                    one == other,
                    "{one:?} {other:?}"
                );
            }
        }
    }

    #[test]
    fn nonsense_is_no_entry() {
        let whole = kept().encode();
        for length in 0..whole.len() {
            assert!(Kept::<Answer>::decode(&whole.slice(..length)).is_none(), "{length}");
        }
        for nonsense in [
            "",
            "mizan cache 2\n[]\nc:1\n,}",
            "mizan cache 3\nno\none\n{\"$h\":\"0123456789abcdef\",\"$v\":\"c:1\",\"a\":1}",
            "mizan cache 3\n[]\none\n{\"$h\":\"0123456789abcdef\",\"$v\":\"c:1\"}",
            "mizan cache 3\n[]\none\n{\"$v\":\"c:1\",\"a\":1}",
            "mizan cache 3\n[]\none\n{\"$h\":\"0123456789abcdef\",\"$p\":{},\"$v\":\"c:1\",\"a\":1}",
            "<html></html>",
        ] {
            assert!(Kept::<Answer>::decode(&Bytes::from_static(nonsense.as_bytes())).is_none());
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
            assert_eq!(kept().answer.is_as_new_as(seen), is_shown, "{seen}");
        }
    }
}
