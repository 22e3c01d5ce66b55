//! Pages whose document begins before their component is rendered, over a connection that is read piece by piece.

mod arrival;
mod edge;
mod failures;
mod kept;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use mizan::cache::Cache;
use mizan::{Page, Server};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::kept::Notes;
use crate::support::Bundle;

/// Every component reads first, and then does something else with what it has read.
fn pages(edition: &str) -> String {
    format!(
        r#"
let renders = 0;
const reading = (then) => async ({{ key }}, page) => {{
  const {{ held, caller }} = await page.read({{ context: "held", params: {{ key }} }});
  return then(`${{held}} for ${{caller}} by {edition}`, page);
}};
const shared = (then) => async ({{ key }}, page) => {{
  const {{ shown }} = await page.read({{ context: "public", params: {{ key }} }});
  return then(shown, page);
}};
export const pages = {{
  Text: reading((text) => `<p>${{text}}</p>`),
  Counted: reading((text) => `<p>${{text}} ${{++renders}}</p>`),
  Titled: reading((text, page) => (page.head(`<title>${{text}}</title>`), `<p>${{text}}</p>`)),
  Missing: reading((text, page) => (page.status(404), `<p>${{text}}</p>`)),
  Moved: reading((text, page) => (page.redirect("/new?a=1&b"), `<p>${{text}}</p>`)),
  Evil: reading((text, page) => (page.redirect("java\tscript:alert(1)"), `<p>${{text}}</p>`)),
  Addressed: reading((text, page) => `<p>${{page.url}} ${{text}} ${{++renders}}</p>`),
  Throws: reading(() => window.innerWidth),
  Exits: reading(() => process.exit(3)),
  Loops: reading(() => {{ for (;;); }}),
  Never: reading(() => new Promise(() => {{}})),
  Pid: () => String(process.pid),
  Public: shared((text) => `<p>${{text}}</p>`),
  PublicMissing: shared((text, page) => (page.status(404), `<p>${{text}}</p>`)),
  PublicMoved: shared((text, page) => (page.redirect("/new"), `<p>${{text}}</p>`)),
  PublicThrows: shared(() => window.innerWidth),
}};
"#
    )
}

const SHELL: &str = "<html><head><title>All</title><script src=\"/a.js\"></script></head><body>\
                     <div id=\"root\"><!--page--></div></body></html>";

/// The reads that go on, by the keys of what they read. Each test has keys of its own.
static OPEN: LazyLock<watch::Sender<BTreeSet<String>>> = LazyLock::new(Default::default);
static WAITING: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

fn open(key: &str) {
    OPEN.send_modify(|open| {
        open.insert(key.to_owned());
    });
}

/// The reads of a key that wait.
fn waiting(key: &str) -> usize {
    WAITING.lock().expect("counts").get(key).copied().unwrap_or(0)
}

struct Waits(String);

impl Waits {
    fn begin(key: &str) -> Self {
        *WAITING.lock().expect("counts").entry(key.to_owned()).or_default() += 1;
        Self(key.to_owned())
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        *WAITING.lock().expect("counts").get_mut(&self.0).expect("a count") -= 1;
    }
}

#[derive(mizan::Context)]
struct Held {
    key: String,
}

#[mizan::client(context = Held)]
async fn held(key: String) -> String {
    let _waits = Waits::begin(&key);
    OPEN.subscribe().wait_for(|open| open.contains(&key)).await.expect("a sender");
    key
}

#[mizan::client(context = Held)]
fn caller(me: Option<&crate::pages::Me>, key: String) -> String {
    let _ = key;
    me.map_or("nobody", |me| &me.name).to_owned()
}

#[mizan::client(route = "/streamed/{component}")]
fn streamed_page(component: String, key: String) -> Page {
    Page::of(component).props(&json!({ "key": key })).streamed()
}

#[mizan::client(route = "/whole/{component}")]
fn whole_page(component: String, key: String) -> Page {
    Page::of(component).props(&json!({ "key": key }))
}

/// One that borrows who is asking, so that it is kept for each person.
#[mizan::client(context = Held, route = "/kept-stream/{component}")]
fn kept_streamed_page(me: Option<&crate::pages::Me>, component: String, key: String) -> Page {
    let _ = me;
    Page::of(component).props(&json!({ "key": key })).streamed()
}

/// The same, which nobody declares to show a context.
#[mizan::client(route = "/found-stream/{component}")]
fn found_streamed_page(me: Option<&crate::pages::Me>, component: String, key: String) -> Page {
    let _ = me;
    Page::of(component).props(&json!({ "key": key })).streamed()
}

/// What is the same for everybody.
#[derive(mizan::Context)]
struct Public {
    key: String,
}

#[mizan::client(context = Public)]
async fn shown(notes: &Notes, key: String) -> String {
    let _waits = Waits::begin(&key);
    OPEN.subscribe().wait_for(|open| open.contains(&key)).await.expect("a sender");
    let version = notes.lock().expect("notes").get(&key).copied().unwrap_or(0);
    format!("{key} v{version}")
}

#[mizan::client(context = Public, route = "/public-stream/{component}")]
fn public_streamed_page(component: String, key: String) -> Page {
    Page::of(component).props(&json!({ "key": key })).streamed()
}

#[mizan::client(affects = Public)]
fn change_public(notes: &Notes, key: String) {
    *notes.lock().expect("notes").entry(key).or_default() += 1;
}

#[mizan::client(affects = Held)]
fn change_held(key: String) {
    let _ = key;
}

struct Site {
    address: String,
    bundle: Bundle,
    renderer: mizan::render::Renderer,
}

impl Site {
    async fn open(limit: Duration, cache: Option<Cache>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self::open_at(listener, limit, cache).await
    }

    async fn open_at(listener: TcpListener, limit: Duration, cache: Option<Cache>) -> Self {
        let bundle = Bundle::new(&pages("first"));
        let shell = bundle.path().with_file_name("index.html");
        fs::write(&shell, SHELL).expect("a document");
        let renderer = bundle.begin().workers(2).time_limit(limit).shell(shell);
        let renderer = renderer.build().expect("a renderer");
        let server = Server::builder().identify(crate::pages::Cookies).identify(crate::kept::Names);
        let server = server.provide(Notes::default()).render(renderer.clone());
        let server = match cache {
            Some(cache) => server.cache(cache),
            None => server,
        };
        let api = server.build().expect("a server");
        let app = axum::Router::new().merge(mizan::axum::views(&api));
        let app = mizan::axum::front(&api, "/api/mizan", app);
        let address = listener.local_addr().expect("an address").to_string();
        tokio::spawn(async move { mizan::axum::serve(listener, app, &api).await });
        Self { address, bundle, renderer }
    }

    /// With a time limit that no machine reaches.
    async fn patient() -> Self {
        Self::open(Duration::from_secs(60), None).await
    }

    async fn keeping() -> Self {
        Self::open(Duration::from_secs(60), Some(mizan::cache::memory(8 << 20))).await
    }

    async fn ask(&self, path: &str) -> Answer {
        self.send("GET", path, "nobody").await
    }

    async fn send(&self, method: &str, path: &str, person: &str) -> Answer {
        Self::send_to(&self.address, method, path, person).await
    }

    async fn send_to(address: &str, method: &str, path: &str, person: &str) -> Answer {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\ncookie: user={person}\r\nconnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.expect("a server");
        Answer { stream, bytes: Vec::new() }
    }

    async fn change(&self, key: &str) {
        self.call("change_held", key).await;
    }

    async fn call(&self, function: &str, key: &str) {
        let body = json!({ "fn": function, "args": { "key": key } }).to_string();
        let request =
            reqwest::Client::new().post(format!("http://{}/api/mizan/call/", self.address));
        let request = request.header("content-type", "application/json").body(body);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{:?}", response.text().await);
    }
}

/// An answer as it arrives.
struct Answer {
    stream: TcpStream,
    bytes: Vec<u8>,
}

impl Answer {
    /// Reads until a text has arrived, and returns all until then.
    async fn until(&mut self, wanted: &str) -> String {
        loop {
            let text = String::from_utf8_lossy(&self.bytes);
            if text.contains(wanted) {
                return text.into_owned();
            }
            let read = self.stream.read_buf(&mut self.bytes);
            let read = tokio::time::timeout(Duration::from_secs(60), read).await;
            let read =
                read.unwrap_or_else(|_| panic!("no `{wanted}` in {text}", text = self.text()));
            assert_ne!(read.expect("bytes"), 0, "it ended without `{wanted}`: {}", self.text());
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The head of the whole answer, and its body.
    async fn whole(mut self) -> (String, String) {
        self.stream.read_to_end(&mut self.bytes).await.expect("the end");
        let text = self.text();
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let head = head.to_ascii_lowercase();
        match head.contains("transfer-encoding: chunked") {
            true => (head, joined(body)),
            false => (head, body.to_owned()),
        }
    }
}

/// A body without the lengths of its chunks. It has come whole if its last chunk is there.
fn joined(mut body: &str) -> String {
    let mut text = String::new();
    loop {
        let (length, rest) = body.split_once("\r\n").expect("a chunk");
        let length = usize::from_str_radix(length, 16).expect("a length");
        if length == 0 {
            return text;
        }
        text.push_str(&rest[..length]);
        body = &rest[length + 2..];
    }
}

fn data_of(document: &str) -> Value {
    let (_, behind) = document.split_once("id=\"mizan-page\">").expect("the data");
    serde_json::from_str(behind.split_once("</script>").expect("its end").0).expect("JSON")
}

fn root_of(document: &str) -> &str {
    let (_, behind) = document.split_once("id=\"root\">").expect("the root");
    behind.split_once("</div>").expect("its end").0
}
