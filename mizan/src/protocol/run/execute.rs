//! The run of a function: its panics are caught and its failures are logged.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use tracing::{Level, Span, field};

use super::call::Call;
use crate::arguments::ArgumentSource;
use crate::declared::function::{Function, Running};
use crate::protocol::timeout::within;
use crate::server::Watch;
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

/// What is left to run of a function that has begun, if anything.
pub(super) type Started = Result<Option<Execution>, Error>;

/// Begins with the context of the task.
pub(super) fn at_once(
    mut begin: impl FnMut(&mut Context<'_>) -> Started,
) -> impl Future<Output = Started> {
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
#[derive(Clone)]
pub(super) struct FunctionLog<R> {
    function: &'static Function,
    request: R,
}

impl Execution {
    /// Runs a function as far as it comes; nothing is left of one that waits for nothing.
    pub(super) fn start(
        call: Call,
        request: &Arc<Request>,
        arguments: &ArgumentSource<'_>,
        context: &mut Context<'_>,
    ) -> Started {
        let log = FunctionLog { function: call.function(), request: &**request };
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
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Self { running, span, function, request, watch } = self;
        let log = FunctionLog { function, request: &**request };
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
        self.log().too_long(limit)
    }

    /// The log of the function, for whoever gives up waiting for it.
    pub(super) fn log(&self) -> FunctionLog<Arc<Request>> {
        FunctionLog { function: self.function, request: Arc::clone(&self.request) }
    }
}

impl<R: Deref<Target = Request>> FunctionLog<R> {
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
    pub(super) fn too_long(&self, limit: Duration) -> Error {
        let error = Error::new(Code::Timeout, format!("The function took longer than {limit:?}."));
        self.failure(&error);
        error.with_unknown_outcome()
    }
}

#[cold]
fn describe_panic(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text");
    Error::internal(format!("it panicked: {text}")).with_unknown_outcome()
}
