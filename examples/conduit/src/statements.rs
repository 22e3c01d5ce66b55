//! Counts the SQL statements of a page: ten articles cost as many as five, and a signed-in viewer
//! costs only the statements of finding the session.

use std::{
    fmt::Debug,
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

use crate::{application, database, seed};

/// The statements that sqlx has run since the last count.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut self.clone());
        }
    }
}

impl Visit for Statements {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let summary = format!("{value:?}");
        // A new connection of the pool runs `PRAGMA` statements, which are not of the page.
        if field.name() == "summary" && !summary.contains("PRAGMA") {
            self.0.lock().unwrap().push(summary);
        }
    }
}

/// A client of Conduit with the seed's articles.
struct Visitor {
    app: Router,
    statements: Statements,
    cookie: Option<String>,
}

impl Visitor {
    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.app.clone().oneshot(request).await.unwrap()
    }

    /// Reads a context, and returns the bundle and the number of statements that it cost.
    async fn read(&self, context_and_query: &str) -> (Value, usize) {
        let mut request = Request::get(format!("/api/mizan/ctx/{context_and_query}"));
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.statements.take();
        let response = self.send(request.body(Body::empty()).unwrap()).await;
        (body_of(response).await, self.statements.take().len())
    }

    /// Calls a function like a page of Conduit.
    async fn call(&self, envelope: Value) -> (Response<Body>, usize) {
        let mut request = Request::post("/api/mizan/call/")
            .header(header::CONTENT_TYPE, "application/json")
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        self.statements.take();
        let response = self.send(request.body(Body::from(envelope.to_string())).unwrap()).await;
        (response, self.statements.take().len())
    }

    async fn sign_in(&mut self) {
        let args = json!({ "email": seed::EMAIL, "password": seed::PASSWORD });
        let (response, _) = self.call(json!({ "fn": "sign_in", "args": args })).await;
        assert_eq!(response.status(), StatusCode::OK);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        self.cookie = cookie.split(';').next().map(str::to_owned);
    }
}

async fn body_of(response: Response<Body>) -> Value {
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&bytes));
    serde_json::from_slice(&bytes).unwrap()
}

fn feed(selection: Value, page: u32) -> String {
    let encoded: String =
        selection.to_string().bytes().map(|byte| format!("%{byte:02x}")).collect();
    format!("feed/?selection={encoded}&page={page}")
}

/// A lock for the tests that have a database. sqlx runs SQLite on a thread of its own, so that the
/// listener is the one of the whole process.
pub(crate) static DATABASE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn a_page_costs_as_many_statements_as_it_has_parts() {
    let _alone = DATABASE.lock().await;
    let statements = Statements::default();
    tracing_subscriber::registry().with(statements.clone()).init();
    let directory = tempfile::tempdir().unwrap();
    let db = database::open(&directory.path().join("conduit.sqlite")).await.unwrap();
    seed::sow(&db).await.unwrap();
    let (app, _) = application::build(db.clone(), Path::new("web/dist"), None, None, None).unwrap();
    let mut visit = Visitor { app, statements: statements.clone(), cookie: None };

    for who_is_asking in [0, 1] {
        if who_is_asking == 1 {
            visit.sign_in().await;
        }
        for (page, articles) in [(1, 10), (2, 5)] {
            let (bundle, count) = visit.read(&feed(json!({ "of": "everybody" }), page)).await;
            assert_eq!(bundle["articles"]["articles"].as_array().unwrap().len(), articles);
            assert_eq!(count, 2 + who_is_asking, "a page of a list, and its length");
        }
        for (slug, comments) in
            [("a-logbook-is-a-letter-to-whoever-comes-next", 3), ("the-oven-is-a-colleague", 0)]
        {
            let (bundle, count) = visit.read(&format!("article_page/?slug={slug}")).await;
            assert_eq!(bundle["comments"].as_array().unwrap().len(), comments);
            assert_eq!(count, 2 + who_is_asking, "an article, and its comments");
        }
        let (_, count) = visit.read("profile_page/?username=baker").await;
        assert_eq!(count, 1 + who_is_asking);
    }

    let slug = "the-oven-is-a-colleague";
    let everybody = json!({ "selection": { "of": "everybody" }, "page": 1 });
    let (response, count) = visit
        .call(json!({
            "fn": "set_favorite",
            "args": { "slug": slug, "favorite": true },
            "mounted": [
                { "context": "feed", "params": everybody },
                { "context": "article_page", "params": { "slug": slug } },
            ],
        }))
        .await;
    assert_eq!(body_of(response).await["contexts"].as_array().unwrap().len(), 2);
    assert_eq!(count, 1 + 2 + 2 + 2, "who, the favorite, and both pages again");

    let cache = Some(mizan::cache::memory(1 << 20));
    let (app, _) = application::build(db, Path::new("web/dist"), None, None, cache).unwrap();
    let visitor = || Visitor { app: app.clone(), statements: statements.clone(), cookie: None };
    read_from_the_cache(&visitor(), &Visitor { cookie: visit.cookie, ..visitor() }).await;
}

/// A page that somebody has read costs nothing until somebody changes it, and nobody gets what is somebody
/// else's. `fan` has made the article a favorite.
async fn read_from_the_cache(stranger: &Visitor, fan: &Visitor) {
    let page = "article_page/?slug=the-oven-is-a-colleague";
    let favorited = |bundle: &Value| bundle["article"]["favorited"].as_bool().unwrap();
    for cost in [2, 0, 0] {
        let (bundle, count) = stranger.read(page).await;
        assert_eq!((favorited(&bundle), count), (false, cost));
    }
    for cost in [2, 0] {
        let (bundle, count) = fan.read(page).await;
        assert_eq!((favorited(&bundle), count), (true, 1 + cost), "who it is, and the page");
    }
    let (bundle, count) = stranger.read(page).await;
    assert_eq!((favorited(&bundle), count), (false, 0));

    let args = json!({ "slug": "the-oven-is-a-colleague", "body": "So it is." });
    let (response, _) = fan.call(json!({ "fn": "add_comment", "args": args })).await;
    body_of(response).await;
    let (bundle, count) = stranger.read(page).await;
    assert_eq!(bundle["comments"].as_array().unwrap().len(), 1);
    assert_eq!(count, 2, "what somebody has changed is read again");
    let (_, count) =
        stranger.read("article_page/?slug=a-logbook-is-a-letter-to-whoever-comes-next").await;
    assert_eq!(count, 2);
}
