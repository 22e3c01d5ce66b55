//! The frames of a client, and the frames that answer them.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::Error;
use crate::protocol::envelope::read_object;
use crate::protocol::reply::errors::write_error;

/// A frame that a client sent. What its action does not need is not looked at.
#[derive(Deserialize)]
pub(super) struct Frame<'frame> {
    /// Left out by `cancel` alone, which is not answered.
    pub(super) id: Option<u64>,
    #[serde(borrow)]
    action: Cow<'frame, str>,
    #[serde(rename = "fn", borrow)]
    pub(super) function: Option<Cow<'frame, str>>,
    #[serde(borrow)]
    pub(super) context: Option<Cow<'frame, str>>,
    #[serde(borrow)]
    pub(super) params: Option<&'frame RawValue>,
    #[serde(borrow)]
    pub(super) only: Option<Cow<'frame, str>>,
    #[serde(borrow)]
    pub(super) of: Option<&'frame RawValue>,
    #[serde(borrow)]
    pub(super) token: Option<Cow<'frame, str>>,
}

/// What a client wants.
#[derive(Clone, Copy)]
pub(super) enum Action {
    /// Something that is answered.
    Request(Asked),
    Cancel,
}

/// What a client asks for.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    Rpc,
    Fetch,
    Subscribe,
    Unsubscribe,
    Auth,
}

const ACTIONS: [(&str, Action); 6] = [
    ("rpc", Action::Request(Asked::Rpc)),
    ("fetch", Action::Request(Asked::Fetch)),
    ("subscribe", Action::Request(Asked::Subscribe)),
    ("unsubscribe", Action::Request(Asked::Unsubscribe)),
    ("auth", Action::Request(Asked::Auth)),
    ("cancel", Action::Cancel),
];

impl<'frame> Frame<'frame> {
    pub(super) fn read(text: &'frame [u8]) -> Result<Self, Error> {
        read_object(text).map_err(|error| {
            Error::bad_request(format!(
                "A frame has to be `{{\"id\": 1, \"action\": \"rpc\", …}}`: {error}."
            ))
        })
    }

    pub(super) fn action(&self) -> Result<Action, Error> {
        let known = ACTIONS.iter().find(|(name, _)| *name == self.action);
        known.map(|(_, action)| *action).ok_or_else(|| {
            let names: Vec<String> = ACTIONS.iter().map(|(name, _)| format!("`{name}`")).collect();
            Error::bad_request(format!("`action` has to be one of {}.", names.join(", ")))
        })
    }

    /// The list `of`, each item of which is read on its own.
    pub(super) fn items(&self) -> Result<Vec<&'frame RawValue>, Error> {
        let form = r#"{"of": [{"context": "name", "params": {…}}]}"#;
        let of = self.of.ok_or_else(|| Error::bad_request(format!("Write what: `{form}`.")))?;
        serde_json::from_str(of.get())
            .map_err(|error| Error::bad_request(format!("It has to be `{form}`: {error}.")))
    }
}

/// The frame that answers the request of an id with JSON.
pub(super) fn ok_frame(id: u64, json: &[u8]) -> Vec<u8> {
    let mut frame = format!(r#"{{"id":{id},"ok":"#).into_bytes();
    frame.extend_from_slice(json);
    frame.push(b'}');
    frame
}

/// The frame that answers with an error. A frame without an id gets an error without one.
pub(super) fn error_frame(id: Option<u64>, error: &Error) -> Vec<u8> {
    let id = id.map_or("null".to_owned(), |id| id.to_string());
    let mut frame = format!(r#"{{"id":{id},"error":"#).into_bytes();
    write_error(error, &mut frame);
    frame.push(b'}');
    frame
}

/// The frame of a line of a stream: `{"id":1,"item":…}`, and behind the last item the answer,
/// `{"id":1,"end":true}` or `{"id":1,"error":{…}}`.
pub(super) fn line_frame(id: u64, line: &[u8]) -> Vec<u8> {
    let mut frame = format!(r#"{{"id":{id},"#).into_bytes();
    frame.extend_from_slice(line.strip_prefix(b"{").unwrap_or(line));
    frame
}
