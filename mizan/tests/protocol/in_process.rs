//! The cases by the client for tests, which is in the process of the server: the same answers and errors as over
//! HTTP.

use mizan::port::open;
use mizan::test::{Client, Failure};
use serde_json::{Map, Value, json};

use crate::case::{Case, FRAMED};
use crate::frames::Framed;
use crate::running::Running;

/// The fewest cases of all files that this client can ask: it lists no mounted contexts, and has no keys.
const FEWEST: usize = 40;

/// The answer to a frame of text, in the form of a frame. `None` where the client has no such request.
async fn ask(client: &Client, mut frame: Map<String, Value>) -> Option<Value> {
    let (action, _) = (frame.remove("action")?, frame.remove("id")?);
    let (name, given) = match action.as_str()? {
        "rpc" => (frame.remove("fn")?, frame.remove("args")?),
        "fetch" => (frame.remove("context")?, frame.remove("params")?),
        _ => return None,
    };
    if !frame.is_empty() || !given.is_object() {
        return None;
    }
    let answered = match action == "rpc" {
        true => client.call(name.as_str()?, given).await.map(|reply| reply.json().clone()),
        false => client.read(name.as_str()?, given).await.map(|bundle| bundle.json().clone()),
    };
    Some(match answered {
        Ok(answer) => json!({"ok": answer}),
        Err(failure) => json!({"error": error_of(&failure)}),
    })
}

fn error_of(failure: &Failure) -> Value {
    let mut error = json!({"code": failure.code(), "message": failure.message()});
    if let Some(kind) = failure.kind() {
        error["kind"] = kind.into();
    }
    if !failure.details().is_null() {
        error["details"] = failure.details().clone();
    }
    error
}

#[tokio::test]
async fn the_cases_that_the_client_for_tests_can_ask_are_answered_as_over_http() {
    let mut asked = 0;
    for cases in FRAMED {
        let server = Running::start().await;
        for case in Case::read_all(cases) {
            // A text that is hard to read is the business of those who write texts.
            if case.request.text.is_some() {
                continue;
            }
            let Some(Framed { text, headers, bytes }) = case.framed(1) else { continue };
            let Ok(frame) = serde_json::from_str(&text) else { continue };
            let opening = headers.iter().fold(open(server.api()), |opening, (name, value)| {
                opening.header(name.parse().unwrap(), value.parse().unwrap())
            });
            // A token that is not valid refuses the client.
            let Ok(client) = Client::over(opening).await else { continue };
            let answer = if bytes.is_empty() { ask(&client, frame).await } else { None };
            let Some(answer) = answer else { continue };
            asked += 1;
            case.check_answer(&answer);
        }
    }
    assert!(asked >= FEWEST, "{asked}");
}
