//! The span of a request over HTTP, with the fields of OpenTelemetry's semantic conventions.

use http::StatusCode;
use tracing::level_filters::LevelFilter;
use tracing::{Level, Span, field};

use super::endpoint::{Endpoint, find_endpoint};
use crate::Request;

/// Opens the span of a request; `None` if no subscriber wants it.
pub(super) fn open_span(request: &Request) -> Option<Box<Span>> {
    // The level is one atomic load; building a span that is disabled costs much more.
    if LevelFilter::current() < Level::INFO {
        return None;
    }
    let method = request.method().as_str();
    let span = tracing::info_span!(
        "request",
        otel.name = field::Empty,
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = method,
        http.route = field::Empty,
        url.path = request.path(),
        http.response.status_code = field::Empty,
        request = field::Empty,
        trace_id = field::Empty,
        parent_id = field::Empty,
    );
    if span.is_disabled() {
        return None;
    }
    let route = find_endpoint(request.method(), request.path()).map_or("", |it| route(&it));
    span.record("otel.name", field::display(format_args!("{method} {route}")));
    span.record("http.route", route);
    span.record("request", request.id());
    if let Some(trace) = request.trace_context() {
        span.record("trace_id", trace.trace_id());
        span.record("parent_id", trace.parent_id());
    }
    Some(Box::new(span))
}

/// Records the end of a request.
pub(super) fn close_span(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
}

/// The address without the parts that callers choose, so that a name is that of few spans.
fn route(endpoint: &Endpoint<'_>) -> &'static str {
    match endpoint {
        Endpoint::Call(None) => "/call/",
        Endpoint::Call(Some(_)) => "/call/{function}/",
        Endpoint::Context(_) | Endpoint::ContextByBody(_) => "/ctx/{context}/",
        Endpoint::Contexts => "/ctx/",
        Endpoint::Session => "/session/",
    }
}
