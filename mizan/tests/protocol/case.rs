//! A case of `cases/*.json`: a request, and the response that it gets, whatever carries both.
//!
//! They say nothing about Rust: a backend in another language that offers the functions of
//! `application.rs` and `failures.rs` can be held against them.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::frames::{Asked, Framed, frame_of, upload_of};

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) request: CaseRequest,
    pub(crate) response: CaseResponse,
}

#[derive(Deserialize)]
pub(crate) struct CaseRequest {
    pub(crate) method: String,
    /// A path below the mount point, or the route of a page.
    #[serde(flatten)]
    pub(crate) place: Place,
    /// `{host}` in a value is replaced by the host of the server.
    #[serde(default)]
    pub(crate) headers: Vec<(String, String)>,
    /// The envelope, as JSON.
    pub(crate) json: Option<Value>,
    /// A body that is no JSON.
    pub(crate) text: Option<String>,
    /// The number of times that the body is repeated.
    #[serde(default = "once")]
    pub(crate) repeat: usize,
    /// The parts of a form.
    pub(crate) form: Option<Vec<CasePart>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    Path(String),
    Page(String),
}

#[derive(Deserialize)]
pub(crate) struct CasePart {
    pub(crate) name: String,
    pub(crate) text: Option<String>,
    pub(crate) json: Option<Value>,
    /// The name of a file.
    pub(crate) file: Option<String>,
}

fn once() -> usize {
    1
}

#[derive(Deserialize)]
pub(crate) struct CaseResponse {
    pub(crate) status: u16,
    /// Headers that have to be there; `null` for those that must not.
    #[serde(default)]
    pub(crate) headers: Vec<(String, Option<String>)>,
    /// The body. A `"*"` in it matches any string.
    pub(crate) json: Option<Value>,
    /// A body that is no JSON.
    pub(crate) text: Option<String>,
}

/// The files of cases that frames can ask: all but pages, and the proof of an origin.
pub(crate) const FRAMED: [&str; 11] = [
    include_str!("cases/arguments.json"),
    include_str!("cases/call.json"),
    include_str!("cases/context.json"),
    include_str!("cases/envelope.json"),
    include_str!("cases/errors.json"),
    include_str!("cases/identity.json"),
    include_str!("cases/invalidation.json"),
    include_str!("cases/merge.json"),
    include_str!("cases/mounted.json"),
    include_str!("cases/query.json"),
    include_str!("cases/uploads.json"),
];

impl CaseRequest {
    /// The request as a frame, unless it is one that only HTTP has.
    fn framed(&self, id: u64) -> Option<Framed> {
        let Self { method, place, headers, json, text, repeat, form } = self;
        let Place::Path(path) = place else { return None };
        if let Some(parts) = form {
            return upload_of(parts, id).filter(|_| headers.is_empty());
        }
        let (json, text) = (json.as_ref(), text.as_deref());
        frame_of(&Asked { method, path, headers, json, text }, id).filter(|_| *repeat == 1)
    }
}

impl Case {
    pub(crate) fn read_all(cases: &str) -> Vec<Self> {
        let cases: Vec<Self> = serde_json::from_str(cases).unwrap();
        assert!(!cases.is_empty());
        cases
    }

    /// The frame that asks for the same, unless only HTTP has such a request, or such an answer.
    pub(crate) fn framed(&self, id: u64) -> Option<Framed> {
        self.request.framed(id).filter(|_| self.response.json.is_some())
    }

    /// Checks the frame that answers it.
    pub(crate) fn check_answer(&self, answer: &Value) {
        let Self { name, response, .. } = self;
        let expected = without_place(response.json.clone().expect("an answer in JSON"));
        let is_error = response.status >= 400;
        let actual =
            if is_error { json!({"error": answer["error"]}) } else { answer["ok"].clone() };
        let is_same = matches(&expected, &without_place(actual));
        assert!(is_same, "{name}:\n{answer:#}\ninstead of\n{expected:#}");
    }
}

/// An answer whose message names no place in the text: that of a frame begins with what a body has not.
fn without_place(mut answer: Value) -> Value {
    if let Some(Value::String(message)) = answer.pointer_mut("/error/message") {
        message.truncate(message.find(" at line ").unwrap_or(message.len()));
    }
    answer
}

/// `true` if an answer is as expected: `"*"` matches any string.
pub(crate) fn matches(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::String(any), Value::String(_)) if any == "*" => true,
        (Value::Array(expected), Value::Array(actual)) => {
            expected.len() == actual.len()
                && expected.iter().zip(actual).all(|(expected, actual)| matches(expected, actual))
        }
        (Value::Object(expected), Value::Object(actual)) => {
            expected.len() == actual.len()
                && expected.iter().all(|(name, expected)| {
                    actual.get(name).is_some_and(|actual| matches(expected, actual))
                })
        }
        _ => expected == actual,
    }
}
