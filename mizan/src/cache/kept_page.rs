//! A page as the store keeps it: what it has read by the way, its headers, its body.

use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use bytes::Bytes;
use foldhash::quality::RandomState;
use http::{HeaderMap, HeaderName, HeaderValue};
use lru::LruCache;
use serde::{Deserialize, Serialize};

use super::kept::{Content, Reads};

/// A page that is kept. Its status is 200.
#[derive(Clone)]
pub(crate) struct KeptPage {
    /// The head, the end of its line, and the body.
    whole: Bytes,
    head: Arc<Head>,
    body: Bytes,
}

/// Everything of a page but its body.
struct Head {
    headers: HeaderMap,
    reads: Reads,
}

/// A head as it is written, in one line.
#[derive(Serialize, Deserialize)]
struct WrittenHead {
    headers: Vec<(String, String)>,
    reads: Vec<(String, String)>,
}

impl KeptPage {
    /// A page with what it has read beside its own context: tags with their stamps. `None` if a header is no
    /// ASCII.
    pub(crate) fn new(
        headers: &HeaderMap,
        reads: Vec<(String, String)>,
        body: &[u8],
    ) -> Option<Self> {
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        let headers = headers.iter().map(text).collect::<Option<_>>()?;
        let head = serde_json::to_vec(&WrittenHead { headers, reads }).ok()?;
        Self::read([&*head, b"\n", body].concat().into())
    }

    pub(crate) fn body(&self) -> &Bytes {
        &self.body
    }

    /// The headers that the page had. A response has some more, for which a clone would have no room.
    pub(crate) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(self.head.headers.len() + 4);
        for (name, value) in &self.head.headers {
            headers.append(name.clone(), value.clone());
        }
        headers
    }
}

impl Head {
    fn read(line: &[u8]) -> Option<Self> {
        let WrittenHead { headers: written, reads } = serde_json::from_slice(line).ok()?;
        let mut headers = HeaderMap::with_capacity(written.len());
        for (name, value) in written {
            let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.try_into()) else {
                continue;
            };
            headers.append(name, value);
        }
        Some(Self { headers, reads: Reads::new(reads) })
    }
}

/// The heads that are known, at most.
const MOST_KNOWN: NonZeroUsize = NonZeroUsize::new(1024).expect("a number above zero");

/// The bytes of the longest head that is known.
const LONGEST_KNOWN: usize = 4096;

/// The heads that were read last, by their lines: to read one took 8 000 of the 47 000 instructions of a hit, those of
/// the HTTP server among them.
static KNOWN: LazyLock<Mutex<KnownHeads>> =
    LazyLock::new(|| Mutex::new(LruCache::with_hasher(MOST_KNOWN, RandomState::default())));

type KnownHeads = LruCache<Box<[u8]>, Arc<Head>, RandomState>;

fn head_of(line: &[u8]) -> Option<Arc<Head>> {
    let lock = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(head) = lock().get(line) {
        return Some(Arc::clone(head));
    }
    let head = Arc::new(Head::read(line)?);
    if line.len() <= LONGEST_KNOWN {
        lock().put(line.into(), Arc::clone(&head));
    }
    Some(head)
}

impl Content for KeptPage {
    const FORM: &'static [u8] = b"mizan page 1\n";

    fn read(bytes: Bytes) -> Option<Self> {
        // JSON of texts has no end of a line.
        let end = memchr::memchr(b'\n', &bytes)?;
        let head = head_of(&bytes[..end])?;
        let body = bytes.slice(end + 1..);
        Some(Self { whole: bytes, head, body })
    }

    fn bytes(&self) -> &[u8] {
        &self.whole
    }

    /// A page bears no token: who reads it by an address has shown nothing.
    fn is_as_new_as(&self, _seen: &str) -> bool {
        false
    }

    fn reads(&self) -> Option<&Reads> {
        Some(&self.head.reads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::kept::Kept;
    use crate::cache::store::Stamp;

    #[test]
    fn a_page_is_read_as_it_was_written() {
        let mut headers = HeaderMap::new();
        headers.append("content-type", HeaderValue::from_static("text/html"));
        headers.append("link", HeaderValue::from_static("</a.js>; rel=\"preload\""));
        headers.append("link", HeaderValue::from_static("</b.js>"));
        let reads = vec![("tag:a".to_owned(), "\n\"".to_owned())];
        let body = "<p>\n{\u{e9}\n".as_bytes();
        let page = KeptPage::new(&headers, reads, body).unwrap();
        let entry = Kept::new(&["x".to_owned()], "one", page).encode();
        let read = Kept::<KeptPage>::decode(&entry).unwrap().answer;
        assert_eq!(read.headers(), headers);
        let stamp = |text: &str| {
            Some(Stamp { text: text.to_owned(), is_marked: false, earlier: Vec::new() })
        };
        let reads = read.reads().unwrap();
        assert_eq!(reads.tags, ["tag:a"]);
        assert!(reads.have_stood(&[stamp("\n\"")]) && !reads.have_stood(&[stamp("\n")]));
        assert_eq!(read.body(), body);
        // A bundle is no page, and a page that is cut off in its head is none.
        assert!(Kept::<crate::cache::kept::Answer>::decode(&entry).is_none());
        assert!(Kept::<KeptPage>::decode(&entry.slice(..entry.len() - body.len() - 1)).is_none());
    }

    #[test]
    fn a_header_that_is_no_text_is_not_kept() {
        let mut headers = HeaderMap::new();
        headers.append("x-odd", HeaderValue::from_bytes(b"\xff").unwrap());
        assert!(KeptPage::new(&headers, Vec::new(), b"").is_none());
    }
}
