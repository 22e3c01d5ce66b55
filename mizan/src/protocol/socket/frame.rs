//! The frames of a client, and the frames that answer them.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Error;
use crate::protocol::channels::wanted::Wanted;
use crate::protocol::envelope::{Envelope, read_envelope, read_object, read_short_fields};
use crate::protocol::reply::errors::write_error;

/// A frame that a client sent. What its action does not need is not looked at.
#[derive(Deserialize)]
pub(crate) struct Frame<'frame> {
    /// Left out by `cancel` alone, which is not answered.
    pub(crate) id: Option<u64>,
    #[serde(borrow)]
    action: Cow<'frame, str>,
    #[serde(rename = "fn", borrow)]
    pub(crate) function: Option<Cow<'frame, str>>,
    #[serde(borrow)]
    pub(crate) context: Option<Cow<'frame, str>>,
    #[serde(borrow)]
    pub(crate) params: Option<&'frame RawValue>,
    #[serde(borrow)]
    pub(crate) only: Option<Cow<'frame, str>>,
    #[serde(borrow)]
    pub(crate) of: Option<&'frame RawValue>,
    #[serde(borrow)]
    pub(crate) channel: Option<Cow<'frame, str>>,
    /// The place behind which a member that comes back wants the messages.
    #[serde(borrow)]
    pub(crate) seq: Option<Cow<'frame, str>>,
    #[serde(borrow)]
    pub(crate) args: Option<&'frame RawValue>,
    #[serde(borrow)]
    pub(crate) mounted: Option<&'frame RawValue>,
    /// The newest tokens that the client has seen.
    #[serde(borrow)]
    pub(crate) seen: Option<Cow<'frame, str>>,
    #[serde(borrow)]
    pub(crate) key: Option<Cow<'frame, str>>,
    /// The files of a call, whose bytes follow in binary frames.
    #[serde(borrow)]
    pub(crate) files: Option<&'frame RawValue>,
    #[serde(borrow)]
    pub(crate) token: Option<Cow<'frame, str>>,
    /// The version of the protocol that the client speaks.
    pub(crate) protocol: Option<u64>,
    /// The arguments of a short call, whose envelope is known then.
    #[serde(skip)]
    short_args: Option<&'frame str>,
}

/// The places of a short call in its text, so that it need not be scanned again.
pub(super) struct ShortCall {
    function: Range<usize>,
    args: Range<usize>,
}

/// What a client wants.
#[derive(Clone, Copy)]
pub(crate) enum Action {
    /// Something that is answered.
    Request(Asked),
    Cancel,
    /// The client has gone: where the carrier does not tell.
    Close,
}

/// What a client asks for.
#[derive(Clone, Copy)]
pub(crate) enum Asked {
    Rpc,
    Fetch,
    Subscribe,
    Unsubscribe,
    Auth,
    Join,
    Send,
    Leave,
    Hello,
    Reset,
}

const ACTIONS: [(&str, Action); 12] = [
    ("rpc", Action::Request(Asked::Rpc)),
    ("fetch", Action::Request(Asked::Fetch)),
    ("subscribe", Action::Request(Asked::Subscribe)),
    ("unsubscribe", Action::Request(Asked::Unsubscribe)),
    ("auth", Action::Request(Asked::Auth)),
    ("join", Action::Request(Asked::Join)),
    ("send", Action::Request(Asked::Send)),
    ("leave", Action::Request(Asked::Leave)),
    ("hello", Action::Request(Asked::Hello)),
    ("reset", Action::Request(Asked::Reset)),
    ("cancel", Action::Cancel),
    ("close", Action::Close),
];

impl<'frame> Frame<'frame> {
    pub(crate) fn read(text: &'frame [u8]) -> Result<Self, Error> {
        if let Some(frame) = Self::read_short_call(text) {
            return Ok(frame);
        }
        read_object(text).map_err(|error| {
            Error::bad_request(format!(
                "A frame has to be `{{\"id\": 1, \"action\": \"rpc\", …}}`: {error}."
            ))
        })
    }

    /// Reads a call as the kernel writes it, `{"id":1,"action":"rpc","fn":"…","args":{…}}`, without a
    /// parser of JSON, like [`read_envelope`] reads a body. It saves 8 000 of 20 000 instructions of a call
    /// (`benches/live`).
    fn read_short_call(text: &'frame [u8]) -> Option<Self> {
        let (id, fields) = read_head(text)?;
        let (function, args) = read_short_fields(str::from_utf8(fields).ok()?)?;
        Some(Self::short(id, function, args))
    }

    /// The call at the places that were found in the same text.
    pub(super) fn read_again(text: &'frame [u8], id: u64, call: &ShortCall) -> Option<Self> {
        let part = |range: &Range<usize>| str::from_utf8(text.get(range.clone())?).ok();
        Some(Self::short(id, part(&call.function)?, part(&call.args)?))
    }

    /// The places of a short call in its text, which ends with `","args":{…}}`.
    pub(super) fn short_call(&self, text: &[u8]) -> Option<ShortCall> {
        let (function, args) = (self.function.as_ref()?, self.short_args?);
        let args = text.len() - 1 - args.len()..text.len() - 1;
        let end = args.start - r#"","args":"#.len();
        Some(ShortCall { function: end - function.len()..end, args })
    }

    fn short(id: u64, function: &'frame str, args: &'frame str) -> Self {
        Self {
            id: Some(id),
            action: Cow::Borrowed("rpc"),
            function: Some(Cow::Borrowed(function)),
            short_args: Some(args),
            context: None,
            params: None,
            only: None,
            of: None,
            channel: None,
            seq: None,
            args: None,
            mounted: None,
            seen: None,
            key: None,
            files: None,
            token: None,
            protocol: None,
        }
    }

    /// The envelope of a call.
    pub(crate) fn envelope(&self, text: &'frame [u8]) -> Result<Envelope<'frame>, Error> {
        match (&self.function, self.short_args) {
            (Some(Cow::Borrowed(function)), Some(args)) => Ok(Envelope::short(function, args)),
            _ => read_envelope(text),
        }
    }

    pub(crate) fn action(&self) -> Result<Action, Error> {
        let known = ACTIONS.iter().find(|(name, _)| *name == self.action);
        known.map(|(_, action)| *action).ok_or_else(|| {
            let names: Vec<String> = ACTIONS.iter().map(|(name, _)| format!("`{name}`")).collect();
            Error::bad_request(format!("`action` has to be one of {}.", names.join(", ")))
        })
    }

    /// The room that the frame names.
    pub(crate) fn room(&self) -> Result<Wanted<'_>, Error> {
        let channel = self.channel.as_deref().ok_or_else(|| {
            Error::bad_request(r#"Write which room: `{"channel": "name", "params": {…}}`."#)
        })?;
        Ok(Wanted { channel, params: self.params.map_or("{}", RawValue::get) })
    }

    /// The list `of`, each item of which is read on its own.
    pub(crate) fn items(&self) -> Result<Vec<&'frame RawValue>, Error> {
        let form = r#"{"of": [{"context": "name", "params": {…}}]}"#;
        let of = self.of.ok_or_else(|| Error::bad_request(format!("Write what: `{form}`.")))?;
        serde_json::from_str(of.get())
            .map_err(|error| Error::bad_request(format!("It has to be `{form}`: {error}.")))
    }
}

/// The id of a call, and its other fields, where its text begins as the kernel writes it: `{"id":1,"action":"rpc",`.
fn read_head(text: &[u8]) -> Option<(u64, &[u8])> {
    let rest = text.strip_prefix(br#"{"id":"#)?;
    let (id, fields) = rest.split_at_checked(memchr(b',', rest)?)?;
    // A number of JSON has no zeros in front.
    let is_number = matches!(id.first(), Some(b'1'..=b'9'));
    let id = str::from_utf8(id).ok()?.parse().ok().filter(|_| is_number)?;
    Some((id, fields.strip_prefix(br#","action":"rpc","#)?))
}

/// The id of a request that is answered. A call is known by its first bytes: if the rest of it is no frame, that is
/// its answer.
#[cfg(feature = "port")]
pub(crate) fn read_request(text: &[u8]) -> Option<u64> {
    if let Some((id, _)) = read_head(text) {
        return Some(id);
    }
    let frame = Frame::read(text).ok()?;
    match frame.action() {
        Ok(Action::Cancel | Action::Close) => None,
        _ => frame.id,
    }
}

/// The frame that answers the request of an id with JSON.
pub(crate) fn ok_frame(id: u64, json: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(json.len() + 32);
    frame.extend_from_slice(br#"{"id":"#);
    frame.extend_from_slice(itoa::Buffer::new().format(id).as_bytes());
    frame.extend_from_slice(br#","ok":"#);
    frame.extend_from_slice(json);
    frame.push(b'}');
    frame
}

/// The frame that answers with an error. A frame without an id gets an error without one.
pub(crate) fn error_frame(id: Option<u64>, error: &Error) -> Vec<u8> {
    let id = id.map_or("null".to_owned(), |id| id.to_string());
    let mut frame = format!(r#"{{"id":{id},"error":"#).into_bytes();
    write_error(error, &mut frame);
    frame.push(b'}');
    frame
}

/// The frame of a line of a stream: `{"id":1,"item":…}`, and behind the last item the answer,
/// `{"id":1,"end":true}` or `{"id":1,"error":{…}}`.
pub(crate) fn line_frame(id: u64, line: &[u8]) -> Vec<u8> {
    let mut frame = format!(r#"{{"id":{id},"#).into_bytes();
    frame.extend_from_slice(line.strip_prefix(b"{").unwrap_or(line));
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scanner_reads_what_the_parser_reads() {
        let call = r#"{"id":7,"action":"rpc","fn":"echo","args":{"a":{"b":"}\""}}}"#;
        assert!(Frame::read_short_call(call.as_bytes()).is_some());
        // Each byte left out, doubled, or replaced: the scanner refuses, or reads the same.
        for at in 0..call.len() {
            for piece in
                ["", "{", "}", "\"", "\\", ",", "0", "9", " ", "x", &call[at..at + 1].repeat(2)]
            {
                let text = [&call[..at], piece, &call[at + 1..]].concat();
                let Some(short) = Frame::read_short_call(text.as_bytes()) else { continue };
                let args = short.short_args.unwrap();
                let places = short.short_call(text.as_bytes()).unwrap();
                let again = Frame::read_again(text.as_bytes(), 7, &places).unwrap();
                assert_eq!((&again.function, again.short_args), (&short.function, Some(args)));
                // What is wrong inside of the arguments is found when they are read.
                if serde_json::from_str::<serde_json::Value>(args).is_err() {
                    continue;
                }
                let whole: Frame<'_> = read_object(text.as_bytes()).unwrap();
                assert_eq!((short.id, &short.function), (whole.id, &whole.function), "{text}");
                assert_eq!(args, read_envelope(text.as_bytes()).unwrap().args, "{text}");
            }
        }
    }

    #[test]
    fn the_calls_of_the_client_are_scanned_unless_contexts_are_mounted() {
        let samples = include_str!("../../../benches/instructions/bodies.json");
        let samples: serde_json::Value = serde_json::from_str(samples).unwrap();
        for (name, sample) in samples.as_object().unwrap() {
            let is_mounted = sample["request"].get("mounted").is_some();
            let scanned = Frame::read_short_call(sample["frame"].as_str().unwrap().as_bytes());
            assert_eq!(scanned.is_none(), is_mounted, "{name}");
        }
    }

    #[test]
    fn what_the_kernel_does_not_write_is_left_to_the_parser() {
        for text in [
            r#"{"id":01,"action":"rpc","fn":"echo","args":{}}"#,
            r#"{"id":-1,"action":"rpc","fn":"echo","args":{}}"#,
            r#"{"id":1,"action":"rpc","fn":"echo","args":{},"id":2}"#,
            r#"{"id":99999999999999999999,"action":"rpc","fn":"echo","args":{}}"#,
            r#"{"id":1,"action":"rpc","fn":"echo","args":[]}"#,
            r#"{"id":1,"action":"rpc","fn":"\u0065cho","args":{}}"#,
            r#"{"id":1,"action":"rpc","fn":"echo","args":{},"mounted":[]}"#,
            r#"{"id":1,"action":"fetch","fn":"echo","args":{}}"#,
        ] {
            assert!(Frame::read_short_call(text.as_bytes()).is_none(), "{text}");
        }
    }
}
