//! The execution of a function: panics are caught and failures are logged.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tracing::level_filters::LevelFilter;
use tracing::{Level, Span, field};

use super::begun::{Answered, Begun};
use crate::arguments::source::ArgumentSource;
use crate::declared::call::Call;
use crate::declared::exchange::Exchange;
use crate::declared::function::{Function, Running};
use crate::protocol::reply::announcement::Announcement;
use crate::server::concurrency::Permit;
use crate::server::member::Member;
use crate::server::observer::Watch;
use crate::timeout::within;
use crate::unlogged::print_first;
use crate::{Code, Error, Request};

/// The time for which a function may hold a worker without a warning.
const LONGEST_HOLD: Duration = Duration::from_millis(50);

/// Starts a read. It is stopped by the time limit, or when its client disconnects.
pub(super) async fn read(
    limit: Duration,
    start: impl FnMut(&mut Context<'_>) -> Started,
    permit: Option<Permit>,
) -> Begun {
    match poll_once(start).await {
        Ok(Some(run)) => Begun::Running(Box::pin(read_on(run, permit, limit))),
        ended => Begun::Ended(ended.map(|_| Announcement::default())),
    }
}

/// Waits for the end of a read, at most for the limit. Not an `async fn`, whose future would have room
/// for its arguments twice.
fn read_on(
    mut run: Execution,
    permit: Option<Permit>,
    limit: Duration,
) -> impl Future<Output = Answered> {
    let (function, exchange) = (run.function, Arc::clone(&run.exchange));
    within(limit, poll_fn(move |context| run.poll(context))).map(move |ended| {
        drop(permit);
        let log = Log { function, request: &exchange.request };
        ended.unwrap_or_else(|| Err(log.time_out(limit))).map(|()| Announcement::default())
    })
}

/// A function that has started: the rest of its execution, or `None` if it has ended.
pub(super) type Started = Result<Option<Execution>, Error>;

/// Calls `start` with the context of the task.
pub(super) fn poll_once<T>(
    mut start: impl FnMut(&mut Context<'_>) -> T,
) -> impl Future<Output = T> {
    poll_fn(move |context| Poll::Ready(start(context)))
}

/// The execution of a function that was pending at its first poll.
pub(super) struct Execution {
    running: Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>,
    /// `None` if no subscriber wants the span. Boxed, so that a function which waits is small.
    span: Option<Box<Span>>,
    function: &'static Function,
    exchange: Arc<Exchange>,
    watch: Watch,
}

/// The end of a function: its result, or the payload of its panic.
type Ended<T> = std::thread::Result<Result<T, Error>>;

fn in_span<T>(span: Option<&Span>, run: impl FnOnce() -> T) -> T {
    match span {
        Some(span) => span.in_scope(run),
        None => run(),
    }
}

impl Execution {
    /// Starts a function and polls it once. Most functions have ended then, and cost no more than a
    /// call. `began` is the time now, and afterwards the time at the end of this poll.
    pub(super) fn start(
        member: &Member,
        call: Call,
        exchange: &Arc<Exchange>,
        arguments: &ArgumentSource<'_>,
        context: &mut Context<'_>,
        began: &mut Instant,
    ) -> Started {
        let function = member.function;
        let log = Log { function, request: &exchange.request };
        let mut watch = member.observer.watch(function, exchange, call.identities());
        let span = log.open_span();
        let start = AssertUnwindSafe(|| -> Result<Running, Error> {
            call.check_attached()?;
            let Some(mut running) = (function.run)(call, arguments)? else { return Ok(None) };
            match running.as_mut().poll(context) {
                Poll::Pending => Ok(Some(running)),
                Poll::Ready(result) => result.map(|()| None),
            }
        });
        let started = in_span(span.as_ref(), || catch_unwind(start));
        log.watch_worker(began);
        match log.end(span.as_ref(), started) {
            Ok(Some(running)) => {
                let exchange = Arc::clone(exchange);
                let span = span.map(Box::new);
                Ok(Some(Self { running, span, function, exchange, watch }))
            }
            ended => {
                watch.end(&ended);
                ended.map(|_| None)
            }
        }
    }

    /// Polls the function, which writes to the reply buffer of the exchange.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Self { running, span, function, exchange, watch } = self;
        let log = Log { function, request: &exchange.request };
        let poll = AssertUnwindSafe(|| running.as_mut().poll(context));
        let mut began = Instant::now();
        let polled = in_span(span.as_deref(), || catch_unwind(poll));
        log.watch_worker(&mut began);
        let ended = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(result)) => Ok(result),
            Err(panic) => Err(panic),
        };
        let result = log.end(span.as_deref(), ended);
        watch.end(&result);
        Poll::Ready(result)
    }

    /// Polls the function once more.
    pub(super) fn advance(mut self, context: &mut Context<'_>) -> Started {
        match self.poll(context) {
            Poll::Pending => Ok(Some(self)),
            Poll::Ready(result) => result.map(|()| None),
        }
    }

    /// The error of a function that exceeded the time limit.
    pub(super) fn time_out(&self, limit: Duration) -> Error {
        self.log().time_out(limit)
    }

    pub(super) fn log(&self) -> Log<'_> {
        Log { function: self.function, request: &self.exchange.request }
    }
}

/// The log of one function of a request.
pub(super) struct Log<'exchange> {
    pub(super) function: &'static Function,
    pub(super) request: &'exchange Request,
}

impl Log<'_> {
    fn open_span(&self) -> Option<Span> {
        // The level is one atomic load; building a span that is disabled costs much more.
        if LevelFilter::current() < Level::INFO {
            return None;
        }
        let (name, request) = (self.function.name, field::Empty);
        // The other fields follow the conventions of OpenTelemetry for remote procedure calls.
        let span = tracing::info_span!(
            "function",
            name,
            request,
            otel.name = name,
            otel.kind = "internal",
            rpc.system = "mizan",
            rpc.method = name,
            otel.status_code = field::Empty,
            error.r#type = field::Empty,
        );
        if span.is_disabled() {
            return None;
        }
        span.record("request", self.request.id());
        Some(span)
    }

    /// The result of a function. A panic becomes an error; an internal error is logged.
    fn end<T>(&self, span: Option<&Span>, ended: Ended<T>) -> Result<T, Error> {
        let result = ended.unwrap_or_else(|panic| Err(panic_error(&*panic)));
        if let (Err(error), Some(span)) = (&result, span) {
            span.record("error.type", error.code().as_str());
            if error.code().status().is_server_error() {
                span.record("otel.status_code", "ERROR");
            }
        }
        if let Err(error) = &result
            && error.code() == Code::Internal
        {
            in_span(span, || self.failure(error));
        }
        result
    }

    /// Warns of a function that holds a worker of the runtime, once in the life of the program. Moves
    /// `began` to the time now.
    #[inline]
    fn watch_worker(&self, began: &mut Instant) {
        let now = Instant::now();
        let held = now.duration_since(*began);
        *began = now;
        if held >= LONGEST_HOLD {
            self.warn_of_hold(held);
        }
    }

    #[cold]
    fn warn_of_hold(&self, held: Duration) {
        let Function { name, file, line, .. } = self.function;
        if self.function.has_held_worker.swap(true, Ordering::Relaxed) {
            return;
        }
        let place = format_args!("{file}:{line}");
        tracing::warn!(
            function = name,
            place = %place,
            request = self.request.id(),
            ?held,
            "held a worker of the runtime, which runs nothing else in that time: write \
             `#[mizan::client(blocking)]` on a function without `async`, and in an `async` one await \
             `tokio::task::spawn_blocking`"
        );
    }

    #[cold]
    pub(super) fn failure(&self, error: &Error) {
        let Function { name, file, line, .. } = self.function;
        let request = self.request.id();
        tracing::error!(function = name, place = %format_args!("{file}:{line}"), request, %error, "failed");
        print_first(format_args!("`{name}` failed at {file}:{line}, request {request}: {error}"));
    }

    #[cold]
    pub(super) fn time_out(&self, limit: Duration) -> Error {
        let error = Error::new(Code::Timeout, format!("The function took longer than {limit:?}."));
        self.failure(&error);
        error.with_unknown_outcome()
    }
}

#[cold]
pub(crate) fn panic_error(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a value that is no text");
    Error::internal(format!("it panicked: {text}")).with_unknown_outcome()
}
