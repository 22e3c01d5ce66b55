//! Properties of the server for any input: the answer is an envelope, is never the server's fault,
//! and is the one that `expected.rs` computes by other means.
//!
//! The targets of cargo-fuzz call these properties with their bytes, and
//! `mizan/tests/arbitrary_input.rs` with the inputs of proptest.

mod expected;
mod framed;

use std::cell::LazyCell;
use std::sync::LazyLock;

use base64ct::{Base64UrlUnpadded, Encoding};
use bytes::Bytes;
pub use framed::check_framed;
use http::header::CACHE_CONTROL;
use http::{HeaderName, HeaderValue, Request, Response};
use http_body_util::Full;
use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{Algorithm, AlgorithmSignature};
use mizan::auth::{User, jwt, mwt};
use mizan::{Server, Upload};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

#[derive(mizan::Context)]
pub struct Place {
    pub at: Option<Vec<f64>>,
}

#[mizan::client(context = Place)]
pub fn landmarks(at: Option<Vec<f64>>, name: Option<String>, zoom: Option<u8>) -> usize {
    at.map_or(0, |at| at.len()) + name.map_or(0, |name| name.len()) + usize::from(zoom.is_some())
}

#[mizan::client(affects = Place)]
pub async fn visit(at: Option<Vec<f64>>, name: String) -> (usize, String) {
    (at.map_or(0, |at| at.len()), name)
}

#[mizan::client(affects = Place)]
pub async fn photograph(
    name: String,
    #[mizan(size = 2_000, count = 3)] pictures: Vec<Upload>,
    frame: Option<Upload>,
) -> Result<(String, u64), mizan::Error> {
    let mut size = 0;
    for picture in pictures.iter().chain(&frame) {
        size += picture.bytes().await?.len() as u64;
    }
    Ok((name, size))
}

#[mizan::client]
pub fn whoami(user: Option<&User>) -> Option<String> {
    user.map(|user| user.id.clone())
}

/// The boundary between the parts of a form.
pub const BOUNDARY: &str = "b";

/// The headers that say who is asking, from where, and for what.
pub const HEADERS: [&str; 10] = [
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "origin",
    "sec-fetch-site",
    "x-csrftoken",
    "x-mizan-token",
    "x-request-id",
];

/// Any bytes are the body of a call.
pub fn check_call(body: &[u8]) {
    if body.len() > BODY_LIMIT {
        return;
    }
    if let Some((status, answer)) = check(Request::post("/call/"), body) {
        expected::check_call(body, status, &answer);
    }
}

/// Any bytes are the body of a call, which a port carries in a frame.
pub fn check_over_port(body: &[u8]) {
    check_framed(body, |frame| {
        RUNTIME.with(|runtime| runtime.block_on(framed::ask_port(&SERVER, frame)))
    });
}

/// Any text is a query.
pub fn check_query(query: &[u8]) {
    let Ok(query) = str::from_utf8(query) else { return };
    if let Some((status, answer)) = check(Request::get(format!("/ctx/place/?{query}")), b"") {
        expected::check_bundle(query, status, &answer);
    }
    for (path, expected) in [("/call/", 405), ("/session/", 200), ("/nowhere", 404)] {
        if let Some((status, answer)) = check(Request::get(format!("{path}?{query}")), b"") {
            assert_eq!(status, expected, "{path}?{query}: {answer}");
        }
    }
}

/// Any bytes are a form with files.
pub fn check_form(body: &[u8]) {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    check(Request::post("/call/").header("content-type", content_type), body);
}

/// Any lines are headers: the first byte of a line says which, the others are its value.
pub fn check_headers(lines: &[u8]) {
    let headers = lines.split(|byte| *byte == b'\n').filter_map(|line| {
        let (first, value) = line.split_first()?;
        let name = HEADERS[usize::from(*first) % HEADERS.len()];
        Some((HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?))
    });
    let headers: Vec<_> = headers.collect();
    for (request, body) in [
        (Request::post("/call/"), br#"{"fn": "whoami", "args": {}}"#.as_slice()),
        (Request::get("/session/"), b""),
        (Request::get("/ctx/place/"), b""),
    ] {
        let add = |request: http::request::Builder, (name, value): &(_, _)| {
            request.header::<&HeaderName, &HeaderValue>(name, value)
        };
        let answered = check(headers.iter().fold(request, add), body);
        if let Some((200, answer)) = answered
            && let Some(who) = answer.get("result")
        {
            assert!(who.is_null(), "nobody has signed a token: {answer}");
        }
    }
}

/// Any bytes are the claims of a token that the server's own secrets sign: claims are not trusted
/// behind a good signature either. The first byte chooses the header of the token.
pub fn check_token(content: &[u8]) {
    let Some((first, claims)) = content.split_first() else { return };
    for request in sign(*first, claims) {
        let answered = check(request, br#"{"fn": "whoami", "args": {}}"#);
        let Some((200, answer)) = answered else { continue };
        assert_eq!(first % 2, 0, "an extension that is critical and unknown: {answer}");
        expected::check_identity(claims, &answer["result"]);
    }
}

/// A request with a JWT and one with an MWT of these claims, which have to say `typ` and `aud`; an odd `kind` demands an extension.
pub fn sign(kind: u8, claims: &[u8]) -> [http::request::Builder; 2] {
    let header = [r#"{"alg":"HS256"}"#, r#"{"alg":"HS256","crit":1}"#][usize::from(kind % 2)];
    let signed = [header.as_bytes(), claims].map(Base64UrlUnpadded::encode_string).join(".");
    [("authorization", "Bearer ", JWT_SECRET), ("x-mizan-token", "", MWT_SECRET)].map(
        |(name, scheme, secret)| {
            let signature = Hs256.sign(&Hs256Key::new(secret), signed.as_bytes());
            let signature = Base64UrlUnpadded::encode_string(&signature.as_bytes());
            Request::post("/call/").header(name, format!("{scheme}{signed}.{signature}"))
        },
    )
}

/// The status and the body of an answer that is well formed; `None` for a request that HTTP itself
/// refuses, which never comes so far.
pub fn check(request: http::request::Builder, body: &[u8]) -> Option<(u16, Value)> {
    let request = request.body(Full::new(Bytes::copy_from_slice(body))).ok()?;
    Some(check_answer(&answer(request)))
}

fn check_answer(answer: &Response<Bytes>) -> (u16, Value) {
    let status = answer.status().as_u16();
    let body: Value = serde_json::from_slice(answer.body()).expect("an answer is JSON");
    assert!(status < 500, "{status} {body}");
    assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
    assert_eq!(body.get("error").is_some(), status != 200, "{status} {body}");
    if let Some(error) = body.get("error") {
        assert!(error["code"].is_string() && error["message"].is_string(), "{body}");
    }
    (status, body)
}

thread_local! {
    static RUNTIME: LazyCell<Runtime> = LazyCell::new(|| {
        Builder::new_current_thread().enable_time().build().expect("a runtime")
    });
}

const BODY_LIMIT: usize = 64 * 1024;
const JWT_SECRET: &str = "another one of thirty-two letters.";
const MWT_SECRET: &str = "a secret of thirty-two characters.";

/// The server that answers.
pub static SERVER: LazyLock<Server> = LazyLock::new(|| {
    Server::builder()
        .identify(mwt::<User>(MWT_SECRET))
        .identify(jwt::<User>(JWT_SECRET))
        .body_limit(BODY_LIMIT)
        .build()
        .expect("a server")
});

fn answer(request: Request<Full<Bytes>>) -> Response<Bytes> {
    RUNTIME.with(|runtime| runtime.block_on(SERVER.answer(request)))
}
