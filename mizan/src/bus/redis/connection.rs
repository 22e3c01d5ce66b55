//! One connection to Redis, and the run of Redis that it reaches.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisResult, Value};

use super::scripts::Call;
use crate::bus::BusError;

/// The longest time for a connection.
const LONGEST_CONNECT: Duration = Duration::from_millis(800);

/// The longest time for an answer: that of a listener waits for a second.
const LONGEST_ANSWER: Duration = Duration::from_millis(2500);

/// An open connection.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) redis: MultiplexedConnection,
    /// Tells one run of the server from another: a restart may undo numbers.
    pub(super) run_id: String,
}

/// Opens a connection and asks which run of the server it reaches.
pub(super) async fn connect(client: &Client) -> Result<Connection, BusError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(LONGEST_CONNECT))
        .set_response_timeout(Some(LONGEST_ANSWER));
    let connection = client.get_multiplexed_async_connection_with_config(&config).await;
    let mut redis = connection.map_err(BusError::new)?;
    let info: String =
        redis::cmd("INFO").arg("server").query_async(&mut redis).await.map_err(BusError::new)?;
    let run_id = info.lines().find_map(|line| line.strip_prefix("run_id:"));
    let run_id = run_id.ok_or_else(|| {
        BusError::new("`INFO server` tells no `run_id`. Allow the command `INFO` to this user.")
    })?;
    let run_id = run_id.trim().chars().take(8).collect();
    Ok(Connection { redis, run_id })
}

impl Connection {
    pub(super) async fn run(&self, base: &str, call: &Call<'_>) -> RedisResult<Value> {
        let mut redis = self.redis.clone();
        call.script.key(base).arg(call).invoke_async(&mut redis).await
    }
}

/// The name of the clocks: it changes when the numbers are lost, and when the server starts again, perhaps
/// with the numbers of an older day.
pub(super) fn clock_name(epoch: &str, run_id: &str) -> String {
    format!("{epoch}-{run_id}")
}
