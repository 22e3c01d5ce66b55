//! The connection of a store to Redis. It is made aside, so that nobody who waits for it ends it by going
//! away, and made anew when it has failed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client};
use tokio::sync::watch;

use crate::cache::StoreError;

/// The longest time for a connection.
const LONGEST_CONNECT: Duration = Duration::from_secs(2);

/// The longest time for an answer. Those who ask wait for a shorter one; a connection on which nothing comes
/// back for so long is broken.
const LONGEST_ANSWER: Duration = Duration::from_millis(500);

/// An open connection.
#[derive(Clone)]
pub(super) struct Connection {
    pub(super) redis: MultiplexedConnection,
    /// Tells one run of Redis from another.
    pub(super) run: String,
    /// Tells this connection from the store's other ones.
    pub(super) number: u64,
}

/// The connections of a store, one after the other.
pub(super) struct Connections {
    client: Client,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: Option<Connection>,
    /// The connection that is being made.
    opening: Option<watch::Receiver<Option<Opened>>>,
    last: u64,
}

/// A connection, or the reason why there is none.
type Opened = Result<Connection, String>;

impl Connections {
    pub(super) fn new(client: Client) -> Arc<Self> {
        Arc::new(Self { client, state: Mutex::default() })
    }

    /// The connection that is open, or another one.
    pub(super) async fn get(self: &Arc<Self>) -> Result<Connection, StoreError> {
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
        let opened = opening.wait_for(Option::is_some).await;
        match opened.map(|opened| opened.clone()) {
            Ok(Some(opened)) => opened.map_err(StoreError::new),
            _ => Err(StoreError::new("the connection was given up")),
        }
    }

    /// Does not use a connection again, which has failed.
    pub(super) fn give_up(&self, number: u64) {
        let mut state = self.lock();
        state.open.take_if(|open| open.number == number);
    }

    async fn open(self: Arc<Self>, number: u64, sender: watch::Sender<Option<Opened>>) {
        let opened = connect(&self.client, number).await.map_err(|error| error.to_string());
        let mut state = self.lock();
        state.opening = None;
        state.open = opened.as_ref().ok().cloned();
        drop(state);
        sender.send_replace(Some(opened));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn connect(client: &Client, number: u64) -> Result<Connection, StoreError> {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(LONGEST_CONNECT))
        .set_response_timeout(Some(LONGEST_ANSWER));
    let connection = client.get_multiplexed_async_connection_with_config(&config).await;
    let mut redis = connection.map_err(StoreError::new)?;
    let info: String =
        redis::cmd("INFO").arg("server").query_async(&mut redis).await.map_err(StoreError::new)?;
    let run = info.lines().find_map(|line| line.strip_prefix("run_id:")).ok_or_else(|| {
        StoreError::new("`INFO server` tells no `run_id`. Allow the command `INFO` to this user.")
    })?;
    Ok(Connection { redis, run: run.trim().chars().take(8).collect(), number })
}
