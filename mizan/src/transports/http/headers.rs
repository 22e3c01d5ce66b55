//! The responses of HTTP and their headers.

use std::borrow::Cow;
use std::sync::LazyLock;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::response::{LinesBody, ResponseBody};
use crate::declared::context::Target;
use crate::declared::invalidation::{Invalidation, Invalidations};
use crate::declared::request::REQUEST_ID;
use crate::json::canonical::canonical;
use crate::outgoing::Outgoing;
use crate::protocol::head::Header;
use crate::protocol::reply::errors::error_body;
use crate::protocol::run::stream::Lines;
use crate::server::observer::CacheResult;
use crate::{Code, Error, Request};

/// Asks nginx, and those that follow it, to pass on at once what arrives.
pub(crate) const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
const CACHE: HeaderName = HeaderName::from_static("x-mizan-cache");
const INVALIDATE: HeaderName = HeaderName::from_static("x-mizan-invalidate");

/// The characters that are percent-encoded: all but the unreserved ones of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The response of a success.
pub(super) fn response(outgoing: Outgoing) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::Whole(outgoing.body));
    *response.headers_mut() = match invalidate_header(&outgoing.invalidations) {
        None => basic_headers(),
        Some(text) => {
            let mut headers = WITH_INVALIDATE.clone();
            // The search for the empty value is cheaper than one for the name, which is hashed.
            if let Some(place) = headers.values_mut().find(|value| value.is_empty()) {
                *place = text;
            }
            headers
        }
    };
    if let Some(cache) = outgoing.cache {
        response.headers_mut().insert(CACHE, cache_header(cache));
    }
    response
}

/// Says what the origin cache did for a page.
#[cfg(all(feature = "axum", feature = "cache"))]
pub(crate) fn tell_cache(headers: &mut HeaderMap, cache: CacheResult) {
    headers.insert(CACHE, cache_header(cache));
}

/// What the origin cache did for a read.
fn cache_header(cache: CacheResult) -> HeaderValue {
    HeaderValue::from_static(match cache {
        CacheResult::Hit => "HIT",
        CacheResult::Stale => "STALE",
        CacheResult::Miss(_) => "MISS",
        CacheResult::Bypass(_) => "BYPASS",
    })
}

/// The response of a stream. Each line has to arrive when it is written, so that no proxy may wait
/// for more of them.
pub(super) fn stream_response(lines: Lines) -> Response<ResponseBody> {
    let mut headers = basic_headers();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    headers.insert(BUFFERING, HeaderValue::from_static("no"));
    let mut response = Response::new(ResponseBody::Lines(LinesBody(lines)));
    *response.headers_mut() = headers;
    response
}

/// The response of an error. It carries the id of the request, which is in the log as well.
pub(crate) fn error_response(request: &Request, error: &Error) -> Response<Bytes> {
    let mut response = Response::new(error_body(error).into());
    *response.status_mut() = error.code().status();
    *response.headers_mut() = basic_headers();
    if let Some(methods) = error.allow() {
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(methods));
    }
    let unavailable = (error.code() == Code::Unavailable).then_some(Duration::ZERO);
    if let Some(wait) = error.retry_after().or(unavailable) {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        response.headers_mut().insert(RETRY_AFTER, seconds.max(1).into());
    }
    if let Ok(id) = HeaderValue::from_str(request.id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The key of a call that may be sent again.
///
/// # Errors
///
/// If the header is sent twice, or is no visible ASCII.
pub(super) fn read_idempotency_key(header: Header<'_>) -> Result<Option<&str>, Error> {
    match header.value.map(HeaderValue::to_str).transpose() {
        Ok(key) if !header.is_repeated => Ok(key),
        _ => Err(Error::bad_request(
            "`Idempotency-Key` is sent twice, or is no visible ASCII. Write one random key.",
        )),
    }
}

/// The headers of every response. Cloning them costs a third of collecting them.
fn basic_headers() -> HeaderMap {
    BASIC.clone()
}

static BASIC: LazyLock<HeaderMap> = LazyLock::new(|| {
    HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        // Only Mizan's own layers know when an answer has become stale.
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // A browser that guesses types would show a text of a user as a page.
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ])
});

/// The headers of a mutation, with a place for the text.
static WITH_INVALIDATE: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut headers = BASIC.clone();
    headers.insert(INVALIDATE, HeaderValue::from_static(""));
    headers
});

/// The longest text of `X-Mizan-Invalidate` in bytes. Proxies and clients refuse longer headers, and
/// with them the answer of a mutation that has committed.
const LONGEST: usize = 2048;

/// Adds `X-Mizan-Invalidate`, if there is anything to say.
#[cfg(feature = "axum")]
pub(crate) fn announce(invalidations: &Invalidations, headers: &mut HeaderMap) {
    if let Some(text) = invalidate_header(invalidations) {
        headers.insert(INVALIDATE, text);
    }
}

/// The value of `X-Mizan-Invalidate`, for parties that do not read bodies: `user;user_id=5, feed`.
fn invalidate_header(invalidations: &Invalidations) -> Option<HeaderValue> {
    let mut text = String::new();
    for invalidation in invalidations.iter() {
        let separator = if text.is_empty() { "" } else { ", " };
        let start = text.len();
        if parameters_size(invalidation) > LONGEST {
            write_name(invalidation, separator, &mut text);
        } else {
            write_invalidation(invalidation, separator, &mut text);
            if text.len() > LONGEST {
                // An invalidation without parameters means more instances, which is true as well.
                text.truncate(start);
                write_name(invalidation, separator, &mut text);
            }
        }
        if text.len() > LONGEST {
            text.clear();
            text.push('*');
            break;
        }
    }
    (!text.is_empty()).then(|| {
        let value = HeaderValue::from_maybe_shared(Bytes::from(text));
        value.expect("percent-encoded text is a header value")
    })
}

fn write_invalidation(invalidation: Invalidation<'_>, separator: &str, header: &mut String) {
    let Target { name, is_ascii_word, .. } = *invalidation.target();
    // The exact length where nothing is encoded: `Bytes` takes a full string without copying it.
    header.reserve_exact(separator.len() + name.len() + parameters_size(invalidation));
    write_name(invalidation, separator, header);
    for (name, json) in invalidation.parameters() {
        header.push(';');
        encode(name, is_ascii_word, header);
        header.push('=');
        let value = canonical(json).expect("the value of a scope is JSON");
        // The canonical text of a natural number is borrowed, and consists of digits.
        encode(&value, matches!(value, Cow::Borrowed(_)), header);
    }
}

/// The bytes of the parameters where nothing is encoded.
fn parameters_size(invalidation: Invalidation<'_>) -> usize {
    invalidation.parameters().map(|(name, json)| name.len() + json.len() + 2).sum()
}

fn write_name(invalidation: Invalidation<'_>, separator: &str, header: &mut String) {
    let Target { name, is_ascii_word, .. } = *invalidation.target();
    header.push_str(separator);
    encode(name, is_ascii_word, header);
}

fn encode(text: &str, needs_no_encoding: bool, header: &mut String) {
    match needs_no_encoding {
        true => header.push_str(text),
        false => header.extend(utf8_percent_encode(text, RESERVED)),
    }
}
