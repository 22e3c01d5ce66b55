//! Whatever arrives, the answer is an envelope, and never the server's fault: the properties of the
//! fuzz targets, with what proptest makes up.

// It is a crate of its own there, whose items are public.
#[allow(unreachable_pub)]
#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use fuzz::{BOUNDARY, HEADERS, check_call, check_form, check_headers, check_query, check_token};
use proptest::prelude::*;
use serde_json::Value;

/// JSON of any kind, more often than not what the functions take.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["landmarks", "visit", "", "nowhere"]).prop_map(Value::from),
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
        check_call(&body);
    }

    #[test]
    fn any_json_is_answered(body in json()) {
        check_call(body.to_string().as_bytes());
    }

    #[test]
    fn any_arguments_and_mounted_contexts_are_answered(args in json(), mounted in json()) {
        for function in ["landmarks", "visit", "photograph", "whoami"] {
            let body = serde_json::json!({"fn": function, "args": args, "mounted": mounted});
            check_call(body.to_string().as_bytes());
            // As a client writes it: the order counts.
            check_call(format!(r#"{{"fn":"{function}","args":{args}}}"#).as_bytes());
            check_call(format!(r#"{{"fn":"{function}","args":{args},"mounted":{mounted}}}"#).as_bytes());
        }
    }

    #[test]
    fn a_body_cut_or_bent_anywhere_is_answered(at in 0_usize..120, byte: u8) {
        for whole in [
            r#"{"fn": "visit", "args": {"name": "ä\u00e4", "at": [1.5, -2e3]}, "mounted": [{"context": "place", "params": {}}]}"#,
            r#"{"fn":"visit","args":{"name":"ä\u00e4","at":[1.5,-2e3]}}"#,
        ] {
            let mut bent = whole.as_bytes().to_vec();
            let at = at % bent.len();
            check_call(&bent[..at]);
            bent[at] = byte;
            check_call(&bent);
        }
    }

    #[test]
    fn any_query_is_answered(query in "[ -~&=%\\[\\]{}$,\"a-z0-9]{0,60}") {
        let query = query.replace([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}', '#'], "%7B");
        check_query(query.as_bytes());
    }

    #[test]
    fn any_value_of_a_parameter_is_answered(value: String, name in "at|name|zoom|\\$only") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
        check_query(query.as_bytes());
    }

    #[test]
    fn any_form_is_answered(form in form(), cut: prop::sample::Index, rest: Vec<u8>) {
        check_form(form.as_bytes());
        check_form(&form.as_bytes()[..cut.index(form.len() + 1)]);
        check_form(&rest);
    }

    #[test]
    fn any_token_that_is_signed_is_answered(how: u8, claims in claims(), rest: Vec<u8>) {
        check_token(&[&[how], claims.to_string().as_bytes()].concat());
        check_token(&rest);
    }

    #[test]
    fn any_headers_are_answered(values in prop::collection::vec(header(), 0..6)) {
        check_headers(&values.join(&b'\n'));
    }
}

/// A form of a few parts, more often than not with what the function takes.
fn form() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["fn", "args", "mounted", "pictures", "frame", "x", ""]);
    let content = prop_oneof![
        Just("photograph".to_owned()),
        Just(r#"{"name":"Ada"}"#.to_owned()),
        json().prop_map(|value| value.to_string()),
        ".{0,40}",
        Just("x".repeat(3_000)),
    ];
    let part = (name, any::<Option<String>>(), content).prop_map(|(name, file, content)| {
        let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
        format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
        )
    });
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat() + "--b--\r\n")
}

/// What a token says, more often than not as ours do.
fn claims() -> impl Strategy<Value = Value> {
    let value = prop_oneof![
        json(),
        Just(Value::from(4_000_000_000_u32)),
        any::<i64>().prop_map(Value::from)
    ];
    let name = prop::sample::select(vec![
        "sub",
        "iat",
        "exp",
        "nbf",
        "staff",
        "super",
        "pkey",
        "mizan.family",
    ]);
    prop::collection::btree_map(name.prop_map(str::to_owned), value, 0..9)
        .prop_map(|claims| Value::Object(claims.into_iter().collect()))
}

/// The line of a header, as `check_headers` takes it.
fn header() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        "[ -~]{0,40}",
        "Bearer [A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,20}\\.[A-Za-z0-9_-]{0,20}",
        "same-origin|cross-site|https://a|session=[a-z]{0,9}|multipart/form-data; boundary=.{0,5}",
    ];
    (0..HEADERS.len() as u8, value).prop_map(|(header, value)| {
        let mut line = vec![header];
        line.extend_from_slice(value.as_bytes());
        line
    })
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
        check_call(body.as_bytes());
    }
}
