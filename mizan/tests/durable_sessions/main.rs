//! The store of sessions that the guide has a listing of, on a real Postgres: the same listing is compiled here.

#[expect(unreachable_pub, reason = "in an application the store is a module of its own")]
mod store;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use example_support::services::postgres::Postgres;
use mizan::Error;
use mizan::auth::Session;
use sqlx::PgPool;
use store::Sessions;
use tower::ServiceExt;
use tower_sessions::SessionManagerLayer;

#[derive(serde::Serialize, serde::Deserialize, mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: i64,
}

#[mizan::client]
async fn sign_in(session: &Session, id: i64) -> Result<(), Error> {
    session.sign_in(&Me { id }).await
}

#[mizan::client]
async fn sign_out(session: &Session) -> Result<(), Error> {
    session.sign_out().await
}

#[mizan::client]
fn my_number(me: Option<&Me>) -> Option<i64> {
    me.map(|me| me.id)
}

/// A process of its own, as far as sessions can tell: it shares nothing but the database.
async fn node(url: &str) -> Router {
    let sessions = Sessions(PgPool::connect(url).await.unwrap());
    let api = mizan::Server::builder().identify(mizan::auth::sessions::<Me>()).build().unwrap();
    Router::new().merge(mizan::axum::router(api)).layer(SessionManagerLayer::new(sessions))
}

/// The body of the answer, and the cookie that it sets.
async fn call(node: &Router, envelope: &str, cookie: &str) -> (String, String) {
    let request = Request::post("/call/").header("host", "shop").header("origin", "https://shop");
    let request = request.header("cookie", cookie).body(Body::from(envelope.to_owned())).unwrap();
    let response = node.clone().oneshot(request).await.unwrap();
    let cookie = response.headers().get("set-cookie").map(|it| it.to_str().unwrap().to_owned());
    let cookie = cookie.and_then(|cookie| Some(cookie.split_once(';')?.0.to_owned()));
    let body = to_bytes(response.into_body(), 10_000).await.unwrap();
    (String::from_utf8(body.to_vec()).unwrap(), cookie.unwrap_or_default())
}

const WHO: &str = r#"{"fn":"my_number","args":{}}"#;

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_on_one_node_is_known_on_another_until_the_session_ends() {
    let server = Postgres::start();
    let database = PgPool::connect(&server.url()).await.unwrap();
    let table =
        "CREATE TABLE session (id text PRIMARY KEY, record text NOT NULL, ends bigint NOT NULL)";
    sqlx::query(table).execute(&database).await.unwrap();
    let (one, other) = (node(&server.url()).await, node(&server.url()).await);

    let (told, cookie) = call(&one, r#"{"fn":"sign_in","args":{"id":5}}"#, "").await;
    assert!(told.contains(r#""session":true"#), "{told}");
    assert!(call(&other, WHO, &cookie).await.0.contains(r#""result":5"#));
    assert!(call(&other, WHO, "").await.0.contains(r#""result":null"#));

    let (told, _) = call(&other, r#"{"fn":"sign_out","args":{}}"#, &cookie).await;
    assert!(told.contains(r#""session":true"#), "{told}");
    assert!(call(&one, WHO, &cookie).await.0.contains(r#""result":null"#));

    let (_, cookie) = call(&one, r#"{"fn":"sign_in","args":{"id":6}}"#, "").await;
    assert!(call(&other, WHO, &cookie).await.0.contains(r#""result":6"#));
    sqlx::query("UPDATE session SET ends = 1").execute(&database).await.unwrap();
    assert!(call(&other, WHO, &cookie).await.0.contains(r#""result":null"#));
}

#[test]
fn the_guide_has_this_listing() {
    let page = include_str!("../../guide/identity.md");
    assert!(page.contains(include_str!("store.rs")), "identity.md has another store");
}
