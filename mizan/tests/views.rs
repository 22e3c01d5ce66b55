//! Pages, over HTTP to a running server.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use mizan::{Error, Identify, Request, Server};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower_service::Service;

#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    name: String,
    #[mizan(staff)]
    is_staff: bool,
}

struct Cookies;

impl Identify for Cookies {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        let cookie = request.headers().get("cookie").and_then(|cookie| cookie.to_str().ok());
        let name = cookie.and_then(|cookie| cookie.strip_prefix("user="));
        Ok(name.map(|name| Me { name: name.to_owned(), is_staff: name == "grace" }))
    }
}

#[derive(Default)]
struct Likes(AtomicI64);

#[derive(mizan::Context)]
struct Post {
    post_id: i64,
}

#[mizan::client(context = Post)]
fn likes(likes: &Arc<Likes>, post_id: i64) -> i64 {
    likes.0.load(Ordering::SeqCst) + post_id
}

#[mizan::client(context = Post, route = "/posts/{post_id}")]
async fn post_page(likes: &Arc<Likes>, post_id: i64, tags: Option<Vec<String>>) -> Html<String> {
    let likes = likes.0.load(Ordering::SeqCst);
    Html(format!("post {post_id}, {likes} likes, {tags:?}"))
}

#[mizan::client(affects = Post, route = "/posts/{post_id}", methods = [POST, PUT])]
async fn like(
    likes: &Arc<Likes>,
    request: &Request,
    post_id: i64,
    times: i64,
    also: Option<i64>,
) -> Result<Redirect, Error> {
    if times < 0 {
        return Err(Error::conflict("Nobody takes a like back."));
    }
    likes.0.fetch_add(times, Ordering::SeqCst);
    if let Some(post_id) = also {
        request.invalidate(&Post { post_id });
    }
    Ok(Redirect::to(&format!("/posts/{post_id}")))
}

#[mizan::client(route = "/me")]
fn me(me: &Me) -> impl IntoResponse {
    me.name.clone()
}

#[mizan::client(route = "/admin", auth = staff)]
async fn admin() -> Result<impl IntoResponse, Error> {
    Ok("admin")
}

#[mizan::client(route = "/panic")]
fn fall() -> String {
    panic!("a secret panic")
}

#[mizan::client(route = "/slow")]
async fn slow() -> String {
    std::future::pending().await
}

#[mizan::client(affects = Post, route = "/gone", methods = [POST])]
fn gone() -> Response {
    (StatusCode::GONE, [("cache-control", "max-age=60")], "gone").into_response()
}

struct Running {
    address: std::net::SocketAddr,
    client: reqwest::Client,
}

fn builder() -> mizan::Builder {
    Server::builder().provide(Arc::<Likes>::default()).identify(Cookies)
}

async fn start() -> Running {
    let api = builder().body_limit(1000).build().unwrap();
    let app = axum::Router::new()
        .merge(mizan::axum::views(&api))
        .nest("/api", mizan::axum::router(api))
        .route("/own", axum::routing::get(async || "own"));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let client =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    Running { address, client }
}

impl Running {
    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("http://{}{path}", self.address))
    }

    async fn get(&self, path: &str) -> (u16, String) {
        let response = self.request("GET", path).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    async fn post(&self, path: &str, form: &'static str) -> reqwest::Response {
        let request = self.request("POST", path);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(form).send().await.unwrap()
    }
}

fn header<'response>(response: &'response reqwest::Response, name: &str) -> Option<&'response str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

fn error(text: &str) -> Value {
    serde_json::from_str::<Value>(text).unwrap()["error"].clone()
}

#[tokio::test]
async fn a_page_takes_its_path_and_its_query() {
    let server = start().await;
    assert_eq!(server.get("/posts/5").await, (200, "post 5, 0 likes, None".to_owned()));
    let page = server.get("/posts/5?tags=%5B%22a%20b%22%5D&utm_source=elsewhere").await;
    assert_eq!(page, (200, "post 5, 0 likes, Some([\"a b\"])".to_owned()));
    assert_eq!(server.get("/own").await.1, "own");
    let response = server.request("HEAD", "/posts/5").send().await.unwrap();
    assert_eq!(header(&response, "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(header(&response, "cache-control"), Some("no-store"));
    assert_eq!(header(&response, "x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn what_does_not_fit_is_told() {
    let server = start().await;
    for (path, field, message) in [
        ("/posts/five", "post_id", "invalid value: `five`, expected i64"),
        ("/posts/5?post_id=6", "post_id", "is given twice"),
        ("/posts/5?tags=a", "tags", "expected value"),
    ] {
        let (status, text) = server.get(path).await;
        assert_eq!(status, 422, "{text}");
        assert_eq!(error(&text)["details"]["fields"], json!({field: [message]}), "{path}");
    }
    let response = server.post("/posts/5", "").await;
    assert_eq!(response.status(), 422);
    assert_eq!(
        error(&response.text().await.unwrap())["details"]["fields"]["times"][0],
        "is missing"
    );
}

#[tokio::test]
async fn a_form_changes_what_it_says() {
    let server = start().await;
    let response = server.post("/posts/5", "times=3").await;
    assert_eq!(response.status(), 303);
    assert_eq!(header(&response, "location"), Some("/posts/5"));
    assert_eq!(header(&response, "x-mizan-invalidate"), Some("post;post_id=5"));
    assert_eq!(server.get("/posts/5").await.1, "post 5, 3 likes, None");
    let response = server.request("PUT", "/posts/5?times=1&also=7").send().await.unwrap();
    assert_eq!(header(&response, "x-mizan-invalidate"), Some("post;post_id=7"));
    let version = || async {
        let bundle: Value =
            serde_json::from_str(&server.get("/api/ctx/post/?post_id=5").await.1).unwrap();
        assert_eq!(bundle["likes"], 9);
        bundle["$v"].clone()
    };
    assert!(version().await.as_str().unwrap().ends_with(":2"), "both have advanced it");
}

#[tokio::test]
async fn a_failure_changes_nothing() {
    let server = start().await;
    let response = server.post("/posts/5", "times=-1").await;
    assert_eq!((response.status().as_u16(), header(&response, "x-mizan-invalidate")), (409, None));
    assert_eq!(header(&response, "content-type"), Some("application/json"));
    let response = server.post("/gone", "").await;
    assert_eq!((response.status().as_u16(), header(&response, "x-mizan-invalidate")), (410, None));
    assert_eq!(header(&response, "cache-control"), Some("max-age=60"), "as the page says");
    assert_eq!(response.text().await.unwrap(), "gone");
}

#[tokio::test]
async fn a_page_is_guarded_like_a_call() {
    let server = start().await;
    let as_user = |method: &str, path: &str, user: &str| {
        server.request(method, path).header("cookie", format!("user={user}")).send()
    };
    assert_eq!(server.get("/me").await.0, 401);
    assert_eq!(as_user("GET", "/me", "ada").await.unwrap().text().await.unwrap(), "ada");
    assert_eq!(server.get("/admin").await.0, 401);
    assert_eq!(as_user("GET", "/admin", "ada").await.unwrap().status(), 403);
    assert_eq!(as_user("GET", "/admin", "grace").await.unwrap().status(), 200);
}

#[tokio::test]
async fn limits_and_panics_are_those_of_a_call() {
    let server = start().await;
    let (status, text) = server.get("/panic").await;
    assert_eq!((status, &error(&text)["code"]), (500, &json!("INTERNAL_ERROR")));
    assert!(!text.contains("secret"));
    let long: &'static str = Box::leak("times=1&".repeat(200).into_boxed_str());
    assert_eq!(server.post("/posts/5", long).await.status(), 413);
}

/// Without a connection: the limit is shorter than any would take.
#[tokio::test]
async fn a_page_that_takes_too_long_is_stopped() {
    let api = builder().time_limit(Duration::from_millis(1)).build().unwrap();
    let mut app: axum::Router = mizan::axum::views(&api);
    let request = axum::http::Request::get("/slow").body(axum::body::Body::empty()).unwrap();
    let response = app.call(request).await.unwrap();
    assert_eq!(response.status(), 504);
    let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
    let text = std::str::from_utf8(&body).unwrap();
    assert_eq!(error(text)["code"], "TIMEOUT");
}

#[tokio::test]
async fn a_page_is_neither_a_call_nor_a_read() {
    let server = start().await;
    let body = json!({"fn": "me", "args": {}}).to_string();
    let response = server.request("POST", "/api/call/").body(body).send().await.unwrap();
    assert_eq!(response.status(), 404);
    let (_, bundle) = server.get("/api/ctx/post/?post_id=5").await;
    assert!(!bundle.contains("post_page"), "{bundle}");
    assert_eq!(server.get("/api/ctx/post/?post_id=5&$only=post_page").await.0, 422);
    assert_eq!(server.request("DELETE", "/posts/5").send().await.unwrap().status(), 405);
}
