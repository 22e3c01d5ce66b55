//! A page: a function at a route of its own, which takes its arguments from the path, the query
//! and a form, and answers whatever it likes.

use std::sync::Arc;
use std::task::Context;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::call::Call;
use super::execute::{self, Execution};
use super::mutation::mutate;
use crate::arguments::{ArgumentSource, Query};
use crate::declared::reply::Reply;
use crate::protocol::http::failure;
use crate::protocol::receive::read_body;
use crate::protocol::reply::{Announcement, Invalidations};
use crate::server::Member;
use crate::{Error, Failure, Request, Server};

/// What a function with a `route` can return: a response of axum's, or that or a failure.
#[diagnostic::on_unimplemented(
    message = "a page cannot return `{Self}`",
    label = "return what axum takes for a response, or a `Result` of that and a failure",
    note = "`axum::response::Html`, `Redirect` and `Response` are such, and `String` and `Vec<u8>`",
    note = "a failure is `mizan::Error`, or a type of yours that derives `mizan::Failure`"
)]
pub trait View<Form> {
    /// Tells success from failure.
    fn into_page(self) -> Result<Response, Error>;
}

/// A page that cannot fail.
pub struct Plain;

/// A page or a failure.
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

impl Server {
    /// Answers a request for a page with the parameters that its path holds.
    pub(crate) async fn show(
        &self,
        member: &Arc<Member>,
        path: Vec<(String, String)>,
        request: axum::http::Request<Body>,
    ) -> Response {
        let (parts, body) = request.into_parts();
        let request = Arc::new(Request::new(parts));
        match self.run_view(member, path, &request, body).await {
            Ok(page) => page,
            Err(error) => failure(&request, &error).map(Body::from),
        }
    }

    async fn run_view(
        &self,
        member: &Arc<Member>,
        path: Vec<(String, String)>,
        request: &Arc<Request>,
        body: Body,
    ) -> Result<Response, Error> {
        let identities = self.authorize(request, member).await?;
        let arguments = self.read_arguments(path, request, body).await?;
        let arguments = ArgumentSource::query(&arguments);
        let permit = self.acquire().await?;
        let begin = |context: &mut Context<'_>| {
            let call = Call::new(member, request, identities.clone());
            Execution::start(call, request, &arguments, context)
        };
        let announcement = match request.method().is_safe() {
            true => {
                execute::read(self, begin).await?;
                None
            }
            false => Some(mutate(self, member, request, begin, permit).await?),
        };
        let is_failure = request.reply_buffer.has_failed_page();
        let Reply { page, scope, .. } = request.reply_buffer.take();
        let mut page = *page.ok_or_else(|| Error::internal("a page answered none"))?;
        if let Some(Announcement { explicit, .. }) = announcement.filter(|_| !is_failure) {
            Invalidations::new(member.function.affects, &scope, &explicit)
                .announce(page.headers_mut());
        }
        let unsaid = HeaderValue::from_static("no-store");
        page.headers_mut().entry(CACHE_CONTROL).or_insert(unsaid);
        Ok(page)
    }

    /// What the path names, then the query, then a form.
    async fn read_arguments(
        &self,
        path: Vec<(String, String)>,
        request: &Request,
        body: Body,
    ) -> Result<Query<'static>, Error> {
        let mut arguments = Query::of(path);
        arguments.add(request.uri().query().unwrap_or_default().as_bytes());
        if !request.method().is_safe() && is_form(request) {
            arguments.add(&read_body(body, &self.limits()).await?);
        }
        Ok(arguments)
    }
}

fn is_form(request: &Request) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = content_type.and_then(|content_type| content_type.split(';').next());
    kind.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}
