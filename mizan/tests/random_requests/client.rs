//! A client that looks at the form of every answer.

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response};
use serde_json::Value;

/// The codes of the protocol, each with its status.
const CODES: [(&str, u16); 12] = [
    ("BAD_REQUEST", 400),
    ("UNAUTHORIZED", 401),
    ("FORBIDDEN", 403),
    ("NOT_FOUND", 404),
    ("CONFLICT", 409),
    ("PAYLOAD_TOO_LARGE", 413),
    ("VALIDATION_ERROR", 422),
    ("TOO_MANY_REQUESTS", 429),
    ("INTERNAL_ERROR", 500),
    ("NOT_IMPLEMENTED", 501),
    ("UNAVAILABLE", 503),
    ("TIMEOUT", 504),
];

/// More than any answer of these sequences needs.
const MOST_BYTES: usize = 32 * 1024;

/// An answer in the envelope of the protocol.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    /// The cookie that it sets, as a client sends it.
    pub(crate) cookie: Option<String>,
}

impl Answer {
    /// The code of an error; empty for a success.
    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status == 200
    }
}

/// Sends a request; an answer that is not in the envelope is a failure.
pub(crate) async fn send(request: RequestBuilder) -> Result<Answer, String> {
    let response = request.send().await.map_err(|error| format!("no answer: {error:?}"))?;
    read(response).await
}

async fn read(response: Response) -> Result<Answer, String> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.map_err(|error| format!("half an answer: {error:?}"))?;
    let is_stream = has(&headers, "content-type", "application/x-ndjson");
    // A stream says at its end whether it is whole.
    let json = if is_stream { text.lines().last().unwrap_or_default() } else { &text };
    let body: Value =
        serde_json::from_str(json).map_err(|error| format!("{status} {text}: {error}"))?;
    let failed = CODES.iter().find(|(code, _)| body["error"]["code"] == *code);
    let status = failed.filter(|_| is_stream).map_or(status, |(_, status)| *status);
    let is_whole = !is_stream || body.get("end").is_some() || body.get("error").is_some();
    let cookie = headers.get("set-cookie").and_then(|cookie| cookie.to_str().ok());
    let cookie = cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
    let answer = Answer { status, body, cookie };
    let problems = [
        (text.len() > MOST_BYTES, "it is too long"),
        (!is_whole, "the stream breaks off"),
        (
            !is_stream && !has(&headers, "content-type", "application/json"),
            "it is not said to be JSON",
        ),
        (!has(&headers, "cache-control", "no-store"), "others may store it"),
        (longest(&headers) > 2048, "a header is too long"),
        (!is_in_envelope(&answer), "it is in no envelope"),
        (!is_stream && status == 503 && !has(&headers, "retry-after", "1"), "it does not say when"),
    ];
    match problems.into_iter().find(|(is_wrong, _)| *is_wrong) {
        Some((_, problem)) => Err(format!("{problem}: {status} {text}")),
        None => Ok(answer),
    }
}

fn has(headers: &HeaderMap, name: &str, value: &str) -> bool {
    headers.get(name).is_some_and(|found| found == value)
}

fn longest(headers: &HeaderMap) -> usize {
    headers.values().map(|value| value.len()).max().unwrap_or(0)
}

fn is_in_envelope(answer: &Answer) -> bool {
    let Some(body) = answer.body.as_object() else { return false };
    if answer.is_success() {
        return !body.contains_key("error");
    }
    let has_code = CODES.contains(&(answer.code(), answer.status));
    has_code && answer.body["error"]["message"].is_string() && body.len() == 1
}
