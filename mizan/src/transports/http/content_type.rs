//! The content type of a body. A page can send any other type to any site without asking the server
//! first, so that exactly one is JSON, and one a form.

use http::HeaderValue;

use crate::Error;
use crate::protocol::head::Header;

const JSON: &str = "application/json";

/// The kind of a call's body.
pub(super) enum BodyKind {
    Json,
    /// A form, whose parts this boundary separates.
    #[cfg(feature = "uploads")]
    Form(String),
}

/// The kind of a call's body. A body without a content type is JSON: the page of another site can send
/// one as bytes, and is refused by the check of the sender, as with every body.
pub(super) fn find_body_kind(header: Header<'_>) -> Result<BodyKind, Error> {
    let content_type = read(header)?;
    if content_type == Some(JSON) {
        return Ok(BodyKind::Json);
    }
    #[cfg(feature = "uploads")]
    if let Some(form) = content_type.filter(|it| is(it, "multipart/form-data")) {
        return find_boundary(form).map(BodyKind::Form);
    }
    match content_type.is_none_or(|it| is(it, JSON)) {
        true => Ok(BodyKind::Json),
        false => Err(Error::bad_request(
            "A call has `Content-Type: application/json`, or `multipart/form-data` if it has files. \
             Send one of the two, whatever the tool sends by itself.",
        )),
    }
}

/// The kind of the body of a form that a browser sends by itself.
#[cfg(feature = "axum")]
pub(super) enum PostedKind {
    /// Names and texts as in a query.
    Encoded,
    /// Parts that this boundary separates, for a form with files.
    #[cfg(feature = "uploads")]
    Parts(String),
}

/// The kind of the body of a form that a browser sends by itself.
#[cfg(feature = "axum")]
pub(super) fn find_posted_kind(header: Header<'_>) -> Result<PostedKind, Error> {
    let content_type = read(header)?;
    if content_type.is_some_and(|it| is(it, "application/x-www-form-urlencoded")) {
        return Ok(PostedKind::Encoded);
    }
    #[cfg(feature = "uploads")]
    if let Some(form) = content_type.filter(|it| is(it, "multipart/form-data")) {
        return find_boundary(form).map(PostedKind::Parts);
    }
    #[cfg(not(feature = "uploads"))]
    if content_type.is_some_and(|it| is(it, "multipart/form-data")) {
        return Err(Error::bad_request(
            "This server takes no files. Leave `enctype` out of the form, or turn the feature `uploads` \
             of mizan on.",
        ));
    }
    Err(Error::bad_request(
        "A form is posted as a browser does it: `<form method=\"post\">`, with \
         `enctype=\"multipart/form-data\"` if it has files.",
    ))
}

#[cfg(feature = "uploads")]
fn find_boundary(form: &str) -> Result<String, Error> {
    multer::parse_boundary(form).map_err(|error| {
        let example = "multipart/form-data; boundary=x";
        Error::bad_request(format!("`Content-Type` has to be `{example}`: {error}."))
    })
}

/// Refuses a read whose body is not JSON.
pub(super) fn check_json(header: Header<'_>) -> Result<(), Error> {
    match read(header)?.is_none_or(|it| is(it, JSON)) {
        true => Ok(()),
        false => Err(Error::bad_request(
            "A read by POST has `Content-Type: application/json`. Send that header.",
        )),
    }
}

fn read(header: Header<'_>) -> Result<Option<&str>, Error> {
    match header.value.map(HeaderValue::to_str).transpose() {
        Ok(text) if !header.is_repeated => Ok(text),
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
