//! Connections: what is pushed over them, and how they end.

use serde_json::json;
use tauri::ipc::InvokeBody;

use super::application::{frame_of, invoke, send, start};

fn subscribe() -> serde_json::Value {
    json!({"id": 1, "action": "subscribe", "of": [{"context": "counter", "params": {}}]})
}

#[test]
fn what_one_window_changes_another_is_told() {
    let app = start();
    let (first, second) = (app.window("first"), app.window("second"));
    let (reader, events) = app.open(&first, "a").unwrap();
    let (writer, _) = app.open(&second, "b").unwrap();
    let answer = send(&first, reader, 0, subscribe().to_string().into_bytes()).unwrap();
    assert!(answer.is_empty(), "the answer has its place among the events");
    let before = app.next_frame()["ok"][0]["bundle"]["count"].as_i64().unwrap();
    let add = json!({"id": 1, "action": "rpc", "fn": "add", "args": {"by": 5}});
    send(&second, writer, 0, add.to_string().into_bytes()).unwrap();
    let (window, channel, message) = app.next();
    assert_eq!((window.as_str(), channel), ("first", events));
    let pushed = frame_of(&message);
    assert_eq!((&pushed["event"], &pushed["context"]), (&json!("bundle"), &json!("counter")));
    assert_eq!(pushed["bundle"]["count"], before + 5);
}

#[test]
fn a_page_that_reads_nothing_is_sent_no_more_than_fits() {
    let app = start();
    let window = app.window("main");
    let (id, _) = app.open(&window, "a").unwrap();
    // Each frame that is none is told of by an event.
    for number in 0..200_u64 {
        let window = window.clone();
        std::thread::spawn(move || send(&window, id, number, b"?".to_vec()));
    }
    for _ in 0..64 {
        app.next_frame();
    }
    let more = app.sent.lock().unwrap().recv_timeout(std::time::Duration::from_millis(300));
    assert!(more.is_err(), "{more:?}");
    let taken = json!({"connection": id, "frames": 10});
    invoke(&window, "acknowledge", InvokeBody::Json(taken), &[]).unwrap();
    for _ in 0..10 {
        app.next_frame();
    }
}

#[test]
fn a_page_that_is_loaded_again_ends_what_it_had() {
    let app = start();
    let window = app.window("main");
    for page in ["first", "second", "third"] {
        let (old, _) = app.open(&window, page).unwrap();
        let (new, _) = app.open(&window, page).unwrap();
        assert_eq!(app.connections(), 2, "of the page that is shown");
        assert_ne!(old, new);
    }
    let ended = send(&window, 1, 0, b"{}".to_vec()).unwrap_err();
    assert_eq!(ended["code"], "NETWORK");
}

#[test]
fn a_connection_is_closed_by_its_page_and_by_no_other() {
    let app = start();
    let (first, second) = (app.window("first"), app.window("second"));
    let (id, _) = app.open(&first, "a").unwrap();
    app.open(&second, "a").unwrap();
    let close = || InvokeBody::Json(json!({"connection": id}));
    invoke(&second, "close", close(), &[]).unwrap();
    assert_eq!(app.connections(), 2);
    assert_eq!(send(&second, id, 0, b"{}".to_vec()).unwrap_err()["code"], "NETWORK");
    invoke(&first, "close", close(), &[]).unwrap();
    assert_eq!(app.connections(), 1);
}

#[test]
fn calls_on_the_way_end_with_their_connection() {
    let app = start();
    let window = app.window("main");
    let (id, _) = app.open(&window, "a").unwrap();
    let slow = {
        let window = window.clone();
        let call = json!({"id": 1, "action": "rpc", "fn": "slow", "args": {}}).to_string();
        std::thread::spawn(move || send(&window, id, 0, call.into_bytes()))
    };
    // The second frame is answered, so the first is on its way; the fourth waits for the third.
    let echo = json!({"id": 2, "action": "rpc", "fn": "echo", "args": {"text": ""}}).to_string();
    send(&window, id, 1, echo.into_bytes()).unwrap();
    let early = {
        let window = window.clone();
        std::thread::spawn(move || send(&window, id, 3, b"{}".to_vec()))
    };
    invoke(&window, "close", InvokeBody::Json(json!({"connection": id})), &[]).unwrap();
    assert_eq!(slow.join().unwrap().unwrap_err()["code"], "NETWORK");
    assert_eq!(early.join().unwrap().unwrap_err()["code"], "NETWORK");
}

#[test]
fn a_page_has_a_few_connections() {
    let app = start();
    let window = app.window("main");
    for _ in 0..16 {
        app.open(&window, "a").unwrap();
    }
    let refused = app.open(&window, "a").unwrap_err();
    assert_eq!(refused["code"], "BAD_REQUEST");
    assert_eq!(app.connections(), 16);
}
