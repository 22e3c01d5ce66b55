//! Pages that functions answer, over HTTP to a running server: whose data they show, and what becomes of
//! those that fail.

use std::fs;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::IntoResponse;
use mizan::{Error, Identify, Page, Request, Server};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::Bundle;

const PAGES: &str = r#"
const settle = (time) => new Promise((resolve) => setTimeout(resolve, time));
const desk = (name) => ({ context: "desk", params: { name } });
export const pages = {
  Desk: async ({ name }, page) => {
    const one = await page.read(desk(name));
    await settle(Math.random() * 10);
    const other = await page.read(desk(name));
    if (one.owner !== other.owner) throw new Error(`${one.owner} is ${other.owner}`);
    return `<p>${one.owner} at ${one.drawer}</p>`;
  },
  Knows: (props, page) => JSON.stringify([Object.keys(page), page.url, page.nonce ?? null]),
  Missing: (props, page) => (page.status(404), page.head("<title>Gone</title>"), "<p>Gone</p>"),
  Moved: (props, page) => (page.redirect("/desk/new"), ""),
  Throws: () => window.innerWidth,
  Secret: (props, page) => page.read({ context: "secret", params: {} })
    .then(() => "read", ({ code }) => code),
  Many: async (props, page) => {
    const all = await Promise.all(["a", "b", "c"].map((name) => page.read(desk(name))));
    return all.map(({ drawer }) => drawer).join(" ");
  },
};
"#;

const SHELL: &str = "<html><head></head><body><div id=\"root\"><!--page--></div><script \
                     src=\"/a.js\"></script></body></html>";

#[derive(mizan::Identity)]
pub(crate) struct Me {
    #[mizan(id)]
    pub(crate) name: String,
}

pub(crate) struct Cookies;

impl Identify for Cookies {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        let cookie = request.headers().get("cookie").and_then(|cookie| cookie.to_str().ok());
        let name = cookie.and_then(|cookie| cookie.strip_prefix("user="));
        Ok(name.map(|name| Me { name: name.to_owned() }))
    }
}

#[derive(mizan::Context)]
struct Desk {
    name: String,
}

#[mizan::client(context = Desk)]
async fn owner(me: Option<&Me>, name: String) -> String {
    tokio::task::yield_now().await;
    let _ = name;
    me.map_or("nobody", |me| &me.name).to_owned()
}

#[mizan::client(context = Desk)]
fn drawer(name: String) -> String {
    name
}

#[derive(mizan::Context)]
struct Secret;

#[mizan::client(context = Secret, auth = staff)]
fn secret(me: &Me) -> String {
    me.name.clone()
}

#[mizan::client(route = "/desk/{name}")]
fn desk_page(name: String) -> Page {
    Page::of("Desk").props(&json!({ "name": name }))
}

/// One that borrows nobody, so that it would be kept for everybody.
#[mizan::client(context = Desk, route = "/kept/{name}")]
fn kept_page(name: String) -> Page {
    Page::of("Desk").props(&json!({ "name": name }))
}

#[mizan::client(route = "/page/{component}")]
fn any_page(component: String, text: Option<String>) -> Page {
    Page::of(component).props(&text)
}

#[mizan::client(route = "/policy")]
fn policy_page() -> impl IntoResponse {
    let policy = [(CONTENT_SECURITY_POLICY, "script-src 'nonce-abc'")];
    (StatusCode::ACCEPTED, policy, Page::of("Knows").nonce("abc"))
}

/// A server of pages.
pub(crate) struct Site {
    address: String,
    client: reqwest::Client,
    _bundle: Bundle,
}

impl Site {
    async fn open() -> Self {
        Self::of(Server::builder()).await
    }

    async fn of(server: mizan::Builder) -> Self {
        Self::show(PAGES, 2, server).await
    }

    /// Shows the pages of a bundle.
    pub(crate) async fn show(pages: &str, workers: usize, server: mizan::Builder) -> Self {
        let bundle = Bundle::new(pages);
        let shell = bundle.path().with_file_name("index.html");
        fs::write(&shell, SHELL).expect("a document");
        let pages = bundle.begin().workers(workers).shell(shell).build().expect("a renderer");
        let server = server.identify(Cookies).identify(crate::kept::Names);
        let server = server.provide(crate::kept::Notes::default());
        let api = server.render(pages).build().expect("a server");
        let app = axum::Router::new().merge(mizan::axum::views(&api));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { mizan::axum::serve(listener, app, &api).await });
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Self { address, client: client.build().expect("a client"), _bundle: bundle }
    }

    pub(crate) fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("{}{path}", self.address))
    }

    pub(crate) async fn text(&self, path: &str) -> String {
        let response = self.get(path).send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        response.text().await.expect("a text")
    }
}

/// What a script in the browser is told.
fn data_of(document: &str) -> Value {
    let (_, behind) = document.split_once("id=\"mizan-page\">").expect("the data");
    let (data, _) = behind.split_once("</script>").expect("the end of the data");
    serde_json::from_str(data).expect("JSON")
}

#[tokio::test]
async fn a_page_is_a_document_with_what_it_has_read() {
    let site = Site::open().await;
    let response = site.get("/desk/5").header("cookie", "user=ada").send().await.expect("a page");
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let text = response.text().await.expect("a text");
    assert!(text.contains("<div id=\"root\"><p>ada at 5</p></div><script src"), "{text}");
    let data = data_of(&text);
    assert_eq!(data["component"], "Desk");
    assert_eq!(data["props"], json!({ "name": "5" }));
    assert_eq!(data["reads"].as_array().map(Vec::len), Some(2));
    for read in data["reads"].as_array().expect("what it has read") {
        assert_eq!(read[0]["read"], json!([{ "context": "desk", "params": { "name": "5" } }]));
        let bundle = &read[1]["read"][0]["bundle"];
        assert_eq!((&bundle["owner"], &bundle["drawer"]), (&json!("ada"), &json!("5")));
        assert!(bundle["$v"].is_string(), "{bundle}");
    }
}

#[tokio::test]
async fn a_thousand_interleaved_pages_of_ten_people_mix_nothing() {
    let site = Site::open().await;
    let mut renders = JoinSet::new();
    // A process may have no more than a thousand files open, and a connection is two.
    let connections = Arc::new(Semaphore::new(100));
    for number in 0..1000 {
        let connections = Arc::clone(&connections);
        let person = format!("person-{}", number % 10);
        let request =
            site.get(&format!("/desk/{number}")).header("cookie", format!("user={person}"));
        renders.spawn(async move {
            let _permit = connections.acquire().await.expect("a permit");
            let text = request.send().await.expect("a page").text().await.expect("a text");
            assert!(text.contains(&format!("<p>{person} at {number}</p>")), "{text}");
        });
    }
    assert_eq!(renders.join_all().await.len(), 1000);
}

#[tokio::test]
async fn a_cache_keeps_no_page_that_has_read_as_its_reader() {
    let site = Site::of(Server::builder().cache(mizan::cache::memory(1 << 20))).await;
    for person in ["ada", "bob", "ada"] {
        let request = site.get("/kept/5").header("cookie", format!("user={person}"));
        let text = request.send().await.expect("a page").text().await.expect("a text");
        assert!(text.contains(&format!("<p>{person} at 5</p>")), "{text}");
    }
    assert!(site.text("/kept/5").await.contains("<p>nobody at 5</p>"));
}

#[tokio::test]
async fn a_component_knows_its_address_and_no_cookie() {
    let site = Site::open().await;
    let request = site.get("/page/Knows?text=a%20b").header("cookie", "user=ada");
    let text = request.send().await.expect("a page").text().await.expect("a text");
    assert!(text.contains(r#"[["id","nonce","isPage"],"/page/Knows?text=a%20b",null]"#), "{text}");
    assert!(!text.contains("ada"), "{text}");
}

#[tokio::test]
async fn a_read_that_is_refused_is_refused_to_the_page() {
    let site = Site::open().await;
    assert!(site.text("/page/Secret").await.contains("UNAUTHORIZED"));
    let request = site.get("/page/Secret").header("cookie", "user=ada");
    let text = request.send().await.expect("a page").text().await.expect("a text");
    assert!(text.contains("FORBIDDEN"), "{text}");
    assert!(site.text("/page/Many").await.contains("<div id=\"root\">a b c</div>"));
}

#[tokio::test]
async fn a_component_that_fails_leaves_the_page_to_the_browser() {
    let site = Site::open().await;
    for component in ["Throws", "Nowhere"] {
        let text = site.text(&format!("/page/{component}")).await;
        assert!(text.contains("<div id=\"root\"></div>"), "{text}");
        assert_eq!(data_of(&text), json!({ "component": component, "props": null }));
    }
}

#[tokio::test]
async fn a_component_sets_the_status_the_head_and_the_address() {
    let site = Site::open().await;
    let response = site.get("/page/Missing").send().await.expect("a page");
    assert_eq!(response.status(), 404);
    let text = response.text().await.expect("a text");
    assert!(text.contains("<title>Gone</title></head>"), "{text}");
    let response = site.get("/page/Moved").send().await.expect("a redirect");
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "/desk/new");
    assert_eq!(response.text().await.expect("a text"), "");
}

#[tokio::test]
async fn a_function_sets_the_status_and_the_policy_beside_its_page() {
    let site = Site::open().await;
    let response = site.get("/policy").send().await.expect("a page");
    assert_eq!(response.status(), 202);
    assert_eq!(response.headers()["content-security-policy"], "script-src 'nonce-abc'");
    let text = response.text().await.expect("a text");
    assert!(text.contains("<script nonce=\"abc\" src=\"/a.js\">"), "{text}");
    assert!(text.contains(r#""/policy","abc"]"#), "{text}");
}

#[tokio::test]
async fn no_text_of_a_visitor_ends_the_data_of_a_page() {
    let site = Site::open().await;
    let text = "</script><script>alert(1)</script><!--\u{2028}{\"__proto__\":1}&";
    let written: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let document = site.text(&format!("/page/Knows?text={written}")).await;
    assert_eq!(data_of(&document)["props"], text);
    assert!(!document.contains("alert(1)</script>"), "{document}");
}

#[tokio::test]
async fn a_server_without_a_renderer_says_so_in_the_log_alone() {
    let server = Server::builder().identify(Cookies).identify(crate::kept::Names);
    let api = server.provide(crate::kept::Notes::default()).build().expect("a server");
    let app = axum::Router::new().merge(mizan::axum::views(&api));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { mizan::axum::serve(listener, app, &api).await });
    let response = reqwest::get(format!("http://{address}/desk/5")).await.expect("an answer");
    assert_eq!(response.status(), 500);
    let text = response.text().await.expect("a text");
    assert!(text.contains("INTERNAL_ERROR") && !text.contains("render"), "{text}");
}

#[tokio::test]
async fn a_renderer_without_a_document_is_told_when_the_server_is_built() {
    let bundle = Bundle::new(PAGES);
    let server = Server::builder().identify(Cookies).identify(crate::kept::Names);
    let server = server.provide(crate::kept::Notes::default()).render(bundle.render()).build();
    let text = server.err().expect("an error").to_string();
    assert!(text.contains("the renderer has no document for the pages of this server\n"), "{text}");
    assert!(text.contains(".shell(\"web/dist/index.html\")"), "{text}");
}
