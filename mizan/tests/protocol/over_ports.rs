//! The cases over ports: the same answers and errors, with answers of their own, and as lines of bytes.

use mizan::port::{Frame, Opening, open};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex, split};

use crate::cases::{Case, matches};
use crate::frames::{Asked, frame_of};
use crate::running::Running;

/// The fewest cases of all files that frames can ask.
const FEWEST: usize = 74;

/// Opens a line with these headers.
fn opening(server: &Running, headers: &[(String, String)]) -> Opening {
    headers.iter().fold(open(server.api()), |opening, (name, value)| {
        opening.header(name.parse().unwrap(), value.parse().unwrap())
    })
}

/// Asks over a port that has answers of its own. A line that is refused has the error of its opening.
async fn ask(opening: Opening, frame: String) -> Value {
    let (port, _events) = match opening.connect().await {
        Ok(opened) => opened,
        Err(error) => return refusal(&error),
    };
    let answer = port.ask(Frame::text(frame)).await.unwrap().expect("an answer of its own");
    serde_json::from_slice(&answer).unwrap()
}

/// Asks over a pipe, a line for each frame.
async fn ask_by_line(opening: Opening, frame: String) -> Value {
    let (ours, theirs) = duplex(1024);
    let (reader, writer) = split(theirs);
    let served = tokio::spawn(async move { opening.serve_bytes(reader, writer).await });
    let (output, mut input) = split(ours);
    // A text of a case may have several lines, which JSON does not need.
    let line = format!("{}\n", frame.replace('\n', " "));
    input.write_all(line.as_bytes()).await.unwrap();
    let answer = BufReader::new(output).lines().next_line().await.unwrap().expect("an answer");
    drop(input);
    served.abort();
    serde_json::from_str(&answer).unwrap()
}

fn refusal(error: &mizan::Error) -> Value {
    serde_json::json!({"error": {"code": error.code().as_str(), "message": error.message()}})
}

fn check_answer(case: &Case, answer: &Value) {
    let (name, response) = (&case.name, &case.response);
    let expected = without_place(response.json.clone().expect("an answer in JSON"));
    let is_error = response.status >= 400;
    let actual =
        if is_error { serde_json::json!({"error": answer["error"]}) } else { answer["ok"].clone() };
    let is_same = matches(&expected, &without_place(actual));
    assert!(is_same, "{name}:\n{answer:#}\ninstead of\n{expected:#}");
}

/// An answer whose message names no place in the text: that of a frame begins with what a body has not.
fn without_place(mut answer: Value) -> Value {
    if let Some(Value::String(message)) = answer.pointer_mut("/error/message") {
        message.truncate(message.find(" at line ").unwrap_or(message.len()));
    }
    answer
}

async fn check(cases: &str) -> usize {
    let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
    let mut asked = 0;
    for by_line in [false, true] {
        let server = Running::start().await;
        asked = 0;
        for case in &cases {
            let Some((frame, headers)) = case.asked().and_then(|asked| frame_of(&asked, 7)) else {
                continue;
            };
            asked += 1;
            let opening = opening(&server, &headers);
            let answer = match by_line && headers.is_empty() {
                true => ask_by_line(opening, frame).await,
                false => ask(opening, frame).await,
            };
            check_answer(case, &answer);
        }
    }
    asked
}

#[tokio::test]
async fn the_cases_that_frames_can_ask_are_answered_as_over_http() {
    let mut asked = 0;
    for cases in [
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
    ] {
        asked += check(cases).await;
    }
    assert!(asked >= FEWEST, "{asked}");
}

impl Case {
    /// The request, unless it is one that only HTTP has.
    fn asked(&self) -> Option<Asked<'_>> {
        let request = &self.request;
        let is_plain = request.repeat == 1 && request.form.is_none();
        let path = request.path().filter(|_| is_plain && self.response.json.is_some())?;
        let json = request.json.as_ref();
        let text = request.text.as_deref();
        Some(Asked { method: &request.method, path, headers: &request.headers, json, text })
    }
}
