//! Rendered pages in the cache: for whom they are kept, until when, and by which bundle.

use std::collections::HashMap;
use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use mizan::cache::Cache;
use mizan::edge::{Edge, PurgeError, Purger};
use mizan::{Error, Identify, Page, Request, Server};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::time::sleep;

use crate::support::{Bundle, until};

/// Pages that say how often anything was rendered; `edition` tells one bundle from another.
fn pages(edition: &str) -> String {
    format!(
        r#"
const edition = "{edition}";
const ids = new Set();
const count = ({{ id }}) => ids.add(id).size;
const show = async (topic, page) => {{
  const {{ note, greeting }} = await page.read({{ context: "note", params: {{ topic }} }});
  return `${{note}} · ${{greeting}} · ${{edition}} ${{count(page)}}`;
}};
export const pages = {{
  Note: ({{ topic }}, page) => show(topic, page),
  Open: async ({{ topic }}, page) => {{
    const {{ plain }} = await page.read({{ context: "plain_note", params: {{ topic }} }});
    return `${{plain}} · ${{edition}} ${{count(page)}}`;
  }},
  Linked: async ({{ topic }}, page) => {{
    const plain = async (topic) => (await page.read({{ context: "plain_note", params: {{ topic }} }})).plain;
    const note = await plain(topic);
    return note.endsWith("v0") ? note : `${{note}} · ${{await plain("milk")}}`;
  }},
  Addressed: async ({{ topic }}, page) => `${{page.url}} ${{await show(topic, page)}}`,
  Refused: (props, page) => page.read({{ context: "refused", params: {{}} }})
    .then(() => "read", ({{ code }}) => `${{code}} ${{count(page)}}`),
  Gone: (props, page) => (page.status(404), `gone ${{count(page)}}`),
  Throws: (props, page) => {{ throw new Error(`no ${{count(page)}}`) }},
}};
"#
    )
}

const SHELL: &str = "<html><head></head><body><main><!--page--></main></body></html>";

pub(crate) type Notes = Arc<Mutex<HashMap<String, u32>>>;

#[derive(mizan::Identity)]
pub(crate) struct Reader {
    #[mizan(id)]
    name: String,
}

pub(crate) struct Names;

impl Identify for Names {
    type Identity = Reader;

    async fn identify(&self, request: &Request) -> Result<Option<Reader>, Error> {
        let name = request.headers().get("x-name").and_then(|name| name.to_str().ok());
        Ok(name.map(|name| Reader { name: name.to_owned() }))
    }
}

#[derive(mizan::Context)]
struct Note {
    topic: String,
}

#[derive(mizan::Context)]
struct PlainNote {
    topic: String,
}

#[derive(mizan::Context)]
struct Refused;

fn text_of(notes: &Notes, topic: &str) -> String {
    let version = notes.lock().expect("notes").get(topic).copied().unwrap_or(0);
    format!("{topic} v{version}")
}

#[mizan::client(context = Note)]
fn note(notes: &Notes, topic: String) -> String {
    text_of(notes, &topic)
}

#[mizan::client(context = Note)]
fn greeting(me: Option<&Reader>, topic: String) -> String {
    let _ = topic;
    format!("for {}", me.map_or("nobody", |me| &me.name))
}

#[mizan::client(context = PlainNote)]
fn plain(notes: &Notes, topic: String) -> String {
    text_of(notes, &topic)
}

#[mizan::client(context = Refused)]
fn refused() -> Result<String, Error> {
    Err(Error::not_found("Not here."))
}

#[mizan::client(affects = [Note, PlainNote])]
fn write_note(notes: &Notes, topic: String) {
    *notes.lock().expect("notes").entry(topic).or_default() += 1;
}

/// For everybody, without a context of its own: what it reads tells when it is stale.
#[mizan::client(route = "/open/{topic}")]
fn open_page(topic: String) -> Page {
    Page::of("Open").props(&json!({ "topic": topic }))
}

/// It reads another note once its own has changed.
#[mizan::client(route = "/linked/{topic}")]
fn linked_page(topic: String) -> Page {
    Page::of("Linked").props(&json!({ "topic": topic }))
}

#[mizan::client(route = "/mine/{topic}", context = Note)]
fn my_page(me: Option<&Reader>, topic: String) -> Page {
    let _ = me;
    Page::of("Note").props(&json!({ "topic": topic }))
}

#[mizan::client(route = "/only/{component}", context = Note)]
fn only_page(component: String, topic: String) -> Page {
    Page::of(component).props(&json!({ "topic": topic }))
}

#[mizan::client(route = "/nonce/{topic}", context = PlainNote)]
fn nonce_page(topic: String) -> Page {
    Page::of("Open").props(&json!({ "topic": topic })).nonce("abc")
}

struct Site {
    address: String,
    client: reqwest::Client,
    bundle: Bundle,
}

impl Site {
    async fn open() -> Self {
        Self::with(mizan::cache::memory(8 << 20)).await
    }

    async fn with(cache: Cache) -> Self {
        let bundle = Bundle::new(&pages("first"));
        let shell = bundle.path().with_file_name("index.html");
        fs::write(&shell, SHELL).expect("a document");
        let renderer = bundle.begin().shell(shell).build().expect("a renderer");
        let api = Server::builder()
            .provide(Notes::default())
            .identify(Names)
            .identify(crate::pages::Cookies)
            .cache(cache)
            .render(renderer)
            .build()
            .expect("a server");
        let app = axum::Router::new().merge(mizan::axum::views(&api));
        let app = mizan::axum::front(&api, "/api/mizan", app);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { mizan::axum::serve(listener, app, &api).await });
        Self { address, client: reqwest::Client::new(), bundle }
    }

    /// What is in the place of the page, and what the cache did.
    async fn get_as(&self, name: Option<&str>, path: &str) -> (String, Option<String>) {
        let mut request = self.client.get(format!("{}{path}", self.address));
        if let Some(name) = name {
            request = request.header("x-name", name);
        }
        let response = request.send().await.expect("an answer");
        let cache = response.headers().get("x-mizan-cache");
        let cache = cache.map(|value| value.to_str().expect("a text").to_owned());
        let text = response.text().await.expect("a text");
        let (_, behind) = text.split_once("<main>").expect("the page");
        let (page, _) = behind.split_once("</main>").expect("the end of the page");
        (page.to_owned(), cache)
    }

    async fn get(&self, path: &str) -> (String, Option<String>) {
        self.get_as(None, path).await
    }

    async fn write(&self, topic: &str) {
        let body: Value = json!({ "fn": "write_note", "args": { "topic": topic } });
        let call =
            self.client.post(format!("{}/api/mizan/call/", self.address)).body(body.to_string());
        let call = call.header("origin", &self.address).header("content-type", "application/json");
        let response = call.send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{}", response.text().await.expect("a text"));
    }

    /// Asks until a page is this one.
    async fn until(&self, path: &str, is_so: impl Fn(&(String, Option<String>)) -> bool) {
        until(async || is_so(&self.get(path).await)).await;
    }
}

fn page(text: &str, cache: &str) -> (String, Option<String>) {
    (text.to_owned(), Some(cache.to_owned()))
}

#[tokio::test]
async fn a_page_for_everybody_is_rendered_once_and_again_before_anybody_asks() {
    let site = Site::open().await;
    // What a page without a context reads is known once it has run.
    assert_eq!(site.get("/open/tea").await, ("tea v0 · first 1".to_owned(), None));
    assert_eq!(site.get("/open/tea").await, page("tea v0 · first 2", "MISS"));
    assert_eq!(site.get_as(Some("ada"), "/open/tea").await, page("tea v0 · first 2", "HIT"));
    site.write("tea").await;
    site.until("/open/tea", |got| got.1.as_deref() == Some("HIT")).await;
    assert_eq!(site.get("/open/tea").await, page("tea v1 · first 3", "HIT"));
    // Another instance is another page.
    site.write("milk").await;
    assert_eq!(site.get("/open/tea").await, page("tea v1 · first 3", "HIT"));
}

#[tokio::test]
async fn a_page_is_as_fresh_as_what_it_has_read_by_now() {
    let site = Site::open().await;
    for _ in 0..4 {
        assert_eq!(site.get("/linked/tea").await.0, "tea v0");
    }
    assert_eq!(site.get("/linked/tea").await, page("tea v0", "HIT"));
    // Nothing of it: it has read another note alone.
    site.write("milk").await;
    assert_eq!(site.get("/linked/tea").await, page("tea v0", "HIT"));
    site.write("tea").await;
    for version in 1..4 {
        let expected = format!("tea v1 · milk v{version}");
        // Whether it is made again by then or not.
        assert_eq!(site.get("/linked/tea").await.0, expected);
        site.until("/linked/tea", |got| *got == page(&expected, "HIT")).await;
        assert_eq!(site.get("/linked/tea").await, page(&expected, "HIT"));
        site.write("milk").await;
    }
}

#[tokio::test]
async fn a_page_that_knows_who_is_asking_is_kept_for_each_person() {
    let site = Site::open().await;
    let ada = || site.get_as(Some("ada"), "/mine/tea");
    assert_eq!(ada().await, page("tea v0 · for ada · first 1", "MISS"));
    assert_eq!(ada().await, page("tea v0 · for ada · first 1", "HIT"));
    let bob = site.get_as(Some("bob"), "/mine/tea").await;
    assert_eq!(bob, page("tea v0 · for bob · first 2", "MISS"));
    assert_eq!(site.get("/mine/tea").await, page("tea v0 · for nobody · first 3", "MISS"));
    site.write("tea").await;
    assert_eq!(ada().await, page("tea v1 · for ada · first 4", "MISS"));
}

#[tokio::test]
async fn what_is_for_one_request_is_not_kept() {
    let site = Site::open().await;
    for (path, text) in [
        // It reads who is asking, and its function does not say so.
        ("/only/Note?topic=tea", "tea v0 · for nobody · first"),
        ("/only/Addressed?topic=tea", "/only/Addressed?topic=tea tea v0 · for nobody · first"),
        ("/only/Refused?topic=tea", "NOT_FOUND"),
        ("/only/Gone?topic=tea", "gone"),
        ("/nonce/tea", "tea v0 · first"),
    ] {
        let (one, _) = site.get(path).await;
        let (other, cache) = site.get(path).await;
        assert!(one.starts_with(text) && other.starts_with(text), "{one} | {other}");
        assert_ne!(one, other, "{path} was kept");
        assert_eq!(cache.as_deref(), Some("MISS"), "{path}");
    }
    assert_eq!(site.get("/only/Throws?topic=tea").await.0, "");
    assert_eq!(site.get("/only/Throws?topic=tea").await, page("", "MISS"));
}

#[tokio::test]
async fn pages_of_a_new_bundle_never_meet_those_of_the_old() {
    let site = Site::open().await;
    for _ in 0..3 {
        site.get("/open/tea").await;
    }
    assert_eq!(site.get("/open/tea").await, page("tea v0 · first 2", "HIT"));
    site.bundle.write(&format!("{} // of another length", pages("second")));
    site.until("/open/tea", |(text, _)| text.contains("second")).await;
    for _ in 0..20 {
        assert!(site.get("/open/tea").await.0.starts_with("tea v0 · second"), "an old page");
    }
    site.write("tea").await;
    site.until("/open/tea", |(text, _)| text.starts_with("tea v1 · second")).await;
}

#[tokio::test]
async fn a_changed_document_is_noticed() {
    let site = Site::open().await;
    for _ in 0..3 {
        site.get("/open/tea").await;
    }
    let changed = SHELL.replace("<!--page-->", "new <!--page-->");
    fs::write(site.bundle.path().with_file_name("index.html"), changed).expect("a document");
    site.until("/open/tea", |(text, _)| text.starts_with("new ")).await;
    assert!(site.get("/open/tea").await.0.starts_with("new tea v0 · first"));
}

/// Counts the purges of a key that every page bears.
#[derive(Clone, Default)]
struct Purges(Arc<Mutex<Vec<String>>>);

impl Purges {
    fn count(&self, key: &str) -> usize {
        self.0.lock().expect("purges").iter().filter(|own| *own == key).count()
    }
}

impl Purger for Purges {
    fn purge<'purger>(
        &'purger self,
        keys: &'purger [String],
    ) -> BoxFuture<'purger, Result<(), PurgeError>> {
        self.0.lock().expect("purges").extend_from_slice(keys);
        async { Ok(()) }.boxed()
    }
}

#[tokio::test]
async fn a_new_bundle_purges_the_edge_though_nobody_asks_for_pages() {
    let purges = Purges::default();
    let edge = Edge::new(purges.clone()).settle(Duration::from_millis(100));
    let site = Site::with(mizan::cache::memory(8 << 20).edge(edge)).await;
    site.get("/open/tea").await;
    let url = format!("{}/open/tea", site.address);
    let response = site.client.get(&url).send().await.expect("an answer");
    let keys = response.headers()["surrogate-key"].to_str().expect("keys").to_owned();
    // Once when the server starts, and again for what was on its way.
    let everything = async || keys.split(' ').find(|key| purges.count(key) >= 2);
    until(async || everything().await.is_some()).await;
    let everything = everything().await.expect("it was found just now").to_owned();
    sleep(Duration::from_secs(1)).await;
    assert_eq!(purges.count(&everything), 2, "nothing has changed");
    site.bundle.write(&format!("{} // of another length", pages("second")));
    until(async || purges.count(&everything) >= 4).await;
    assert!(site.get("/open/tea").await.0.contains("second"));
}
