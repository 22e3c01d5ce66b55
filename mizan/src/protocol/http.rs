//! Responses: JSON that nobody between the server and its client may keep.

use std::sync::LazyLock;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Response};

use crate::declared::request::REQUEST_ID;
use crate::{Error, Request, json};

const CACHE: HeaderName = HeaderName::from_static("x-mizan-cache");

/// A response of status 200.
pub(super) fn success(body: Bytes) -> Response<Bytes> {
    respond(headers(), body)
}

/// A response of status 200 with a bundle, which no cache had.
pub(super) fn bundle_response(body: Bytes) -> Response<Bytes> {
    // They are copied faster than they are collected.
    static HEADERS: LazyLock<HeaderMap> = LazyLock::new(|| {
        let mut headers = headers();
        headers.insert(CACHE, HeaderValue::from_static("BYPASS"));
        headers
    });
    respond(HEADERS.clone(), body)
}

/// The response that an error is. It bears the name under which the log speaks of the request.
pub(super) fn failure(request: &Request, error: &Error) -> Response<Bytes> {
    let mut body = br#"{"error":"#.to_vec();
    write_error(error, &mut body);
    body.push(b'}');
    let mut response = respond(headers(), body.into());
    *response.status_mut() = error.code().status();
    name_request(request, &mut response);
    response
}

/// Adds the name under which the log speaks of the request.
pub(super) fn name_request(request: &Request, response: &mut Response<Bytes>) {
    if let Ok(id) = HeaderValue::from_str(request.id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
}

/// Writes an error as it stands in an envelope, or beside the members that succeeded.
pub(super) fn write_error(error: &Error, body: &mut Vec<u8>) {
    json::write(error, body).expect("an error has JSON, and a vector takes it");
}

/// The headers that every response has, and room for two more.
fn headers() -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers
}

fn respond(headers: HeaderMap, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.headers_mut() = headers;
    response
}
