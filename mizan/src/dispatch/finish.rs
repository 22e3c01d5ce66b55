//! A function runs to its end: its panics are caught, its failures logged, and no mutation
//! stops half way.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::future::{CatchUnwind, FutureExt};
use tokio::runtime::Handle;
use tracing::Instrument;
use tracing::instrument::Instrumented;

use super::limit::{Permit, Within, within};
use super::{Call, Reply};
use crate::function::{Function, Running};
use crate::observer::Watch;
use crate::{Code, Error, Request, Server};

/// A read that runs. It stops when nobody waits for it any more.
pub(super) struct Read(Within<Run>);

impl Read {
    pub(super) fn start(call: Call, reply: Reply, limit: Duration) -> Self {
        Self(within(limit, Run::start(call, reply)))
    }
}

impl Future for Read {
    type Output = Result<Reply, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let finished = ready!(Pin::new(&mut self.0).poll(context));
        let Within { future, limit, .. } = &self.0;
        Poll::Ready(finished.unwrap_or_else(|| Err(future.log.too_long(*limit))))
    }
}

/// Runs a mutation. It never stops half way: when it takes too long, or the client has gone
/// away, a task runs it to its end.
pub(super) async fn mutate(
    server: &Server,
    call: Call,
    reply: Reply,
    permit: Permit,
) -> Result<Reply, Error> {
    let limit = server.limits().time;
    let run = Run::start(call, reply);
    let log = run.log.clone();
    let mutation = Mutation { run: Some(run), held: Some((server.clone(), permit)) };
    within(limit, mutation).await.unwrap_or_else(|| Err(log.too_long(limit)))
}

/// A function that runs.
struct Run {
    future: Instrumented<CatchUnwind<AssertUnwindSafe<Running>>>,
    log: Log,
    watch: Watch,
}

/// What the log says of a function.
#[derive(Clone)]
struct Log {
    function: &'static Function,
    request: Arc<Request>,
}

impl Run {
    fn start(call: Call, reply: Reply) -> Self {
        let log = Log { function: call.function(), request: Arc::clone(call.request()) };
        let watch = call.watch();
        let span = tracing::info_span!(
            "function",
            name = log.function.name,
            request = tracing::field::Empty
        );
        if !span.is_disabled() {
            span.record("request", log.request.id());
        }
        let future = AssertUnwindSafe((log.function.run)(call, reply)).catch_unwind();
        Self { future: future.instrument(span), log, watch }
    }
}

impl Future for Run {
    type Output = Result<Reply, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let finished = ready!(Pin::new(&mut self.future).poll(context));
        let result = finished.unwrap_or_else(|panic| Err(describe_panic(&*panic)));
        if let Err(error) = &result
            && error.code() == Code::Internal
        {
            self.future.span().in_scope(|| self.log.failure(error));
        }
        self.watch.end(&result);
        Poll::Ready(result)
    }
}

impl Log {
    #[cold]
    fn failure(&self, error: &Error) {
        let Function { name, file, line, .. } = self.function;
        let request = self.request.id();
        tracing::error!(function = name, place = %format_args!("{file}:{line}"), request, %error, "failed");
    }

    #[cold]
    fn too_long(&self, limit: Duration) -> Error {
        let error = Error::internal(format!("it took longer than {limit:?}"));
        self.failure(&error);
        error
    }
}

/// A mutation, and what it holds until its end.
struct Mutation {
    run: Option<Run>,
    held: Option<(Server, Permit)>,
}

impl Future for Mutation {
    type Output = Result<Reply, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(run) = &mut self.run else { return Poll::Pending };
        let result = ready!(Pin::new(run).poll(context));
        self.run = None;
        if let Some((server, _)) = self.held.take() {
            // A failure advances the version too: it may have changed something before it failed.
            server.advance_version();
        }
        Poll::Ready(result)
    }
}

impl Drop for Mutation {
    fn drop(&mut self) {
        if let Some(run) = self.run.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(Self { run: Some(run), held: self.held.take() });
        }
    }
}

#[cold]
fn describe_panic(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text");
    Error::internal(format!("it panicked: {text}"))
}
