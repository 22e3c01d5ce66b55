//! Any input gets the right answer, in an envelope, and never an error of the server's: the
//! properties of the fuzz targets, with the inputs of proptest.

// It is a crate of its own there, whose items are public.
#[allow(unreachable_pub)]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;
mod values;

use std::time::{SystemTime, UNIX_EPOCH};

use fuzz::{
    BOUNDARY, HEADERS, check, check_call, check_form, check_headers, check_over_port, check_query,
    check_token, sign,
};
use proptest::prelude::*;
use serde_json::Value;
use values::{body, json};

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
    fn any_call_in_a_frame_is_answered_as_over_http(body in body()) {
        check_over_port(&body);
    }

    #[test]
    fn any_query_is_answered(query in "[ -~&=%\\[\\]{}$,\"a-z0-9]{0,60}") {
        let query = query.replace([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}', '#'], "%7B");
        check_query(query.as_bytes());
    }

    #[test]
    fn any_values_of_parameters_are_answered(pairs in prop::collection::vec(pair(), 0..4)) {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        check_query(query.as_bytes());
    }

    #[test]
    fn any_form_is_answered(form in form(), cut: prop::sample::Index, rest: Vec<u8>) {
        check_form(form.as_bytes());
        check_form(&form.as_bytes()[..cut.index(form.len() + 1)]);
        check_form(&rest);
    }

    #[test]
    fn a_form_with_files_is_answered_by_their_sizes(
        name: String,
        sizes in prop::collection::vec(size(), 0..5),
        frame in prop::option::of(size()),
    ) {
        let args = serde_json::json!({"name": name}).to_string();
        let mut parts = part("fn", None, "photograph") + &part("args", None, &args);
        for size in &sizes {
            parts += &part("pictures", Some("p"), &"x".repeat(*size));
        }
        if let Some(size) = frame {
            parts += &part("frame", Some("f"), &"x".repeat(size));
        }
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = http::Request::post("/call/").header("content-type", content_type);
        let (status, answer) = check(request, (parts + "--b--\r\n").as_bytes()).unwrap();
        // A frame has no limit of its own, pictures have two.
        let expected = match sizes.iter().position(|size| *size > 2_000) {
            Some(0..3) => 413,
            _ if sizes.len() > 3 => 422,
            _ => 200,
        };
        prop_assert_eq!(status, expected, "{}", answer);
        if status == 200 {
            let total = sizes.iter().sum::<usize>() + frame.unwrap_or(0);
            prop_assert_eq!(&answer["result"], &serde_json::json!([name, total]));
        }
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

/// A parameter with a value, more often than not of its type.
fn pair() -> impl Strategy<Value = (&'static str, String)> {
    let of = |name: &'static str, value: &'static str| (Just(name), value);
    let fitting = prop_oneof![
        of("at", r"\[(-?[0-9]{1,3}(\.[0-9])?)?\]"),
        of("zoom", "-?[0-9]{1,3}"),
        of("name", ".{0,5}"),
        of("$only", "(landmarks|x)?(,landmarks)?"),
    ];
    let any_name = prop::sample::select(vec!["at", "name", "zoom", "$only", "x", ""]);
    prop_oneof![4 => fitting, 1 => (any_name, any::<String>())]
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
    let part = (name, any::<Option<String>>(), content)
        .prop_map(|(name, file, content)| part(name, file.as_deref(), &content));
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat() + "--b--\r\n")
}

/// The size of a file, more often than not around the limit.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![0..3_000_usize, 1_999..=2_001_usize]
}

fn part(name: &str, file: Option<&str>, content: &str) -> String {
    let file = file.map_or(String::new(), |file| format!("; filename=\"{file}\""));
    format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n"
    )
}

/// The claims of a token, more often than not as ours are: each begins or ends around now.
fn claims() -> impl Strategy<Value = Value> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let time = prop_oneof![now - 60..now + 60, Just(4_000_000_000_u64), Just(0)];
    let time = prop_oneof![9 => time.prop_map(Value::from), 1 => json()];
    let who = prop_oneof![9 => any::<String>().prop_map(Value::from), 1 => json()];
    let name = prop::sample::select(vec!["staff", "super", "pkey", "mizan.family", "sub"]);
    let maybe = |value: BoxedStrategy<Value>| prop::option::weighted(0.3, value);
    let (end, begin) = (prop::option::weighted(0.9, time.clone()), maybe(time.boxed()));
    let claims = (who, end, begin.clone(), begin, maybe(json().boxed()), name);
    claims.prop_map(|(who, exp, iat, nbf, other, name)| {
        let times = [("exp", exp), ("iat", iat), ("nbf", nbf), (name, other)];
        let given = times.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let all = [("sub", who)].into_iter().chain(given);
        Value::Object(all.map(|(name, value)| (name.to_owned(), value)).collect())
    })
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
fn a_token_that_lasts_is_believed() {
    let claims = serde_json::json!({
        "sub": "ada", "exp": 4_000_000_000_u32, "typ": "access", "aud": "mizan.jwt",
    });
    let claims = claims.to_string();
    let requests = sign(0, claims.as_bytes());
    let answers =
        requests.map(|request| check(request, br#"{"fn": "whoami", "args": {}}"#).unwrap());
    let [(by_jwt, who), (by_mwt, _)] = answers;
    assert_eq!((by_jwt, &who["result"]), (200, &Value::from("ada")));
    assert_eq!(by_mwt, 401, "an MWT has a digest of permissions");
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
