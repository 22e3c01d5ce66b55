//! Mizan in front of an application: what is below one path is Mizan's, and everything else goes on.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use bytes::Buf;
use futures_util::future::Either;
use tower::{Layer, Service};

use super::router::{Answer, answer};
use crate::server::state::Server;

/// Puts Mizan in front of an application. Requests below `path` are answered by Mizan, before the
/// application's router looks for a route; everything else goes on to the application unchanged.
///
/// It answers as `nest(path, mizan::axum::router(api))` does, for about half of the cost: comparing one
/// prefix takes 100 instructions, and a nested router 6 000 to 7 000.
///
/// ```standalone_crate
/// #[mizan::client]
/// fn ping() -> String {
///     "pong".to_owned()
/// }
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let api = mizan::Server::builder().build()?;
/// let app = axum::Router::new().merge(mizan::axum::views(&api));
/// let app = mizan::axum::front(&api, "/api/mizan", app);
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
/// mizan::axum::serve(listener, app, &api).await?;
/// # Ok(()) }
/// ```
///
/// A layer of the application's router does not see the requests of Mizan. [`Front::layer`] puts one
/// around both.
///
/// # Panics
///
/// If `path` does not begin with a slash, or is nothing but slashes: the application would get no
/// request.
#[track_caller]
pub fn front<S>(api: &Server, path: &str, app: S) -> Front<S>
where
    S: Service<Request<Body>, Response = Response>,
{
    let mount = path.trim_end_matches('/');
    assert!(
        mount.starts_with('/'),
        "Mizan cannot stand at {path:?}. Write a path with a name in it: `\"/api/mizan\"`.",
    );
    Front { api: api.clone(), mount: mount.into(), app }
}

/// Mizan in front of an application: what [`front`] returns.
#[derive(Clone)]
pub struct Front<S> {
    api: Server,
    /// The path, without a slash at its end.
    mount: Arc<str>,
    app: S,
}

impl<S> Front<S> {
    /// Puts a layer around Mizan and the application, such as one of sessions. A tuple of layers is a
    /// layer, whose first one is the outermost.
    ///
    /// ```standalone_crate
    /// use tower_sessions::{MemoryStore, SessionManagerLayer};
    ///
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().build()?;
    /// let app = mizan::axum::front(&api, "/api/mizan", axum::Router::new())
    ///     .layer(SessionManagerLayer::new(MemoryStore::default()));
    /// # Ok(()) }
    /// ```
    pub fn layer<L: Layer<Self>>(self, layer: L) -> L::Service {
        layer.layer(self)
    }
}

/// The future of a request that Mizan answers.
pub struct Answering<E>(Answer<E>);

impl<E> Future for Answering<E> {
    type Output = Result<Response, E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl<S, B> Service<Request<B>> for Front<S>
where
    S: Service<Request<B>, Response = Response, Error: 'static>,
    B: http_body::Body<Data: Buf + Send> + Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Either<Answering<S::Error>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.app.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        if !is_below(request.uri().path(), &self.mount) {
            return Either::Right(self.app.call(request));
        }
        Either::Left(Answering(answer(&self.api, self.mount.len(), request)))
    }
}

/// `true` for the mount itself, and for what begins with it and a slash.
fn is_below(path: &str, mount: &str) -> bool {
    path.strip_prefix(mount).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
