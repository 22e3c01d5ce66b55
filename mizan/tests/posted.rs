//! Forms that a browser posts without a script, over HTTP to a running server: the names and texts of a page
//! become the arguments of the function that a client calls, and what came of it is there for the next page.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use mizan::axum::Posted;
use mizan::{Error, Form, Identify, Request, Server, Upload, Valid};
use reqwest::multipart::{Form as Parts, Part};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(mizan::Context)]
struct Shop {
    shop_id: i64,
}

#[mizan::client(context = Shop)]
fn count_orders(orders: &Arc<Orders>, shop_id: i64) -> usize {
    orders.0.lock().expect("no panic").len() + usize::from(shop_id == 0)
}

#[derive(Default)]
struct Orders(Mutex<Vec<Value>>);

#[derive(Deserialize, Serialize, mizan::Type, Form)]
struct Order {
    #[form(required, length(..=20))]
    name: String,
    note: Option<String>,
    qty: u32,
    price: f64,
    discount: Option<i8>,
    gift: bool,
    #[serde(default = "yes")]
    news: bool,
    #[form(length(..=3))]
    lines: Vec<Line>,
    tags: Vec<String>,
    sizes: Vec<u8>,
    address: Option<Address>,
    #[serde(default)]
    extra: BTreeMap<String, String>,
    pay: Payment,
    pair: (u8, String),
    #[serde(rename = "shipAt", alias = "ship_at")]
    ship_at: Option<Wrapped>,
    speed: Speed,
    #[serde(with = "mizan::bigint")]
    big: i64,
    #[serde(flatten)]
    flat: Flat,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize, Serialize, mizan::Type, Form)]
struct Line {
    #[form(required)]
    product: String,
    #[form(range(1..=9))]
    qty: u8,
    #[serde(default)]
    wrapped: bool,
}

#[derive(Deserialize, Serialize, mizan::Type)]
struct Address {
    city: String,
    zip: Option<u32>,
}

#[derive(Deserialize, Serialize, mizan::Type)]
struct Wrapped(u64);

#[derive(Deserialize, Serialize, mizan::Type)]
struct Flat {
    colour: String,
}

#[derive(Deserialize, Serialize, mizan::Type)]
#[serde(tag = "kind")]
enum Payment {
    Cash,
    Card { number: u32 },
}

#[derive(Deserialize, Serialize, mizan::Type)]
#[serde(rename_all = "lowercase")]
enum Speed {
    Slow,
    Fast(u8),
}

#[mizan::client(affects = Shop)]
fn order(orders: &Arc<Orders>, shop_id: i64, form: Valid<Order>) -> Result<usize, Error> {
    if form.name == "crook" {
        return Err(Error::conflict("We do not sell to you."));
    }
    let mut orders = orders.0.lock().map_err(|_| "a panic")?;
    let mut kept = serde_json::to_value(&*form)?;
    kept["shop"] = shop_id.into();
    orders.push(kept);
    Ok(orders.len())
}

#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    name: String,
}

struct Cookies;

impl Identify for Cookies {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        let cookie = request.headers().get("cookie").and_then(|cookie| cookie.to_str().ok());
        let name = cookie.and_then(|cookie| cookie.strip_prefix("user="));
        Ok(name.map(|name| Me { name: name.to_owned() }))
    }
}

/// Sends a letter with a picture.
#[mizan::client]
async fn write_letter(me: &Me, text: String, picture: Option<Upload>) -> Result<String, Error> {
    let with = match &picture {
        Some(picture) => format!("with {} bytes", picture.bytes().await?.len()),
        None => "without a picture".to_owned(),
    };
    Ok(format!("{} writes {text} {with}", me.name))
}

/// What the page says of the form: a JSON that the tests read.
async fn answer(posted: Posted) -> Response {
    if let Some(count) = posted.result::<usize>() {
        return Redirect::to(&format!("/thanks/{count}")).into_response();
    }
    let errors: BTreeMap<&str, &[String]> = posted.errors().collect();
    let failure = posted.failure().map(|failure| failure.message().to_owned());
    axum::Json(json!({
        "errors": errors,
        "failure": failure,
        "result": posted.result::<Value>(),
        "name": posted.value("name"),
        "rows": posted.rows("lines"),
        "tags": posted.values("tags"),
    }))
    .into_response()
}

struct Page {
    base: String,
    orders: Arc<Orders>,
}

impl Page {
    async fn open() -> Self {
        let orders = Arc::new(Orders::default());
        let api = Server::builder().provide(Arc::clone(&orders)).identify(Cookies);
        let api = api.body_limit(64 * 1024).build().expect("a server");
        let app = Router::new()
            .route("/shops/{shop_id}", mizan::axum::form(&api, "order", answer))
            .route("/letter", mizan::axum::form(&api, "write_letter", answer));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let serve = mizan::axum::serve(listener, app, &api);
        tokio::spawn(async move { serve.await });
        Self { base, orders }
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        client.build().expect("a client").post(format!("{}{path}", self.base))
    }

    /// Posts names and texts as a browser encodes them.
    async fn send(&self, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let body = encode(fields);
        let request = self.post("/shops/7").header("content-type", ENCODED).body(body);
        read(request).await
    }

    fn orders(&self) -> Vec<Value> {
        self.orders.0.lock().expect("no panic").clone()
    }
}

const ENCODED: &str = "application/x-www-form-urlencoded";

fn encode(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// The status of an answer, and its JSON; of a redirect its address.
async fn read(request: reqwest::RequestBuilder) -> (StatusCode, Value) {
    let answer = request.send().await.expect("an answer");
    let status = answer.status();
    if let Some(location) = answer.headers().get("location") {
        return (status, json!(location.to_str().expect("a text")));
    }
    let text = answer.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// The fields of an order that keeps every rule.
const GOOD: &[(&str, &str)] = &[
    ("name", "Ada"),
    ("note", ""),
    ("qty", " 3 "),
    ("price", "1.50"),
    ("discount", ""),
    ("lines.10.product", "tea"),
    ("lines.10.qty", "1"),
    ("lines.2.product", "cocoa"),
    ("lines.2.qty", "2"),
    ("lines.2.wrapped", "on"),
    ("tags", "a"),
    ("tags", ""),
    ("tags", "b"),
    ("sizes", "4"),
    ("sizes", "5"),
    ("address.city", ""),
    ("address.zip", ""),
    ("extra.__proto__", "p"),
    ("pay.kind", "Card"),
    ("pay.number", "77"),
    ("pair.0", "1"),
    ("pair.1", "two"),
    ("ship_at", "18446744073709551615"),
    ("speed.fast", "9"),
    ("big", "9007199254740993"),
    ("colour", "a\r\nb"),
    ("button", "Send"),
];

/// The good order with other texts at some names; without a text the field is not sent.
fn with<'text>(changes: &[(&'text str, Option<&'text str>)]) -> Vec<(&'text str, &'text str)> {
    let is_changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name);
    let kept = GOOD.iter().copied().filter(|(name, _)| !is_changed(name));
    kept.chain(changes.iter().filter_map(|(name, text)| Some((*name, (*text)?)))).collect()
}

#[tokio::test]
async fn names_and_texts_become_the_arguments_of_the_function() {
    let page = Page::open().await;
    assert_eq!(page.send(GOOD).await, (StatusCode::SEE_OTHER, json!("/thanks/1")));
    let mut order = page.orders().remove(0);
    assert_eq!(order["shipAt"].take(), json!(u64::MAX));
    let expected = json!({
        "name": "Ada", "note": null, "qty": 3, "price": 1.5, "discount": null, "gift": false,
        "news": true, "shop": 7,
        "lines": [
            {"product": "cocoa", "qty": 2, "wrapped": true},
            {"product": "tea", "qty": 1, "wrapped": false},
        ],
        "tags": ["a", "", "b"], "sizes": [4, 5], "address": null, "extra": {"__proto__": "p"},
        "pay": {"kind": "Card", "number": 77}, "pair": [1, "two"], "shipAt": null,
        "speed": {"fast": 9}, "big": "9007199254740993", "colour": "a\nb",
    });
    assert_eq!(order, expected);
}

#[tokio::test]
async fn a_checkbox_says_on_or_nothing_and_a_hidden_field_before_it_says_off() {
    let page = Page::open().await;
    for (texts, expected) in [
        (&[][..], false),
        (&["on"], true),
        (&["false", "on"], true),
        (&["false"], false),
        (&["1"], true),
    ] {
        let mut fields = GOOD.to_vec();
        fields.extend(texts.iter().map(|text| ("gift", *text)));
        assert_eq!(page.send(&fields).await.0, StatusCode::SEE_OTHER);
        assert_eq!(page.orders().last().expect("an order")["gift"], json!(expected), "{texts:?}");
    }
    let (status, page) = page.send(&with(&[("gift", Some("maybe"))])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page["errors"], json!({"gift": ["is neither `true` nor `false`"]}));
}

#[tokio::test]
async fn an_error_has_the_name_of_its_input_and_the_texts_come_back() {
    let page = Page::open().await;
    let fields = with(&[
        ("qty", Some("three")),
        ("price", None),
        ("discount", Some("999")),
        ("lines.10.qty", Some("")),
        ("pay.kind", Some("Gold")),
        ("speed.fast", None),
        ("pair.0", Some("-1")),
        ("tags.x", Some("1")),
    ]);
    let (status, answer) = page.send(&fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = json!({
        "qty": ["is no integer"],
        "price": ["is required"],
        "lines.10.qty": ["is required"],
        "pay.kind": ["is one of Cash, Card"],
        "speed": ["is one of slow, fast"],
    });
    assert_eq!(answer["errors"], expected);
    assert_eq!(answer["name"], "Ada");
    assert_eq!(answer["rows"], json!(["lines.2", "lines.10"]));
    assert_eq!(answer["tags"], json!(["a", "", "b"]));

    // What serde and the rules find has the numbers that the page gave to its rows.
    let (_, answer) = page.send(&with(&[("discount", Some("999"))])).await;
    assert_eq!(
        answer["errors"].as_object().expect("errors").keys().collect::<Vec<_>>(),
        ["discount"]
    );
    let (_, answer) = page.send(&with(&[("lines.10.qty", Some("10")), ("name", Some(" "))])).await;
    let expected = json!({"lines.10.qty": ["is at most 9"], "name": ["is required"]});
    assert_eq!(answer["errors"], expected);
    let (_, answer) = page.send(&with(&[("lines.x.qty", Some("10"))])).await;
    let expected = json!({"lines": ["is a list: its fields have numbers, such as `lines.0.qty`"]});
    assert_eq!(answer["errors"], expected);
    assert_eq!(page.orders().len(), 0, "nothing of all that was an order");
}

#[tokio::test]
async fn the_path_and_the_name_of_the_argument_come_before_other_names() {
    let page = Page::open().await;
    let mut fields = GOOD.to_vec();
    fields.extend([("shop_id", "1"), ("form.gift", "on"), ("form.name", "Grace")]);
    assert_eq!(page.send(&fields).await.0, StatusCode::SEE_OTHER);
    let order = page.orders().remove(0);
    assert_eq!(
        [&order["shop"], &order["gift"], &order["name"]],
        [&json!(7), &json!(true), &json!("Grace")]
    );
    let request = page.post("/shops/seven").header("content-type", ENCODED).body(encode(GOOD));
    let (status, answer) = read(request).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer["errors"], json!({"shop_id": ["is no integer"]}));
}

#[tokio::test]
async fn a_failure_of_the_function_has_its_status_and_success_tells_what_changed() {
    let page = Page::open().await;
    let (status, answer) = page.send(&with(&[("name", Some("crook"))])).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(answer["failure"], "We do not sell to you.");
    assert_eq!(answer["errors"], json!({}));
    let request = page.post("/shops/7").header("content-type", ENCODED).body(encode(GOOD));
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.headers()["x-mizan-invalidate"], "shop;shop_id=7");
    assert_eq!(answer.headers()["cache-control"], "no-store");
}

#[tokio::test]
async fn another_site_posts_nothing() {
    let page = Page::open().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("cookie", "user=ada"),
    ] {
        let request = page.post("/shops/7").header("content-type", ENCODED).header(name, value);
        let (status, answer) = read(request.body(encode(GOOD))).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{name}");
        assert_eq!(answer["error"]["kind"], "CSRF", "{answer}");
    }
    assert_eq!(page.orders().len(), 0);
}

fn letter() -> Parts {
    Parts::new().text("text", "hello")
}

async fn send_letter(page: &Page, parts: Parts, user: Option<&str>) -> (StatusCode, Value) {
    let request = page.post("/letter").header("sec-fetch-site", "same-origin").multipart(parts);
    let request = match user {
        Some(user) => request.header("cookie", format!("user={user}")),
        None => request,
    };
    read(request).await
}

#[tokio::test]
async fn parts_bring_files_and_an_input_without_a_file_brings_none() {
    let page = Page::open().await;
    let none = Part::bytes(Vec::new()).file_name("");
    for (parts, expected) in [
        (letter(), "ada writes hello without a picture"),
        (letter().part("picture", none), "ada writes hello without a picture"),
        (
            letter().part("picture", Part::bytes(vec![1; 30_000]).file_name("a.png")),
            "ada writes hello with 30000 bytes",
        ),
        (
            letter().part("picture", Part::bytes(Vec::new()).file_name("empty.txt")),
            "ada writes hello with 0 bytes",
        ),
    ] {
        let (status, answer) = send_letter(&page, parts, Some("ada")).await;
        assert_eq!((status, &answer["result"]), (StatusCode::OK, &json!(expected)), "{answer}");
    }
    let two = |name: &str| Part::bytes(vec![1]).file_name(name.to_owned());
    let parts = letter().part("picture", two("a")).part("picture", two("b"));
    let (status, answer) = send_letter(&page, parts, Some("ada")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer["errors"]["picture"].is_array(), "{answer}");
    for parts in [letter(), letter().part("picture", two("a"))] {
        let (status, answer) = send_letter(&page, parts, None).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{answer}");
        assert_eq!(answer["result"], Value::Null);
    }
}

#[tokio::test]
async fn what_is_no_form_or_too_large_is_refused_and_the_server_goes_on() {
    let page = Page::open().await;
    let deep = format!("{}=1", "a.".repeat(5000));
    let many: String = (0..5000).map(|at| format!("{at:x}.a.a.a.a&")).collect();
    let large = format!("name={}", "x".repeat(65 * 1024));
    for (content_type, body, expected) in [
        ("application/json", "{}".to_owned(), StatusCode::BAD_REQUEST),
        ("text/plain", "name=Ada".to_owned(), StatusCode::BAD_REQUEST),
        ("multipart/form-data", "name=Ada".to_owned(), StatusCode::BAD_REQUEST),
        ("multipart/form-data; boundary=x", "--y".to_owned(), StatusCode::BAD_REQUEST),
        (ENCODED, deep, StatusCode::BAD_REQUEST),
        (ENCODED, many, StatusCode::BAD_REQUEST),
        (ENCODED, large, StatusCode::PAYLOAD_TOO_LARGE),
        (ENCODED, "%ff=%ff&&&=&.=&..=&lines.=1".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        (ENCODED, String::new(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let start = body[..body.len().min(40)].to_owned();
        let request = page.post("/shops/7").header("content-type", content_type).body(body);
        let (status, answer) = read(request).await;
        assert_eq!(status, expected, "{content_type} {start}: {answer}");
        assert!(answer["failure"].is_string(), "{answer}");
    }
    assert_eq!(page.send(GOOD).await.0, StatusCode::SEE_OTHER);
}

#[test]
fn a_form_to_a_function_that_is_not_there_is_told_when_the_application_is_built() {
    let api = Server::builder().provide(Arc::new(Orders::default())).identify(Cookies);
    let api = api.build().expect("a server");
    for (name, expected) in [
        ("oder", "a form cannot post to `oder`: there is no such function. Did you mean `order`?"),
        ("nothing_like_it", "Write the name by which clients call it."),
    ] {
        let build = AssertUnwindSafe(|| mizan::axum::form::<(), _, _>(&api, name, answer));
        let built = std::panic::catch_unwind(build);
        let panic = built.expect_err("a panic");
        let text = panic.downcast_ref::<String>().expect("a text");
        assert!(text.contains(expected), "{text}");
    }
}
