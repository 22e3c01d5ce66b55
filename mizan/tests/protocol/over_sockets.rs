//! The cases over a socket: the same answers and errors as over HTTP.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::case::{Case, FRAMED};
use crate::frames::{Framed, binary_frame};
use crate::running::Running;

/// The fewest cases of all files that a socket can ask.
const FEWEST: usize = 82;

/// The id of each request.
const ID: u64 = 7;

/// Asks over a socket of its own. One that is refused has the error of its upgrade.
async fn ask(server: &Running, framed: Framed) -> Value {
    let url = format!("ws://{}/api/mizan/ws/", server.host());
    let mut request = url.into_client_request().unwrap();
    for (name, value) in &framed.headers {
        let name: http::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let mut socket = match connect_async(request).await {
        Ok((socket, _)) => socket,
        Err(Error::Http(refusal)) => {
            return serde_json::from_slice(refusal.body().as_deref().unwrap_or_default()).unwrap();
        }
        Err(error) => panic!("no answer: {error}"),
    };
    socket.send(Message::text(framed.text)).await.unwrap();
    loop {
        let Message::Text(text) = socket.next().await.unwrap().unwrap() else { continue };
        let frame: Value = serde_json::from_str(&text).unwrap();
        if frame["event"] != "received" {
            return frame;
        }
        // The first says how large a piece may be, and the others that one has come.
        if frame["bytes"] == json!(0) {
            socket.send(Message::binary(binary_frame(ID, &framed.bytes))).await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_cases_that_frames_can_ask_are_answered_as_over_http() {
    let mut asked = 0;
    for cases in FRAMED {
        let server = Running::start().await;
        for case in Case::read_all(cases) {
            let Some(framed) = case.framed(ID) else { continue };
            asked += 1;
            case.check_answer(&ask(&server, framed).await);
        }
    }
    assert!(asked >= FEWEST, "{asked}");
}
