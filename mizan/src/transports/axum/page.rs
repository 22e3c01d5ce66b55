//! Pages: functions with a route, which return a response of axum.

use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};

use super::streamed::PageAnswer;
use crate::arguments::query::Query;
use crate::arguments::source::ArgumentSource;
use crate::declared::exchange::Exchange;
use crate::declared::failure::Failure;
use crate::declared::identity::Identities;
use crate::declared::reply::Page;
use crate::protocol::head::Head;
use crate::protocol::run::admit::admit;
use crate::server::member::Member;
use crate::server::state::Server;
use crate::transports::http::body::read_body;
use crate::transports::http::headers::{announce, error_response};
use crate::{Error, Request};

/// The return type of a function with a `route`: a response of axum, or a `Result` of a response
/// and a failure.
#[diagnostic::on_unimplemented(
    message = "a page cannot return `{Self}`",
    label = "return what axum takes for a response, or a `Result` of that and a failure",
    note = "`axum::response::Html`, `Redirect` and `Response` are such, and `String` and `Vec<u8>`",
    note = "a failure is `mizan::Error`, or a type of yours that derives `mizan::Failure`"
)]
pub trait View<Form> {
    /// The response, or the failure as an [`Error`].
    fn into_page(self) -> Result<Response, Error>;
}

/// The form of a page that cannot fail.
pub struct Plain;

/// The form of a page that is a `Result`.
pub struct Fallible;

impl<P: IntoResponse> View<Plain> for P {
    fn into_page(self) -> Result<Response, Error> {
        Ok(self.into_response())
    }
}

impl<P: IntoResponse, E: Failure> View<Fallible> for Result<P, E> {
    fn into_page(self) -> Result<Response, Error> {
        self.map(IntoResponse::into_response).map_err(Failure::into_error)
    }
}

/// The page that a function returned, as the protocol carries it.
pub fn page<Form>(view: impl View<Form>) -> Result<Page, Error> {
    let response = view.into_page()?;
    let status = response.status();
    let is_failure = status.is_client_error() || status.is_server_error();
    Ok(Page::new(response, is_failure))
}

impl Server {
    /// Answers the request of a page. The path holds the parameters of its route.
    pub(super) async fn show(
        &self,
        member: &Arc<Member>,
        path: Vec<(String, String)>,
        request: axum::http::Request<Body>,
    ) -> Response {
        let (parts, body) = request.into_parts();
        let exchange = Arc::new(Exchange::new(parts, 0));
        match self.answer_page(member, path, &exchange, body).await {
            Ok(page) => page,
            Err(error) => error_response(&exchange.request, &error).map(Body::from),
        }
    }

    async fn answer_page(
        &self,
        member: &Arc<Member>,
        path: Vec<(String, String)>,
        exchange: &Arc<Exchange>,
        body: Body,
    ) -> Result<Response, Error> {
        let head = Head::read(exchange.request.headers());
        if let Some(check) = self.check_sender(exchange, head.sender) {
            check.await?;
        }
        let identities = self.authorize(exchange, member).await?;
        let arguments = self.read_arguments(member, path, &exchange.request, body).await?;
        admit(member, exchange, &identities)?;
        // Boxed, so that a page on a server without a cache is small.
        #[cfg(feature = "cache")]
        let kept = Box::pin(self.show_kept(member, exchange, &identities, &arguments)).await;
        #[cfg(not(feature = "cache"))]
        let kept: Option<Result<PageAnswer, Error>> = None;
        let page = match kept {
            Some(page) => page?,
            None => self.make(member, exchange, identities, &arguments).await?,
        };
        let mut page = page.into_response();
        let default = HeaderValue::from_static("no-store");
        page.headers_mut().entry(CACHE_CONTROL).or_insert(default);
        // A browser that guesses types would run the text of a user as a page.
        let default = HeaderValue::from_static("nosniff");
        page.headers_mut().entry(X_CONTENT_TYPE_OPTIONS).or_insert(default);
        Ok(page)
    }

    /// Runs an admitted page.
    pub(super) async fn make(
        &self,
        member: &Arc<Member>,
        exchange: &Arc<Exchange>,
        identities: Identities,
        arguments: &Query<'_>,
    ) -> Result<PageAnswer, Error> {
        let arguments = ArgumentSource::query(arguments);
        let (page, invalidations) = self.run_page(member, exchange, identities, &arguments).await?;
        let page: Option<Response> = page.into_response();
        let page = page.ok_or_else(|| Error::internal("a page of another transport"))?;
        #[cfg(all(feature = "render", unix))]
        let mut page = Box::pin(self.render_page(exchange, page)).await?;
        #[cfg(not(all(feature = "render", unix)))]
        let mut page = PageAnswer::from(page);
        announce(&invalidations, page.response.headers_mut());
        Ok(page)
    }

    /// The parameters of the path, then those of the query, then the fields of a form.
    async fn read_arguments(
        &self,
        member: &Member,
        path: Vec<(String, String)>,
        request: &Request,
        body: Body,
    ) -> Result<Query<'static>, Error> {
        let mut arguments = Query::of(path);
        arguments.add(request.uri().query().unwrap_or_default().as_bytes());
        if !request.method().is_safe() && is_form(request) {
            arguments.add(&read_body(body, member.limits.body, None, self.limits().time).await?);
        }
        Ok(arguments)
    }
}

fn is_form(request: &Request) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = content_type.and_then(|content_type| content_type.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}
