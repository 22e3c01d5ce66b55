//! Responses: JSON that nobody between the server and its client may keep.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use super::json;
use crate::request::REQUEST_ID;
use crate::{Error, Request};

/// A response of status 200.
pub(super) fn success(body: Bytes) -> Response<Bytes> {
    respond(StatusCode::OK, body)
}

/// The response that an error is. It bears the name under which the log speaks of the request.
pub(super) fn failure(request: &Request, error: &Error) -> Response<Bytes> {
    let mut body = br#"{"error":"#.to_vec();
    write_error(error, &mut body);
    body.push(b'}');
    let mut response = respond(error.code().status(), body.into());
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

fn respond(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut headers = HeaderMap::with_capacity(4);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
