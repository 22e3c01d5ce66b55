//! A function runs to its end: its panics are caught, its failures logged, and no mutation
//! stops half way.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::runtime::Handle;
use tracing::{Span, field};

use super::limit::{Permit, within};
use super::reply::Reply;
use super::{Call, Source};
use crate::function::Function;
use crate::observer::Watch;
use crate::{Code, Error, Request, Server};

/// Runs a read. It stops when nobody waits for it any more.
pub(super) async fn read(
    server: &Server,
    call: Call,
    arguments: &Source<'_>,
    mut reply: Reply,
) -> Result<Reply, Error> {
    let limit = server.limits().time;
    let Some(mut run) = Run::start(call, arguments, &mut reply)? else { return Ok(reply) };
    let finished = within(limit, poll_fn(|context| run.poll(context, &mut reply))).await;
    finished.unwrap_or_else(|| Err(run.stop(limit)))?;
    Ok(reply)
}

/// Runs a mutation. It never stops half way: when it takes too long, or the client has gone
/// away, a task runs it to its end.
pub(super) async fn mutate(
    server: &Server,
    call: Call,
    arguments: &Source<'_>,
    mut reply: Reply,
    permit: Permit,
) -> Result<Reply, Error> {
    let limit = server.limits().time;
    let started = Run::start(call, arguments, &mut reply);
    let Ok(Some(run)) = started else {
        server.advance_version();
        return started.map(|_| reply);
    };
    let log = run.log.clone();
    let mutation = Mutation { running: Some((run, reply)), held: Some((server.clone(), permit)) };
    within(limit, mutation).await.unwrap_or_else(|| Err(log.too_long(limit)))
}

/// A function that runs.
pub(super) struct Run {
    running: Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>,
    /// Only where somebody listens.
    span: Option<Span>,
    log: Log,
    watch: Watch,
}

/// What a function has come to: what it returned, or its panic.
type Finished<T> = std::thread::Result<Result<T, Error>>;

fn inside<T>(span: Option<&Span>, run: impl FnOnce() -> T) -> T {
    match span {
        Some(span) => span.in_scope(run),
        None => run(),
    }
}

/// What the log says of a function.
#[derive(Clone)]
struct Log {
    function: &'static Function,
    request: Arc<Request>,
}

impl Run {
    /// Runs a function; nothing is left of one that waits for nobody.
    pub(super) fn start(
        call: Call,
        arguments: &Source<'_>,
        reply: &mut Reply,
    ) -> Result<Option<Self>, Error> {
        let log = Log { function: call.function(), request: Arc::clone(call.request()) };
        let mut watch = call.watch();
        let span = log.open_span();
        let start = AssertUnwindSafe(|| (log.function.run)(call, arguments));
        log.request.desk.exchange(reply);
        let started = inside(span.as_ref(), || catch_unwind(start));
        log.request.desk.exchange(reply);
        let started = log.finish(span.as_ref(), started);
        if !matches!(started, Ok(Some(_))) {
            watch.end(&started);
        }
        Ok(started?.map(|running| Self { running, span, log, watch }))
    }

    /// Runs on, and writes behind what stands in the reply.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
        reply: &mut Reply,
    ) -> Poll<Result<(), Error>> {
        let Self { running, span, log, watch } = self;
        log.request.desk.exchange(reply);
        let poll = AssertUnwindSafe(|| running.as_mut().poll(context));
        let polled = inside(span.as_ref(), || catch_unwind(poll));
        log.request.desk.exchange(reply);
        let finished = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(result)) => Ok(result),
            Err(panic) => Err(panic),
        };
        let result = log.finish(span.as_ref(), finished);
        watch.end(&result);
        Poll::Ready(result)
    }

    /// The error of a function that took too long.
    pub(super) fn stop(&self, limit: Duration) -> Error {
        self.log.too_long(limit)
    }
}

impl Log {
    fn open_span(&self) -> Option<Span> {
        let (name, request) = (self.function.name, field::Empty);
        let span = tracing::info_span!("function", name, request);
        if span.is_disabled() {
            return None;
        }
        span.record("request", self.request.id());
        Some(span)
    }

    /// The result of a function, whose panics and failures are told.
    fn finish<T>(&self, span: Option<&Span>, finished: Finished<T>) -> Result<T, Error> {
        let result = finished.unwrap_or_else(|panic| Err(describe_panic(&*panic)));
        if let Err(error) = &result
            && error.code() == Code::Internal
        {
            inside(span, || self.failure(error));
        }
        result
    }

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
    running: Option<(Run, Reply)>,
    held: Option<(Server, Permit)>,
}

impl Future for Mutation {
    type Output = Result<Reply, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some((run, reply)) = &mut self.running else { return Poll::Pending };
        let result = ready!(run.poll(context, reply));
        let reply = self.running.take().map(|(_, reply)| reply).unwrap_or_default();
        if let Some((server, _)) = self.held.take() {
            // A failure advances the version too: it may have changed something before it failed.
            server.advance_version();
        }
        Poll::Ready(result.map(|()| reply))
    }
}

impl Drop for Mutation {
    fn drop(&mut self) {
        if let Some(running) = self.running.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(Self { running: Some(running), held: self.held.take() });
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
