//! A server with the pages of a framework.

use std::path::PathBuf;
use std::sync::Once;
use std::time::Duration;

use mizan::cache::Cache;
use mizan::render::{Builder, bun, node};
use rendering_corpus::{api, bundle_of, prepare, serve, web};
use tokio::net::TcpListener;

/// What runs the bundles.
pub(crate) const RUNTIMES: [fn(PathBuf) -> Builder; 2] =
    [node, |bundle| bun(bundle).executable(web().join("node_modules/.bin/bun"))];

/// Builds the frontends, once.
pub(crate) fn prepared() {
    static PREPARED: Once = Once::new();
    PREPARED.call_once(|| prepare().unwrap_or_else(|error| panic!("{error}")));
}

/// A server that runs.
pub(crate) struct Site {
    address: String,
    client: reqwest::Client,
}

impl Site {
    /// Opens a site whose pages a runtime renders, with a time limit that no machine reaches.
    pub(crate) async fn open(
        framework: &str,
        runtime: fn(PathBuf) -> Builder,
        cache: Option<Cache>,
    ) -> Self {
        prepared();
        let (bundle, shell) = bundle_of(framework);
        let files = shell.with_file_name("");
        let builder = runtime(bundle).shell(shell).time_limit(Duration::from_secs(60));
        let renderer = builder.build().unwrap_or_else(|error| panic!("{error}"));
        Self::of(api(renderer, cache).expect("a server"), files).await
    }

    pub(crate) async fn of(api: mizan::Server, files: PathBuf) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(serve(listener, api, files));
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        Self { address, client: client.build().expect("a client") }
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.send(reqwest::Method::GET, path).await
    }

    pub(crate) async fn send(&self, method: reqwest::Method, path: &str) -> reqwest::Response {
        let request = self.client.request(method, format!("{}{path}", self.address));
        request.header("range", "bytes=0-9").send().await.expect("an answer")
    }

    pub(crate) async fn text(&self, path: &str) -> String {
        self.get(path).await.text().await.expect("a text")
    }

    pub(crate) async fn write(&self, topic: &str, text: &str) {
        let args = serde_json::json!({ "topic": topic, "text": text });
        self.call("write_note", &args).await;
    }

    /// Lets the readers of slow notes go on.
    pub(crate) async fn release(&self, is_released: bool) {
        self.call("release", &serde_json::json!({ "is_released": is_released })).await;
    }

    async fn call(&self, function: &str, args: &serde_json::Value) {
        let body = serde_json::json!({ "fn": function, "args": args });
        let request = self.client.post(format!("{}/api/mizan/call/", self.address));
        let request = request.header("content-type", "application/json").body(body.to_string());
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200, "{:?}", response.text().await);
    }
}

/// What stands between two texts.
pub(crate) fn between<'text>(text: &'text str, begin: &str, end: &str) -> &'text str {
    let (_, rest) = text.split_once(begin).unwrap_or_else(|| panic!("`{begin}` in {text}"));
    rest.split_once(end).unwrap_or_else(|| panic!("`{end}` in {text}")).0
}
