//! A server that listens, and a browser that keeps its cookies.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Mutex;

use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::application::app;

/// A server of the test's own; it stops when the test does.
pub(crate) struct Running {
    address: SocketAddr,
    api: mizan::Server,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(sessions_in: &Path) -> Self {
        let (api, app) = app(sessions_in);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, api, task }
    }

    pub(crate) fn api(&self) -> &mizan::Server {
        &self.api
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) type Headers<'a> = &'a [(&'a str, &'a str)];

/// The headers that a page of the application's own sends with each request.
pub(crate) const OWN_PAGE: Headers<'static> = &[("sec-fetch-site", "same-origin")];

/// A browser: its cookies, and nothing else.
#[derive(Default)]
pub(crate) struct Browser {
    client: reqwest::Client,
    cookie: Mutex<Option<String>>,
}

impl Browser {
    /// A browser with the cookie of another one.
    pub(crate) fn with(cookie: Option<String>) -> Self {
        Self { cookie: Mutex::new(cookie), ..Self::default() }
    }

    pub(crate) fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    pub(crate) async fn send(
        &self,
        server: &Running,
        (method, path): (&str, &str),
        headers: Headers<'_>,
        body: Option<Value>,
    ) -> (u16, Value) {
        self.send_to(&format!("http://{}/api/mizan{path}", server.address), method, headers, body)
            .await
    }

    /// Opens a page.
    pub(crate) async fn open(
        &self,
        server: &Running,
        (method, route): (&str, &str),
        headers: Headers<'_>,
    ) -> (u16, Value) {
        self.send_to(&format!("http://{}{route}", server.address), method, headers, None).await
    }

    async fn send_to(
        &self,
        url: &str,
        method: &str,
        headers: Headers<'_>,
        body: Option<Value>,
    ) -> (u16, Value) {
        let mut request = self.client.request(method.parse().unwrap(), url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let response = request.send().await.unwrap();
        if let Some(cookie) = response.headers().get("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            *self.cookie.lock().unwrap() = Some(pair).filter(|pair| !pair.ends_with('='));
        }
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
    }

    /// Calls a function with these headers.
    pub(crate) async fn call_with(
        &self,
        server: &Running,
        headers: Headers<'_>,
        function: &str,
        arguments: Value,
    ) -> (u16, Value) {
        let envelope = json!({
            "fn": function,
            "args": arguments,
            "mounted": [{"context": "viewer"}],
        });
        self.send(server, ("POST", "/call/"), headers, Some(envelope)).await
    }

    /// Calls a function from a page of the application's own.
    pub(crate) async fn call(
        &self,
        server: &Running,
        function: &str,
        arguments: Value,
    ) -> (u16, Value) {
        self.call_with(server, OWN_PAGE, function, arguments).await
    }

    /// Whom the server takes this browser for.
    pub(crate) async fn viewer(&self, server: &Running) -> Value {
        let (status, bundle) = self.send(server, ("GET", "/ctx/viewer/"), &[], None).await;
        assert_eq!(status, 200, "{bundle}");
        bundle["viewer"].clone()
    }

    /// The token that a page asks for.
    pub(crate) async fn csrf_token(&self, server: &Running) -> Value {
        let (status, body) = self.send(server, ("GET", "/session/"), &[], None).await;
        assert_eq!(status, 200, "{body}");
        body["csrfToken"].clone()
    }
}
