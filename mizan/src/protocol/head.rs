//! The headers of a request that Mizan reads, found in one pass. It is cheaper than a search for each:
//! a search hashes the name.

use http::{HeaderMap, HeaderValue};

/// The headers that Mizan reads.
#[derive(Default)]
pub(crate) struct Head<'request> {
    pub(crate) content_type: Header<'request>,
    pub(crate) idempotency_key: Header<'request>,
    pub(crate) sender: SenderHeaders<'request>,
}

/// The headers that tell something of the sender.
#[derive(Default)]
pub(crate) struct SenderHeaders<'request> {
    pub(crate) mizan_token: Header<'request>,
    pub(crate) authorization: Header<'request>,
    pub(crate) origin: Header<'request>,
    pub(crate) site: Site,
    pub(crate) has_cookie: bool,
}

/// A header that should be sent once at most.
#[derive(Clone, Copy, Default)]
pub(crate) struct Header<'request> {
    pub(crate) value: Option<&'request HeaderValue>,
    pub(crate) is_repeated: bool,
}

/// `Sec-Fetch-Site`, which only a browser can write, never a page. Of several values the last of this
/// list counts.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Site {
    #[default]
    Absent,
    SameOrigin,
    /// No page has caused the request: `none`.
    User,
    Other,
}

impl<'request> Head<'request> {
    pub(crate) fn read(headers: &'request HeaderMap) -> Self {
        let mut head = Self::default();
        for (name, value) in headers {
            match name.as_str() {
                "content-type" => head.content_type.add(value),
                "idempotency-key" => head.idempotency_key.add(value),
                "x-mizan-token" => head.sender.mizan_token.add(value),
                "authorization" => head.sender.authorization.add(value),
                "origin" => head.sender.origin.add(value),
                "sec-fetch-site" => head.sender.site = head.sender.site.max(Site::read(value)),
                "cookie" => head.sender.has_cookie = true,
                _ => {}
            }
        }
        head
    }
}

impl<'request> Header<'request> {
    fn add(&mut self, value: &'request HeaderValue) {
        self.is_repeated = self.value.replace(value).is_some();
    }
}

impl Site {
    fn read(value: &HeaderValue) -> Self {
        match value.as_bytes() {
            b"same-origin" => Self::SameOrigin,
            b"none" => Self::User,
            _ => Self::Other,
        }
    }
}
