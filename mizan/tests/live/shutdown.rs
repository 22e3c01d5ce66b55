//! A server that goes down says so first, finishes what runs, and closes its sockets.

use serde_json::json;

use crate::running::Running;

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_told_and_what_runs_is_finished() {
    let mut server = Running::start().await;
    let (mut idle, mut busy) = (server.open().await, server.open().await);
    idle.expect_silence().await;
    server.boards.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let reads = server.reads();
    let slow = busy
        .ask(json!({"action": "rpc", "fn": "add_slowly", "args": {"board_id": 5, "card": "a"}}))
        .await;
    while server.reads() == reads {
        tokio::task::yield_now().await;
    }
    server.stop();
    assert_eq!(idle.next().await, json!({"event": "going"}));
    assert_eq!(idle.closed().await.0, 1012);
    assert_eq!(busy.next().await, json!({"event": "going"}));
    let refused = busy.call("echo", json!({"text": "a"})).await;
    assert_eq!(refused["error"]["code"], "UNAVAILABLE");
    server.boards.gate.add_permits(1);
    let answer = busy.next().await;
    assert_eq!((answer["id"].as_u64(), &answer["ok"]["result"]), (Some(slow), &json!(["a"])));
    assert_eq!(busy.closed().await.0, 1012);
    server.stopped().await;
}
