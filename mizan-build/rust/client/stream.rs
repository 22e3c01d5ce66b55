//! Streams: functions that answer with one item after another.

use std::collections::BTreeMap;
use std::pin::Pin;

use futures_util::stream::{self, Stream, StreamExt};
use serde::Deserialize;
use serde_json::Value;

use super::super::runtime::carrier::Call as WireCall;
use super::super::runtime::error::{Code, Error as WireError};
use super::answer::{network, too_long};
use super::call::{Call, Function};
use super::client::Client;
use super::decode::decode;
use super::failure::Error;
use super::fields::present;
use super::http::Request;

/// Items as they come. To drop it ends the function on the server.
#[cfg(not(target_arch = "wasm32"))]
pub type Items<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// Items as they come. To drop it ends the function on the server.
#[cfg(target_arch = "wasm32")]
pub type Items<T> = Pin<Box<dyn Stream<Item = T>>>;

/// The items of a function: `Ok` each, and an `Err` where it ends badly.
pub type Results<F> = Items<Result<<F as Function>::Output, Error<<F as Function>::Error>>>;

/// A line of the answer: an item, what the function has changed, or the end.
#[derive(Deserialize)]
struct Line {
    #[serde(default, deserialize_with = "present")]
    item: Option<Value>,
    #[serde(default)]
    v: BTreeMap<String, String>,
    #[serde(default)]
    end: bool,
    error: Option<WireError>,
}

/// A stream before its request is sent, and after.
enum State {
    Waiting(Client, Result<WireCall, WireError>),
    Reading(Lines),
}

/// The lines of an answer.
struct Lines {
    body: Items<Result<Vec<u8>, WireError>>,
    /// What has come, and of which no line is made yet.
    buffer: Vec<u8>,
    /// The length of the part of it that has no end of a line.
    searched: usize,
    limit: usize,
    client: Client,
}

impl<F: Function> Call<F> {
    /// The items of the function; the call is sent when the first is asked for.
    pub(in super::super) fn into_stream(self) -> Results<F> {
        let (client, call) = self.into_wire();
        Box::pin(stream::try_unfold(State::Waiting(client, call), next::<F>))
    }
}

async fn next<F: Function>(state: State) -> Result<Option<(F::Output, State)>, Error<F::Error>> {
    let mut lines = match state {
        State::Reading(lines) => lines,
        State::Waiting(client, call) => open(client, call?).await?,
    };
    loop {
        let line: Line = serde_json::from_slice(&lines.next().await?).map_err(|error| {
            let message = format!("A line of the stream cannot be read: {error}.");
            WireError::new(Code::InternalError, message)
        })?;
        lines.client.session.note(&line.v);
        match line {
            Line { error: Some(error), .. } => return Err(error.into()),
            Line { end: true, .. } => return Ok(None),
            Line { item: Some(item), .. } => {
                return Ok(Some((decode(F::SPEC.name, item)?, State::Reading(lines))));
            }
            Line { .. } => {}
        }
    }
}

async fn open(client: Client, call: WireCall) -> Result<Lines, WireError> {
    let request = Request::stream(WireCall { seen: client.session.seen(), ..call })?;
    let response = client.session.http.send(&request).await?;
    let body = response.bytes_stream();
    let body = body.map(|chunk| chunk.map(|bytes| bytes.to_vec()).map_err(network));
    let limit = client.session.http.answer_limit();
    Ok(Lines { body: Box::pin(body), buffer: Vec::new(), searched: 0, limit, client })
}

impl Lines {
    /// The next line; that the answer is cut off is an error, because a stream says where it ends.
    async fn next(&mut self) -> Result<Vec<u8>, WireError> {
        loop {
            let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
            if let Some(length) = unsearched.iter().position(|byte| *byte == b'\n') {
                let rest = self.buffer.split_off(self.searched + length + 1);
                let line = std::mem::replace(&mut self.buffer, rest);
                self.searched = 0;
                if line.trim_ascii().is_empty() {
                    continue;
                }
                return Ok(line);
            }
            self.searched = self.buffer.len();
            if self.searched > self.limit {
                return Err(too_long(self.limit));
            }
            match self.body.next().await {
                Some(chunk) => self.buffer.extend(chunk?),
                None => return Err(WireError::new(Code::Network, "The stream was cut off.")),
            }
        }
    }
}
