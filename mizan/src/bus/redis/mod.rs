//! The bus on Redis or Valkey: one stream that all nodes read, and scripts that number and tell in one step.
//!
//! The connections are the engine's own: a client that reconnects by itself loses what was told meanwhile,
//! and says nothing. A stream can be read on from where it was left; events are numbered without a gap, so
//! that an event which is no longer kept is missed.

mod connection;
mod events;
mod listener;
mod scripts;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use redis::{Client, FromRedisValue, IntoConnectionInfo};
use tokio::time::timeout;

use self::connection::{PATIENCE, clock_name, run};
use self::events::numbers;
use self::listener::Listener;
use self::scripts::Call;
use super::{Announcement, Bus, BusError, Clocks, Event, Missed, Position, Presence};
use crate::bus::random::random_name;
use crate::redis_connections::Connections;

/// The longest time that an operation takes.
const LONGEST_OPERATION: Duration = Duration::from_millis(900);

/// The bus on Redis or Valkey. A clone is the same bus.
#[derive(Clone)]
pub struct Redis(Arc<Shared>);

pub(super) struct Shared {
    /// The connections for everything but listening, and what makes those of listeners.
    connections: Arc<Connections>,
    /// With what the name of every key begins. All keys have one hash tag, so that a cluster keeps them
    /// on one of its servers.
    base: String,
    /// The nodes that have taken leave, whose hearts do not beat any more.
    left: Mutex<BTreeSet<String>>,
}

/// A bus on Redis 6.2 or newer, or on Valkey: the nodes that name the same server hear each other.
///
/// The address is that of the crate `redis`: `redis://:password@host:6379/0`, or `rediss://…` for TLS with
/// the feature `redis-tls`.
///
/// ```no_run
/// # #[mizan::client]
/// # fn ping() {}
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let bus = mizan::bus::redis("redis://localhost:6379").await?;
/// let api = mizan::Server::builder().bus(bus).build()?;
/// # Ok(()) }
/// # fn main() {}
/// ```
///
/// Nothing has to be set up, and nothing has to outlive a restart: a Redis that comes back empty, or as it
/// was some time ago, costs one read of everything that is subscribed. It keeps the events of one minute,
/// and 256 messages of each room.
///
/// # Errors
///
/// The address is none, or no Redis answers there.
pub async fn redis(url: impl AsRef<str>) -> Result<Redis, BusError> {
    let told = |error| {
        BusError::new(format!(
            "the address of Redis is not valid: {error}. Write one like `redis://:password@host:6379/0`."
        ))
    };
    let info = url.as_ref().into_connection_info().map_err(told)?;
    let address = info.addr().to_string();
    let client = Client::open(info).map_err(|error| match error.kind() {
        redis::ErrorKind::InvalidClientConfig => BusError::new(format!(
            "Redis cannot be spoken to: {error}. For `rediss://` turn on the feature `redis-tls` of mizan."
        )),
        _ => told(error),
    })?;
    let connections = Connections::new(client, PATIENCE);
    connections.get().await.map_err(|reason| {
        BusError::new(format!(
            "no Redis answers at {address}: {reason}. Start one there, or correct the address."
        ))
    })?;
    Ok(Redis::new(connections, "{mizan}:".to_owned()))
}

impl Redis {
    fn new(connections: Arc<Connections>, base: String) -> Self {
        Self(Arc::new(Shared { connections, base, left: Mutex::default() }))
    }

    /// Sets the name of the application, where several share one Redis: they do not hear each other.
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), mizan::bus::BusError> {
    /// let bus = mizan::bus::redis("redis://localhost:6379").await?.prefix("shop");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn prefix(self, name: impl AsRef<str>) -> Self {
        let name: String = name.as_ref().chars().filter(|it| !matches!(it, '{' | '}')).collect();
        Self::new(Arc::clone(&self.0.connections), format!("{{mizan:{name}}}:"))
    }

    /// Runs a script, and returns its answer with the name of the clocks.
    async fn run<T: FromRedisValue>(&self, call: Call<'_>) -> Result<(String, T), BusError> {
        let used = AtomicU64::new(0);
        let Ok(ran) = timeout(LONGEST_OPERATION, self.0.run_within(&call, &used)).await else {
            // A connection that was cut says nothing.
            self.0.connections.give_up(used.into_inner());
            return Err(BusError::new("Redis did not answer in time"));
        };
        let (run_id, answer) = ran?;
        Ok((run_id, redis::from_redis_value(answer).map_err(BusError::new)?))
    }
}

impl Shared {
    /// Runs a script, on a new connection where the known one has failed. `used` gets the number of the
    /// connection.
    async fn run_within(
        &self,
        call: &Call<'_>,
        used: &AtomicU64,
    ) -> Result<(String, redis::Value), BusError> {
        let ran = match self.run_once(call, used).await? {
            Err(error) if error.is_unrecoverable_error() => self.run_once(call, used).await?,
            ran => ran,
        };
        ran.map_err(BusError::new)
    }

    async fn run_once(
        &self,
        call: &Call<'_>,
        used: &AtomicU64,
    ) -> Result<redis::RedisResult<(String, redis::Value)>, BusError> {
        let connection = self.connections.get().await.map_err(BusError::new)?;
        used.store(connection.number, Ordering::Relaxed);
        let ran = run(&connection, &self.base, call).await;
        if ran.as_ref().is_err_and(redis::RedisError::is_unrecoverable_error) {
            self.connections.give_up(connection.number);
        }
        Ok(ran.map(|answer| (connection.run_id, answer)))
    }

    fn nodes_that_left(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Bus for Redis {
    fn listen(&self, node: &str) -> BoxStream<'static, Event> {
        let listener = Listener::new(self.clone(), node.to_owned());
        stream::unfold(listener, async |mut listener| Some((listener.next().await, listener)))
            .boxed()
    }

    fn announce(&self, announcement: Announcement) -> BoxFuture<'_, Result<Clocks, BusError>> {
        async move {
            let mut call = Call::new(&scripts::ANNOUNCE);
            call.argument(&announcement.node).argument(&announcement.text);
            for context in &announcement.contexts {
                call.argument(context);
            }
            let (run_id, (epoch, flat)): (_, (String, Vec<redis::Value>)) = self.run(call).await?;
            Ok(Clocks { name: clock_name(&epoch, &run_id), numbers: numbers(flat)? })
        }
        .boxed()
    }

    fn publish<'bus>(
        &'bus self,
        room: &'bus str,
        message: Bytes,
    ) -> BoxFuture<'bus, Result<Position, BusError>> {
        async move {
            let mut call = Call::new(&scripts::PUBLISH);
            call.argument(room).argument(&message);
            let (run_id, (epoch, number)): (_, (String, u64)) = self.run(call).await?;
            Ok(Position { clock: clock_name(&epoch, &run_id), number })
        }
        .boxed()
    }

    fn missed<'bus>(
        &'bus self,
        room: &'bus str,
        after: Option<&'bus Position>,
    ) -> BoxFuture<'bus, Result<Missed, BusError>> {
        async move {
            let mut call = Call::new(&scripts::MISSED);
            let from = after.map_or(u64::from(u32::MAX), |after| after.number).to_string();
            call.argument(room).argument(&from);
            let (run_id, answer) = self.run(call).await?;
            let (epoch, newest, is_whole, found): (String, u64, bool, Vec<redis::Value>) = answer;
            let clock = clock_name(&epoch, &run_id);
            let messages = match after {
                None => Some(Vec::new()),
                Some(after) if after.clock == clock && is_whole => {
                    Some(events::messages(&clock, found)?)
                }
                Some(_) => None,
            };
            Ok(Missed { messages, newest: Position { clock, number: newest } })
        }
        .boxed()
    }

    fn appear(&self, presence: Presence) -> BoxFuture<'_, Result<(), BusError>> {
        async move {
            let mut call = Call::new(&scripts::APPEAR);
            call.argument(&presence.room).argument(&presence.member).argument(&presence.node);
            if let Some(data) = &presence.data {
                call.argument(data);
            }
            let (_, _): (_, String) = self.run(call).await?;
            Ok(())
        }
        .boxed()
    }

    fn present<'bus>(
        &'bus self,
        room: &'bus str,
    ) -> BoxFuture<'bus, Result<Vec<Presence>, BusError>> {
        async move {
            let mut call = Call::new(&scripts::PRESENT);
            call.argument(room);
            let (_, found): (_, Vec<redis::Value>) = self.run(call).await?;
            let mut present = events::present(room, found)?;
            present
                .sort_by(|one, other| (&one.member, &one.node).cmp(&(&other.member, &other.node)));
            Ok(present)
        }
        .boxed()
    }

    fn leave<'bus>(&'bus self, node: &'bus str) -> BoxFuture<'bus, Result<(), BusError>> {
        async move {
            self.0.nodes_that_left().insert(node.to_owned());
            let mut call = Call::new(&scripts::LEAVE);
            call.argument(node);
            let (_, _): (_, String) = self.run(call).await?;
            Ok(())
        }
        .boxed()
    }
}

/// A text that no other bus has, with which an epoch may begin.
fn new_epoch() -> String {
    random_name()
}
