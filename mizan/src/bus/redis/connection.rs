//! How the bus uses its connections to Redis.

use std::time::Duration;

use redis::{RedisResult, Value};

use super::scripts::Call;
use crate::redis_connections::{Connection, Patience};

/// The longest answer is that of a listener, who waits for a second.
pub(super) const PATIENCE: Patience =
    Patience { connect: Duration::from_millis(800), answer: Duration::from_millis(2500) };

/// Runs a script.
pub(super) async fn run(
    connection: &Connection,
    base: &str,
    call: &Call<'_>,
) -> RedisResult<Value> {
    let mut redis = connection.redis.clone();
    call.script.key(base).arg(call).invoke_async(&mut redis).await
}

/// The name of the clocks: it changes when the numbers are lost, and when the server starts again, perhaps
/// with the numbers of an older day.
pub(super) fn clock_name(epoch: &str, run_id: &str) -> String {
    format!("{epoch}-{run_id}")
}
