//! Calls, reads and streams over a socket.

use serde_json::{Value, json};

use crate::running::Running;

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_else(|| panic!("an error, not {answer}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_the_same_over_a_socket_and_over_http() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let arguments = json!({"board_id": 5, "card": "a"});
    let over_socket = client.call("add_card", arguments.clone()).await["ok"].clone();
    let over_http = server.call("add_card", arguments).await;
    assert_eq!(over_socket["invalidate"], over_http["invalidate"]);
    assert_eq!(client.call("echo", json!({"text": "a"})).await["ok"]["result"], "a");
    // A function for sockets answers over HTTP too, where sockets cannot be opened.
    assert_eq!(server.call("echo", json!({"text": "a"})).await["result"], "a");
    let fetched =
        client.request(json!({"action": "fetch", "context": "board", "params": {"board_id": 5}}));
    assert_eq!(fetched.await["ok"]["cards"], json!(["a", "a"]));
    let archived = client.request(json!({"action": "fetch", "context": "archive"})).await;
    assert_eq!(archived["ok"]["archived"], json!(["old"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_those_of_http() {
    let server = Running::start().await;
    let mut client = server.open().await;
    for (function, arguments) in [
        ("add_card", json!({"board_id": "five", "card": 5})),
        ("no_such_function", json!({})),
        ("echo", json!({"text": "a", "more": 1})),
    ] {
        let over_socket = client.call(function, arguments.clone()).await;
        assert_eq!(over_socket["error"], server.call(function, arguments).await["error"]);
    }
    let fetched = client.request(json!({"action": "fetch", "context": "nowhere"})).await;
    assert_eq!(code(&fetched), "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_frames_get_an_error_and_the_socket_goes_on() {
    let server = Running::start().await;
    let mut client = server.open().await;
    for frame in [
        "",
        "nonsense",
        "[]",
        "{}",
        "null",
        "\"text\"",
        "{\"id\":1}",
        "{\"id\":1,\"action\":7}",
        "{\"id\":-1,\"action\":\"rpc\"}",
        "{\"id\":1.5,\"action\":\"rpc\"}",
        "{\"action\":\"rpc\",\"fn\":\"echo\",\"args\":{\"text\":\"a\"}}",
        "{\"id\":1,\"action\":\"dance\"}",
        "{\"id\":1,\"action\":\"rpc\"}",
        "{\"id\":1,\"action\":\"rpc\",\"fn\":\"echo\"}",
        "{\"id\":1,\"action\":\"rpc\",\"fn\":\"echo\",\"args\":[]}",
        "{\"id\":1,\"action\":\"subscribe\"}",
        "{\"id\":1,\"action\":\"subscribe\",\"of\":{}}",
        "{\"id\":1,\"action\":\"fetch\"}",
        "{\"id\":1,\"action\":\"auth\"}",
        "{\"action\":\"cancel\"}",
        "{\"action\":\"cancel\",\"of\":\"all\"}",
        "{\"id\":1,\"action\":\"unsubscribe\",\"of\":[5]}",
    ] {
        client.send(frame).await;
        let answer = client.next().await;
        assert_eq!(code(&answer), "BAD_REQUEST", "{frame}: {answer}");
        assert!(!answer["error"]["message"].as_str().unwrap().is_empty());
    }
    client.send_bytes(vec![0, 159, 146, 150]).await;
    assert_eq!(code(&client.next().await), "BAD_REQUEST");
    for instance in [
        json!(5),
        json!({}),
        json!({"context": "nowhere"}),
        json!({"context": "archive"}),
        json!({"context": "board", "params": []}),
        json!({"context": "board", "params": {"id": 5}}),
        json!({"context": "board", "params": {"board_id": 5}, "only": "nothing"}),
    ] {
        let answer = client.subscribe(instance.clone()).await;
        assert!(answer["error"]["message"].is_string(), "{instance}: {answer}");
    }
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_read_ends_and_a_mutation_goes_on() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let waiting = client.ask(json!({"action": "rpc", "fn": "wait_for_ever", "args": {}})).await;
    let twice = json!({"id": waiting, "action": "rpc", "fn": "echo", "args": {"text": "a"}});
    client.send(twice).await;
    assert_eq!(code(&client.next().await), "BAD_REQUEST");
    client.send(json!({"action": "cancel", "of": waiting})).await;
    let answer = client.next().await;
    assert_eq!((answer["id"].as_u64(), code(&answer)), (Some(waiting), "CANCELLED"));
    server.boards.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let slow = client
        .ask(json!({"action": "rpc", "fn": "add_slowly", "args": {"board_id": 5, "card": "a"}}))
        .await;
    client.send(json!({"action": "cancel", "of": slow})).await;
    client.expect_silence().await;
    server.boards.gate.add_permits(1);
    let answer = client.next().await;
    assert_eq!((answer["id"].as_u64(), &answer["ok"]["result"]), (Some(slow), &json!(["a"])));
    // What has ended cannot be cancelled, and nothing comes of it.
    client.send(json!({"action": "cancel", "of": slow})).await;
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mutation_whose_socket_closes_is_pushed_all_the_same() {
    let server = Running::start().await;
    let mut watching = server.open().await;
    watching.subscribe(json!({"context": "board", "params": {"board_id": 5}})).await;
    server.boards.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let reads = server.reads();
    let mut leaving = server.open().await;
    leaving
        .ask(json!({"action": "rpc", "fn": "add_slowly", "args": {"board_id": 5, "card": "a"}}))
        .await;
    while server.reads() == reads {
        tokio::task::yield_now().await;
    }
    drop(leaving);
    server.boards.gate.add_permits(1);
    assert_eq!(watching.next().await["bundle"]["cards"], json!(["a"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_sends_its_items_one_by_one() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let id = client.ask(json!({"action": "rpc", "fn": "count", "args": {"to": 300}})).await;
    for item in 0..300 {
        assert_eq!(client.next().await, json!({"id": id, "item": item}));
    }
    assert_eq!(client.next().await, json!({"id": id, "end": true}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_sent_when_it_is_made_and_a_stream_can_be_cancelled() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let id = client.ask(json!({"action": "rpc", "fn": "one_and_no_more", "args": {}})).await;
    assert_eq!(client.next().await, json!({"id": id, "item": 1}));
    client.send(json!({"action": "cancel", "of": id})).await;
    assert_eq!(code(&client.next().await), "CANCELLED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_runs_once_over_sockets_and_http() {
    let server = Running::start().await;
    let (mut one, mut other) = (server.open().await, server.open().await);
    let arguments = json!({"board_id": 5, "card": "a"});
    let call = json!({"action": "rpc", "fn": "add_slowly", "args": arguments, "key": "once"});
    // Both wait for one run, which has begun before its answer is there.
    server.boards.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let first = one.ask(call.clone()).await;
    while server.reads() == 0 {
        tokio::task::yield_now().await;
    }
    let second = other.ask(call.clone()).await;
    server.boards.gate.add_permits(1);
    let answers = [one.next().await, other.next().await];
    assert_eq!((&answers[0]["id"], &answers[1]["id"]), (&json!(first), &json!(second)));
    assert_eq!(answers[0]["ok"], answers[1]["ok"], "the version too");
    assert!(answers[0]["ok"]["v"]["board"].is_string(), "{}", answers[0]);
    // A third time over HTTP, and a fourth over a socket that is new.
    let envelope = json!({"fn": "add_slowly", "args": arguments, "key": "once"});
    assert_eq!(server.post(&envelope.to_string()).await, (200, answers[0]["ok"].clone()));
    let mut third = server.open().await;
    assert_eq!(third.request(call.clone()).await["ok"], answers[0]["ok"]);
    assert_eq!((server.boards.all(5), server.reads()), (vec!["a".to_owned()], 1));
    // With other arguments it is a mistake, and another caller has keys of their own.
    let mut changed = call.clone();
    changed["args"]["card"] = json!("b");
    assert_eq!(code(&third.request(changed).await), "VALIDATION_ERROR");
    assert_eq!(server.boards.all(5), ["a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_begun_over_http_is_joined_over_a_socket() {
    let server = Running::start().await;
    let arguments = json!({"board_id": 5, "card": "a"});
    let envelope = json!({"fn": "add_card", "args": arguments, "key": "k"});
    let (status, by_http) = server.post(&envelope.to_string()).await;
    assert_eq!(status, 200);
    let mut client = server.open().await;
    let call = json!({"action": "rpc", "fn": "add_card", "args": arguments, "key": "k"});
    assert_eq!(client.request(call).await["ok"], by_http);
    assert_eq!(server.boards.all(5), ["a"]);
}
