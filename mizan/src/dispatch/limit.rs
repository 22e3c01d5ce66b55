//! The limits of a request: how long it may take, and how many there may be at once.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Sleep, sleep};

use crate::{Error, Server};

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

/// What a function of a request that runs holds until its end.
pub(super) type Permit = OwnedSemaphorePermit;

impl Server {
    /// Waits until fewer requests run than may run at once.
    pub(super) async fn enter(&self) -> Result<Permit, Error> {
        // Who finds room does not wait, which costs more.
        if let Ok(permit) = Arc::clone(self.running()).try_acquire_owned() {
            return Ok(permit);
        }
        let entered = Arc::clone(self.running()).acquire_owned().await;
        entered.map_err(|_| Error::too_many_requests("The server is shutting down."))
    }

    /// Takes no further requests and waits until those that run have come to their end, also the
    /// mutations whose clients went away.
    ///
    /// Call it after the transport has shut down:
    ///
    /// ```no_run
    /// # async fn run(listener: tokio::net::TcpListener, app: axum::Router, api: mizan::Server)
    /// # -> std::io::Result<()> {
    /// # async fn stop_signal() {}
    /// axum::serve(listener, app).with_graceful_shutdown(stop_signal()).await?;
    /// api.finish().await;
    /// # Ok(()) }
    /// ```
    pub async fn finish(&self) {
        let all = self.limits().concurrency;
        // Requests that wait for their turn come before this, and are answered.
        if let Ok(permits) = self.running().acquire_many(all).await {
            self.running().close();
            drop(permits);
        }
    }
}
