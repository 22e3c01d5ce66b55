//! An application with sessions and tokens, whose access rules the tests try.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use mizan::auth::{Jwt, Mwt, Session, TokenPair, jwt, mwt, sessions};
use mizan::{Error, Request, Server};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;
use tower_sessions::SessionManagerLayer;
use tower_sessions_file_based_store::FileStore;

use crate::cross_site::ByProxy;

#[derive(Debug, Serialize, Deserialize, mizan::Identity)]
pub(crate) struct Me {
    #[mizan(id)]
    pub(crate) id: u32,
    #[mizan(staff)]
    pub(crate) is_staff: bool,
    #[mizan(superuser)]
    pub(crate) is_superuser: bool,
}

/// The data that a page shows of its own user.
#[derive(mizan::Context)]
pub(crate) struct Viewer;

#[mizan::client(context = Viewer)]
fn viewer(me: Option<&Me>) -> Option<u32> {
    Some(me?.id)
}

#[mizan::client(affects = Viewer)]
async fn sign_in(session: &Session, id: u32) -> Result<(), Error> {
    session.sign_in(&Me { id, is_staff: id == 2, is_superuser: id == 3 }).await
}

/// Signs in, writes to the session, and fails.
#[mizan::client(affects = Viewer)]
async fn fail_to_sign_in(
    session: &Session,
    request: &Request,
    id: u32,
    end: String,
) -> Result<(), Error> {
    sign_in(session, id).await?;
    keep_in_cart(request, "salt".to_owned()).await?;
    session.sign_out().await?;
    sign_in(session, id).await?;
    match end.as_str() {
        "panic" => panic!("on purpose"),
        "time" => std::future::pending().await,
        "internal" => Err(Error::internal("on purpose")),
        _ => Err(Error::conflict("On purpose.")),
    }
}

/// The beginning and the end of a slow sign-in.
pub(crate) static SLOW: [Notify; 3] = [const { Notify::const_new() }; 3];

#[mizan::client(affects = Viewer)]
async fn sign_in_slowly(session: &Session, id: u32) -> Result<(), Error> {
    let [begun, may_end, ended] = &SLOW;
    begun.notify_one();
    may_end.notified().await;
    sign_in(session, id).await?;
    ended.notify_one();
    Ok(())
}

#[mizan::client(route = "/fail-to-sign-in", methods = [POST])]
async fn fail_to_sign_in_page(
    session: &Session,
) -> Result<(axum::http::StatusCode, String), Error> {
    sign_in(session, 2).await?;
    Ok((axum::http::StatusCode::CONFLICT, "null".to_owned()))
}

#[mizan::client(route = "/sign-in", methods = [GET, POST])]
async fn sign_in_page(session: &Session) -> Result<String, Error> {
    sign_in(session, 2).await?;
    Ok("null".to_owned())
}

#[mizan::client(affects = Viewer)]
async fn sign_out(session: &Session) -> Result<(), Error> {
    session.sign_out().await
}

#[mizan::client]
async fn change_user(session: &Session, id: u32) -> Result<(), Error> {
    session.sign_out().await?;
    sign_in(session, id).await
}

/// Knows who was asking before: they are found out before the function runs.
#[mizan::client(affects = Viewer)]
async fn replace_user(me: Option<&Me>, session: &Session, id: u32) -> Result<Option<u32>, Error> {
    sign_in(session, id).await?;
    Ok(me.map(|me| me.id))
}

/// Keeps data of the application in the session, beside the identity.
#[mizan::client]
async fn keep_in_cart(request: &Request, item: String) -> Result<(), Error> {
    Ok(cart_of(request)?.insert("cart", item).await?)
}

#[mizan::client]
async fn cart(request: &Request) -> Result<Option<String>, Error> {
    Ok(cart_of(request)?.get("cart").await?)
}

fn cart_of(request: &Request) -> Result<&tower_sessions::Session, Error> {
    request.extensions().get().ok_or_else(|| Error::not_found("There is no session."))
}

#[mizan::client]
fn write(me: &Me) -> u32 {
    me.id
}

#[mizan::client]
fn count() -> u32 {
    1
}

#[mizan::client]
async fn jwt_obtain(tokens: &Jwt<Me>, id: u32) -> Result<TokenPair, Error> {
    let is_staff = [2, DEMOTED].contains(&id);
    tokens.obtain(&Me { id, is_staff, is_superuser: id == 3 }).await
}

#[mizan::client]
async fn jwt_refresh(tokens: &Jwt<Me>, refresh: String) -> Result<TokenPair, Error> {
    tokens.refresh(&refresh, reload).await
}

/// The users whose rights have changed since they signed in: staff no more, and gone.
pub(crate) const DEMOTED: u32 = 12;
pub(crate) const DELETED: u32 = 13;

async fn reload(id: String) -> Result<Option<Me>, Error> {
    let id = id.parse()?;
    Ok((id != DELETED).then_some(Me { id, is_staff: id == 2, is_superuser: id == 3 }))
}

#[mizan::client]
async fn jwt_revoke_all(tokens: &Jwt<Me>, id: u32) -> Result<(), Error> {
    tokens.revoke_all(id).await
}

#[mizan::client]
async fn jwt_revoke(tokens: &Jwt<Me>, refresh: String) -> Result<(), Error> {
    tokens.revoke(&refresh).await
}

#[mizan::client]
fn mwt_obtain(me: &Me, request: &Request, tokens: &Mwt<Me>) -> Result<String, Error> {
    tokens.obtain(me, request)
}

/// Whom the test has taken their permissions.
pub(crate) static FALLEN: AtomicU32 = AtomicU32::new(0);

/// The secrets of both kinds of tokens.
pub(crate) const JWT_SECRET: [u8; 32] = [7; 32];
pub(crate) const MWT_SECRET: [u8; 32] = [8; 32];

/// The application, with its sessions in a directory.
pub(crate) fn app(sessions_in: &Path) -> (Server, axum::Router) {
    let store = FileStore::new(sessions_in, "", ".json").expect("a directory to write in");
    let layer = SessionManagerLayer::new(store).with_secure(false);
    let mwt = mwt::<Me>(MWT_SECRET).permissions(|me| match FALLEN.load(Ordering::SeqCst) {
        fallen if fallen == me.id => Vec::new(),
        _ => vec!["write".to_owned()],
    });
    // Named in no order: the protocol has one of its own.
    let api = Server::builder()
        .identify(sessions::<Me>())
        .identify(jwt::<Me>(JWT_SECRET))
        .identify(mwt)
        .identify(ByProxy)
        .time_limit(Duration::from_secs(5))
        .build()
        .expect("it is wired");
    let app = axum::Router::new()
        .merge(mizan::axum::views(&api))
        .nest("/api/mizan", mizan::axum::router(api.clone()))
        .layer(layer);
    (api, app)
}
