//! The `Content-Disposition` of a part of a form: its name, and the name of its file.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::CONTENT_DISPOSITION;
use percent_encoding::percent_decode;

/// The parameters of a `Content-Disposition`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Disposition<'part> {
    /// The name of the part.
    pub(super) name: Option<Cow<'part, str>>,
    /// The name of its file. A part with one is a file, even if the name is empty.
    pub(super) file_name: Option<Cow<'part, str>>,
}

impl<'part> Disposition<'part> {
    /// Reads the header of a part. Names of parameters have no case; `filename*`, which has another
    /// encoding, comes before `filename`. The first of two equal parameters counts.
    pub(super) fn of(headers: &'part HeaderMap) -> Self {
        let value = headers.get(CONTENT_DISPOSITION).map_or(&b""[..], |value| value.as_bytes());
        Self::parse(value)
    }

    fn parse(value: &'part [u8]) -> Self {
        let mut read = Self::default();
        let mut encoded = None;
        let mut rest = skip_type(value);
        while let Some(Parameter { key, value, rest: next }) = next_parameter(rest) {
            rest = next;
            if key.eq_ignore_ascii_case(b"name") {
                read.name = read.name.or(unescape(value));
            } else if key.eq_ignore_ascii_case(b"filename") {
                read.file_name = read.file_name.or(unescape(value));
            } else if key.eq_ignore_ascii_case(b"filename*") {
                encoded = encoded.or(decode(value));
            }
        }
        read.file_name = encoded.or(read.file_name);
        read
    }
}

struct Parameter<'part> {
    key: &'part [u8],
    /// The value without its quotes.
    value: &'part [u8],
    rest: &'part [u8],
}

/// The parameters behind the type, `form-data`.
fn skip_type(value: &[u8]) -> &[u8] {
    let end = value.iter().position(|byte| *byte == b';').unwrap_or(value.len());
    &value[end..]
}

/// The next parameter; `None` at the end, and for what is no parameter.
fn next_parameter(rest: &[u8]) -> Option<Parameter<'_>> {
    let start = rest.iter().position(|byte| *byte != b';' && !byte.is_ascii_whitespace())?;
    let rest = &rest[start..];
    let end = rest.iter().position(|byte| matches!(byte, b'=' | b';')).unwrap_or(rest.len());
    let key = rest[..end].trim_ascii();
    let Some((b'=', value)) = rest[end..].split_first() else {
        return Some(Parameter { key, value: b"", rest: &rest[end..] });
    };
    let value = value.trim_ascii_start();
    match value.split_first() {
        Some((b'"', quoted)) => {
            let end = find_quote(quoted)?;
            Some(Parameter { key, value: &quoted[..end], rest: skip_type(&quoted[end + 1..]) })
        }
        _ => {
            let end = value.iter().position(|byte| *byte == b';').unwrap_or(value.len());
            Some(Parameter { key, value: value[..end].trim_ascii_end(), rest: &value[end..] })
        }
    }
}

/// The position of the quote that ends a text.
fn find_quote(quoted: &[u8]) -> Option<usize> {
    let is_end = |at: usize| quoted[at] == b'"' && (at == 0 || quoted[at - 1] != b'\\');
    (0..quoted.len()).find(|at| is_end(*at))
}

/// A text whose quotes are escaped. Other backslashes stay: a browser may send the path of a file.
fn unescape(value: &[u8]) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(value).ok()?;
    Some(if text.contains("\\\"") { Cow::Owned(text.replace("\\\"", "\"")) } else { text.into() })
}

/// A text such as `UTF-8'en'caf%C3%A9`. `None` for another encoding than UTF-8.
fn decode(value: &[u8]) -> Option<Cow<'_, str>> {
    let mut parts = value.splitn(3, |byte| *byte == b'\'');
    let encoding = parts.next()?;
    let text = parts.nth(1)?;
    if !encoding.eq_ignore_ascii_case(b"utf-8") {
        return None;
    }
    percent_decode(text).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(header: &str, name: Option<&str>, file_name: Option<&str>) {
        let read = Disposition::parse(header.as_bytes());
        assert_eq!(
            (read.name.as_deref(), read.file_name.as_deref()),
            (name, file_name),
            "{header}"
        );
    }

    #[test]
    fn a_part_has_a_name_and_a_file_may_have_one() {
        reads("form-data; name=\"args\"", Some("args"), None);
        reads("form-data; name=args", Some("args"), None);
        reads("form-data;name = args ; filename = a.txt", Some("args"), Some("a.txt"));
        reads(
            "form-data; filename=\"a b;c.txt\"; name=\"photo\"",
            Some("photo"),
            Some("a b;c.txt"),
        );
        reads("form-data; name=\"photo\"; filename=\"\"", Some("photo"), Some(""));
        reads(
            "form-data; name=\"a\\\"b\"; filename=\"C:\\dir\\x\"",
            Some("a\"b"),
            Some("C:\\dir\\x"),
        );
        reads("form-data; name=\"первое\"", Some("первое"), None);
    }

    #[test]
    fn names_of_parameters_have_no_case() {
        reads("Form-Data; NAME=\"photo\"; FileName=\"a.txt\"", Some("photo"), Some("a.txt"));
        reads("form-data; xname=\"no\"; name=\"yes\"", Some("yes"), None);
    }

    #[test]
    fn an_encoded_file_name_comes_first() {
        let cafe = Some("café.txt");
        reads("form-data; name=a; filename*=UTF-8''caf%C3%A9.txt", Some("a"), cafe);
        reads("form-data; name=a; filename*=utf-8'fr'caf%C3%A9.txt; filename=b", Some("a"), cafe);
        reads("form-data; name=a; filename=b; FILENAME*=UTF-8''caf%C3%A9.txt", Some("a"), cafe);
        reads("form-data; name=a; filename=b; filename*=iso-8859-1''caf%E9", Some("a"), Some("b"));
        reads("form-data; name=a; filename*=UTF-8''%FF", Some("a"), None);
    }

    #[test]
    fn what_is_no_header_has_no_names() {
        for header in
            ["", ";", "form-data", "form-data; name", "form-data; =x", "form-data; name=\"x"]
        {
            let read = Disposition::parse(header.as_bytes());
            let name = read.name.unwrap_or_default();
            assert_eq!((name.as_ref(), read.file_name), ("", None), "{header}");
        }
    }
}
