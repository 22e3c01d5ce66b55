//! The connections to Redis, one after the other, which the bus and the cache use alike, and the run of Redis
//! that each reaches. A connection is made aside, so that nobody who waits for it ends it by going away, and
//! made anew when it has failed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client};
use tokio::sync::watch;
use tokio::time::timeout;

/// How long a connection and its answers are waited for.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    /// The longest time until the connection is open.
    pub(crate) connect: Duration,
    /// The longest time for an answer: a connection on which nothing comes back for so long is broken.
    pub(crate) answer: Duration,
}

/// An open connection.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) redis: MultiplexedConnection,
    /// Tells one run of the server from another: a restart may undo what was written last.
    pub(crate) run_id: String,
    /// Tells this connection from the other ones of the same [`Connections`].
    pub(crate) number: u64,
}

/// The reason why there is no connection, in plain words.
pub(crate) type Reason = String;

/// The connections to one server.
pub(crate) struct Connections {
    client: Client,
    patience: Patience,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: Option<Connection>,
    /// The connection that is being made.
    opening: Option<watch::Receiver<Option<Opened>>>,
    last: u64,
}

type Opened = Result<Connection, Reason>;

impl Connections {
    pub(crate) fn new(client: Client, patience: Patience) -> Arc<Self> {
        Arc::new(Self { client, patience, state: Mutex::default() })
    }

    /// The connection that is open, or another one.
    pub(crate) async fn get(self: &Arc<Self>) -> Opened {
        let mut opening = {
            let mut state = self.lock();
            if let Some(open) = &state.open {
                return Ok(open.clone());
            }
            match &state.opening {
                Some(opening) => opening.clone(),
                None => {
                    let (sender, receiver) = watch::channel(None);
                    state.opening = Some(receiver.clone());
                    state.last += 1;
                    tokio::spawn(Arc::clone(self).open(state.last, sender));
                    receiver
                }
            }
        };
        let opened = opening.wait_for(Option::is_some).await.ok().and_then(|it| it.clone());
        opened.unwrap_or_else(|| Err("the connection was given up".to_owned()))
    }

    /// A connection of one's own.
    pub(crate) async fn connect(&self) -> Opened {
        self.connect_as(0).await
    }

    /// Does not use a connection again, which has failed.
    pub(crate) fn give_up(&self, number: u64) {
        self.lock().open.take_if(|open| open.number == number);
    }

    async fn open(self: Arc<Self>, number: u64, sender: watch::Sender<Option<Opened>>) {
        let opened = self.connect_as(number).await;
        let mut state = self.lock();
        state.opening = None;
        state.open = opened.as_ref().ok().cloned();
        drop(state);
        sender.send_replace(Some(opened));
    }

    async fn connect_as(&self, number: u64) -> Opened {
        let limit = self.patience.connect;
        let connecting = timeout(limit, connect(&self.client, self.patience));
        let connected = connecting.await.map_err(|_| format!("no answer within {limit:?}"))?;
        let (redis, run_id) = connected?;
        Ok(Connection { redis, run_id, number })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens a connection and asks which run of the server it reaches.
async fn connect(
    client: &Client,
    patience: Patience,
) -> Result<(MultiplexedConnection, String), Reason> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(patience.connect))
        .set_response_timeout(Some(patience.answer));
    let told = |error: redis::RedisError| error.to_string();
    let mut redis =
        client.get_multiplexed_async_connection_with_config(&config).await.map_err(told)?;
    let info: String =
        redis::cmd("INFO").arg("server").query_async(&mut redis).await.map_err(told)?;
    let run_id = info
        .lines()
        .find_map(|line| line.strip_prefix("run_id:"))
        .ok_or("`INFO server` tells no `run_id`. Allow the command `INFO` to this user.")?;
    Ok((redis, run_id.trim().chars().take(8).collect()))
}
