//! The cases in `cases/*.json`: a request, and the response that it gets.
//!
//! They say nothing about Rust: a backend in another language that offers the functions of
//! `application.rs` can be held against them.

use serde::Deserialize;
use serde_json::Value;

use crate::running::Running;

#[derive(Deserialize)]
struct Case {
    name: String,
    request: CaseRequest,
    response: CaseResponse,
}

#[derive(Deserialize)]
struct CaseRequest {
    method: String,
    path: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    /// The envelope, as JSON.
    json: Option<Value>,
    /// A body that is no JSON.
    text: Option<String>,
}

#[derive(Deserialize)]
struct CaseResponse {
    status: u16,
    /// Headers that have to be there; `null` for those that must not.
    #[serde(default)]
    headers: Vec<(String, Option<String>)>,
    /// The body. A `"*"` in it stands for any string.
    json: Value,
}

async fn check(cases: &str) {
    let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
    assert!(!cases.is_empty());
    let server = Running::start().await;
    for case in cases {
        check_case(&server, case).await;
    }
}

async fn check_case(server: &Running, Case { name, request, response }: Case) {
    let mut sent = server.request(&request.method, &request.path);
    for (header, value) in request.headers {
        sent = sent.header(header, value);
    }
    if let Some(body) = request.json.map(|json| json.to_string()).or(request.text) {
        sent = sent.body(body);
    }
    let received = sent.send().await.unwrap();
    let status = received.status().as_u16();
    let headers = received.headers().clone();
    let body = received.text().await.unwrap();
    assert_eq!(status, response.status, "{name}: {body}");
    assert_eq!(headers["content-type"], "application/json", "{name}");
    assert_eq!(headers["cache-control"], "no-store", "{name}");
    for (header, expected) in response.headers {
        let value = headers.get(&header).map(|value| value.to_str().unwrap());
        assert_eq!(value, expected.as_deref(), "{name}: {header}");
    }
    let body: Value = serde_json::from_str(&body).unwrap();
    assert!(matches(&response.json, &body), "{name}:\n{body:#}\ninstead of\n{:#}", response.json);
}

fn matches(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::String(any), Value::String(_)) if any == "*" => true,
        (Value::Array(expected), Value::Array(actual)) => {
            expected.len() == actual.len()
                && expected.iter().zip(actual).all(|(expected, actual)| matches(expected, actual))
        }
        (Value::Object(expected), Value::Object(actual)) => {
            expected.len() == actual.len()
                && expected.iter().all(|(name, expected)| {
                    actual.get(name).is_some_and(|actual| matches(expected, actual))
                })
        }
        _ => expected == actual,
    }
}

macro_rules! files {
    ($($name:ident),+) => {
        $(#[tokio::test]
        async fn $name() {
            check(include_str!(concat!("cases/", stringify!($name), ".json"))).await;
        })+
    };
}

files!(arguments, call, context, envelope, errors, invalidation, merge, mounted, query, session);
