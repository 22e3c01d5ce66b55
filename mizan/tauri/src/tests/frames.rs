//! Frames, their order and their answers.

use std::thread;

use serde_json::json;

use super::application::{send, start};

#[test]
fn a_call_is_answered_by_its_own_command() {
    let app = start();
    let window = app.window("main");
    let (id, _) = app.open(&window, "a").unwrap();
    let call = json!({"id": 1, "action": "rpc", "fn": "echo", "args": {"text": "__proto__"}});
    let answer = json!({"id": 1, "ok": {"result": "__proto__", "invalidate": []}});
    assert_eq!(app.send(&window, id, &call), answer);
}

#[test]
fn a_function_borrows_the_window_that_calls() {
    let app = start();
    let (first, second) = (app.window("first"), app.window("second"));
    let call = json!({"id": 1, "action": "rpc", "fn": "label", "args": {}}).to_string();
    for window in [&first, &second] {
        let (id, _) = app.open(window, "a").unwrap();
        let answer = send(window, id, 0, call.clone().into_bytes()).unwrap();
        let expected =
            format!(r#"{{"id":1,"ok":{{"result":"{}","invalidate":[]}}}}"#, window.label());
        assert_eq!(String::from_utf8(answer).unwrap(), expected);
    }
}

#[test]
fn frames_are_taken_in_the_order_of_their_numbers() {
    let app = start();
    let window = app.window("main");
    let (id, _) = app.open(&window, "a").unwrap();
    let call = |number: u64| {
        let window = window.clone();
        let text = json!({"id": number + 1, "action": "rpc", "fn": "echo", "args": {"text": "x"}});
        thread::spawn(move || send(&window, id, number, text.to_string().into_bytes()))
    };
    // The first frame comes last.
    let late: Vec<_> = (1..50).rev().map(call).collect();
    assert!(late.iter().all(|answer| !answer.is_finished()));
    assert!(call(0).join().unwrap().is_ok());
    for answer in late {
        assert!(!answer.join().unwrap().unwrap().is_empty());
    }
    let again = send(&window, id, 7, b"{}".to_vec()).unwrap_err();
    assert_eq!(again["message"], "The frame 7 was sent already.");
}

#[test]
fn a_read_is_cancelled_and_its_command_ends() {
    let app = start();
    let window = app.window("main");
    let (id, _) = app.open(&window, "a").unwrap();
    let slow = {
        let window = window.clone();
        let call = json!({"id": 1, "action": "rpc", "fn": "slow", "args": {}}).to_string();
        thread::spawn(move || send(&window, id, 0, call.into_bytes()))
    };
    let cancel = json!({"action": "cancel", "of": 1}).to_string();
    assert!(send(&window, id, 1, cancel.into_bytes()).unwrap().is_empty());
    let answer: serde_json::Value = serde_json::from_slice(&slow.join().unwrap().unwrap()).unwrap();
    assert_eq!(answer["error"]["code"], "CANCELLED");
}

#[test]
fn a_frame_that_is_none_gets_an_error() {
    let app = start();
    let window = app.window("main");
    let (id, _) = app.open(&window, "a").unwrap();
    for (number, frame) in [&b"what?"[..], b"{\"id\": 1}", b"\xff", b""].into_iter().enumerate() {
        assert!(send(&window, id, number as u64, frame.to_vec()).is_ok());
        assert_eq!(app.next_frame()["error"]["code"], "BAD_REQUEST", "{frame:?}");
    }
    // More than a body over HTTP may have.
    let text = "x".repeat(3 * 1024 * 1024);
    let call = json!({"id": 5, "action": "rpc", "fn": "echo", "args": {"text": text}});
    let answer = send(&window, id, 4, call.to_string().into_bytes()).unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["error"]["code"], "PAYLOAD_TOO_LARGE");
}

#[test]
fn a_thousand_calls_at_once_are_answered() {
    let app = start();
    let window = app.window("main");
    let (id, _) = app.open(&window, "a").unwrap();
    let calls: Vec<_> = (0..1000)
        .map(|number: u64| {
            let call = json!({"id": number, "action": "rpc", "fn": "echo", "args": {"text": "x"}});
            let window = window.clone();
            thread::spawn(move || send(&window, id, number, call.to_string().into_bytes()))
        })
        .collect();
    for call in calls {
        let answer = call.join().unwrap().unwrap();
        assert!(String::from_utf8(answer).unwrap().contains(r#""ok""#));
    }
}
