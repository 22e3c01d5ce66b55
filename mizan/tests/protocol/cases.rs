//! The cases in `cases/*.json`: a request, and the response that it gets.
//!
//! They say nothing about Rust: a backend in another language that offers the functions of
//! `application.rs` and `failures.rs` can be held against them.

use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serde_json::Value;

use crate::running::Running;

#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) request: CaseRequest,
    pub(crate) response: CaseResponse,
}

#[derive(Deserialize)]
pub(crate) struct CaseRequest {
    pub(crate) method: String,
    /// A path below the mount point, or the route of a page.
    #[serde(flatten)]
    place: Place,
    /// `{host}` in a value is replaced by the host of the server.
    #[serde(default)]
    pub(crate) headers: Vec<(String, String)>,
    /// The envelope, as JSON.
    pub(crate) json: Option<Value>,
    /// A body that is no JSON.
    pub(crate) text: Option<String>,
    /// The number of times that the body is repeated.
    #[serde(default = "once")]
    pub(crate) repeat: usize,
    /// The parts of a form.
    pub(crate) form: Option<Vec<CasePart>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Place {
    Path(String),
    Page(String),
}

#[derive(Deserialize)]
pub(crate) struct CasePart {
    name: String,
    text: Option<String>,
    json: Option<Value>,
    /// The name of a file.
    file: Option<String>,
}

fn once() -> usize {
    1
}

#[derive(Deserialize)]
pub(crate) struct CaseResponse {
    pub(crate) status: u16,
    /// Headers that have to be there; `null` for those that must not.
    #[serde(default)]
    headers: Vec<(String, Option<String>)>,
    /// The body. A `"*"` in it matches any string.
    pub(crate) json: Option<Value>,
    /// A body that is no JSON.
    text: Option<String>,
}

/// Checks the cases with Mizan in front of the application, and with its router nested inside.
async fn check(cases: &str) {
    for server in [Running::start().await, Running::start_nested().await] {
        let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
        assert!(!cases.is_empty());
        for case in cases {
            check_case(&server, case).await;
        }
    }
}

async fn check_case(server: &Running, Case { name, request, response }: Case) {
    let received = request.build(server).send().await.unwrap();
    let status = received.status().as_u16();
    let headers = received.headers().clone();
    let body = received.text().await.unwrap();
    assert_eq!(status, response.status, "{name}: {body}");
    assert_eq!(headers["cache-control"], "no-store", "{name}");
    for (header, expected) in &response.headers {
        let value = headers.get(header).map(|value| value.to_str().unwrap());
        assert_eq!(value, expected.as_deref(), "{name}: {header}");
    }
    let Some(expected) = response.json else {
        return assert_eq!(Some(body), response.text, "{name}");
    };
    assert_eq!(headers["content-type"], "application/json", "{name}");
    let actual: Value = serde_json::from_str(&body).unwrap();
    assert!(matches(&expected, &actual), "{name}:\n{actual:#}\ninstead of\n{expected:#}");
    if actual.get("$v").is_some() {
        assert!(has_sorted_keys(&actual, &body), "{name}: {body}");
    }
}

impl CaseRequest {
    /// The path below the mount point; none of a page.
    pub(crate) fn path(&self) -> Option<&str> {
        match &self.place {
            Place::Path(path) => Some(path),
            Place::Page(_) => None,
        }
    }

    fn build(self, server: &Running) -> RequestBuilder {
        let mut request = match &self.place {
            Place::Path(path) => server.request(&self.method, path),
            Place::Page(route) => server.open(&self.method, route),
        };
        for (name, value) in self.headers {
            request = request.header(name, value.replace("{host}", &server.host()));
        }
        if let Some(parts) = self.form {
            return request.multipart(parts.into_iter().fold(Form::new(), add_part));
        }
        match self.json.map(|json| json.to_string()).or(self.text) {
            Some(body) => request.body(body.repeat(self.repeat)),
            None => request,
        }
    }
}

fn add_part(form: Form, part: CasePart) -> Form {
    let text = part.json.map(|json| json.to_string()).or(part.text).unwrap_or_default();
    match part.file {
        Some(file) => form.part(part.name, Part::text(text).file_name(file)),
        None => form.text(part.name, text),
    }
}

/// `true` if the keys of an object are sorted in its text.
fn has_sorted_keys(object: &Value, text: &str) -> bool {
    let keys = object.as_object().into_iter().flat_map(|object| object.keys());
    let places: Vec<_> = keys.map(|key| text.find(&format!("\"{key}\":"))).collect();
    places.is_sorted() && !places.contains(&None)
}

pub(crate) fn matches(expected: &Value, actual: &Value) -> bool {
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

files!(
    arguments,
    call,
    context,
    envelope,
    errors,
    identity,
    invalidation,
    merge,
    mounted,
    query,
    session,
    uploads,
    views
);
