//! The endpoint of a request, by its method and path.

use http::Method;

use crate::Error;

/// An endpoint of the protocol.
pub(super) enum Endpoint<'path> {
    Call,
    /// The read of one context; its parameters are in the query of a GET, and in the body of a POST.
    Context(&'path str),
    /// The reads of several contexts.
    Contexts,
    Session,
}

pub(super) fn find_endpoint<'path>(
    method: &Method,
    path: &'path str,
) -> Result<Endpoint<'path>, Error> {
    let (endpoint, expected) = match path {
        "/call/" => (Endpoint::Call, &[Method::POST][..]),
        "/ctx/" => (Endpoint::Contexts, &[Method::POST][..]),
        "/session/" => (Endpoint::Session, &[Method::GET][..]),
        _ => match path.strip_prefix("/ctx/").and_then(|rest| rest.strip_suffix('/')) {
            Some(name) if !name.contains('/') => {
                (Endpoint::Context(name), &[Method::GET, Method::POST][..])
            }
            _ => return Err(unknown_path(path)),
        },
    };
    if expected.contains(method) {
        return Ok(endpoint);
    }
    let expected: Vec<&str> = expected.iter().map(Method::as_str).collect();
    let expected = expected.join(" or ");
    Err(Error::bad_request(format!("`{path}` takes {expected}, not {method}.")))
}

fn unknown_path(path: &str) -> Error {
    if !path.ends_with('/') && find_endpoint(&Method::GET, &format!("{path}/")).is_ok()
        || path == "/call"
    {
        return Error::not_found(format!("There is no `{path}`; write `{path}/`."));
    }
    Error::not_found(format!(
        "There is no `{path}`; Mizan answers at `/call/`, `/ctx/<name>/` and `/session/`."
    ))
}
