//! A request over HTTP answered.

use std::pin::pin;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use http::Response;
use http_body::Body;

use super::body::discard;
use super::content_type::{BodyKind, check_json, find_body_kind};
use super::endpoint::{Endpoint, find_endpoint};
use super::headers::read_idempotency_key;
use super::response::ResponseBody;
use super::serving::Serving;
use crate::Error;
use crate::arguments::query::Query;
use crate::declared::exchange::Exchange;
use crate::protocol::authorize::csrf::answer_session;
use crate::protocol::envelope::read_envelope;
use crate::protocol::head::Head;
use crate::protocol::served::Served;
use crate::server::state::Server;

impl Server {
    /// Answers a request over HTTP. Its path begins where Mizan is mounted: `/call/`, `/ctx/user/`,
    /// `/session/`.
    ///
    /// A test may call it without any framework. The answer of a stream is whole: it has come to its
    /// end.
    ///
    /// ```standalone_crate
    /// #[mizan::client]
    /// fn double(number: i32) -> i32 {
    ///     number * 2
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let api = mizan::Server::builder().build()?;
    /// let body = r#"{"fn": "double", "args": {"number": 21}}"#.to_owned();
    /// let response = api.answer(http::Request::post("/call/").body(body)?).await;
    /// assert_eq!(response.body(), r#"{"result":42,"invalidate":[]}"#);
    /// # Ok(()) })
    /// # }
    /// ```
    pub fn answer<B>(
        &self,
        request: http::Request<B>,
    ) -> impl Future<Output = Response<Bytes>> + Send + use<B>
    where
        B: Body<Data: Buf + Send> + Send + 'static,
    {
        let served = self.serve(0, request, |response| response);
        async move {
            let (parts, body) = served.await.into_parts();
            Response::from_parts(parts, body.collect().await)
        }
    }

    /// Answers a request over HTTP, whose path begins with `mount` bytes that lead to Mizan. The body
    /// of a stream goes on while its function runs. An adapter for a web framework passes requests to
    /// it, makes its own response with `finish`, and does nothing else.
    pub(crate) fn serve<B, R>(
        &self,
        mount: usize,
        request: http::Request<B>,
        finish: fn(Response<ResponseBody>) -> R,
    ) -> Serving<R>
    where
        B: Body<Data: Buf + Send> + Send + 'static,
    {
        let (parts, body) = request.into_parts();
        // Outside of the future, so that the future holds one pointer instead of the whole request:
        // the layers around it move it several times.
        let exchange = Arc::new(Exchange::new(parts, mount));
        let (server, shared) = (self.clone(), Arc::clone(&exchange));
        let begin = async move {
            let request = &shared.request;
            let endpoint = find_endpoint(request.method(), request.path())?;
            server.dispatch(&shared, endpoint, body).await
        };
        Serving::new(exchange, Box::pin(begin), finish)
    }

    async fn dispatch<B>(
        &self,
        exchange: &Arc<Exchange>,
        endpoint: Endpoint<'_>,
        body: B,
    ) -> Result<Served, Error>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        let request = &exchange.request;
        let Head { content_type, idempotency_key, sender } = Head::read(request.headers());
        if let Some(check) = self.check_sender(exchange, sender)
            && let Err(refusal) = check.await
        {
            let time = self.limits().time;
            Box::pin(async move { discard(pin!(body), time).await }).await;
            return Err(refusal);
        }
        let answered = match endpoint {
            Endpoint::Call(name) => match find_body_kind(content_type)? {
                BodyKind::Json => {
                    let received = self.receive_body(body, Some(name.as_deref())).await?;
                    let key = read_idempotency_key(idempotency_key)?;
                    let (body, name) = (&received.body, name.as_deref());
                    let served = self.call(exchange, read_envelope(body), body, name, key).await;
                    return received.keep_memory(served);
                }
                // The rare endpoints are boxed, so that they do not enlarge the future of the others.
                #[cfg(feature = "uploads")]
                BodyKind::Form(boundary) => {
                    return Box::pin(self.call_with_form(
                        exchange,
                        body,
                        boundary,
                        name,
                        idempotency_key,
                    ))
                    .await;
                }
            },
            Endpoint::ContextByBody(name) => {
                check_json(content_type)?;
                let received = self.receive_body(body, None).await?;
                Box::pin(self.read_context_by_body(exchange, &name, &received.body)).await
            }
            Endpoint::Contexts => {
                check_json(content_type)?;
                let received = self.receive_body(body, None).await?;
                Box::pin(self.read_contexts(exchange, &received.body)).await
            }
            Endpoint::Context(name) => {
                let query = Query::parse(request.whole_uri().query().unwrap_or_default())?;
                return self.read_context(exchange, &name, &query).await;
            }
            Endpoint::Session => Box::pin(answer_session(exchange)).await,
        };
        answered.map(Served::Whole)
    }
}
