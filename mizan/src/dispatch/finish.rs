//! A function runs to its end: its panics are caught, its failures logged, and no mutation
//! stops half way.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::{CatchUnwind, FutureExt};
use tokio::runtime::Handle;

use super::{Call, Reply};
use crate::function::{Function, Running};
use crate::{Code, Error, Server};

/// Runs a function.
pub(super) async fn run(call: Call, reply: Reply) -> Result<Reply, Error> {
    let function = call.function();
    let finished = AssertUnwindSafe((function.run)(call, reply)).catch_unwind().await;
    conclude(function, finished)
}

/// A mutation that runs. If nobody waits for it any more, because the client went away, a task
/// runs it to its end.
pub(super) struct Mutation {
    server: Server,
    function: &'static Function,
    running: Option<CatchUnwind<AssertUnwindSafe<Running>>>,
}

impl Mutation {
    pub(super) fn new(server: Server, call: Call, reply: Reply) -> Self {
        let function = call.function();
        let running = AssertUnwindSafe((function.run)(call, reply)).catch_unwind();
        Self { server, function, running: Some(running) }
    }
}

impl Future for Mutation {
    type Output = Result<Reply, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(running) = &mut self.running else { return Poll::Pending };
        let Poll::Ready(finished) = running.poll_unpin(context) else { return Poll::Pending };
        self.running = None;
        // A failure advances the version too: it may have changed something before it failed.
        self.server.advance_version();
        Poll::Ready(conclude(self.function, finished))
    }
}

impl Drop for Mutation {
    fn drop(&mut self) {
        let Some(running) = self.running.take() else { return };
        let Ok(runtime) = Handle::try_current() else { return };
        let rest =
            Self { server: self.server.clone(), function: self.function, running: Some(running) };
        runtime.spawn(rest);
    }
}

fn conclude(
    function: &Function,
    finished: Result<Result<Reply, Error>, Box<dyn Any + Send>>,
) -> Result<Reply, Error> {
    let result = finished.unwrap_or_else(|panic| Err(describe_panic(&*panic)));
    if let Err(error) = &result
        && error.code() == Code::Internal
    {
        let Function { name, file, line, .. } = function;
        tracing::error!(function = name, place = %format_args!("{file}:{line}"), %error, "failed");
    }
    result
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
