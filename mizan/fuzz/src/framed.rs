//! Calls in frames, for whatever carries them: each answer is the one that HTTP gives.

use http::Request;
use mizan::Server;
use mizan::port::{Frame, open};
use serde_json::{Map, Value};

use super::{BODY_LIMIT, check, expected};

/// The id of each call.
const ID: u64 = 7;

/// What a frame has beside the body of the same call.
const HEAD: &str = r#"{"id":7,"action":"rpc""#;

/// The fields of a body that a frame has, too. Others mean nothing in a body, and much in a frame.
const FIELDS: [&str; 4] = ["fn", "args", "mounted", "key"];

/// Any bytes are the body of a call: `ask` carries it in a frame, and returns the frame that answers.
pub fn check_framed(body: &[u8], ask: impl FnOnce(Vec<u8>) -> Value) {
    if body.len() + HEAD.len() > BODY_LIMIT {
        return;
    }
    let answer = ask(frame_of(body));
    let content = check_frame(&answer);
    if !has_only_fields_of_a_body(body) {
        return;
    }
    let request = Request::post("/call/");
    let Some((status, over_http)) = check(request, body) else { return };
    expected::check_call(body, status, &content);
    for place in ["/error/code", "/error/kind", "/error/details", "/result", "/invalidate"] {
        let (ours, theirs) = (content.pointer(place), over_http.pointer(place));
        assert_eq!(ours, theirs, "{place} of {answer}, and over HTTP {over_http}");
    }
}

/// Asks over a port of its own. What is no frame is answered among the events.
pub(super) async fn ask_port(server: &Server, frame: Vec<u8>) -> Value {
    let (port, mut events) = open(server).connect().await.expect("a port");
    let answer = port.ask(Frame::text(frame)).await.expect("the port is open");
    let answer = match answer {
        Some(answer) => answer,
        None => events.next().await.expect("an answer"),
    };
    serde_json::from_slice(&answer).expect("an answer is JSON")
}

/// The body of a call as a frame. What is no object stays as it is.
fn frame_of(body: &[u8]) -> Vec<u8> {
    let Some(fields) = body.trim_ascii_start().strip_prefix(b"{") else { return body.to_vec() };
    let is_empty = fields.trim_ascii_start().starts_with(b"}");
    let separator: &[u8] = if is_empty { b"" } else { b"," };
    [HEAD.as_bytes(), separator, fields].concat()
}

/// The content of a frame that is well formed, as HTTP has it.
fn check_frame(answer: &Value) -> Value {
    let id = &answer["id"];
    assert!(*id == ID || id.is_null(), "{answer}");
    let Some(error) = answer.get("error") else { return answer["ok"].clone() };
    assert!(error["code"].is_string() && error["message"].is_string(), "{answer}");
    assert_ne!(error["code"], "INTERNAL_ERROR", "{answer}");
    let error = [("error".to_owned(), error.clone())];
    Value::Object(error.into_iter().collect())
}

/// `false` for a body that means something else in a frame.
fn has_only_fields_of_a_body(body: &[u8]) -> bool {
    let read: Result<Map<String, Value>, _> = serde_json::from_slice(body);
    read.map_or(true, |fields| fields.keys().all(|name| FIELDS.contains(&name.as_str())))
}
