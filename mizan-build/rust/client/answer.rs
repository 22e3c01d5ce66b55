//! Answers: the errors in them, and their JSON.

use std::error::Error as _;
use std::time::Duration;

use reqwest::Response;
use reqwest::header::{LOCATION, RETRY_AFTER};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::runtime::error::{Code, Error};

/// An error as an answer has it.
#[derive(Deserialize)]
struct Refusal {
    error: Error,
}

/// The error of a request that got no answer.
pub(super) fn network(error: reqwest::Error) -> Error {
    let code = match () {
        () if error.is_builder() => Code::BadRequest,
        () if error.is_timeout() => Code::Timeout,
        () => Code::Network,
    };
    let place = error.url().map(|url| format!("`{}`", url.origin().ascii_serialization()));
    let is_connect = is_connect(&error);
    let error = error.without_url();
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message.push_str(": ");
        message.push_str(&cause.to_string());
        source = cause.source();
    }
    if let Some(place) = place {
        message = format!("{place}: {message}");
    }
    if is_connect {
        message.push_str(". Start the server, or make the client with its address.");
    }
    Error::new(code, message)
}

/// True if nobody could be reached.
#[cfg(not(target_arch = "wasm32"))]
fn is_connect(error: &reqwest::Error) -> bool {
    error.is_connect()
}

/// A browser does not tell.
#[cfg(target_arch = "wasm32")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}

/// The same answer if it is a good one, else its error.
pub(super) async fn check(response: Response, limit: usize) -> Result<Response, Error> {
    if response.status().is_success() { Ok(response) } else { Err(refusal(response, limit).await) }
}

/// The error that the server answers, or that of what stands between.
pub(super) async fn refusal(response: Response, limit: usize) -> Error {
    let status = response.status();
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let retry_after =
        header(RETRY_AFTER).and_then(|text| text.parse().ok()).map(Duration::from_secs);
    let location = header(LOCATION).map(str::to_owned);
    let answered = bytes(response, limit).await.ok();
    let refused = answered.and_then(|bytes| serde_json::from_slice::<Refusal>(&bytes).ok());
    let error = match (refused, location) {
        (Some(Refusal { error }), _) => error,
        (None, Some(location)) if status.is_redirection() => Error::new(
            Code::BadRequest,
            format!(
                "The address leads elsewhere, to `{location}`, and a call cannot follow. Make the client \
                 with the address that it ends at."
            ),
        ),
        (None, _) => Error::new(
            if status.is_server_error() { Code::Network } else { Code::BadRequest },
            format!("The answer has the status {status}, and is none of a Mizan server's."),
        ),
    };
    Error { retry_after, ..error }
}

/// Reads a whole answer as JSON.
pub(super) async fn parse<T: DeserializeOwned>(
    response: Response,
    limit: usize,
) -> Result<T, Error> {
    read(&bytes(response, limit).await?)
}

/// Reads the JSON of a whole answer.
pub(super) fn read<'answer, T: Deserialize<'answer>>(answer: &'answer [u8]) -> Result<T, Error> {
    serde_json::from_slice(answer).map_err(|error| {
        let message = format!(
            "The answer is none of a Mizan server's: {error}. Make the client with the address where the \
             API is mounted, such as `https://example.net/api/mizan`."
        );
        Error::new(Code::InternalError, message)
    })
}

/// Reads a whole answer, up to the limit.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn bytes(mut response: Response, limit: usize) -> Result<Vec<u8>, Error> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_long(limit));
    }
    let mut bytes = Vec::with_capacity(announced.unwrap_or_default());
    while let Some(chunk) = response.chunk().await.map_err(network)? {
        if bytes.len() + chunk.len() > limit {
            return Err(too_long(limit));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Reads a whole answer, which a browser holds already.
#[cfg(target_arch = "wasm32")]
pub(super) async fn bytes(response: Response, limit: usize) -> Result<Vec<u8>, Error> {
    let bytes = response.bytes().await.map_err(network)?;
    if bytes.len() > limit { Err(too_long(limit)) } else { Ok(bytes.to_vec()) }
}

/// The error of an answer that is over the limit.
pub(super) fn too_long(limit: usize) -> Error {
    let message = format!(
        "The answer has more than {limit} bytes. Make the client with a larger `Options::answer_limit`, if \
         that is as it should be."
    );
    Error::new(Code::PayloadTooLarge, message)
}
