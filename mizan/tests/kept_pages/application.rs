//! A journal whose articles are pages, and nodes that serve it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::Location;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE, VARY};
use axum::response::{Html, IntoResponse, Redirect, Response};
use mizan::cache::Cache;
use mizan::{Error, Identify, Request, Server};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The versions of the articles, and how often each page was made.
#[derive(Default)]
pub(crate) struct Journal {
    versions: Mutex<HashMap<i64, i64>>,
    made: AtomicUsize,
    /// The numbers of pages that no other request gets.
    next: AtomicI64,
    /// Closed: a page waits behind its look at the version.
    pub(crate) making: Option<watch::Sender<bool>>,
}

impl Journal {
    /// A journal whose pages can be made to wait.
    pub(crate) fn open() -> Arc<Self> {
        Arc::new(Self { making: Some(watch::Sender::new(true)), ..Self::default() })
    }

    pub(crate) fn made(&self) -> usize {
        self.made.load(Ordering::SeqCst)
    }

    pub(crate) fn close(&self) {
        self.making.as_ref().unwrap().send_replace(false);
    }

    pub(crate) fn reopen(&self) {
        self.making.as_ref().unwrap().send_replace(true);
    }

    pub(crate) fn version(&self, id: i64) -> i64 {
        self.versions.lock().unwrap().get(&id).copied().unwrap_or(0)
    }

    /// Makes a page: looks, and waits while the gate is closed.
    async fn make(&self, id: i64) -> i64 {
        self.made.fetch_add(1, Ordering::SeqCst);
        let version = self.version(id);
        if let Some(gate) = &self.making {
            let _ = gate.subscribe().wait_for(|is_open| *is_open).await;
        }
        version
    }

    fn number(&self) -> String {
        self.next.fetch_add(1, Ordering::SeqCst).to_string()
    }
}

#[derive(mizan::Identity)]
pub(crate) struct Me {
    #[mizan(id)]
    name: String,
    #[mizan(staff)]
    is_staff: bool,
}

/// Finds a person in the headers.
struct People;

impl Identify for People {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        let name = request.headers().get("x-name").and_then(|name| name.to_str().ok());
        Ok(name.map(|name| Me { name: name.to_owned(), is_staff: name == "grace" }))
    }
}

#[derive(mizan::Context)]
pub(crate) struct Article {
    pub(crate) id: i64,
}

/// Its bundles are not kept, and its pages are.
#[mizan::client(context = Article, cache = false)]
fn version(journal: &Arc<Journal>, id: i64) -> i64 {
    journal.version(id)
}

#[mizan::client(context = Article, route = "/articles/{id}")]
async fn article_page(journal: &Arc<Journal>, id: i64, lang: Option<String>) -> Html<String> {
    let version = journal.make(id).await;
    Html(format!("{id} {} v{version}", lang.as_deref().unwrap_or("en")))
}

#[mizan::client(affects = Article)]
async fn write(journal: &Arc<Journal>, id: i64) -> i64 {
    let mut versions = journal.versions.lock().unwrap();
    let version = versions.entry(id).or_default();
    *version += 1;
    *version
}

/// It has committed, and says that it has failed.
#[mizan::client(affects = Article)]
async fn write_and_panic(journal: &Arc<Journal>, id: i64) {
    *journal.versions.lock().unwrap().entry(id).or_default() += 1;
    panic!("after the change");
}

#[mizan::client(context = Article, route = "/articles/{id}/mine")]
async fn my_page(journal: &Arc<Journal>, me: Option<&Me>, id: i64) -> String {
    let version = journal.make(id).await;
    format!("{} {id} v{version}", me.map_or("nobody", |me| &me.name))
}

#[mizan::client(context = Article, auth = staff, route = "/articles/{id}/drafts")]
async fn drafts(journal: &Arc<Journal>, id: i64) -> String {
    format!("drafts {id} v{}", journal.make(id).await)
}

/// Whoever reads it may see for half a minute what was.
#[derive(mizan::Context)]
#[mizan(cache(stale = 30))]
pub(crate) struct FrontPage;

#[mizan::client(context = FrontPage, route = "/")]
async fn front_page(journal: &Arc<Journal>) -> String {
    format!("front v{}", journal.make(0).await)
}

#[mizan::client(affects = FrontPage)]
async fn write_front(journal: &Arc<Journal>) {
    *journal.versions.lock().unwrap().entry(0).or_default() += 1;
}

/// What is for its request alone: each page bears another number.
#[mizan::client(context = Article, route = "/never/{id}/{how}")]
async fn never(journal: &Arc<Journal>, id: i64, how: String) -> Result<Response, Error> {
    let number = format!("{id}.{}", journal.number());
    Ok(match how.as_str() {
        "cookie" => ([(SET_COOKIE, "a=b")], number).into_response(),
        "vary" => ([(VARY, "accept-language")], number).into_response(),
        "nonce" => {
            let policy = "script-src 'nonce-r4nd0m'";
            ([(CONTENT_SECURITY_POLICY, policy)], number).into_response()
        }
        "private" => ([("cache-control", "Private")], number).into_response(),
        "redirect" => Redirect::to(&format!("/{number}")).into_response(),
        "created" => (axum::http::StatusCode::CREATED, number).into_response(),
        "error" => return Err(Error::not_found(number)),
        "stream" => {
            let pieces = futures_util::stream::iter([Ok::<_, std::io::Error>(number)]);
            axum::body::Body::from_stream(pieces).into_response()
        }
        "large" => (number + &" ".repeat(5 << 20)).into_response(),
        _ => format!("kept {number}").into_response(),
    })
}

#[mizan::client(context = Article, route = "/request/{id}")]
async fn of_request(journal: &Arc<Journal>, request: &Request, id: i64) -> String {
    let agent = request.headers().get("x-agent").map(|agent| format!("{agent:?}"));
    format!("{id} {agent:?} {}", journal.number())
}

#[mizan::client(context = Article, route = "/off/{id}", cache = false)]
async fn off(journal: &Arc<Journal>, id: i64) -> String {
    format!("{id} {}", journal.number())
}

/// It shows what others change as well, of whose changes nobody tells.
#[mizan::client(context = Article, route = "/timed/{id}", cache = 60)]
async fn timed(id: i64) -> String {
    id.to_string()
}

/// The same, for a moment.
#[mizan::client(context = Article, route = "/moment/{id}", cache = 1)]
async fn moment(journal: &Arc<Journal>, id: i64) -> String {
    format!("{id} {}", journal.number())
}

/// One that each caller may have three times.
#[mizan::client(context = Article, route = "/counted/{id}", limits(rate = "3/h"))]
async fn counted(id: i64) -> String {
    id.to_string()
}

/// A page that shows no context: nobody could tell when it has changed.
#[mizan::client(route = "/about")]
async fn about(journal: &Arc<Journal>) -> String {
    journal.number()
}

/// A node on a port of its own.
pub(crate) struct Node {
    pub(crate) api: Server,
    address: SocketAddr,
    client: reqwest::Client,
}

/// A page as it arrived: status, text, `X-Mizan-Cache`.
pub(crate) type Shown = (u16, String, Option<String>);

/// The port of a node that is not there yet.
pub(crate) struct Reserved(TcpListener);

impl Reserved {
    pub(crate) fn port(&self) -> u16 {
        self.0.local_addr().unwrap().port()
    }

    /// Starts the node.
    pub(crate) fn open(self, journal: &Arc<Journal>, cache: Cache) -> Node {
        let api = Server::builder().provide(Arc::clone(journal)).identify(People).cache(cache);
        let api = api.build().unwrap();
        let app = axum::Router::new()
            .merge(mizan::axum::views(&api))
            .nest("/api", mizan::axum::router(api.clone()));
        let address = self.0.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(self.0, app).await.unwrap() });
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Node { api, address, client: client.build().unwrap() }
    }
}

impl Node {
    /// Takes a port, for those who have to know it before.
    pub(crate) async fn reserve() -> Reserved {
        Reserved(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub(crate) async fn start(journal: &Arc<Journal>, cache: Cache) -> Self {
        Self::reserve().await.open(journal, cache)
    }

    pub(crate) fn request(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("http://{}{path}", self.address))
    }

    pub(crate) async fn get(&self, path: &str) -> Shown {
        show(self.request(path)).await
    }

    pub(crate) async fn get_as(&self, name: &str, path: &str) -> Shown {
        show(self.request(path).header("x-name", name)).await
    }

    /// Calls a mutation, and waits for its answer.
    pub(crate) async fn call(&self, function: &str, arguments: &str) -> u16 {
        let body = format!(r#"{{"fn":"{function}","args":{arguments}}}"#);
        let call = self.client.post(format!("http://{}/api/call/", self.address));
        let call = call.header("content-type", "application/json").body(body);
        call.send().await.unwrap().status().as_u16()
    }

    pub(crate) async fn write(&self, id: i64) {
        assert_eq!(self.call("write", &format!(r#"{{"id":{id}}}"#)).await, 200);
    }
}

pub(crate) async fn show(request: reqwest::RequestBuilder) -> Shown {
    let response = request.send().await.unwrap();
    let cache = response.headers().get("x-mizan-cache");
    let cache = cache.map(|cache| cache.to_str().unwrap().to_owned());
    (response.status().as_u16(), response.text().await.unwrap(), cache)
}

pub(crate) fn memory() -> Cache {
    mizan::cache::memory(16 << 20)
}

/// A page that the cache has answered in some way.
pub(crate) fn page(text: &str, cache: &str) -> Shown {
    (200, text.to_owned(), Some(cache.to_owned()))
}

/// Waits until it is so. What has not come after half a minute never comes: a panic that names the
/// caller.
#[track_caller]
pub(crate) fn until(is_so: impl AsyncFn() -> bool) -> impl Future<Output = ()> {
    let caller = Location::caller();
    async move {
        let begin = Instant::now();
        while !is_so().await {
            assert!(begin.elapsed() < Duration::from_secs(30), "{caller}: this has not come");
            tokio::task::yield_now().await;
        }
    }
}
