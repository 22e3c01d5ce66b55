//! Dropped files: only the window on which a file fell may send it.

use std::path::PathBuf;

use serde_json::{Value, json};
use tauri::Manager;
use tauri::ipc::{InvokeBody, InvokeResponseBody};

use super::application::{Running, Window, invoke, start};
use crate::connections::Connections;

fn listen(window: &Window) {
    let args = json!({"listener": "__CHANNEL__:999", "ends": false});
    invoke(window, "drops", InvokeBody::Json(args), &[]).unwrap();
}

/// Drops files on a window, and returns what its page is told of them.
fn drop_on(app: &Running, window: &Window, paths: &[PathBuf]) -> Vec<Value> {
    app.app.state::<Connections>().drops.add(window.label(), paths, (1.0, 2.0));
    let InvokeResponseBody::Json(told) = app.next().2 else { panic!("drops are JSON") };
    let told: Value = serde_json::from_str(&told).unwrap();
    told["files"].as_array().unwrap().clone()
}

fn call(file: &Value, size: u64) -> Value {
    let handle = &file["handle"];
    let files = json!([{"argument": "file", "name": file["name"], "size": size, "handle": handle}]);
    json!({"id": 1, "action": "rpc", "fn": "digest", "args": {}, "files": files})
}

#[test]
fn a_file_goes_from_the_disk_to_the_function() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.bin");
    // Many pieces, and a rest.
    let bytes: Vec<u8> = (0..1_234_567_u32).map(|at| (at % 251) as u8).collect();
    std::fs::write(&path, &bytes).unwrap();
    let app = start();
    let window = app.window("main");
    listen(&window);
    let (id, _) = app.open(&window, "a").unwrap();
    let files = drop_on(&app, &window, &[path, folder.path().to_owned()]);
    assert_eq!(files.len(), 1, "a folder is no file");
    assert_eq!((&files[0]["name"], &files[0]["size"]), (&json!("large.bin"), &json!(1_234_567)));
    assert!(!files[0].to_string().contains(folder.path().to_str().unwrap()));
    let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
    let answer = app.send(&window, id, &call(&files[0], 1_234_567));
    assert_eq!(answer["ok"]["result"], json!(["large.bin", 1_234_567, sum]), "{answer}");
}

#[test]
fn another_window_may_not_send_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.txt");
    std::fs::write(&path, "secret").unwrap();
    let app = start();
    let (window, other) = (app.window("main"), app.window("other"));
    listen(&window);
    listen(&other);
    let (id, _) = app.open(&other, "a").unwrap();
    let files = drop_on(&app, &window, &[path]);
    let answer = app.send(&other, id, &call(&files[0], 6));
    assert_eq!(answer["error"]["code"], "FORBIDDEN", "{answer}");
}

#[test]
fn a_file_that_changed_or_is_gone_fails_its_call() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("note.txt");
    std::fs::write(&path, "0123456789").unwrap();
    let app = start();
    let window = app.window("main");
    listen(&window);
    let (id, _) = app.open(&window, "a").unwrap();
    let files = drop_on(&app, &window, std::slice::from_ref(&path));
    let answer = app.send(&window, id, &call(&files[0], 3));
    assert_eq!(answer["error"]["code"], "BAD_REQUEST", "{answer}");
    std::fs::write(&path, "short").unwrap();
    let answer = app.send(&window, id, &call(&files[0], 10));
    assert_eq!(
        answer["error"]["message"], "The file could not be read.\nDrop it again.",
        "{answer}"
    );
    std::fs::remove_file(&path).unwrap();
    let answer = app.send(&window, id, &call(&files[0], 10));
    assert_eq!(answer["error"]["code"], "BAD_REQUEST", "{answer}");
    std::fs::write(&path, "0123456789").unwrap();
    let answer = app.send(&window, id, &call(&files[0], 10));
    assert_eq!(answer["ok"]["result"], json!(["note.txt", 10, 525]), "{answer}");
}

#[test]
fn a_window_that_does_not_listen_is_given_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("note.txt");
    std::fs::write(&path, "x").unwrap();
    let app = start();
    let window = app.window("main");
    let drops = &app.app.state::<Connections>().drops;
    drops.add("main", std::slice::from_ref(&path), (0.0, 0.0));
    assert!(drops.find("main", 1).is_none());
    listen(&window);
    drops.add("main", std::slice::from_ref(&path), (0.0, 0.0));
    assert!(drops.find("main", 1).is_some());
    app.app.state::<Connections>().end_page("main");
    assert!(drops.find("main", 1).is_none(), "its page has ended");
}
