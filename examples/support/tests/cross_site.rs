//! Requests that the pages of other origins send, from a real browser, to an application that finds
//! out its users without any token: by the header of a proxy, or by a cookie of its own.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn};
use axum::response::Html;
use axum::routing::get;
use example_support::browser;
use mizan::{Error, Identify, Server};
use tokio::net::TcpListener;
use tower_http::cors::CorsLayer;

/// The runs of functions that change something.
#[derive(Default)]
struct Runs(AtomicU32);

impl Runs {
    fn count(&self) -> u32 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

#[derive(mizan::Context)]
struct Board;

#[derive(mizan::Identity)]
struct Me(#[mizan(id)] String);

const USER: HeaderName = HeaderName::from_static("x-user");

/// The user as a proxy names them, or the cookie that the browser has.
struct ByProxyOrCookie;

impl Identify for ByProxyOrCookie {
    type Identity = Me;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<Me>, Error> {
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let cookie = text(header::COOKIE).and_then(|cookie| cookie.strip_prefix("user="));
        Ok(text(USER).or(cookie).map(|name| Me(name.to_owned())))
    }
}

#[mizan::client(context = Board)]
fn runs(runs: &Arc<Runs>) -> u32 {
    runs.0.load(Ordering::SeqCst)
}

#[mizan::client(affects = Board)]
fn post(me: &Me, runs: &Arc<Runs>, text: Option<String>) -> String {
    runs.count();
    format!("{}: {}", me.0, text.unwrap_or_default())
}

/// Everybody may call it.
#[mizan::client(affects = Board)]
fn post_anonymously(runs: &Arc<Runs>) -> u32 {
    runs.count()
}

#[mizan::client(route = "/page", methods = [POST])]
fn post_page(runs: &Arc<Runs>) -> String {
    runs.count().to_string()
}

/// Counts the requests that have been answered, those that were refused and asked for permission too.
async fn count_answers(
    answered: Arc<AtomicU32>,
    request: Request,
    next: Next,
) -> axum::response::Response {
    let is_asked = request.uri().path() == "/answered";
    let response = next.run(request).await;
    if !is_asked {
        answered.fetch_add(1, Ordering::SeqCst);
    }
    response
}

/// Names the user in every request, as a proxy does that has signed the browser in.
async fn name_user(mut request: Request, next: Next) -> axum::response::Response {
    request.headers_mut().insert(USER, HeaderValue::from_static("ada"));
    next.run(request).await
}

const PAGE: Html<&str> = Html("<!doctype html><title>A page</title>");

/// The application; it trusts one other origin.
fn application(trusted: &str, is_behind_proxy: bool) -> Router {
    let runs = Arc::<Runs>::default();
    let server = Server::builder().provide(runs).identify(ByProxyOrCookie).trust_origin(trusted);
    let api = server.build().unwrap();
    let cors = CorsLayer::new()
        .allow_origin(HeaderValue::from_str(trusted).unwrap())
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE]);
    let answered = Arc::<AtomicU32>::default();
    let counter = Arc::clone(&answered);
    let app = Router::new()
        .merge(mizan::axum::views(&api))
        .nest("/api/mizan", mizan::axum::router(api))
        .route("/", get(async || PAGE))
        .route("/answered", get(async move || answered.load(Ordering::SeqCst).to_string()))
        .layer(cors)
        .layer(from_fn(move |request, next| count_answers(Arc::clone(&counter), request, next)));
    if is_behind_proxy { app.layer(from_fn(name_user)) } else { app }
}

/// Serves an application on a free port; the origin has this host name.
async fn serve(listener: TcpListener, app: Router) {
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
}

async fn listen(host: &str) -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{host}:{}", listener.local_addr().unwrap().port());
    (listener, origin)
}

#[test]
fn the_pages_of_other_origins_run_nothing() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        // A browser takes names below `localhost` for sites of their own, and ports for origins.
        let (trusted_listener, trusted) = listen("trusted.localhost").await;
        let (other_site_listener, other_site) = listen("evil.localhost").await;
        let (proxied_listener, proxied) = listen("application.localhost").await;
        let (cookies_listener, cookies) = listen("application.localhost").await;
        let (same_site_listener, same_site) = listen("application.localhost").await;
        for listener in [trusted_listener, other_site_listener, same_site_listener] {
            serve(listener, Router::new().fallback(get(async || PAGE))).await;
        }
        serve(proxied_listener, application(&trusted, true)).await;
        serve(cookies_listener, application(&trusted, false)).await;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cross_site.mjs");
        let driven = tokio::task::spawn_blocking(move || {
            let origins = [
                ("TRUSTED", Path::new(&trusted)),
                ("OTHER_SITE", Path::new(&other_site)),
                ("SAME_SITE", Path::new(&same_site)),
                ("PROXIED", Path::new(&proxied)),
                ("COOKIES", Path::new(&cookies)),
            ];
            browser::run(&script, &origins)
        });
        driven.await.unwrap().unwrap_or_else(|error| panic!("{error}"));
    });
}
