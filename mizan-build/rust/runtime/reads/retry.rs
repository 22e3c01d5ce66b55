//! Retries: a request that failed for a moment is sent again after a pause.

use std::time::Duration;

use super::super::error::{Code, Error};
use super::super::send::BoxFuture;
use super::super::timers::Runtime;

/// The longest pause before another attempt.
const LONGEST: Duration = Duration::from_secs(30);

/// The pause after so many failures before the last one: it doubles from a second. The jitter keeps the
/// clients of a server from returning at once.
pub(crate) fn pause_after(runtime: &dyn Runtime, failures: u32) -> Duration {
    let pause = Duration::from_secs(1 << failures.min(5)).min(LONGEST);
    pause.mul_f64(0.5 + runtime.random().clamp(0.0, 1.0) / 2.0)
}

/// The pause before another attempt; none if there is no other. A server that wants a longer pause than
/// people wait for gets no further attempt: the error says when to ask.
pub(crate) fn next_pause(
    runtime: &dyn Runtime,
    error: &Error,
    failures: u32,
    retries: u32,
) -> Option<Duration> {
    let wanted = error.retry_after.unwrap_or_default();
    let is_over = failures >= retries || !error.is_transient() || wanted > LONGEST;
    (!is_over).then(|| pause_after(runtime, failures).max(wanted))
}

/// Sends; without an answer in time the request is aborted.
pub(crate) async fn send_in_time<T>(
    runtime: &dyn Runtime,
    timeout: Option<Duration>,
    sent: BoxFuture<Result<T, Error>>,
) -> Result<T, Error> {
    let Some(timeout) = timeout else { return sent.await };
    let late = runtime.sleep(timeout);
    match futures_util::future::select(sent, late).await {
        futures_util::future::Either::Left((answer, _)) => answer,
        futures_util::future::Either::Right(_) => {
            Err(Error::new(Code::Timeout, format!("No answer within {timeout:?}.")))
        }
    }
}
