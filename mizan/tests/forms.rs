//! Forms over HTTP: the rules of an argument hold before its function runs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mizan::{Form, Request, Server, Valid};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(mizan::Context)]
struct Orders;

/// How often `order` ran on one server.
#[derive(Clone, Default)]
struct Runs(Arc<AtomicUsize>);

impl Runs {
    fn so_far(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

struct Stock(Vec<&'static str>);

#[derive(Deserialize, mizan::Type, Form)]
#[form(title = "Order", submit = "Buy", custom = agrees)]
struct Order {
    #[form(required, length(2..=5))]
    name: String,
    #[form(email)]
    email: Option<String>,
    #[serde(rename = "shipTo")]
    ship_to: Option<Address>,
    #[form(length(1..=3))]
    lines: Vec<Line>,
    #[serde(default)]
    notes: BTreeMap<String, Note>,
    pay: Payment,
    #[form(custom = not_banned(&Request))]
    code: Option<String>,
    #[serde(default)]
    below: Option<Box<Order>>,
}

#[derive(Deserialize, mizan::Type, Form)]
struct Address {
    #[form(prefix = "A-", suffix = "Z", contains = "-B-")]
    place: String,
    #[form(url)]
    map: Option<String>,
}

#[derive(Deserialize, mizan::Type, Form)]
struct Line {
    #[form(custom = in_stock(&Stock))]
    product: String,
    #[form(range(1..=10))]
    qty: i64,
}

#[derive(Deserialize, mizan::Type, Form)]
struct Note {
    #[form(utf16(..=2))]
    text: String,
}

#[derive(Deserialize, mizan::Type, Form)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Payment {
    Cash,
    Card {
        #[form(pattern = r"^\d{4}$")]
        number: String,
        #[form(one_of("eu", "us"))]
        zone: String,
    },
}

async fn in_stock(product: &str, stock: &Stock) -> Result<(), String> {
    tokio::task::yield_now().await;
    match stock.0.contains(&product) {
        true => Ok(()),
        false => Err(format!("{product} is sold out")),
    }
}

fn not_banned(code: &Option<String>, request: &Request) -> Result<(), &'static str> {
    match code.as_deref() == request.headers().get("x-banned").and_then(|it| it.to_str().ok()) {
        true if code.is_some() => Err("is banned"),
        _ => Ok(()),
    }
}

fn agrees(order: &Order) -> Result<(), &'static str> {
    match order.name == "crook" {
        true => Err("we do not agree"),
        false => Ok(()),
    }
}

#[mizan::client(affects = Orders)]
fn order(form: Valid<Order>, again: Option<u32>, runs: &Runs) -> usize {
    runs.0.fetch_add(1, Ordering::SeqCst);
    form.lines.len() + again.unwrap_or_default() as usize
}

#[derive(Deserialize, mizan::Type, Form)]
struct Password {
    #[form(length(8..))]
    first: String,
    #[form(matches = first)]
    second: String,
}

#[mizan::client(auth)]
fn reserve(form: Valid<Line>) -> i64 {
    form.qty
}

#[mizan::client(limits(rate = "1/h"))]
fn reserve_often(form: Valid<Line>) -> i64 {
    form.qty
}

#[mizan::client(private)]
fn hide(form: Valid<Line>) -> i64 {
    form.qty
}

#[derive(Deserialize, mizan::Type, Form)]
struct Greeting {
    #[form(length(3..), matches = again, custom = unknown)]
    name: String,
    again: String,
}

fn unknown(name: &str) -> Result<(), String> {
    Err(format!("we know {name}"))
}

#[mizan::client]
fn greet(form: Valid<Greeting>) -> usize {
    form.name.len() + form.again.len()
}

#[mizan::client(blocking)]
fn set_passwords(one: Valid<Password>, many: Valid<Vec<Password>>) -> usize {
    one.into_inner().second.len() + many.len()
}

async fn start() -> String {
    start_counted(Runs::default()).await
}

async fn start_counted(runs: Runs) -> String {
    let api = Server::builder()
        .provide(Stock(vec!["tea"]))
        .provide(runs)
        .identify(mizan::auth::named::<mizan::auth::User>())
        .build()
        .expect("a server");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let app = mizan::axum::front(&api, "/api", axum::Router::new());
    tokio::spawn(async move { mizan::axum::serve(listener, app, &api).await });
    format!("http://{address}/api/call/")
}

async fn call(base: &str, function: &str, args: Value) -> (u16, Value) {
    let body = json!({"fn": function, "args": args}).to_string();
    let request = reqwest::Client::new().post(base).header("x-banned", "13");
    let request = request.header("content-type", "application/json").body(body);
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let answer = answer.text().await.expect("a body");
    (status, serde_json::from_str(&answer).expect("JSON"))
}

/// The messages of a refusal, by their paths.
async fn refused(base: &str, function: &str, args: Value) -> Value {
    let (status, answer) = call(base, function, args).await;
    assert_eq!((status, &answer["error"]["code"]), (422, &json!("VALIDATION_ERROR")), "{answer}");
    answer["error"]["details"]["fields"].clone()
}

fn good() -> Value {
    json!({
        "name": "Anna",
        "email": "a@b",
        "shipTo": {"place": "A-B-Z", "map": null},
        "lines": [{"product": "tea", "qty": 1}],
        "pay": {"kind": "card", "number": "1234", "zone": "eu"},
    })
}

#[tokio::test]
async fn a_function_runs_with_what_keeps_the_rules_alone() {
    let runs = Runs::default();
    let base = start_counted(runs.clone()).await;
    let (status, answer) = call(&base, "order", json!({"form": good(), "again": 4})).await;
    assert_eq!((status, &answer["result"]), (200, &json!(5)), "{answer}");
    let mut bad = good();
    bad["name"] = json!(" \u{feff}");
    bad["email"] = json!("a@[::1]");
    bad["shipTo"] = json!({"place": "x", "map": "ftp://a"});
    bad["lines"] = json!([{"product": "tea", "qty": 0}, {"product": "tea", "qty": 11}]);
    bad["notes"] = json!({"a": {"text": "𝄞𝄞"}});
    bad["pay"] = json!({"kind": "card", "number": "1234\n", "zone": "as"});
    bad["below"] = good();
    bad["below"]["lines"] = json!([]);
    let fields = refused(&base, "order", json!({"form": bad})).await;
    let expected = json!({
        "form.name": ["is required"],
        "form.email": ["is not an email address"],
        "form.shipTo.place": ["contains `-B-`", "begins with `A-`", "ends with `Z`"],
        "form.shipTo.map": ["is not a web address"],
        "form.lines[0].qty": ["is at least 1"],
        "form.lines[1].qty": ["is at most 10"],
        "form.notes.a.text": ["is at most 2 long"],
        "form.pay.number": ["has another form"],
        "form.pay.zone": ["is one of eu, us"],
        "form.below.lines": ["is at least 1 long"],
    });
    let sorted = |mut messages: Value| {
        for messages in messages.as_object_mut().expect("an object").values_mut() {
            let messages = messages.as_array_mut().expect("a list");
            messages.sort_by_key(Value::to_string);
        }
        messages
    };
    assert_eq!(sorted(fields), sorted(expected));
    assert_eq!(runs.so_far(), 1, "the function ran once");
}

#[tokio::test]
async fn rules_of_the_server_borrow_from_it_and_run_where_nothing_else_is_wrong() {
    let base = start().await;
    let mut sold_out = good();
    sold_out["lines"] = json!([
        {"product": "tea", "qty": 1},
        {"product": "gold", "qty": 1},
    ]);
    sold_out["code"] = json!("13");
    sold_out["name"] = json!("crook");
    let fields = refused(&base, "order", json!({"form": sold_out})).await;
    let expected =
        json!({"form.lines[1].product": ["gold is sold out"], "form.code": ["is banned"]});
    assert_eq!(fields, expected, "a form with errors inside is not asked as a whole");
    let mut crook = good();
    crook["name"] = json!("crook");
    let fields = refused(&base, "order", json!({"form": crook})).await;
    assert_eq!(fields, json!({"form": ["we do not agree"]}));
}

#[tokio::test]
async fn several_forms_of_one_call_are_checked_together() {
    let base = start().await;
    let fine = json!({"first": "12345678", "second": "12345678"});
    let (_, answer) =
        call(&base, "set_passwords", json!({"one": fine.clone(), "many": [fine.clone()]})).await;
    assert_eq!(answer["result"], json!(9), "{answer}");
    let other = json!({"first": "1234567é", "second": "12345678"});
    let short = json!({"first": "éééé", "second": "éééé"});
    let fields =
        refused(&base, "set_passwords", json!({"one": other, "many": [fine, short]})).await;
    let expected = json!({
        "one.second": ["does not match"],
        "many[1].first": ["is at least 8 long"],
    });
    assert_eq!(fields, expected);
}

async fn asked(base: &str, field: &str, value: Value) -> Value {
    let (status, answer) =
        call(base, "order.validate", json!({"field": field, "value": value})).await;
    assert_eq!(status, 200, "{answer}");
    answer["result"].clone()
}

#[tokio::test]
async fn a_client_asks_for_the_rules_of_the_server_of_one_field() {
    let runs = Runs::default();
    let base = start_counted(runs.clone()).await;
    let gold = json!(["gold is sold out"]);
    for (field, value, expected) in [
        ("form.lines.7.product", json!("gold"), gold.clone()),
        ("form.lines.7.product", json!("tea"), json!([])),
        ("form.below.lines.0.product", json!("gold"), gold.clone()),
        ("form.below.below.code", json!("13"), json!(["is banned"])),
        ("form.code", json!("13"), json!(["is banned"])),
        ("form.code", json!(null), json!([])),
    ] {
        assert_eq!(asked(&base, field, value).await, expected, "{field}");
    }
    let deep = format!("form.{}code", "below.".repeat(10_000));
    for (field, value) in [
        ("form.lines.7.product", json!(5)),
        ("form.lines.7", json!({"product": "gold", "qty": 1})),
        ("form.lines.product", json!("gold")),
        ("form.lines.7.product.x", json!("gold")),
        ("form.name", json!("crook")),
        ("form", good()),
        ("form.", json!("gold")),
        ("formlines.7.product", json!("gold")),
        ("lines.7.product", json!("gold")),
        ("again", json!(1)),
        ("", json!(null)),
        (&deep, json!("13")),
    ] {
        assert_eq!(
            asked(&base, field, value).await,
            json!([]),
            "{}",
            &field[..field.len().min(30)]
        );
    }
    assert_eq!(runs.so_far(), 0, "the function itself never ran");
    let (status, answer) = call(&base, "order.validate", json!({"field": "form.code"})).await;
    assert_eq!((status, &answer["error"]["code"]), (422, &json!("VALIDATION_ERROR")));
}

#[tokio::test]
async fn a_field_is_asked_for_by_whom_the_function_takes_and_as_often() {
    let base = start().await;
    let args = json!({"field": "form.product", "value": "gold"});
    let (_, answer) = call(&base, "reserve.validate", args.clone()).await;
    assert_eq!(answer["error"]["code"], "UNAUTHORIZED", "{answer}");
    for (status, said) in [(200, json!(["gold is sold out"])), (429, json!(null))] {
        let (told, answer) = call(&base, "reserve_often.validate", args.clone()).await;
        assert_eq!((told, &answer["result"]), (status, &said), "{answer}");
    }
    for function in ["hide.validate", "set_passwords.validate", "order.validat", "validate"] {
        let (_, answer) = call(&base, function, args.clone()).await;
        let refused = [json!("NOT_FOUND"), json!("FORBIDDEN")];
        assert!(refused.contains(&answer["error"]["code"]), "{function}: {answer}");
    }
}

#[tokio::test]
async fn a_field_is_asked_for_where_its_other_rules_hold() {
    let base = start().await;
    let args = |value: &str| json!({"field": "form.name", "value": value});
    for (value, expected) in
        [("crook", json!(["we know crook"])), ("cr", json!(["is at least 3 long"]))]
    {
        let (_, answer) = call(&base, "greet.validate", args(value)).await;
        assert_eq!(answer["result"], expected, "{answer}");
    }
}

#[test]
fn what_a_rule_borrows_is_provided_before_the_first_request() {
    let error = Server::builder().build().err().expect("an error").to_string();
    assert!(error.contains("forms::order`") && error.contains("Stock"), "{error}");
}
