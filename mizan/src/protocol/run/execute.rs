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
use tracing::level_filters::LevelFilter;
use tracing::{Level, Span, field};

use super::call::Call;
use crate::arguments::ArgumentSource;
use crate::declared::function::{Function, Running};
use crate::protocol::timeout::within;
use crate::server::{Permit, Watch};
use crate::{Code, Error, Request, Server};

/// Runs a read. It stops when nobody waits for it any more.
pub(super) async fn read(
    server: &Server,
    begin: impl FnMut(&mut Context<'_>) -> Started,
) -> Result<(), Error> {
    // What waits has a box of its own, so that the future of what does not stays small.
    match at_once(begin).await?.map(|run| Box::pin(read_on(server, run))) {
        Some(rest) => rest.await,
        None => Ok(()),
    }
}

async fn read_on(server: &Server, mut run: Execution) -> Result<(), Error> {
    let limit = server.limits().time;
    let finished = within(limit, poll_fn(|context| run.poll(context))).await;
    finished.unwrap_or_else(|| Err(run.stop(limit)))
}

/// Runs a mutation. It never stops half way: when it takes too long, or the client has gone
/// away, a task runs it to its end.
pub(super) async fn mutate(
    server: &Server,
    begin: impl FnMut(&mut Context<'_>) -> Started,
    permit: Permit,
) -> Result<(), Error> {
    let begun = at_once(begin).await;
    if !matches!(begun, Ok(Some(_))) {
        server.advance_version();
    }
    match begun?.map(|run| Box::pin(mutate_on(server, run, permit))) {
        Some(rest) => rest.await,
        None => Ok(()),
    }
}

async fn mutate_on(server: &Server, run: Execution, permit: Permit) -> Result<(), Error> {
    let (function, request) = (run.function, Arc::clone(&run.request));
    let limit = server.limits().time;
    let mutation = Mutation(Some(Mutating { run, server: server.clone(), _permit: permit }));
    let finished = within(limit, mutation).await;
    finished.unwrap_or_else(|| Err(FunctionLog { function, request: &request }.too_long(limit)))
}

/// What is left to run of a function that has begun, if anything.
pub(super) type Started = Result<Option<Execution>, Error>;

/// Begins with the context of the task.
fn at_once(mut begin: impl FnMut(&mut Context<'_>) -> Started) -> impl Future<Output = Started> {
    poll_fn(move |context| Poll::Ready(begin(context)))
}

/// A function that waits for something.
pub(super) struct Execution {
    running: Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>,
    /// Only where somebody listens.
    span: Option<Span>,
    function: &'static Function,
    request: Arc<Request>,
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
struct FunctionLog<'request> {
    function: &'static Function,
    request: &'request Request,
}

impl Execution {
    /// Runs a function as far as it comes; nothing is left of one that waits for nothing.
    pub(super) fn start(
        call: Call,
        request: &Arc<Request>,
        arguments: &ArgumentSource<'_>,
        context: &mut Context<'_>,
    ) -> Started {
        let log = FunctionLog { function: call.function(), request };
        let mut watch = call.watch();
        let span = log.open_span();
        let begin = AssertUnwindSafe(|| -> Result<Running, Error> {
            let Some(mut running) = (log.function.run)(call, arguments)? else { return Ok(None) };
            match running.as_mut().poll(context) {
                Poll::Pending => Ok(Some(running)),
                Poll::Ready(result) => result.map(|()| None),
            }
        });
        let begun = inside(span.as_ref(), || catch_unwind(begin));
        match log.finish(span.as_ref(), begun) {
            Ok(Some(running)) => {
                let (function, request) = (log.function, Arc::clone(request));
                Ok(Some(Self { running, span, function, request, watch }))
            }
            ended => {
                watch.end(&ended);
                ended.map(|_| None)
            }
        }
    }

    /// Runs on, and writes to the desk of the request.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Self { running, span, function, request, watch } = self;
        let log = FunctionLog { function, request };
        let poll = AssertUnwindSafe(|| running.as_mut().poll(context));
        let polled = inside(span.as_ref(), || catch_unwind(poll));
        let finished = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(result)) => Ok(result),
            Err(panic) => Err(panic),
        };
        let result = log.finish(span.as_ref(), finished);
        watch.end(&result);
        Poll::Ready(result)
    }

    /// Runs on, as far as it comes.
    pub(super) fn advance(mut self, context: &mut Context<'_>) -> Started {
        match self.poll(context) {
            Poll::Pending => Ok(Some(self)),
            Poll::Ready(result) => result.map(|()| None),
        }
    }

    /// The error of a function that took too long.
    pub(super) fn stop(&self, limit: Duration) -> Error {
        FunctionLog { function: self.function, request: &self.request }.too_long(limit)
    }
}

impl FunctionLog<'_> {
    fn open_span(&self) -> Option<Span> {
        // What every span asks first; one that nobody wants is not even made.
        if LevelFilter::current() < Level::INFO {
            return None;
        }
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

/// A mutation that waits for something.
struct Mutation(Option<Mutating>);

/// What a mutation holds until its end.
struct Mutating {
    run: Execution,
    server: Server,
    _permit: Permit,
}

impl Future for Mutation {
    type Output = Result<(), Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(Mutating { run, server, .. }) = &mut self.0 else { return Poll::Pending };
        let result = ready!(run.poll(context));
        // A failure advances the version too: it may have changed something before it failed.
        server.advance_version();
        self.0 = None;
        Poll::Ready(result)
    }
}

impl Drop for Mutation {
    fn drop(&mut self) {
        if let Some(running) = self.0.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(Self(Some(running)));
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
