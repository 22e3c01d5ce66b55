//! Serves over HTTP, inside of an [`axum`] application.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::{Request, Response};
use axum::routing::Router;
use tower_service::Service;

use crate::Server;

/// A router for `nest("/api/mizan", …)`.
///
/// ```standalone_crate
/// #[mizan::client]
/// fn ping() -> String {
///     "pong".to_owned()
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().build()?;
/// let app: axum::Router = axum::Router::new().nest("/api/mizan", mizan::axum::router(api));
/// # Ok(()) }
/// ```
pub fn router<S: Clone + Send + Sync + 'static>(api: Server) -> Router<S> {
    // The known paths stand in the router one by one: it finds those faster than a wildcard.
    let contexts = api.context_names().map(|name| format!("/ctx/{name}/"));
    let paths: Vec<String> =
        ["/call/".to_owned(), "/session/".to_owned()].into_iter().chain(contexts).collect();
    let service = ServerService(api);
    paths
        .iter()
        .fold(Router::new(), |router, path| router.route_service(path, service.clone()))
        .fallback_service(service)
}

/// The server as what axum calls.
#[derive(Clone)]
struct ServerService(Server);

impl Service<Request<Body>> for ServerService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Self(api) = self.clone();
        Box::pin(async move { Ok(api.answer(request).await.map(Body::from)) })
    }
}
