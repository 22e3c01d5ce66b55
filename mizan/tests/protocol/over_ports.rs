//! The cases over ports: the same answers and errors, with answers of their own, and as lines of bytes.

use std::pin::pin;

use mizan::port::{Frame, Opening, open};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, duplex, split};

use crate::case::{Case, FRAMED};
use crate::frames::{Framed, binary_frame};
use crate::running::Running;

/// The fewest cases of all files that frames can ask.
const FEWEST: usize = 82;

/// The id of each request.
const ID: u64 = 7;

/// Opens a line with these headers.
fn opening(server: &Running, headers: &[(String, String)]) -> Opening {
    headers.iter().fold(open(server.api()), |opening, (name, value)| {
        opening.header(name.parse().unwrap(), value.parse().unwrap())
    })
}

/// Asks over a port that has answers of its own. A line that is refused has the error of its opening.
async fn ask(opening: Opening, framed: Framed) -> Value {
    let (port, mut events) = match opening.connect().await {
        Ok(opened) => opened,
        Err(error) => return refusal(&error),
    };
    let mut asked = pin!(port.ask(Frame::text(framed.text)));
    let answer = tokio::select! {
        answer = asked.as_mut() => answer,
        // The server never asks for the bytes of a call that it refuses.
        _received = events.next() => {
            let bytes = binary_frame(ID, &framed.bytes).into();
            port.send(Frame::Binary(bytes)).await.unwrap();
            asked.await
        }
    };
    serde_json::from_slice(&answer.unwrap().expect("an answer of its own")).unwrap()
}

/// Asks over a pipe, a line for each frame.
async fn ask_by_line(opening: Opening, framed: Framed) -> Value {
    let (ours, theirs) = duplex(1024);
    let (reader, writer) = split(theirs);
    let served = tokio::spawn(async move { opening.serve_bytes(reader, writer).await });
    let (output, mut input) = split(ours);
    let mut lines = BufReader::new(output).lines();
    // A text of a case may have several lines, which JSON does not need.
    let line = format!("{}\n", framed.text.replace('\n', " "));
    input.write_all(line.as_bytes()).await.unwrap();
    let answer = loop {
        let line = lines.next_line().await.unwrap().expect("an answer");
        let frame: Value = serde_json::from_str(&line).unwrap();
        if frame["event"] != "received" {
            break frame;
        }
        // The first says how large a piece may be, and the others that one has come.
        if frame["bytes"] == 0 {
            let bytes = binary_frame(ID, &framed.bytes);
            input.write_all(format!("#{}\n", bytes.len()).as_bytes()).await.unwrap();
            input.write_all(&bytes).await.unwrap();
        }
    };
    drop(input);
    served.abort();
    answer
}

fn refusal(error: &mizan::Error) -> Value {
    json!({"error": {"code": error.code().as_str(), "message": error.message()}})
}

async fn check(cases: &str) -> usize {
    let cases = Case::read_all(cases);
    let mut asked = 0;
    for by_line in [false, true] {
        let server = Running::start().await;
        asked = 0;
        for case in &cases {
            let Some(framed) = case.framed(ID) else { continue };
            asked += 1;
            let opening = opening(&server, &framed.headers);
            let answer = match by_line && framed.headers.is_empty() {
                true => ask_by_line(opening, framed).await,
                false => ask(opening, framed).await,
            };
            case.check_answer(&answer);
        }
    }
    asked
}

#[tokio::test]
async fn the_cases_that_frames_can_ask_are_answered_as_over_http() {
    let mut asked = 0;
    for cases in FRAMED {
        asked += check(cases).await;
    }
    assert!(asked >= FEWEST, "{asked}");
}
