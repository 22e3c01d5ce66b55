//! The routers of calls, contexts and pages.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::RawPathParams;
use axum::http::{Method, Request};
use axum::response::Response;
use axum::routing::{MethodFilter, Router, on};
use bytes::Buf;
use futures_util::future::Either;
use tower::service_fn;

use super::socket::{is_for_socket, open};
use crate::server::state::Server;
use crate::transports::http::response::ResponseBody;
use crate::transports::http::serving::Serving;

/// The router of calls and contexts, for `nest("/api/mizan", …)`: where layers of the application go
/// around Mizan and not around every other route. Elsewhere [`front`](super::front()) costs less.
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
    // A route for each known path: the router finds it faster than a wildcard.
    let contexts = api.context_names().map(|name| format!("/ctx/{name}/"));
    let paths: Vec<String> =
        ["/call/", "/session/", "/ws/"].map(str::to_owned).into_iter().chain(contexts).collect();
    let service =
        service_fn(move |request: Request<Body>| answer::<_, Infallible>(&api, 0, request));
    paths
        .iter()
        .fold(Router::new(), |router, path| router.route_service(path, service.clone()))
        .fallback_service(service)
}

/// The future of a request that Mizan answers.
pub(super) type Answer<E> = Either<Opening<E>, Serving<Result<Response, E>>>;

/// The future of a request that opens a socket: boxed, because it is rare and large.
type Opening<E> = Pin<Box<dyn Future<Output = Result<Response, E>> + Send>>;

/// Answers a request whose path begins with so many bytes of the place where Mizan is mounted.
pub(super) fn answer<B, E: 'static>(api: &Server, mount: usize, request: Request<B>) -> Answer<E>
where
    B: http_body::Body<Data: Buf + Send> + Send + 'static,
{
    if is_for_socket(&request, mount) {
        let opened = open(api.clone(), request.into_parts().0, mount);
        return Either::Left(Box::pin(async move { Ok(opened.await) }));
    }
    Either::Right(api.serve(mount, request, |response| Ok(response.map(into_body))))
}

/// The body of a response as axum carries it.
fn into_body(body: ResponseBody) -> Body {
    match body {
        ResponseBody::Whole(whole) => Body::from(whole),
        ResponseBody::Lines(lines) => Body::new(lines),
    }
}

/// The router of pages: of every function with a `route`. Merge it into the root router of the
/// application.
///
/// A page takes its arguments from the path, the query and a form. It returns any response of axum,
/// or a `Result` of a response and a failure.
///
/// ```standalone_crate
/// use axum::response::Html;
///
/// #[mizan::client(route = "/hello/{name}")]
/// fn hello(name: String) -> Html<String> {
///     Html(format!("<h1>Hello {}</h1>", name.replace('<', "&lt;")))
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().build()?;
/// let app = axum::Router::new().merge(mizan::axum::views(&api));
/// let app = mizan::axum::front(&api, "/api/mizan", app);
/// # Ok(()) }
/// ```
pub fn views<S: Clone + Send + Sync + 'static>(api: &Server) -> Router<S> {
    api.pages().iter().fold(Router::new(), |router, member| {
        let Some(route) = member.function.route else { return router };
        let (api, member) = (api.clone(), Arc::clone(member));
        let show = async move |path: RawPathParams, request: Request<Body>| {
            let path = path.iter().map(|(name, text)| (name.to_owned(), text.to_owned()));
            api.show(&member, path.collect(), request).await
        };
        let methods = route
            .methods
            .iter()
            .filter_map(|method| MethodFilter::try_from(method.parse::<Method>().ok()?).ok());
        let Some(methods) = methods.reduce(MethodFilter::or) else { return router };
        router.route(route.path, on(methods, show))
    })
}
