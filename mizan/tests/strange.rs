//! Whatever arrives, the answer is an envelope, and never the server's fault.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use mizan::Server;
use proptest::prelude::*;
use serde_json::Value;

#[derive(mizan::Context)]
struct Place {
    at: Option<Vec<f64>>,
}

#[mizan::client(context = Place)]
fn place(at: Option<Vec<f64>>, name: Option<String>, zoom: Option<u8>) -> usize {
    at.map_or(0, |at| at.len()) + name.map_or(0, |name| name.len()) + usize::from(zoom.is_some())
}

#[mizan::client(affects = Place)]
fn visit(at: Option<Vec<f64>>, name: String) -> (usize, String) {
    (at.map_or(0, |at| at.len()), name)
}

fn answer(request: Request<Bytes>) -> Response<Bytes> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let api = Server::builder().build().unwrap();
    runtime.block_on(api.answer(request.map(Full::new)))
}

fn check(response: &Response<Bytes>) -> Result<(), TestCaseError> {
    let status = response.status().as_u16();
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    prop_assert!(status < 500, "{}", body);
    prop_assert_eq!(body.get("error").is_some(), status != 200, "{}", body);
    if let Some(error) = body.get("error") {
        prop_assert!(error["code"].is_string() && error["message"].is_string(), "{}", body);
    }
    Ok(())
}

fn call(body: impl Into<Bytes>) -> Response<Bytes> {
    answer(Request::post("/call/").body(body.into()).unwrap())
}

/// JSON of any kind, more often than not what the functions take.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["place", "visit", "", "nowhere"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let keys = vec!["at", "name", "zoom", "context", "params", "fn", "args", "mounted", "x"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(keys), inner), 0..4)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)))
                .prop_map(|fields| Value::Object(fields.collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(body: Vec<u8>) {
        check(&call(body))?;
    }

    #[test]
    fn any_json_is_answered(body in json()) {
        check(&call(body.to_string()))?;
    }

    #[test]
    fn any_arguments_and_mounted_contexts_are_answered(args in json(), mounted in json()) {
        for function in ["place", "visit"] {
            let body = serde_json::json!({"fn": function, "args": args, "mounted": mounted});
            check(&call(body.to_string()))?;
            let body = serde_json::json!({"fn": function, "args": args});
            check(&call(body.to_string()))?;
        }
    }

    #[test]
    fn a_body_cut_anywhere_is_answered(cut in 0_usize..120) {
        let whole = r#"{"fn": "visit", "args": {"name": "ä\u00e4", "at": [1.5, -2e3]}, "mounted": [{"context": "place", "params": {}}]}"#;
        check(&call(Bytes::copy_from_slice(&whole.as_bytes()[..cut.min(whole.len())])))?;
    }

    #[test]
    fn any_query_is_answered(query in "[ -~&=%\\[\\]{}$,\"a-z0-9]{0,60}") {
        let query = query.replace([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}', '#'], "%7B");
        for path in ["/ctx/place/", "/call/", "/session/", "/nowhere"] {
            if let Ok(request) = Request::get(format!("{path}?{query}")).body(Bytes::new()) {
                check(&answer(request))?;
            }
        }
    }

    #[test]
    fn any_value_of_a_parameter_is_answered(value: String, name in "at|name|zoom|\\$only") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
        let request = Request::get(format!("/ctx/place/?{query}")).body(Bytes::new()).unwrap();
        check(&answer(request))?;
    }
}

#[test]
fn what_is_nested_without_end_is_refused() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [
        deep.clone(),
        format!(r#"{{"fn": "visit", "args": {{"name": {deep}}}}}"#),
        format!(r#"{{"fn": "visit", "args": {{"name": "", "other": {deep}}}}}"#),
        format!(
            r#"{{"fn": "visit", "args": {{"name": ""}}, "mounted": [{{"context": "place", "params": {{"at": {deep}}}}}]}}"#
        ),
    ] {
        check(&call(body)).unwrap();
    }
}
