//! The endpoint of a request, by its method and path.

use std::borrow::Cow;

use http::Method;
use memchr::memchr2;
use percent_encoding::percent_decode_str;

use crate::Error;
use crate::arguments::errors::shorten;

/// An endpoint of the protocol.
pub(super) enum Endpoint<'path> {
    /// A call. The path may name the function, for logs and proxies that look at addresses.
    Call(Option<Cow<'path, str>>),
    /// The read of one context, whose parameters are in the query.
    Context(Cow<'path, str>),
    /// The read of one context, whose parameters are in the body.
    ContextByBody(Cow<'path, str>),
    /// The reads of several contexts.
    Contexts,
    Session,
}

/// Finds the endpoint. A path answers with and without its last slash, and with a doubled one, because
/// proxies and layers add and remove slashes.
pub(super) fn find_endpoint<'path>(
    method: &Method,
    path: &'path str,
) -> Result<Endpoint<'path>, Error> {
    if let Some(endpoint) = find_usual(method, path) {
        return Ok(endpoint);
    }
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next(), parts.next(), parts.next());
    let is_get = matches!(*method, Method::GET | Method::HEAD);
    let is_post = *method == Method::POST;
    match (first, second, third) {
        (Some("call"), name, None) if is_post => Ok(Endpoint::Call(name.map(decode))),
        (Some("ctx"), Some(name), None) if is_get => Ok(Endpoint::Context(decode(name))),
        (Some("ctx"), Some(name), None) if is_post => Ok(Endpoint::ContextByBody(decode(name))),
        (Some("ctx"), None, None) if is_post => Ok(Endpoint::Contexts),
        (Some("session"), None, None) if is_get => Ok(Endpoint::Session),
        (Some("call"), _, None) | (Some("ctx"), None, None) => {
            Err(refuse_method(path, method, "POST"))
        }
        (Some("ctx"), Some(_), None) => Err(refuse_method(path, method, "GET, HEAD, POST")),
        (Some("session"), None, None) => Err(refuse_method(path, method, "GET, HEAD")),
        _ => Err(Error::not_found(format!(
            "There is no `{}`; Mizan answers at `/call/`, `/ctx/<name>/` and `/session/`.",
            shorten(path.to_owned(), 100)
        ))),
    }
}

/// The endpoints of most requests, as the generated client writes them. Two comparisons cost 30
/// instructions, and splitting the path 350.
fn find_usual<'path>(method: &Method, path: &'path str) -> Option<Endpoint<'path>> {
    if *method == Method::POST {
        return (path == "/call/").then_some(Endpoint::Call(None));
    }
    let name = path.strip_prefix("/ctx/")?.strip_suffix('/')?;
    let is_plain = !name.is_empty() && memchr2(b'/', b'%', name.as_bytes()).is_none();
    (is_plain && *method == Method::GET).then_some(Endpoint::Context(Cow::Borrowed(name)))
}

/// The name that a part of a path spells. A name that is no UTF-8 is no name of a function.
fn decode(part: &str) -> Cow<'_, str> {
    percent_decode_str(part).decode_utf8_lossy()
}

fn refuse_method(path: &str, method: &Method, allow: &'static str) -> Error {
    let (path, method) = (shorten(path.to_owned(), 100), shorten(method.to_string(), 100));
    let takes = allow.replace(", ", " or ");
    Error::bad_request(format!("`{path}` takes {takes}, not {method}.")).with_allow(allow)
}
