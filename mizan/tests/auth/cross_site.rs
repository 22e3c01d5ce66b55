//! Requests that the page of another site causes, as browsers send them.

use std::sync::atomic::{AtomicU32, Ordering};

use http::{Method, Request, Response};
use mizan::auth::{User, sessions};
use mizan::{Error, Server};
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::application::Me;
use crate::browser::{Browser, Headers, OWN_PAGE, Running};

/// The runs of calls with the header `x-counted`.
static RUNS: AtomicU32 = AtomicU32::new(0);

#[derive(mizan::Context)]
struct Board;

#[mizan::client(context = Board)]
fn posts(request: &mizan::Request) -> bool {
    count(request)
}

/// Everyone may call it.
#[mizan::client(affects = Board)]
fn post(request: &mizan::Request) -> bool {
    count(request)
}

#[mizan::client(route = "/post", methods = [GET, POST, PUT, DELETE])]
fn post_page() -> &'static str {
    "posted"
}

fn count(request: &mizan::Request) -> bool {
    let is_counted = request.headers().contains_key("x-counted");
    RUNS.fetch_add(u32::from(is_counted), Ordering::SeqCst);
    is_counted
}

/// The user whom a proxy has found out.
pub(crate) struct ByProxy;

impl mizan::Identify for ByProxy {
    type Identity = User;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<User>, Error> {
        let name = request.headers().get("x-user").and_then(|name| name.to_str().ok());
        Ok(name.map(|name| User { id: name.to_owned(), ..User::default() }))
    }
}

/// The user of a token that the application made itself.
struct ByOwnToken;

impl mizan::Identify for ByOwnToken {
    type Identity = Me;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<Me>, Error> {
        let token = request.headers().get("authorization");
        let is_known = token.is_some_and(|token| token == "Bearer open sesame");
        Ok(is_known.then_some(Me { id: 1, is_staff: false, is_superuser: false }))
    }
}

#[mizan::client]
fn proxied(user: &User) -> String {
    user.id.clone()
}

fn api(proxy: &str) -> Server {
    let builder = Server::builder()
        .identify(sessions::<Me>())
        .identify(mizan::auth::jwt::<Me>([7; 32]))
        .identify(mizan::auth::mwt::<Me>([8; 32]))
        .identify(ByProxy)
        .trust_origin("https://App.example:443");
    match proxy {
        "own token" => builder.identify(ByOwnToken),
        _ => builder,
    }
    .build()
    .expect("it is wired")
}

const CALL: &str = r#"{"fn": "post", "args": {}}"#;
const JSON: (&str, &str) = ("content-type", "application/json");

async fn send(api: &Server, path: &str, headers: Headers<'_>, body: &str) -> (u16, Value) {
    let mut request = Request::post(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = api.answer(request.body(body.to_owned()).unwrap()).await;
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap())
}

/// The requests that a page of another site can send without asking the server: with no header of its
/// own, and with three content types.
const FROM_ANOTHER_PAGE: &[Headers<'static>] = &[
    &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://sub.here.example")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://here.example")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "")],
    &[("sec-fetch-site", "Same-Origin")],
    &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-origin")],
    &[("sec-fetch-site", "none"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "none"), ("origin", "null")],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "")],
    &[("origin", "https://here.example.evil.example")],
    &[("origin", "https://here.example:444")],
    &[("origin", "http://app.example")],
    &[("origin", "https://app.example:8443")],
    &[("origin", "https://app.example.evil.example")],
    &[("origin", "https://here.example"), ("origin", "https://evil.example")],
    &[("origin", "https://app.example"), ("origin", "https://app.example")],
    &[("origin", "https://evil.example"), ("authorization", "Basic YTpi")],
    &[("origin", "https://evil.example"), ("x-csrftoken", "")],
    &[("cookie", "id=x")],
];

const FROM_OWN_PAGE: &[Headers<'static>] = &[
    &[],
    &[("sec-fetch-site", "same-origin")],
    &[("sec-fetch-site", "none")],
    &[("sec-fetch-site", "same-origin"), ("cookie", "id=x")],
    &[("origin", "https://here.example")],
    &[("origin", "HTTPS://HERE.example:443"), ("cookie", "id=x")],
    &[("sec-fetch-site", "none"), ("origin", "https://here.example")],
    // A proxy rewrites `Host`, or the page sends no referrer; the browser has compared the addresses.
    &[("sec-fetch-site", "same-origin"), ("origin", "https://public.example")],
    &[("sec-fetch-site", "same-origin"), ("origin", "null")],
    // A trusted origin.
    &[("origin", "https://app.example")],
    &[("sec-fetch-site", "cross-site"), ("origin", "https://app.example"), ("cookie", "id=x")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://APP.example")],
    &[("authorization", "Basic YTpi")],
];

fn with<'a>(headers: Headers<'a>, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("host", "here.example")], headers, more].concat()
}

#[tokio::test]
async fn another_page_runs_nothing_and_the_own_page_everything() {
    let api = api("");
    let requests: [(&str, &str, Headers<'_>); 5] = [
        ("/call/", CALL, &[JSON]),
        ("/call/", r#"{"fn": "proxied", "args": {}}"#, &[JSON, ("x-user", "ada")]),
        ("/ctx/board/", r#"{"params": {}}"#, &[JSON]),
        ("/ctx/", r#"{"read": [{"context": "board"}]}"#, &[JSON]),
        ("/call/", CALL, &[]),
    ];
    for (path, body, more) in requests {
        for headers in FROM_ANOTHER_PAGE {
            let before = RUNS.load(Ordering::SeqCst);
            let headers = with(headers, &[more, &[("x-counted", "1")]].concat());
            let (status, answer) = send(&api, path, &headers, body).await;
            let kind = &answer["error"]["kind"];
            assert_eq!((status, kind), (403, &json!("CSRF")), "{path} {headers:?}: {answer}");
            assert_eq!(RUNS.load(Ordering::SeqCst), before, "{path} {headers:?} ran");
        }
        for headers in FROM_OWN_PAGE {
            let (status, answer) = send(&api, path, &with(headers, more), body).await;
            assert_eq!(status, 200, "{path} {headers:?}: {answer}");
        }
    }
}

#[tokio::test]
async fn the_host_of_http_2_is_in_the_address() {
    let api = api("");
    for (origin, expected) in [("https://here.example", 200), ("https://evil.example", 403)] {
        let headers = [("origin", origin), JSON];
        let (status, _) = send(&api, "https://here.example/call/", &headers, CALL).await;
        // The path of a nested router has no address; one that has stands for HTTP/2.
        assert_eq!(status, expected, "{origin}");
    }
    let two_hosts = [("host", "here.example"), ("host", "evil.example")];
    let headers = [&two_hosts[..], &[("origin", "https://evil.example"), JSON]].concat();
    assert_eq!(send(&api, "/call/", &headers, CALL).await.0, 403);
}

#[tokio::test]
async fn a_token_that_identifies_comes_from_no_other_page() {
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), JSON];
    let by_own_token = [&foreign[..], &[("authorization", "Bearer open sesame")]].concat();
    let without_jwt = Server::builder()
        .identify(ByOwnToken)
        .identify(ByProxy)
        .identify(sessions::<Me>())
        .provide(mizan::auth::jwt::<Me>([7; 32]))
        .provide(mizan::auth::mwt::<Me>([8; 32]))
        .build()
        .unwrap();
    assert_eq!(send(&without_jwt, "/call/", &by_own_token, CALL).await.0, 200);
    let others = [
        ("authorization", "Bearer close sesame"),
        ("x-mizan-token", "x"),
        ("authorization", "Basic YTpi"),
    ];
    for other in others {
        // The proxy's header identifies, and another page can cause it.
        let headers = [&foreign[..], &[other, ("x-user", "ada")]].concat();
        let (status, answer) = send(&without_jwt, "/call/", &headers, CALL).await;
        assert_eq!(status, 403, "{other:?}: {answer}");
    }
}

#[tokio::test]
async fn a_token_that_no_provider_reads_is_not_valid() {
    let api = Server::builder()
        .identify(sessions::<Me>())
        .identify(sessions::<User>())
        .provide(mizan::auth::jwt::<Me>([7; 32]))
        .provide(mizan::auth::mwt::<Me>([8; 32]))
        .build()
        .unwrap();
    let (status, _) = send(&api, "/call/", &[("x-mizan-token", "x"), JSON], CALL).await;
    assert_eq!(status, 401);
    let (status, _) = send(&api, "/call/", &[("authorization", "Bearer x"), JSON], CALL).await;
    assert_eq!(status, 200, "the scheme of another part of the application");
}

#[tokio::test]
async fn a_body_says_that_it_is_json() {
    let api = api("");
    let paths =
        [("/call/", CALL), ("/ctx/board/", r#"{"params": {}}"#), ("/ctx/", r#"{"read": []}"#)];
    for (path, body) in paths {
        for content_type in
            ["application/json", "Application/JSON; charset=utf-8", "application/json ;x"]
        {
            let headers = [("content-type", content_type), OWN_PAGE[0]];
            assert_eq!(send(&api, path, &headers, body).await.0, 200, "{path} {content_type}");
        }
        assert_eq!(send(&api, path, &[], body).await.0, 200, "{path} without a content type");
        for content_type in [
            "text/plain",
            "text/plain;charset=UTF-8",
            "text/plain; application/json",
            "application/x-www-form-urlencoded",
            "application/jsonp",
            "application/vnd.api+json",
            "application/json, text/plain",
            "multipart/form-data",
            "multipart/mixed; boundary=x",
            "",
            "\u{e4}",
        ] {
            let headers = [("content-type", content_type), OWN_PAGE[0]];
            let (status, answer) = send(&api, path, &headers, body).await;
            assert_eq!(status, 400, "{path} {content_type}: {answer}");
            let text = answer["error"]["message"].as_str().unwrap();
            assert!(text.contains("application/json") || text.contains("boundary"), "{text}");
        }
        let twice = [JSON, ("content-type", "text/plain")];
        assert_eq!(send(&api, path, &twice, body).await.0, 400, "{path}");
    }
}

async fn open(
    app: axum::Router,
    method: Method,
    headers: Headers<'_>,
) -> Response<axum::body::Body> {
    use tower::ServiceExt;
    let mut request = Request::builder().method(method).uri("/post");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap()
}

#[tokio::test]
async fn another_page_submits_no_form_to_a_page() {
    let app: axum::Router = mizan::axum::views(&api(""));
    for headers in FROM_ANOTHER_PAGE {
        let headers = with(headers, &[("content-type", "application/x-www-form-urlencoded")]);
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let response = open(app.clone(), method.clone(), &headers).await;
            assert_eq!(response.status(), 403, "{method} {headers:?}");
        }
        // A link may lead here from everywhere.
        assert_eq!(open(app.clone(), Method::GET, &headers).await.status(), 200, "{headers:?}");
    }
    for headers in FROM_OWN_PAGE {
        let response = open(app.clone(), Method::POST, &with(headers, &[])).await;
        assert_eq!(response.status(), 200, "{headers:?}");
    }
}

#[test]
fn a_trusted_origin_is_an_origin() {
    for text in ["app.example", "https://app.example/", "*", "null", ""] {
        let errors = Server::builder().trust_origin(text).build().err().unwrap().to_string();
        let expected = format!(
            "`{text}` is not the origin of a page\n  an origin is a scheme, a host and a port, \
             without a path:\n    .trust_origin(\"https://app.example\")"
        );
        assert!(errors.contains(&expected), "{errors}");
    }
}

#[tokio::test]
async fn asking_for_the_session_makes_none() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let count = || std::fs::read_dir(directory.path()).unwrap().count();
    let unknown = Some("id=AAAAAAAAAAAAAAAAAAAAAA".to_owned());
    for browser in [Browser::default(), Browser::with(unknown)] {
        for _ in 0..3 {
            assert_eq!(browser.csrf_token(&server).await, json!(null));
        }
    }
    assert_eq!(count(), 0, "no session is stored");
    let browser = Browser::default();
    browser.call(&server, "keep_in_cart", json!({"item": "tea"})).await;
    let (cookie, before) = (browser.cookie(), std::fs::read(session_file(&directory)).unwrap());
    let token = browser.csrf_token(&server).await;
    assert!(token.as_str().is_some_and(|token| token.len() == 32), "{token}");
    assert!(
        !cookie.unwrap().contains(token.as_str().unwrap()),
        "the id of the session is a secret"
    );
    assert_eq!(std::fs::read(session_file(&directory)).unwrap(), before, "nothing is written");
    assert_eq!(count(), 1);
}

fn session_file(directory: &tempfile::TempDir) -> std::path::PathBuf {
    std::fs::read_dir(directory.path()).unwrap().next().unwrap().unwrap().path()
}
