//! A future with a time limit.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

/// A future with an end: `None` if it took too long. A future that is ready at once, as most are,
/// never asks for a timer.
pub(super) fn within<F: Future + Unpin>(limit: Duration, future: F) -> Within<F> {
    Within { future, limit, end: None }
}

pub(super) struct Within<F> {
    pub(super) future: F,
    pub(super) limit: Duration,
    end: Option<Pin<Box<Sleep>>>,
}

impl<F: Future + Unpin> Future for Within<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Poll::Ready(output) = Pin::new(&mut this.future).poll(context) {
            return Poll::Ready(Some(output));
        }
        let limit = this.limit;
        let end = this.end.get_or_insert_with(|| Box::pin(sleep(limit)));
        end.as_mut().poll(context).map(|()| None)
    }
}
