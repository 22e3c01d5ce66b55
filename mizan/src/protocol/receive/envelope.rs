//! The JSON body of a call.

use std::borrow::Cow;
use std::fmt::Display;

use memchr::{memchr, memchr2};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::Error;

/// The body of `call/`.
#[derive(Deserialize)]
pub(in crate::protocol) struct Envelope<'body> {
    #[serde(rename = "fn", borrow)]
    pub(in crate::protocol) function: Cow<'body, str>,
    #[serde(borrow, deserialize_with = "read_raw")]
    pub(in crate::protocol) args: &'body str,
    #[serde(borrow, default)]
    pub(in crate::protocol) mounted: Vec<Mounted<'body>>,
}

/// An instance of a context that the client shows.
#[derive(Deserialize)]
pub(in crate::protocol) struct Mounted<'body> {
    #[serde(borrow)]
    pub(in crate::protocol) context: Cow<'body, str>,
    #[serde(borrow)]
    params: Option<&'body RawValue>,
}

impl Mounted<'_> {
    pub(in crate::protocol) fn params(&self) -> &str {
        self.params.map_or("{}", RawValue::get)
    }
}

pub(in crate::protocol) fn read_envelope(body: &[u8]) -> Result<Envelope<'_>, Error> {
    let refuse = |error: &dyn Display| {
        Error::bad_request(format!(
            "The body has to be `{{\"fn\": \"name\", \"args\": {{…}}}}`: {error}."
        ))
    };
    let text = str::from_utf8(body).map_err(|error| refuse(&error))?;
    if let Some(envelope) = read_short_envelope(text) {
        return Ok(envelope);
    }
    let envelope: Envelope<'_> = serde_json::from_str(text).map_err(|error| refuse(&error))?;
    check_object(envelope.args)?;
    Ok(envelope)
}

/// Refuses arguments that have no names.
pub(in crate::protocol) fn check_object(args: &str) -> Result<(), Error> {
    if args.starts_with('{') {
        return Ok(());
    }
    Err(Error::bad_request("`args` has to be an object: `{\"fn\": \"name\", \"args\": {…}}`."))
}

fn read_raw<'body, D: Deserializer<'body>>(deserializer: D) -> Result<&'body str, D::Error> {
    <&RawValue>::deserialize(deserializer).map(RawValue::get)
}

/// Reads an envelope as a client writes it that shows nothing: it goes over the arguments only to
/// find that nothing is behind them. Whether they are JSON shows when they are read.
fn read_short_envelope(text: &str) -> Option<Envelope<'_>> {
    let rest = text.strip_prefix(r#"{"fn":""#)?;
    let end = memchr2(b'"', b'\\', rest.as_bytes())?;
    let (function, rest) = rest.split_at(end);
    let args = rest.strip_prefix(r#"","args":"#)?.strip_suffix('}')?;
    // Where there is but one brace that closes, as in most, nothing can be behind it.
    let is_flat = memchr(b'}', args.as_bytes())? + 1 == args.len();
    let is_whole = args.starts_with('{') && (is_flat || find_end(args)? == args.len());
    is_whole.then(|| Envelope { function: Cow::Borrowed(function), args, mounted: Vec::new() })
}

/// Where the brackets that open first are closed.
fn find_end(json: &str) -> Option<usize> {
    let (json, mut depth, mut at) = (json.as_bytes(), 0_usize, 0);
    loop {
        match json.get(at)? {
            b'"' => at = find_quote(json, at + 1)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return Some(at + 1),
            b'}' | b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
    }
}

/// Where a text ends that began before.
fn find_quote(json: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', json.get(at..)?)?;
        match json[at] {
            b'"' => return Some(at),
            _ => at += 2,
        }
    }
}
