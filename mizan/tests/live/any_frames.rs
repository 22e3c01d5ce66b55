//! Any frame gets an answer, and the one of HTTP where HTTP has the same request.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::running::{Client, Running};

/// The frames of each kind. `PROPTEST_CASES` plays more.
fn cases() -> u32 {
    ProptestConfig::default().cases
}

fn value_of<S: Strategy>(strategy: &S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).expect("a value").current()
}

async fn running() -> (Running, Client) {
    let server = Running::start_with(|builder| builder.frames_limit(u32::MAX)).await;
    let client = server.open().await;
    (server, client)
}

/// JSON of any kind, more often than not what frames have.
fn json_of_any_kind() -> impl Strategy<Value = Value> {
    let words = ["board", "inbox", "nowhere", "add_card", "echo", "cards", "", "5", "h", "x:1"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0_i64..9).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(words.to_vec()).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let keys = [
            "board_id", "card", "text", "context", "params", "fn", "args", "mounted", "only", "h",
            "v", "argument", "name", "size",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(keys.to_vec()), inner), 0..4)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)))
                .prop_map(|fields| Value::Object(fields.collect())),
        ]
    })
}

fn any_frame() -> impl Strategy<Value = Value> {
    let actions = [
        "rpc",
        "fetch",
        "subscribe",
        "unsubscribe",
        "auth",
        "cancel",
        "join",
        "send",
        "reset",
        "hello",
        "dance",
        "",
    ];
    let keys = [
        "fn", "args", "mounted", "key", "context", "params", "only", "of", "token", "channel",
        "seq", "files",
    ];
    let action = prop::sample::select(actions.to_vec());
    let field = (prop::sample::select(keys.to_vec()), json_of_any_kind());
    (action, prop::option::of(0_u64..4), prop::collection::vec(field, 0..5)).prop_map(
        |(action, id, fields)| {
            let mut frame = json!({"action": action});
            for (key, value) in fields {
                frame[key] = value;
            }
            if let Some(id) = id {
                frame["id"] = json!(id);
            }
            frame
        },
    )
}

/// Bytes of a file for a call of any id, or nothing of the kind.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = (0_u64..4, prop::collection::vec(any::<u8>(), 0..40));
    let piece = piece.prop_map(|(id, bytes)| [&id.to_be_bytes()[..], &bytes].concat());
    prop_oneof![piece, prop::collection::vec(any::<u8>(), 0..20)]
}

/// Files that a call announces, as they have to be or otherwise.
fn any_files() -> impl Strategy<Value = Value> {
    let argument = prop::sample::select(vec!["cover", "more", "none"]);
    let file = (argument, 0_u64..30)
        .prop_map(|(argument, size)| json!({"argument": argument, "name": "a", "size": size}));
    prop::collection::vec(prop_oneof![4 => file, 1 => json_of_any_kind()], 0..4)
        .prop_map(Value::from)
}

/// Sends a frame, and a question behind it. Returns what comes before the answer to the question.
async fn send(client: &mut Client, text: String) -> Vec<Value> {
    client.send(text).await;
    let question = json!({"id": u64::MAX, "action": "rpc", "fn": "echo", "args": {"text": "?"}});
    client.send(question).await;
    let mut answers = Vec::new();
    loop {
        let answer = client.next().await;
        if answer["id"] == u64::MAX {
            return answers;
        }
        answers.push(answer);
    }
}

/// Fails unless each frame of the server is well formed, and no fault of the server's.
fn check(sent: &str, answers: &[Value]) {
    for answer in answers {
        if answer["event"].is_string() {
            continue;
        }
        let (ok, error) = (&answer["ok"], &answer["error"]);
        assert!(answer["id"].is_u64() || answer["id"].is_null(), "{sent}: {answer}");
        assert_ne!(ok.is_null(), error.is_null(), "{sent}: {answer}");
        if error.is_object() {
            assert!(error["message"].is_string(), "{sent}: {answer}");
            assert_ne!(error["code"], "INTERNAL_ERROR", "{sent}: {answer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_text_and_any_frame_are_answered() {
    let (_server, mut client) = running().await;
    let mut runner = TestRunner::default();
    for _ in 0..cases() {
        let text = value_of(&any::<String>(), &mut runner);
        let frame = value_of(&any_frame(), &mut runner).to_string();
        let value = value_of(&json_of_any_kind(), &mut runner).to_string();
        for text in [text, frame, value] {
            let answers = send(&mut client, text.clone()).await;
            check(&text, &answers);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_any_kind_and_any_bytes_are_answered() {
    let (_server, mut client) = running().await;
    let mut runner = TestRunner::default();
    for _ in 0..4 * cases() {
        let id = value_of(&(0_u64..4), &mut runner);
        let files = value_of(&any_files(), &mut runner);
        let call =
            json!({"id": id, "action": "rpc", "fn": "file_sizes", "args": {}, "files": files});
        let cancel = json!({"action": "cancel", "of": id});
        let frames = match value_of(&(0_u8..4), &mut runner) {
            0 => vec![call],
            1 => vec![cancel],
            2 => vec![call.clone(), cancel.clone(), call],
            _ => vec![],
        };
        for frame in frames {
            client.send(frame).await;
        }
        let bytes = value_of(&any_bytes(), &mut runner);
        client.send_bytes(bytes.clone()).await;
        let answers = send(&mut client, r#"{"id":9,"action":"fetch","context":"archive"}"#.into());
        let answers = answers.await;
        check(&format!("{files} {bytes:?}"), &answers);
        assert_eq!(answers.iter().filter(|answer| answer["id"] == 9).count(), 1, "{answers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_cut_or_bent_anywhere_is_answered() {
    let (_server, mut client) = running().await;
    let mut runner = TestRunner::default();
    for whole in [
        r#"{"id":7,"action":"rpc","fn":"echo","args":{"text":"ä\u00e4}"}}"#,
        r#"{"id": 7, "action": "rpc", "fn": "add_card", "args": {"board_id": 5, "card": "a"}, "mounted": [{"context": "board", "params": {"board_id": 5}}]}"#,
        r#"{"id": 7, "action": "subscribe", "of": [{"context": "board", "params": {"board_id": 5}, "v": "c:1", "h": "0123456789abcdef"}]}"#,
        r#"{"id": 7, "action": "fetch", "context": "board", "params": {"board_id": 5}, "only": "cards"}"#,
    ] {
        for at in 0..whole.len() {
            let byte = value_of(&any::<u8>(), &mut runner);
            let mut bent = whole.as_bytes().to_vec();
            bent[at] = byte;
            for text in [&whole.as_bytes()[..at], &bent] {
                let text = String::from_utf8_lossy(text).into_owned();
                let answers = send(&mut client, text.clone()).await;
                check(&text, &answers);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_answered_as_over_http() {
    let (server, mut client) = running().await;
    let mut runner = TestRunner::default();
    for _ in 0..cases() {
        let [arguments, mounted] = [0, 1].map(|_| value_of(&json_of_any_kind(), &mut runner));
        for function in ["add_card", "echo", "whoami", "greet", "nowhere"] {
            let call = json!({"fn": function, "args": arguments, "mounted": mounted});
            let plain = json!({"fn": function, "args": arguments});
            for call in [call, plain] {
                let (_, mut by_http) = server.post(&call.to_string()).await;
                let mut frame = call.clone();
                frame["action"] = json!("rpc");
                frame["id"] = json!(1);
                let mut answers = send(&mut client, frame.to_string()).await;
                assert_eq!(answers.len(), 1, "{frame}: {answers:?}");
                let mut over_socket = match answers[0]["ok"].take() {
                    Value::Null => json!({"error": answers[0]["error"]}),
                    ok => ok,
                };
                for answer in [&mut by_http, &mut over_socket] {
                    forget_when(answer);
                }
                assert_eq!(over_socket, by_http, "{frame}");
            }
        }
    }
}

/// Drops the versions, what tells how often something was called before, and where in the bytes a mistake
/// is.
fn forget_when(answer: &mut Value) {
    match answer {
        Value::String(text) => {
            if let Some(at) = text.find(" at line ") {
                text.truncate(at);
            }
        }
        Value::Object(fields) => {
            fields.retain(|name, _| !["v", "$v", "$h", "cards"].contains(&name.as_str()));
            fields.values_mut().for_each(forget_when);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_when),
        _ => {}
    }
}
