//! Times: a future with a limit, and a pause that is spread.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

/// Runs a future for at most `limit`; the result is `None` if it took longer.
///
/// Why not `tokio::time::timeout`: that registers a timer before the first poll. Most functions are
/// ready at their first poll, and `Within` makes the timer only when that poll was pending.
pub(crate) fn within<F: Future + Unpin>(limit: Duration, future: F) -> Within<F> {
    Within { future, timer: Timer::new(limit) }
}

/// The future of [`within`].
pub(crate) struct Within<F> {
    future: F,
    timer: Timer,
}

/// A timer that begins when it is polled.
pub(crate) struct Timer {
    limit: Duration,
    end: Option<Pin<Box<Sleep>>>,
}

impl Timer {
    pub(crate) fn new(limit: Duration) -> Self {
        Self { limit, end: None }
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let limit = self.limit;
        self.end.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(context)
    }
}

impl<F: Future + Unpin> Future for Within<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Poll::Ready(output) = Pin::new(&mut this.future).poll(context) {
            return Poll::Ready(Some(output));
        }
        this.timer.poll(context).map(|()| None)
    }
}

/// A time between the half and the whole of a pause, so that what failed together does not
/// come back at one moment.
pub(crate) fn spread(pause: Duration) -> Duration {
    let random = u128::from(RandomState::new().hash_one(0) >> 32);
    let part = (pause.as_nanos() / 2 * random) >> 32;
    pause / 2 + Duration::from_nanos(part as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_spread_from_its_half_to_the_whole() {
        for pause in
            [Duration::from_millis(100), Duration::from_secs(30), Duration::from_secs(3600)]
        {
            for _ in 0..100 {
                assert!((pause / 2..=pause).contains(&spread(pause)));
            }
        }
    }
}
