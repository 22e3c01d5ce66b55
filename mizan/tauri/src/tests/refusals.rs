//! What a page is told that may not call, or is of another version.

use serde_json::json;
use tauri::WebviewWindowBuilder;
use tauri::ipc::InvokeBody;
use tauri::test::{mock_builder, mock_context, noop_assets};

use super::application::{invoke, invoke_from, start, start_allowing};

#[test]
fn a_window_without_the_permission_is_refused_by_tauri() {
    let app = start_allowing(&[]);
    let window = app.window("main");
    let refused = app.open(&window, "a").unwrap_err();
    // The client knows the refusal by these words.
    assert!(refused.as_str().unwrap().contains("not allowed"), "{refused}");
    assert_eq!(app.connections(), 0);
}

#[test]
fn an_application_without_the_plugin_is_told_of_by_tauri() {
    let mut context = mock_context(noop_assets());
    let local = tauri::utils::acl::ExecutionContext::Local;
    context.runtime_authority_mut().__allow_command("plugin:mizan|open".to_owned(), local);
    let app = mock_builder().build(context).unwrap();
    let window = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
    let args = json!({"protocol": 1, "page": "a", "events": "__CHANNEL__:1"});
    let refused = invoke(&window, "open", InvokeBody::Json(args), &[]).unwrap_err();
    // The client knows it by these words, and says which line is missing.
    assert_eq!(refused, "plugin mizan not found");
}

#[test]
fn a_page_of_another_version_is_told_so() {
    let app = start();
    let window = app.window("main");
    let args = json!({"protocol": 2, "page": "a", "events": "__CHANNEL__:1"});
    let refused = invoke(&window, "open", InvokeBody::Json(args), &[]).unwrap_err();
    assert_eq!(refused["code"], "STALE_CLIENT");
    assert!(refused["message"].as_str().unwrap().contains("version 2"), "{refused}");
}

#[test]
fn a_frame_without_its_numbers_is_refused() {
    let app = start();
    let window = app.window("main");
    let refused = invoke(&window, "send", InvokeBody::Raw(vec![]), &[]).unwrap_err();
    assert_eq!(refused["code"], "BAD_REQUEST");
    let (id, _) = app.open(&window, "a").unwrap();
    let headers = [("mizan-connection", id), ("mizan-frame", 0)];
    let text = InvokeBody::Json(json!("a text"));
    let refused = invoke(&window, "send", text, &headers).unwrap_err();
    assert_eq!(refused["message"], "The body of a frame has to be bytes.");
    // A list of numbers is what Tauri sends where a page may not use its scheme.
    let ping = br#"{"id":1,"action":"rpc","fn":"echo","args":{"text":"a"}}"#.to_vec();
    let answer = invoke(&window, "send", InvokeBody::Json(json!(ping)), &headers);
    assert!(answer.is_ok());
}

#[test]
fn a_page_of_another_origin_is_refused() {
    let app = start();
    let window = app.window("main");
    let (id, _) = app.open(&window, "a").unwrap();
    let headers = [("mizan-connection", id), ("mizan-frame", 0)];
    let ping = br#"{"id":1,"action":"rpc","fn":"echo","args":{"text":"a"}}"#.to_vec();
    let opening = json!({"protocol": 1, "page": "b", "events": "__CHANNEL__:1"});
    for (command, body) in [("open", InvokeBody::Json(opening)), ("send", InvokeBody::Raw(ping))] {
        let refused = invoke_from("https://example.net", &window, command, body, &headers);
        assert!(refused.unwrap_err().as_str().unwrap().contains("not allowed"), "{command}");
    }
    assert_eq!(app.connections(), 1, "the page of the application is as it was");
}
