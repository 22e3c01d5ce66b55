//! The limits of single functions, and the hook before each run: over HTTP, to a running server.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mizan::auth::User;
use mizan::{Builder, Error, FunctionKind, Request, Server, Upload};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

#[derive(mizan::Context)]
struct Board;

#[mizan::client(context = Board)]
fn posts(user: Option<&User>) -> Option<String> {
    Some(user?.id.clone())
}

#[mizan::client(context = Board, limits(rate = "2/h"))]
fn statistics() -> i32 {
    1
}

#[mizan::client(context = Board, limits(time = "20ms"))]
async fn weather(request: &Request) -> i32 {
    match request.headers().contains_key("x-storm") {
        true => std::future::pending().await,
        false => 1,
    }
}

#[mizan::client(affects = Board)]
fn post() {}

#[mizan::client(limits(rate = "2/h"))]
fn knock(word: String) -> String {
    word
}

#[mizan::client(affects = Board, limits(rate = "2/h"))]
fn greet(user: &User) -> String {
    user.id.clone()
}

#[mizan::client(limits(rate = "1/h"))]
fn add_photo(photo: Upload) -> u64 {
    photo.len()
}

#[mizan::client(limits(body = "1KB"))]
fn note(text: String) -> usize {
    text.len()
}

#[mizan::client(limits(body = "1KB"))]
fn note_photo(text: String, photo: Upload) -> u64 {
    text.len() as u64 + photo.len()
}

#[mizan::client(limits(time = "20ms"))]
async fn hang() {
    std::future::pending().await
}

#[mizan::client(affects = Board, limits(time = "20ms"))]
async fn hang_and_change() {
    std::future::pending().await
}

#[mizan::client(limits(time = "1min"))]
async fn think() -> i32 {
    tokio::time::sleep(Duration::from_millis(300)).await;
    42
}

#[mizan::client(route = "/rare", methods = [GET, POST], limits(rate = "1/h", body = "1KB"))]
fn rare_page(text: Option<String>) -> String {
    text.unwrap_or_default().len().to_string()
}

/// The user whom a proxy has found out.
struct ByProxy;

impl mizan::Identify for ByProxy {
    type Identity = User;

    async fn identify(&self, request: &Request) -> Result<Option<User>, Error> {
        let name = request.headers().get("x-user").and_then(|name| name.to_str().ok());
        Ok(name.map(|name| User { id: name.to_owned(), ..User::default() }))
    }
}

/// A server that listens; it stops when the test does.
struct Running {
    address: SocketAddr,
    client: reqwest::Client,
    _stop: oneshot::Sender<()>,
}

type Headers<'a> = &'a [(&'a str, &'a str)];

/// A status, the seconds of `Retry-After`, and the body.
type Answer = (u16, Option<u64>, Value);

impl Running {
    async fn start() -> Self {
        Self::start_with(|builder| builder).await
    }

    async fn start_with(set: impl FnOnce(Builder) -> Builder) -> Self {
        let api = set(Server::builder().identify(ByProxy)).build().expect("it is wired");
        let app = axum::Router::new()
            .merge(mizan::axum::views(&api))
            .nest("/api/mizan", mizan::axum::router(api.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = mizan::axum::serve(listener, app, &api)
            .drain_time(Duration::ZERO)
            .stop_on(async move { drop(stopped.await) });
        tokio::spawn(serve.into_future());
        Self { address, client: reqwest::Client::new(), _stop: stop }
    }

    async fn send(&self, request: reqwest::RequestBuilder, headers: Headers<'_>) -> Answer {
        let add = |request: reqwest::RequestBuilder, (name, value): &(&str, &str)| {
            request.header(*name, *value)
        };
        let response = headers.iter().fold(request, add).send().await.unwrap();
        let wait = response.headers().get("retry-after");
        let wait = wait.map(|seconds| seconds.to_str().unwrap().parse().unwrap());
        let status = response.status().as_u16();
        (status, wait, serde_json::from_str(&response.text().await.unwrap()).unwrap())
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.post(format!("http://{}{path}", self.address))
    }

    async fn call_with(&self, headers: Headers<'_>, function: &str, args: Value) -> Answer {
        let body = json!({"fn": function, "args": args, "mounted": [{"context": "board"}]});
        self.send(self.post("/api/mizan/call/").body(body.to_string()), headers).await
    }

    async fn call(&self, function: &str, args: Value) -> Answer {
        self.call_with(&[], function, args).await
    }

    async fn read(&self, headers: Headers<'_>) -> Answer {
        let address = self.address;
        let request = self.client.get(format!("http://{address}/api/mizan/ctx/board/"));
        self.send(request, headers).await
    }

    async fn send_photo(&self, function: &str, args: Value, photo: &'static [u8]) -> Answer {
        let form = Form::new().text("fn", function.to_owned()).text("args", args.to_string());
        let form = form.part("photo", Part::bytes(photo).file_name("photo"));
        self.send(self.post("/api/mizan/call/").multipart(form), &[]).await
    }
}

#[tokio::test]
async fn a_rate_is_that_of_one_address() {
    let server = Running::start().await;
    for expected in [200, 200, 429, 429] {
        let (status, wait, body) = server.call("knock", json!({"word": "hello"})).await;
        assert_eq!(status, expected, "{body}");
        if status == 429 {
            assert_eq!(body["error"]["code"], "TOO_MANY_REQUESTS");
            assert!((1790..=1800).contains(&wait.unwrap()), "half of an hour: {wait:?}");
        }
    }
    let (status, ..) = server.call("greet", json!({})).await;
    assert_eq!(status, 401, "another function");
}

#[tokio::test]
async fn a_rate_is_that_of_one_identity_wherever_it_comes_from() {
    let server = Running::start().await;
    for (user, expected) in [("ada", 200), ("ada", 200), ("eve", 200), ("ada", 429), ("eve", 200)] {
        let (status, _, body) = server.call_with(&[("x-user", user)], "greet", json!({})).await;
        assert_eq!(status, expected, "{user}: {body}");
    }
}

#[tokio::test]
async fn the_application_says_which_address_it_is() {
    let server = Running::start_with(|builder| {
        builder.client_address(|request| {
            request.headers().get("x-real-ip")?.to_str().ok()?.parse::<IpAddr>().ok()
        })
    })
    .await;
    for (address, expected) in [
        ("192.0.2.1", 200),
        ("192.0.2.1", 200),
        ("192.0.2.1", 429),
        ("::ffff:192.0.2.1", 429),
        ("192.0.2.2", 200),
        ("2001:db8::1", 200),
        ("2001:db8::2", 200),
        ("2001:db8:0:0:ffff::3", 429),
        ("2001:db8:0:1::1", 200),
        // All callers without an address are one.
        ("none", 200),
        ("", 200),
        ("none", 429),
    ] {
        let headers = [("x-real-ip", address)];
        let (status, _, body) = server.call_with(&headers, "knock", json!({"word": ""})).await;
        assert_eq!(status, expected, "{address}: {body}");
    }
}

#[tokio::test]
async fn wrong_arguments_count_and_callers_who_may_not_call_do_not() {
    let server = Running::start().await;
    for expected in [422, 422, 429] {
        assert_eq!(server.call("knock", json!({})).await.0, expected);
    }
    for _ in 0..3 {
        assert_eq!(server.call("greet", json!({})).await.0, 401);
    }
}

#[tokio::test]
async fn a_member_over_its_rate_fails_alone() {
    let server = Running::start().await;
    for is_read in [true, true, false] {
        let (status, _, bundle) = server.read(&[("x-user", "ada")]).await;
        assert_eq!((status, &bundle["posts"], &bundle["weather"]), (200, &json!("ada"), &json!(1)));
        assert_eq!(bundle["statistics"] == json!(1), is_read, "{bundle}");
    }
    let (status, _, reply) = server.call("post", json!({})).await;
    let again = &reply["contexts"][0]["bundle"];
    assert_eq!((status, &again["posts"]), (200, &json!(null)), "{reply}");
    assert_eq!(again["$errors"]["statistics"]["code"], "TOO_MANY_REQUESTS", "{reply}");
    let only = server
        .client
        .get(format!("http://{}/api/mizan/ctx/board/?$only=statistics", server.address));
    let (status, wait, _) = server.send(only, &[]).await;
    assert_eq!(status, 429);
    assert!(wait.is_some());
}

#[tokio::test]
async fn a_repetition_costs_nothing() {
    let server = Running::start().await;
    for (key, expected) in [("a", 200), ("a", 200), ("a", 200), ("b", 200), ("c", 429), ("b", 200)]
    {
        let headers = [("x-user", "ada"), ("idempotency-key", key)];
        let (status, wait, body) = server.call_with(&headers, "greet", json!({})).await;
        assert_eq!((status, wait.is_some()), (expected, expected == 429), "{key}: {body}");
    }
}

#[tokio::test]
async fn a_form_over_the_rate_is_refused() {
    let server = Running::start().await;
    for (expected, result) in [(200, json!(3)), (429, json!(null))] {
        let (status, _, body) = server.send_photo("add_photo", json!({}), b"abc").await;
        assert_eq!((status, &body["result"]), (expected, &result), "{body}");
    }
}

#[tokio::test]
async fn a_page_over_the_rate_is_refused() {
    let server = Running::start().await;
    for expected in [200, 429] {
        let request = server.client.get(format!("http://{}/rare", server.address));
        assert_eq!(server.send(request, &[]).await.0, expected);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_of_its_function_is_refused() {
    let server = Running::start().await;
    let text = |length: usize| json!({"text": "x".repeat(length)});
    for (length, expected) in [(500, 200), (2_000, 413), (1_000_000, 413)] {
        let (status, _, body) = server.call("note", text(length)).await;
        assert_eq!(status, expected, "{length}: {body}");
        // By its address, and with the name behind the arguments.
        let body = json!({"args": text(length)}).to_string();
        let (status, ..) = server.send(server.post("/api/mizan/call/note/").body(body), &[]).await;
        assert_eq!(status, expected, "{length}");
        let body = format!(r#"{{"args": {}, "fn": "note"}}"#, text(length));
        let (status, ..) = server.send(server.post("/api/mizan/call/").body(body), &[]).await;
        assert_eq!(status, expected, "{length}");
        let (status, _, body) = server.send_photo("note_photo", text(length), &[b'x'; 5_000]).await;
        assert_eq!(status, expected, "a file has a limit of its own: {body}");
    }
    let page = server.post("/rare").header("content-type", "application/x-www-form-urlencoded");
    let (status, ..) = server.send(page.body(format!("text={}", "x".repeat(2_000))), &[]).await;
    assert_eq!(status, 413);
}

#[tokio::test]
async fn a_body_that_says_its_function_first_is_refused_before_it_has_arrived() {
    let server = Running::start().await;
    let start = r#"{"fn":"note","args":{"text":"xxx"#;
    for (path, start) in [("/call/", start), ("/call/note/", "")] {
        let mut line = TcpStream::connect(server.address).await.unwrap();
        let head = format!("POST /api/mizan{path} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000");
        line.write_all(format!("{head}\r\n\r\n{start}").as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        // The rest is never sent. The server's own limit would wait for it, 30 seconds long.
        let reading = line.read_exact(&mut answer);
        timeout(Duration::from_secs(25), reading).await.expect("an answer in time").unwrap();
        assert_eq!(str::from_utf8(&answer), Ok("HTTP/1.1 413"), "{path}");
    }
}

#[tokio::test]
async fn a_function_has_a_time_of_its_own() {
    let server =
        Running::start_with(|builder| builder.time_limit(Duration::from_millis(100))).await;
    for (function, headers) in [
        ("hang", &[][..]),
        ("hang_and_change", &[]),
        ("hang_and_change", &[("idempotency-key", "k")]),
    ] {
        let (status, _, body) = server.call_with(headers, function, json!({})).await;
        assert_eq!((status, &body["error"]["code"]), (504, &json!("TIMEOUT")), "{function}");
        assert_eq!(body["error"]["message"], "The function took longer than 20ms.");
    }
    assert_eq!(server.call("think", json!({})).await.2["result"], 42, "longer than the server's");
}

#[tokio::test]
async fn a_member_over_its_time_fails_alone() {
    let server = Running::start().await;
    let reading = server.read(&[("x-storm", "1"), ("x-user", "ada")]);
    // The time of the others is 30 seconds.
    let (status, _, bundle) = timeout(Duration::from_secs(25), reading).await.expect("in time");
    assert_eq!((status, &bundle["posts"]), (200, &json!("ada")), "{bundle}");
    assert_eq!(bundle["$errors"]["weather"]["message"], "The function took longer than 20ms.");
}

#[test]
fn a_body_over_the_limit_of_the_server_is_an_error_of_the_wiring() {
    let built = Server::builder().identify(ByProxy).body_limit(500).build();
    let errors = built.err().unwrap().to_string();
    assert!(
        errors.contains("`limits::note` takes bodies of 1000 bytes, and the server none over 500"),
        "{errors}"
    );
    assert!(errors.contains(".body_limit(1000)"), "{errors}");
}

/// The runs that a hook was asked about.
type Asked = Arc<Mutex<Vec<(&'static str, FunctionKind, Option<String>)>>>;

async fn start_with_hook() -> (Running, Asked) {
    let asked = Asked::default();
    let seen = Arc::clone(&asked);
    let server = Running::start_with(|builder| {
        let builder = builder.before(move |run| {
            let who = run.identity::<User>().map(|user| user.id.clone());
            seen.lock().unwrap().push((run.function(), run.kind(), who));
            let is_meant = |header| {
                run.request().headers().get(header).is_some_and(|name| name == run.function())
            };
            assert!(!is_meant("x-panic"), "on purpose");
            match is_meant("x-refuse") {
                true => Err(Error::forbidden("Not today.")),
                false => Ok(()),
            }
        });
        builder.before(|run| match run.request().headers().contains_key("x-closed") {
            true => Err(Error::internal("the secret door is closed")),
            false => Ok(()),
        })
    })
    .await;
    (server, asked)
}

#[tokio::test]
async fn a_hook_is_asked_once_before_each_run() {
    let (server, asked) = start_with_hook().await;
    let take = || std::mem::take(&mut *asked.lock().unwrap());
    server.call_with(&[("x-user", "ada"), ("idempotency-key", "k")], "greet", json!({})).await;
    let ada = Some("ada".to_owned());
    let members = || {
        [
            ("posts", FunctionKind::Read, ada.clone()),
            ("statistics", FunctionKind::Read, None),
            ("weather", FunctionKind::Read, None),
        ]
    };
    let mut expected = vec![("greet", FunctionKind::Mutation, ada.clone())];
    expected.extend(members());
    let mut asked = take();
    // The identity of a request is known to every function that runs for it.
    asked.iter_mut().skip(2).for_each(|(.., who)| *who = None);
    assert_eq!(asked, expected);
    server.call_with(&[("x-user", "ada"), ("idempotency-key", "k")], "greet", json!({})).await;
    assert_eq!(take(), [], "a repetition is no run");
    server.read(&[("x-user", "ada")]).await;
    assert_eq!(take().len(), 3);
    assert_eq!(server.call("greet", json!({})).await.0, 401);
    assert_eq!(server.call("unknown", json!({})).await.0, 404);
    assert_eq!(take(), [], "who may not call is not asked about");
}

#[tokio::test]
async fn a_hook_refuses_one_function_alone() {
    let (server, _) = start_with_hook().await;
    let (status, _, body) = server.call_with(&[("x-refuse", "post")], "post", json!({})).await;
    assert_eq!((status, &body["error"]["message"]), (403, &json!("Not today.")));
    let (status, _, bundle) = server.read(&[("x-refuse", "posts")]).await;
    assert_eq!((status, &bundle["weather"]), (200, &json!(1)), "{bundle}");
    assert_eq!(bundle["$errors"]["posts"]["code"], "FORBIDDEN");
    let (_, _, reply) = server.call_with(&[("x-refuse", "posts")], "post", json!({})).await;
    assert_eq!(reply["contexts"][0]["bundle"]["$errors"]["posts"]["code"], "FORBIDDEN", "{reply}");
    let page = server.client.get(format!("http://{}/rare", server.address));
    assert_eq!(server.send(page, &[("x-refuse", "rare_page")]).await.0, 403);
}

#[tokio::test]
async fn a_hook_that_fails_fails_the_function() {
    let (server, _) = start_with_hook().await;
    for headers in [[("x-panic", "post")], [("x-closed", "1")]] {
        let (status, _, body) = server.call_with(&headers, "post", json!({})).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (500, &json!("INTERNAL_ERROR")),
            "{headers:?}"
        );
        assert!(!body.to_string().contains("secret"), "{body}");
    }
    assert_eq!(server.call("post", json!({})).await.0, 200, "and the server goes on");
}
