//! What is read from the wire, and what is written to it.

use serde_json::{Value, json};

use crate::runtime::canonical::{to_json, to_query, to_text};
use crate::runtime::carrier::Reply;
use crate::runtime::error::{Code, Error};

use super::support::by_hand::{Bench, address, bundle, params, profile};
use super::support::types::User;

#[test]
fn data_of_another_shape_are_an_error_that_says_what_to_do() {
    let bench = Bench::new();
    let outcome = bench.start(bench.store.member::<User>(address(5), profile()).into_future());
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let error = outcome.lock().unwrap().take().unwrap().unwrap_err();
    assert_eq!(
        error.message,
        "The answer is not what this client was built for: missing field `user_profile`. Build the \
         client anew from the server's source."
    );
}

#[test]
fn canonical_text_is_that_of_all_languages() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../mizan/guide/inside/vectors/canonical.json");
    let vectors: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = vectors["cases"].as_array().unwrap();
    assert!(cases.len() > 10);
    for case in cases {
        let value = serde_json::from_str(case["json"].as_str().unwrap()).unwrap();
        assert_eq!(case["text"], json!(to_text(&value)), "{case}");
    }
    assert_eq!(to_json(&json!({ "b": [1.0, 1e21], "a": null })), r#"{"a":null,"b":[1,1e+21]}"#);
    let query = to_query(&params(&[("q", json!("a b&é")), ("n", Value::Null)]), Some("hits"));
    assert_eq!(query, "q=a%20b%26%C3%A9&$only=hits");
}

#[test]
fn an_answer_is_read_as_the_wire_has_it() {
    let reply: Reply = serde_json::from_value(json!({
        "result": 1,
        "invalidate": ["feed", { "context": "user", "params": { "id": 1 } }, { "function": "f" }],
        "contexts": [{ "context": "user", "params": {}, "bundle": { "$v": "a:1", "name": "Ada" } }],
        "v": { "user": "a:1" },
    }))
    .unwrap();
    assert_eq!(reply.invalidate.len(), 3);
    let bundle = reply.contexts[0].bundle.as_ref().unwrap();
    assert_eq!(bundle.v.as_deref(), Some("a:1"));
    assert_eq!(bundle.members, params(&[("name", json!("Ada"))]));
    let error: Error =
        serde_json::from_value(json!({ "code": "BREWING", "message": "m" })).unwrap();
    assert_eq!(error.code, Code::Unknown);
}
