//! A page as the store keeps it: what it has read by the way, its headers, its body.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use super::kept::Content;

/// A page that is kept. Its status is 200.
#[derive(Clone)]
pub(crate) struct KeptPage {
    /// The head, the end of its line, and the body.
    whole: Bytes,
    head: Head,
    body: Bytes,
}

/// Everything of a page but its body.
#[derive(Clone, Serialize, Deserialize)]
struct Head {
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
        let head = serde_json::to_vec(&Head { headers, reads }).ok()?;
        Self::read([&*head, b"\n", body].concat().into())
    }

    pub(crate) fn body(&self) -> &Bytes {
        &self.body
    }

    /// The headers that the page had.
    pub(crate) fn headers(&self) -> HeaderMap {
        let read = |(name, value): &(String, String)| {
            let name = HeaderName::try_from(name).ok()?;
            Some((name, HeaderValue::try_from(value).ok()?))
        };
        let mut headers = HeaderMap::with_capacity(self.head.headers.len() + 4);
        for (name, value) in self.head.headers.iter().filter_map(read) {
            headers.append(name, value);
        }
        headers
    }
}

impl Content for KeptPage {
    const FORM: &'static [u8] = b"mizan page 1\n";

    fn read(bytes: Bytes) -> Option<Self> {
        // JSON of texts has no end of a line.
        let end = memchr::memchr(b'\n', &bytes)?;
        let head = serde_json::from_slice(&bytes[..end]).ok()?;
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

    fn reads(&self) -> &[(String, String)] {
        &self.head.reads
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::kept::Kept;

    #[test]
    fn a_page_is_read_as_it_was_written() {
        let mut headers = HeaderMap::new();
        headers.append("content-type", HeaderValue::from_static("text/html"));
        headers.append("link", HeaderValue::from_static("</a.js>; rel=\"preload\""));
        headers.append("link", HeaderValue::from_static("</b.js>"));
        let reads = vec![("tag:a".to_owned(), "\n\"".to_owned())];
        let body = "<p>\n{\u{e9}\n".as_bytes();
        let page = KeptPage::new(&headers, reads.clone(), body).unwrap();
        let entry = Kept::new(&["x".to_owned()], "one", page).encode();
        let read = Kept::<KeptPage>::decode(&entry).unwrap().answer;
        assert_eq!((read.headers(), read.reads()), (headers, &*reads));
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
