//! The responses of HTTP and their headers.

use std::borrow::Cow;
use std::sync::LazyLock;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::declared::context::Target;
use crate::declared::invalidation::{Invalidation, Invalidations};
use crate::declared::request::REQUEST_ID;
use crate::json::canonical::canonical;
use crate::protocol::outgoing::{CacheStatus, Outgoing};
use crate::protocol::reply::errors::error_body;
use crate::{Error, Request};

const INVALIDATE: HeaderName = HeaderName::from_static("x-mizan-invalidate");
const CACHE: HeaderName = HeaderName::from_static("x-mizan-cache");

/// The characters that are percent-encoded: all but the unreserved ones of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The response of a success.
pub(super) fn response(outgoing: Outgoing) -> Response<Bytes> {
    let mut headers = match outgoing.cache {
        None => basic_headers(),
        Some(status) => bundle_headers(status),
    };
    announce(&outgoing.invalidations, &mut headers);
    let mut response = Response::new(outgoing.body.into());
    *response.headers_mut() = headers;
    response
}

/// The response of an error. It carries the id of the request, which is in the log as well.
pub(crate) fn error_response(request: &Request, error: &Error) -> Response<Bytes> {
    let mut response = Response::new(error_body(error).into());
    *response.status_mut() = error.code().status();
    *response.headers_mut() = basic_headers();
    if let Ok(id) = HeaderValue::from_str(request.id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The headers of every response, with room for two more. `no-store`, because only Mizan's own
/// layers know when an answer has become stale.
fn basic_headers() -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers
}

fn bundle_headers(status: CacheStatus) -> HeaderMap {
    // Cloning a prepared `HeaderMap` is cheaper than building one.
    static BYPASS: LazyLock<HeaderMap> = LazyLock::new(|| {
        let mut headers = basic_headers();
        headers.insert(CACHE, HeaderValue::from_static("BYPASS"));
        headers
    });
    match status {
        CacheStatus::Bypass => BYPASS.clone(),
    }
}

/// Adds `X-Mizan-Invalidate`, for parties that do not read bodies: `user;user_id=5, notifications`.
pub(crate) fn announce(invalidations: &Invalidations, headers: &mut HeaderMap) {
    let mut text = String::new();
    for invalidation in invalidations.iter() {
        let separator = if text.is_empty() { "" } else { ", " };
        write_invalidation(invalidation, separator, &mut text);
    }
    if !text.is_empty() {
        let value = HeaderValue::from_maybe_shared(Bytes::from(text));
        headers.insert(INVALIDATE, value.expect("percent-encoded text is a header value"));
    }
}

fn write_invalidation(invalidation: Invalidation<'_>, separator: &str, header: &mut String) {
    let Target { name, is_ascii_word, .. } = *invalidation.target();
    let size = |(name, json): (&str, &str)| name.len() + json.len() + 2;
    let parameters = invalidation.parameters().map(size).sum::<usize>();
    // The exact length where nothing is encoded: `Bytes` takes a full string without copying it.
    header.reserve_exact(separator.len() + name.len() + parameters);
    header.push_str(separator);
    encode(name, is_ascii_word, header);
    for (name, json) in invalidation.parameters() {
        header.push(';');
        encode(name, is_ascii_word, header);
        header.push('=');
        let value = canonical(json).expect("the value of a scope is JSON");
        // The canonical text of a natural number is borrowed, and consists of digits.
        encode(&value, matches!(value, Cow::Borrowed(_)), header);
    }
}

fn encode(text: &str, needs_no_encoding: bool, header: &mut String) {
    match needs_no_encoding {
        true => header.push_str(text),
        false => header.extend(utf8_percent_encode(text, RESERVED)),
    }
}
