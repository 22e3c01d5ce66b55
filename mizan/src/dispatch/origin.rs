//! Proof that a request with a cookie comes from the application's own page: a browser sends the
//! cookie with whatever another page asks of it, too.

use http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use http::{HeaderMap, Uri};

use crate::{Error, Request};

/// Refuses a POST whose sender is known by a cookie and that another page may have sent.
///
/// A browser tells where a request comes from by `Sec-Fetch-Site`, an older one by `Origin`. A
/// token in a header needs no proof: no other page can add it.
pub(super) fn check(request: &Request) -> Result<(), Error> {
    let headers = request.headers();
    let is_by_cookie = headers.contains_key(COOKIE)
        && !headers.contains_key(AUTHORIZATION)
        && !headers.contains_key("x-mizan-token");
    if !is_by_cookie || is_same_origin(headers, request.uri()) {
        return Ok(());
    }
    Err(Error::forbidden(
        "A request with a cookie has to come from the page of this server: `Sec-Fetch-Site` or \
         `Origin` has to say so.",
    ))
}

fn is_same_origin(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let origin = text(ORIGIN.as_str()).and_then(|origin| origin.split_once("://"));
    let host = text(HOST.as_str()).or(uri.authority().map(|authority| authority.as_str()));
    match (origin, host) {
        (Some((_, origin)), Some(host)) => origin.eq_ignore_ascii_case(host),
        _ => false,
    }
}
