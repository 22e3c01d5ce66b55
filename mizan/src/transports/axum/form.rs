//! Forms of pages that post without a script: the function that a client calls, and the page behind it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::RawPathParams;
use axum::http::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use mizan_ir::nearest;

use super::posted::Posted;
use crate::Error;
use crate::arguments::source::ArgumentSource;
use crate::declared::exchange::Exchange;
use crate::declared::function::Function;
use crate::outgoing::Outgoing;
use crate::protocol::form::{FormFields, FormModel, PostedArguments};
use crate::protocol::head::Head;
use crate::protocol::run::call::{Authorized, check_size};
use crate::server::member::Member;
use crate::server::state::Server;
use crate::transports::http::headers::{announce, error_response};
use crate::transports::http::posted::{PostedBody, Values};

/// The route to which a form posts without a script: it calls the function with what is in the fields, as a
/// client would, and `answer` says what the browser shows then. Guards, limits, rules and `affects` are those
/// of the function, and so is the check that no other site has sent it.
///
/// The fields are called as in a client: `lines.3.qty` is the field `qty` in row 3 of the list `lines`. They
/// are those of the one argument that is a form; other arguments have their own names, or stand in braces in
/// the path of the route. A checkbox that is off is `false`, an empty optional field is absent, and a field
/// that no argument has, such as the name of a button, is ignored.
///
/// ```standalone_crate
/// use axum::response::{Html, IntoResponse, Redirect, Response};
/// use axum::routing::get;
/// use mizan::axum::Posted;
///
/// #[mizan::client]
/// async fn subscribe(email: String) -> Result<(), mizan::Error> {
///     match email.contains('@') {
///         true => Ok(()),
///         false => Err(mizan::Error::validation("This is no address.")),
///     }
/// }
///
/// fn write_page(posted: &Posted) -> Html<String> {
///     let failure = posted.failure().map_or("", |failure| failure.message());
///     Html(format!("<form method=post><input name=email><button>Subscribe</button></form>{failure}"))
/// }
///
/// async fn answer(posted: Posted) -> Response {
///     match posted.failure() {
///         None => Redirect::to("/thanks").into_response(),
///         Some(_) => write_page(&posted).into_response(),
///     }
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().build()?;
/// let page = get(async || write_page(&Posted::default()));
/// let page = page.merge(mizan::axum::form(&api, "subscribe", answer));
/// let app: axum::Router = axum::Router::new().route("/subscribe", page);
/// # Ok(()) }
/// ```
///
/// A page that shows a failure has its status, such as 422, unless `answer` gives it one. A request of another
/// site is refused with 403 before `answer` is asked.
///
/// # Panics
///
/// If no client can call a function of that name: it is unknown or private, a page, a function of a channel, or one
/// that streams.
#[track_caller]
pub fn form<S, F, Answering>(api: &Server, function: &str, answer: F) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    F: Fn(Posted) -> Answering + Clone + Send + Sync + 'static,
    Answering: Future<Output: IntoResponse> + Send + 'static,
{
    let target = match Target::find(api, function) {
        Ok(target) => Arc::new(target),
        Err(refusal) => panic!("{refusal}"),
    };
    let api = api.clone();
    post(async move |path: RawPathParams, request: Request<Body>| {
        let path = path.iter().map(|(name, text)| (name.to_owned(), vec![text.to_owned()]));
        let (parts, body) = request.into_parts();
        let exchange = Arc::new(Exchange::new(parts, 0));
        let sender = Head::read(exchange.request.headers()).sender;
        if let Some(check) = api.check_sender(&exchange, sender)
            && let Err(refusal) = check.await
        {
            return error_response(&exchange.request, &refusal).map(Body::from);
        }
        let (posted, outgoing) = api.post(&target, path.collect(), &exchange, body).await;
        let status = posted.status();
        finish(answer(posted).await.into_response(), status, outgoing.as_ref())
    })
}

/// The function to which a form posts.
struct Target {
    member: Arc<Member>,
    model: FormModel,
}

impl Target {
    fn find(api: &Server, name: &str) -> Result<Self, String> {
        let member = api.find_function(name).ok_or_else(|| {
            let known = api.function_names();
            let suggestion = match nearest(name, known) {
                Some(known) => format!("Did you mean `{known}`?"),
                None => "Write the name by which clients call it.".to_owned(),
            };
            format!("a form cannot post to `{name}`: there is no such function. {suggestion}")
        })?;
        let Function { private, stream, role, .. } = member.function;
        let reason = match () {
            () if *private => "it is private. Leave `private` out",
            () if *stream => "it streams. Let the form post to a function with one result",
            () if role.is_some() => {
                "it belongs to a channel. Let the form post to another function"
            }
            () => {
                return Ok(Self {
                    member: Arc::clone(member),
                    model: FormModel::of(member.function),
                });
            }
        };
        Err(format!("a form cannot post to `{name}`: {reason}."))
    }
}

impl Server {
    /// Calls the function with what a form has sent.
    async fn post(
        &self,
        target: &Target,
        path: Values,
        exchange: &Arc<Exchange>,
        body: Body,
    ) -> (Posted, Option<Outgoing>) {
        let content_type = Head::read(exchange.request.headers()).content_type;
        let mut received = PostedBody::default();
        let member = &target.member;
        let arrived =
            self.receive_posted(exchange, member, content_type, body, &mut received).await;
        let PostedBody { mut values, authorized } = received;
        values.extend(path);
        let arguments = arrived.and_then(|()| {
            let fields = FormFields::of(&values)?;
            Ok(target.model.read(fields))
        });
        match arguments {
            Err(error) => (Posted::ended(values, None, Err(error)), None),
            Ok(mut arguments) => {
                match self.run_posted(member, exchange, authorized, &mut arguments).await {
                    Ok(outgoing) => (Posted::ended(values, None, Ok(&outgoing)), Some(outgoing)),
                    Err(error) => (Posted::ended(values, Some(&arguments), Err(error)), None),
                }
            }
        }
    }

    async fn run_posted(
        &self,
        member: &Arc<Member>,
        exchange: &Arc<Exchange>,
        authorized: Option<Authorized>,
        arguments: &mut PostedArguments,
    ) -> Result<Outgoing, Error> {
        let mut authorized = match authorized {
            Some(authorized) => authorized,
            None => {
                let authorized = self.find_authorized(exchange, member.function.name).await?;
                authorized.admit(exchange)?;
                authorized
            }
        };
        let errors = std::mem::take(&mut arguments.errors);
        if !errors.is_empty() {
            return Err(errors.into_error());
        }
        check_size(arguments.json.len(), member.limits.body)?;
        let permit = self.acquire().await?;
        let source = ArgumentSource::json(&arguments.json);
        let limit = member.limits.time;
        self.run(exchange, &mut authorized, &source, Some(permit), &[], limit).await
    }
}

/// The headers that every page has, and the status of a failure.
fn finish(
    mut response: Response,
    failed: Option<StatusCode>,
    outgoing: Option<&Outgoing>,
) -> Response {
    if let Some(status) = failed.filter(|_| response.status() == StatusCode::OK) {
        *response.status_mut() = status;
    }
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    // A browser that guesses types would run the text of a user as a page.
    headers.entry(X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    if let Some(outgoing) = outgoing {
        announce(&outgoing.invalidations, headers);
    }
    response
}
