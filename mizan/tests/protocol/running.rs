//! A server that listens, and a client that speaks to it.

use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use mizan::{Builder, Server};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tower_service::Service;

use crate::application::{Cookies, Gate, Tokens, Users};

/// A request as a connection brings it.
type Request = hyper::Request<hyper::body::Incoming>;

/// The path of Mizan.
const MOUNT: &str = "/api/mizan";

/// A server of the test's own; it stops when the test does.
pub(crate) struct Running {
    address: SocketAddr,
    client: reqwest::Client,
    api: Server,
    gate: Arc<Gate>,
    users: Arc<Users>,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start() -> Self {
        Self::start_with(|builder| builder.body_limit(4096).mounted_limit(2)).await
    }

    pub(crate) async fn start_with(limit: impl FnOnce(Builder) -> Builder) -> Self {
        Self::start_as(limit, |app, api| mizan::axum::front(api, MOUNT, app)).await
    }

    /// The same server with Mizan as a router inside of the application's.
    pub(crate) async fn start_nested() -> Self {
        let limit = |builder: Builder| builder.body_limit(4096).mounted_limit(2);
        Self::start_as(limit, |app, api| app.nest(MOUNT, mizan::axum::router(api.clone()))).await
    }

    async fn start_as<S>(
        limit: impl FnOnce(Builder) -> Builder,
        assemble: impl FnOnce(Router, &Server) -> S,
    ) -> Self
    where
        S: Service<Request, Response = Response, Error = Infallible, Future: Send>,
        S: Clone + Send + Sync + 'static,
    {
        let gate = Arc::new(Gate::default());
        let users = Arc::new(Users::with_ada());
        let builder = Server::builder().provide(Arc::clone(&users)).provide(Arc::clone(&gate));
        let builder = builder.identify(Tokens).identify(Cookies);
        let api = limit(builder).build().expect("everything is provided");
        let app = assemble(Router::new().merge(mizan::axum::views(&api)), &api);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = mizan::axum::serve(listener, app, &api).stop_on(pending());
        let task = tokio::spawn(async move { server.await.unwrap() });
        Self { address, client: reqwest::Client::new(), api, gate, users, task }
    }

    pub(crate) fn api(&self) -> &Server {
        &self.api
    }

    pub(crate) fn users(&self) -> &Users {
        &self.users
    }

    pub(crate) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// A connection on which the test writes what it likes.
    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// A request to a path below the mount point.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{MOUNT}{path}", self.address);
        self.client.request(method.parse().unwrap(), url)
    }

    /// A request for a page.
    pub(crate) fn open(&self, method: &str, route: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{route}", self.address);
        self.client.request(method.parse().unwrap(), url)
    }

    pub(crate) async fn call(
        &self,
        function: &str,
        arguments: serde_json::Value,
    ) -> serde_json::Value {
        let body = serde_json::json!({"fn": function, "args": arguments}).to_string();
        json(self.request("POST", "/call/").body(body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> serde_json::Value {
        json(self.request("GET", path)).await
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn json(request: reqwest::RequestBuilder) -> serde_json::Value {
    serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap()
}
