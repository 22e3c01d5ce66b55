//! The cases over HTTP, to a server that listens.

use reqwest::RequestBuilder;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::case::{Case, CasePart, CaseRequest, Place, matches};
use crate::running::Running;

/// Checks the cases with Mizan in front of the application, and with its router nested inside.
async fn check(cases: &str) {
    for server in [Running::start().await, Running::start_nested().await] {
        for case in Case::read_all(cases) {
            check_case(&server, case).await;
        }
    }
}

async fn check_case(server: &Running, Case { name, request, response }: Case) {
    let received = build(request, server).send().await.unwrap();
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

fn build(asked: CaseRequest, server: &Running) -> RequestBuilder {
    let mut request = match &asked.place {
        Place::Path(path) => server.request(&asked.method, path),
        Place::Page(route) => server.open(&asked.method, route),
    };
    for (name, value) in asked.headers {
        request = request.header(name, value.replace("{host}", &server.host()));
    }
    if let Some(parts) = asked.form {
        return request.multipart(parts.into_iter().fold(Form::new(), add_part));
    }
    match asked.json.map(|json| json.to_string()).or(asked.text) {
        Some(body) => request.body(body.repeat(asked.repeat)),
        None => request,
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
