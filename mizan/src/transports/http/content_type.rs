//! The content type of a body. A page can send any other type to any site without asking the server
//! first, so that exactly one is JSON, and one a form.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::Error;

/// The kind of a call's body.
pub(super) enum BodyKind {
    Json,
    /// A form, whose parts this boundary separates.
    #[cfg(feature = "uploads")]
    Form(String),
}

/// The kind of a call's body. A body without a content type is JSON: no browser sends one.
pub(super) fn find_body_kind(headers: &HeaderMap) -> Result<BodyKind, Error> {
    let content_type = find_content_type(headers)?;
    #[cfg(feature = "uploads")]
    if let Some(form) = content_type.filter(|it| is(it, "multipart/form-data")) {
        let boundary = multer::parse_boundary(form).map_err(|error| {
            let example = "multipart/form-data; boundary=x";
            Error::bad_request(format!("`Content-Type` has to be `{example}`: {error}."))
        })?;
        return Ok(BodyKind::Form(boundary));
    }
    match content_type.is_none_or(|it| is(it, "application/json")) {
        true => Ok(BodyKind::Json),
        false => Err(Error::bad_request(
            "A call has `Content-Type: application/json`, or `multipart/form-data` if it has files. \
             Send one of the two, whatever the tool sends by itself.",
        )),
    }
}

/// Refuses a read whose body is not JSON.
pub(super) fn check_json(headers: &HeaderMap) -> Result<(), Error> {
    match find_content_type(headers)?.is_none_or(|it| is(it, "application/json")) {
        true => Ok(()),
        false => Err(Error::bad_request(
            "A read by POST has `Content-Type: application/json`. Send that header.",
        )),
    }
}

fn find_content_type(headers: &HeaderMap) -> Result<Option<&str>, Error> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let Some(first) = values.next() else { return Ok(None) };
    match (first.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text)),
        _ => Err(Error::bad_request(
            "`Content-Type` is sent twice, or is no text. Send one: `application/json`.",
        )),
    }
}

/// `true` if a content type is that type, with or without parameters such as `charset`.
fn is(content_type: &str, expected: &str) -> bool {
    let name = content_type.split_once(';').map_or(content_type, |(name, _)| name);
    name.trim_end().eq_ignore_ascii_case(expected)
}
