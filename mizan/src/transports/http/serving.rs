//! The future of a request that is served.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::Response;
use tracing::Span;

use super::headers::{error_response, response, stream_response};
use super::response::ResponseBody;
use super::span::{close_span, open_span};
use crate::Error;
use crate::declared::exchange::Exchange;
use crate::protocol::served::{Later, Served};

/// A request that is served. The future that began it is dropped as soon as the answer is nothing but
/// waited for: it has room for the longest way through the protocol, which a waiting request has
/// behind it.
pub(crate) struct Serving<R> {
    exchange: Arc<Exchange>,
    stage: Stage,
    /// `None` if no subscriber wants the span.
    span: Option<Box<Span>>,
    /// Makes the response of a web framework.
    finish: fn(Response<ResponseBody>) -> R,
}

enum Stage {
    Begin(Begin),
    Wait(Later),
}

type Begin = Pin<Box<dyn Future<Output = Result<Served, Error>> + Send>>;

impl<R> Serving<R> {
    pub(super) fn new(
        exchange: Arc<Exchange>,
        begin: Begin,
        finish: fn(Response<ResponseBody>) -> R,
    ) -> Self {
        let span = open_span(&exchange.request);
        Self { exchange, stage: Stage::Begin(begin), span, finish }
    }
}

impl<R> Future for Serving<R> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        let Self { exchange, stage, span, finish } = &mut *self;
        let span = span.as_deref();
        let _entered = span.map(Span::enter);
        loop {
            let served = match stage {
                Stage::Begin(begin) => ready!(begin.as_mut().poll(context)),
                Stage::Wait(later) => ready!(later.as_mut().poll(context)).map(Served::Whole),
            };
            let response = match served {
                Ok(Served::Later(later)) => {
                    *stage = Stage::Wait(later);
                    continue;
                }
                Ok(Served::Whole(outgoing)) => response(outgoing),
                Ok(Served::Lines(lines)) => stream_response(lines),
                Err(error) => error_response(&exchange.request, &error).map(ResponseBody::Whole),
            };
            if let Some(span) = span {
                close_span(span, response.status());
            }
            return Poll::Ready(finish(response));
        }
    }
}
