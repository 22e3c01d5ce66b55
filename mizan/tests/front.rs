//! Mizan in front of an application: which requests are its own, and what layers see.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use http_body_util::BodyExt;
use mizan::Server;
use mizan::axum::Front;
use proptest::prelude::*;
use tower::{Service, ServiceExt};
use tower_sessions::{MemoryStore, Session, SessionManagerLayer};

#[derive(mizan::Context)]
struct Address;

/// The address as a function sees it.
#[mizan::client(context = Address)]
fn address(request: &mizan::Request) -> String {
    request.uri().to_string()
}

#[mizan::client]
async fn sign_in(session: &mizan::auth::Session) -> Result<(), mizan::Error> {
    session.sign_in(&Me { id: 5 }).await
}

#[derive(serde::Serialize, serde::Deserialize, mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: i64,
}

fn api() -> Server {
    Server::builder().identify(mizan::auth::sessions::<Me>()).build().unwrap()
}

/// An application that answers every path with the path.
fn app() -> Router {
    Router::new().fallback(async |uri: Uri| uri.to_string())
}

fn front() -> Front<Router> {
    mizan::axum::front(&api(), "/api/mizan", app())
}

async fn ask<S>(app: S, request: Request<Body>) -> (StatusCode, String)
where
    S: Service<Request<Body>, Response = Response, Error = Infallible>,
{
    let Ok(response) = app.oneshot(request).await;
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn get_from<S>(app: S, address: &str) -> (StatusCode, String)
where
    S: Service<Request<Body>, Response = Response, Error = Infallible>,
{
    ask(app, Request::get(address).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn what_is_below_the_path_is_of_mizan_and_the_rest_goes_on_unchanged() {
    for address in
        ["/api/mizan/ctx/address", "/api/mizan//ctx/address/", "/api/mizan/ctx/address/?"]
    {
        assert_eq!(get_from(front(), address).await.0, StatusCode::OK, "{address}");
    }
    // An error below the path is one of Mizan's, in its envelope.
    for address in ["/api/mizan", "/api/mizan/", "/api/mizan?a=1", "/api/mizan/nothing"] {
        let (status, body) = get_from(front(), address).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{address}");
        assert!(body.starts_with(r#"{"error":{"code":"NOT_FOUND""#), "{address}: {body}");
    }
    let others = [
        "/",
        "/api",
        "/api/",
        "/api/mizan2/ctx/address/",
        "/API/mizan/ctx/address/",
        "/x/api/mizan/",
        "/api/mizan%2Fctx/address/",
        "//api/mizan/call/",
        "/api/mizan.js?/api/mizan/",
    ];
    for address in others {
        let expected = (StatusCode::OK, address.to_owned());
        assert_eq!(get_from(front(), address).await, expected);
    }
}

#[tokio::test]
async fn a_function_sees_the_address_below_the_path() {
    let cases = [
        ("/api/mizan/ctx/address/", "/ctx/address/"),
        ("/api/mizan/ctx/address", "/ctx/address"),
        ("http://a.example:80/api/mizan/ctx/address/", "http://a.example:80/ctx/address/"),
    ];
    for (address, expected) in cases {
        let (_, body) = get_from(front(), address).await;
        assert!(body.contains(&format!(r#""address":"{expected}""#)), "{address}: {body}");
        let nested = app().nest("/api/mizan", mizan::axum::router(api()));
        let (_, nested) = get_from(nested, address).await;
        assert!(nested.contains(&format!(r#""address":"{expected}""#)), "{address}: {nested}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_of_the_path_changes_nothing() {
    let front = mizan::axum::front(&api(), "/api/", app());
    assert_eq!(get_from(front.clone(), "/api/ctx/address/").await.0, StatusCode::OK);
    assert_eq!(get_from(front, "/apian").await.1, "/apian");
}

#[test]
fn a_path_without_a_name_is_refused() {
    for path in ["", "/", "//", "api"] {
        let refused = std::panic::catch_unwind(|| mizan::axum::front(&api(), path, app()));
        let message = refused.err().and_then(|panic| panic.downcast::<String>().ok()).unwrap();
        assert!(message.contains("Write a path with a name in it"), "{path:?}: {message}");
    }
}

#[tokio::test]
async fn a_layer_around_both_is_seen_by_both() {
    let visits = async |session: Session| {
        let identity: Option<serde_json::Value> =
            session.get(&format!("mizan.identity.{}", std::any::type_name::<Me>())).await.unwrap();
        identity.map_or("nobody".to_owned(), |identity| identity.to_string())
    };
    let app = Router::new().route("/who", get(visits));
    let app = mizan::axum::front(&api(), "/api/mizan", app)
        .layer(SessionManagerLayer::new(MemoryStore::default()).with_secure(false));
    assert_eq!(get_from(app.clone(), "/who").await.1, "nobody");

    let call = Request::post("/api/mizan/call/").header("content-type", "application/json");
    let call = call.body(Body::from(r#"{"fn":"sign_in","args":{}}"#)).unwrap();
    let Ok(response) = app.clone().oneshot(call).await;
    assert_eq!(response.status(), StatusCode::OK);
    let cookie = response.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let request = Request::get("/who").header("cookie", cookie).body(Body::empty()).unwrap();
    assert_eq!(ask(app, request).await.1, r#"{"id":5}"#);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the address: the front answers as the nested router does, and passes on what the
    /// nested router leaves to the application.
    #[test]
    fn the_front_answers_as_the_nested_router(
        parts in prop::collection::vec("|api|mizan|mizan2|ctx|address|call|session|%2F|%61pi|\\.\\.|é", 0..6),
        query in prop_oneof![Just(String::new()), "\\?[a-z=&%2/]{0,8}"],
    ) {
        let Ok(uri) = format!("/{}{query}", parts.join("/")).parse::<Uri>() else { return Ok(()) };
        // axum's `nest` leaves this one path to the application, for which the front answers: see above.
        prop_assume!(uri.path() != "/api/mizan/");
        let address = uri.to_string();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (status, body) = get_from(front(), &address).await;
            let nested = app().nest("/api/mizan", mizan::axum::router(api()));
            let (nested_status, nested_body) = get_from(nested, &address).await;
            prop_assert_eq!(status, nested_status, "{}", address);
            // Answers of two servers differ in the names of their clocks and their bundles.
            let is_bundle = body.starts_with(r#"{"$h""#);
            // `nest` drops the second of two slashes; an error names the address that there was.
            let is_named = uri.path().starts_with("/api/mizan//") && status == 404;
            let is_same = body == nested_body || is_bundle || is_named;
            prop_assert!(is_same, "{}: {}, {}", address, body, nested_body);
            Ok(())
        })?;
    }
}
