//! Files over a port: binary frames, and over bytes the lines that say how many follow.

use mizan::port::{Events, Frame, Port, open};
use serde_json::{Value, json};

use crate::application::{api, next, text};

/// Calls `weigh` with a file, and returns the answer.
async fn weigh(port: &Port, events: &mut Events, id: u64, size: usize) -> Value {
    let files = json!([{"argument": "file", "name": "a", "size": size}]);
    let call = json!({"id": id, "action": "rpc", "fn": "weigh", "args": {}, "files": files});
    port.send(text(call)).await.unwrap();
    let (mut sent, mut piece) = (0, 0);
    loop {
        let event = next(events).await;
        if event["id"] == json!(id) {
            return event;
        }
        assert_eq!((&event["event"], &event["of"]), (&json!("received"), &json!(id)));
        piece = event["piece"].as_u64().map_or(piece, |piece| piece as usize);
        let received = event["bytes"].as_u64().unwrap() as usize;
        while sent < size && sent < received + 4 * piece {
            let bytes = vec![b'x'; piece.min(size - sent)];
            sent += bytes.len();
            let frame = [&id.to_be_bytes()[..], &bytes].concat();
            port.send(Frame::Binary(frame.into())).await.unwrap();
        }
    }
}

#[tokio::test]
async fn files_follow_their_call() {
    let (port, mut events) = open(&api()).connect().await.unwrap();
    for (id, size) in [(1, 1), (2, 5 << 20), (3, 65_536)] {
        assert_eq!(weigh(&port, &mut events, id, size).await["ok"]["result"], json!(size));
    }
}
