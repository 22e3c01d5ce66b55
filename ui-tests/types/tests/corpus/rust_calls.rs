//! Calls of the client in Rust to a running server, and to strangers.

use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::any;
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::client::api::{
    Big, Client, Code, Echo, EchoBundle, Error, Large, NoForeign, Options, RefusalFailure,
    RenameError, Sorting, Upload,
};
// Its functions are served.
use type_corpus as _;

/// The address of a server of the corpus, beside which strangers answer.
pub(super) async fn serve() -> String {
    let api = mizan::Server::builder().build().unwrap_or_else(|error| panic!("{error}"));
    let app = Router::new()
        .nest("/api/mizan", mizan::axum::router(api))
        .route("/gateway/{*path}", any(answer_as_a_gateway))
        .route("/page/{*path}", any(async || Html("<!doctype html>")))
        .route("/moved/{*path}", any(async || Redirect::permanent("https://example.net/")))
        .route("/old/call/", any(answer_as_another_version))
        .route("/changed/{*path}", any(async || r#"{"result": {"text": 5}, "invalidate": []}"#))
        .route("/endless/{*path}", any(async || "x".repeat(5000)))
        .route("/slow/{*path}", any(std::future::pending::<()>));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

/// A gateway whose server is down, for a caller that it knows by a token.
async fn answer_as_a_gateway(headers: HeaderMap) -> Response {
    match headers.get("authorization").is_some_and(|token| token == "Bearer secret") {
        true => (StatusCode::BAD_GATEWAY, [(header::RETRY_AFTER, "7")], "<html>").into_response(),
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}

async fn answer_as_another_version() -> Response {
    let body = r#"{"error": {"code": "STALE_CLIENT", "message": "`send_echo` was changed."}}"#;
    (StatusCode::CONFLICT, body).into_response()
}

pub(super) fn client(address: &str) -> Client {
    Client::new(address).unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn echo() -> Echo {
    Echo {
        text: "a=b&c d% ü\u{2028}+".to_owned(),
        maybe: None,
        letter: "ß".to_owned(),
        whole: (1 << 53) - 1,
        number: 0.1,
        flag: Some(true),
        big: Large(Big(i128::MAX)),
        order: Some(Sorting::Near { city: "Paris".to_owned() }),
        orders: vec![Sorting::Newest, Sorting::ABCD, Sorting::Within(1, -2)],
        list: Some(vec![Some("x".to_owned()), None]),
        map: [("a".to_owned(), [("b".to_owned(), 1)].into())].into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_answered() {
    let client = client(&(serve().await + "/api/mizan/"));
    assert_eq!(client.send_echo(echo()).await, Ok(echo()));
    let Echo { text, letter, whole, number, big, order, orders, list, map, .. } = echo();
    let read = client.echo(text, letter, whole, number, big, orders, map).flag(true);
    let read = read.order(order.expect("an order")).list(list.expect("a list"));
    assert_eq!(read.await, Ok(EchoBundle { echoed: echo() }));

    // Too long for an address.
    let (text, big) = ("x".repeat(5000), Large(Big(-5)));
    let read = client.echoed(&text, "a", 1, 1.5, big.clone(), Vec::new(), [].into());
    let echoed = read.await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((echoed.text, echoed.big, echoed.flag), (text, big, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_the_enums_that_functions_declare() {
    let client = client(&(serve().await + "/api/mizan"));
    assert_eq!(client.rename("7").await, Ok(7));
    let taken = client.rename("Ada").await.expect_err("the name is taken");
    assert_eq!(taken.kind, Some(RenameError::Taken { suggestion: "Ada2".to_owned() }));
    assert_eq!((taken.code(), taken.message()), (Code::Conflict, "`Ada2` is free"));
    assert!(!taken.is_outcome_unknown() && !taken.is_transient());
    let gone = client.rename("").await.expect_err("the user is gone");
    assert_eq!(gone.kind, Some(RenameError::Gone));
    let other = client.rename("no number").await.expect_err("it is no number");
    assert_eq!((other.kind.as_ref(), other.code()), (None, Code::InternalError));
    let pair = client.refuse().await.expect_err("it refuses");
    assert_eq!(pair.kind, Some(RefusalFailure::Pair(1, None)));
    let later = client.failing().await.expect_err("its function fails");
    assert_eq!(later.kind, Some(RefusalFailure::TryLater { after_seconds: 5 }));
    let later = client.failing_read().await.expect_err("the function fails");
    assert_eq!(later.kind, Some(RefusalFailure::TryLater { after_seconds: 5 }));
    assert_eq!(client.failing_read().name("x").await, Ok("x".to_owned()));
    assert_eq!(client.lose().await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_end_by_themselves_or_with_an_error() {
    let client = client(&(serve().await + "/api/mizan"));
    let items = client.stream_foreign(vec!["1".to_owned(), "2".to_owned()]);
    let items: Vec<_> = items.collect().await;
    assert_eq!(items, [Ok(["1".to_owned()]), Ok(["2".to_owned()])]);
    let items: Vec<_> = client.stream_foreign(Vec::new()).collect().await;
    let [Err(error)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(error.kind, Some(NoForeign::Nothing));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_a_repetition_safe() {
    let client = client(&(serve().await + "/api/mizan"));
    for _ in 0..2 {
        let changed = client.change_foreign().foreign("7").idempotency_key("k1").await;
        assert_eq!(changed, Ok("7".to_owned()));
    }
    let other = client.change_foreign().foreign("8").idempotency_key("k1").await;
    assert_eq!(other.expect_err("the key is used").code(), Code::ValidationError);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_bytes_readers_and_paths() {
    let client = client(&(serve().await + "/api/mizan"));
    let place = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("rust-upload.txt");
    std::fs::write(&place, vec![b'x'; 200_000]).expect("a file");
    let others = [
        Upload::read(&b"de"[..]).expect("bytes are read"),
        Upload::open(&place).expect("the file is there").media_type("text/plain"),
    ];
    let weights = client.weigh("byte", b"abc", others).last(Upload::from(vec![1]).named("z")).await;
    let wanted = ["first: 3 byte", "others: 2 byte", "rust-upload.txt: 200000 byte", "z: 1 byte"];
    assert_eq!(weights, Ok(wanted.map(str::to_owned).to_vec()));
    let odd = client.weigh("byte", Upload::from(b"abc").media_type("no type"), []).await;
    let odd = odd.expect_err("the type is none");
    assert!(odd.message().contains("Write one such as `image/png`."), "{odd}");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_told_from_servers() {
    let server = serve().await;
    let lost = client("http://127.0.0.1:1/api/mizan").refuse().await.expect_err("nobody is there");
    assert_eq!(lost.code(), Code::Network);
    assert!(lost.is_transient() && lost.is_outcome_unknown());
    assert!(lost.message().starts_with("`http://127.0.0.1:1`: "), "{lost}");
    assert!(lost.message().ends_with("or make the client with its address."), "{lost}");

    let options = Options { token: Some("secret".to_owned()), ..Options::default() };
    let gateway = Client::with_options(&format!("{server}/gateway"), options);
    let gateway = gateway.unwrap_or_else(|error| panic!("{error}"));
    let down = gateway.refuse().await.expect_err("the server is down");
    assert_eq!((down.code(), down.retry_after()), (Code::Network, Some(Duration::from_secs(7))));
    gateway.set_token(None);
    let unknown = gateway.refuse().await.expect_err("nobody is signed in");
    assert_eq!(unknown.code(), Code::BadRequest);

    let page = client(&format!("{server}/page")).refuse().await.expect_err("a page");
    assert!(page.message().contains("none of a Mizan server's"), "{page}");
    let moved = client(&format!("{server}/moved")).refuse().await.expect_err("elsewhere");
    assert!(moved.message().contains("leads elsewhere, to `https://example.net/`"), "{moved}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_another_version_is_told() {
    let server = serve().await;
    let stale = client(&format!("{server}/old")).send_echo(echo()).await.expect_err("changed");
    assert_eq!(stale.code(), Code::StaleClient);
    let changed = client(&format!("{server}/changed")).send_echo(echo()).await;
    let changed = changed.expect_err("the answer has another form");
    assert!(changed.message().contains("`send_echo` does not fit at `text`"), "{changed}");
    assert!(changed.message().contains("build the client anew"), "{changed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_endless_late_or_cut_off() {
    let server = serve().await;
    let options = Options { answer_limit: 1000, ..Options::default() };
    let endless = Client::with_options(&format!("{server}/endless"), options);
    let endless = endless.unwrap_or_else(|error| panic!("{error}")).refuse().await;
    assert_eq!(endless.expect_err("it is too long").code(), Code::PayloadTooLarge);

    let timeout = Some(Duration::from_millis(50));
    let slow =
        Client::with_options(&format!("{server}/slow"), Options { timeout, ..Options::default() });
    let (slow, begun) = (slow.unwrap_or_else(|error| panic!("{error}")), Instant::now());
    let late = slow.refuse().await.expect_err("it never comes");
    assert_eq!((late.code(), late.is_outcome_unknown()), (Code::Timeout, true));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"item\":[\"1\"]}\n";
            let _ = socket.write_all(answer).await;
        }
    });
    let cut = client(&format!("http://{address}"));
    assert_eq!(cut.refuse().await.expect_err("it is cut off").code(), Code::Network);
    let items: Vec<_> = cut.stream_foreign(Vec::new()).collect().await;
    let [Ok(_), Err(error)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(error.code(), Code::Network);
}

#[test]
fn an_address_that_is_none_is_refused_at_once() {
    let refused =
        |address| Client::new(address).err().map(|error: Error| error.message().to_owned());
    for address in ["", "/api/mizan", "ftp://example.net", "https://example.net/api?x=1"] {
        let message = refused(address).unwrap_or_else(|| panic!("`{address}` is taken"));
        assert!(message.contains("such as `https://example.net/api/mizan`"), "{message}");
    }
}

/// The token of a file has a line break at its end; the error names the header, and not what is in it.
#[tokio::test(flavor = "multi_thread")]
async fn what_no_header_carries_is_told() {
    let told = |error: &Error| {
        assert_eq!(
            (error.code(), error.is_outcome_unknown()),
            (Code::BadRequest, false),
            "{error}"
        );
        assert!(!error.message().contains("secret"), "{error}");
        error.message().to_owned()
    };
    let address = serve().await + "/api/mizan";
    let options = |name: &str, text: &str| Options {
        headers: vec![(name.to_owned(), text.to_owned())],
        ..Options::default()
    };
    let refused = |options| Client::with_options(&address, options).err().expect("no header");
    let token = Options { token: Some("secret\n".to_owned()), ..Options::default() };
    let token = told(&refused(token));
    assert!(token.contains("`Authorization`") && token.contains("`token.trim()`"), "{token}");
    assert!(told(&refused(options("X-Tenant", "secret\0"))).contains("`X-Tenant`"));
    assert!(told(&refused(options("X Tenant", "secret"))).contains("such as in `X-Tenant`"));

    // Later ones are told by the next call, and a good one makes up for it.
    let client = client(&address);
    client.set_token(Some("secret\n".to_owned()));
    let error = client.send_echo(echo()).await.expect_err("the token is none");
    assert!(told(&error).contains("`Authorization`"));
    client.set_token(None);
    assert_eq!(client.send_echo(echo()).await, Ok(echo()));
    let error = client.change_foreign().idempotency_key("secret\n").await.expect_err("no key");
    assert!(error.message().contains("`Idempotency-Key`"), "{error}");
}
