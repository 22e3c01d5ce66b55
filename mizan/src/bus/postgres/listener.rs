//! A node that listens. Whoever has lost the connection begins anew: what was told meanwhile is told to
//! nobody again.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use sqlx::Row;
use sqlx::postgres::PgListener;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};

use super::events::{Heard, Told, number};
use super::{Postgres, channel, soon};
use crate::bus::{BusError, Event, Numbers, Position};

/// The time between two signs of life.
const BEAT_EVERY: Duration = Duration::from_secs(1);

/// A connection on which nothing is heard for this time, not even the node's own signs of life, is dead.
const LONGEST_SILENCE: Duration = Duration::from_secs(4);

/// The time after which a bus that cannot be reached is lost.
const PATIENCE: Duration = Duration::from_secs(2);

/// A node that listens.
pub(super) struct Listener {
    bus: Postgres,
    node: String,
    /// The connection, and the name of the clocks; `None` where the node has to begin anew.
    connection: Option<(PgListener, String)>,
    /// The events that are not told yet.
    events: VecDeque<Event>,
    /// Since when nothing was heard.
    silent: Instant,
    /// `true` once the node was told that the bus is lost, or before it was opened.
    is_lost: bool,
    heart: Heart,
}

/// The task that tells that the node is alive. It ends with the listener.
struct Heart {
    task: Option<AbortHandle>,
    must_reopen: Arc<AtomicBool>,
}

impl Drop for Heart {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl Listener {
    pub(super) fn new(bus: Postgres, node: String) -> Self {
        Self {
            bus,
            node,
            connection: None,
            events: VecDeque::new(),
            silent: Instant::now(),
            is_lost: true,
            heart: Heart { task: None, must_reopen: Arc::default() },
        }
    }

    /// The next event.
    pub(super) async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.events.pop_front() {
                return event;
            }
            if let Err(error) = self.hear().await {
                self.connection = None;
                if !self.is_lost && self.silent.elapsed() >= PATIENCE {
                    tracing::warn!(%error, "Postgres cannot be reached");
                    self.is_lost = true;
                    return Event::Lost;
                }
                pause().await;
            }
        }
    }

    /// Hears the next event, on a connection that is made if there is none.
    async fn hear(&mut self) -> Result<(), BusError> {
        if self.heart.must_reopen.swap(false, Ordering::SeqCst) {
            self.connection = None;
        }
        let Some((listener, clock)) = &mut self.connection else { return self.open().await };
        let told = match timeout(LONGEST_SILENCE, listener.try_recv()).await {
            Ok(told) => told.map_err(BusError::new)?,
            Err(_) => return Err(BusError::new("the connection is silent")),
        };
        let told = told.ok_or_else(|| BusError::new("the connection was lost"))?;
        self.silent = Instant::now();
        let told: Told = serde_json::from_str(told.payload()).map_err(BusError::new)?;
        match told.heard(clock)? {
            Heard::Nothing => {}
            Heard::Unknown => self.connection = None,
            Heard::Event(event) => self.events.push_back(event),
            Heard::LongMessage { room, number } => {
                let position = Position { clock: clock.clone(), number };
                let message = self.bus.find_message(&room, number).await?;
                self.events.push_back(Event::Message { room, position, message });
            }
            Heard::LongPresence(presence) => {
                let (room, member, node) = (presence.room, presence.member, presence.node);
                let present = self.bus.find_presence(&room, &member, &node).await?;
                // One who has left meanwhile is told to have left next.
                self.events.extend(present.map(Event::Present));
            }
        }
        Ok(())
    }

    /// Begins to listen, and then asks for the numbers: nothing is told between the two that is not heard.
    async fn open(&mut self) -> Result<(), BusError> {
        let pool = &self.bus.0.pool;
        let mut listener = soon(PgListener::connect_with(pool).boxed()).await?;
        let channel = channel(&self.bus.0.schema);
        soon(listener.listen(&channel).boxed()).await?;
        let beat = self.bus.sql("SELECT {schema}.beat($1)");
        self.bus.one(sqlx::query(beat).bind(&self.node)).await?;
        let numbers = self.bus.sql(
            "SELECT {schema}.clock_name(), context, number \
             FROM {schema}.state LEFT JOIN {schema}.clock ON true",
        );
        let rows = soon(sqlx::query(numbers).fetch_all(pool).boxed()).await?;
        let mut numbers = Numbers::new();
        let mut clock = None;
        for row in &rows {
            clock = Some(row.try_get::<String, _>(0).map_err(BusError::new)?);
            if let Some(context) = row.try_get::<Option<String>, _>(1).map_err(BusError::new)? {
                numbers.insert(context, number(row, 2)?);
            }
        }
        let clock = clock.ok_or_else(|| BusError::new("the state of the bus is missing"))?;
        let missing = self.bus.sql("SELECT name FROM {schema}.node WHERE is_missing");
        let missing = soon(sqlx::query(missing).fetch_all(pool).boxed()).await?;
        self.events.push_back(Event::Open { clock: clock.clone(), numbers });
        for row in &missing {
            let node = row.try_get(0).map_err(BusError::new)?;
            self.events.push_back(Event::Missing { node });
        }
        self.connection = Some((listener, clock));
        (self.silent, self.is_lost) = (Instant::now(), false);
        self.start_heart();
        Ok(())
    }

    fn start_heart(&mut self) {
        if self.heart.task.is_none() {
            let must_reopen = Arc::clone(&self.heart.must_reopen);
            let beating = beat(self.bus.clone(), self.node.clone(), must_reopen);
            self.heart.task = Some(tokio::spawn(beating).abort_handle());
        }
    }
}

/// Tells every second that the node is alive. A node that was missing has to begin anew.
async fn beat(bus: Postgres, node: String, must_reopen: Arc<AtomicBool>) {
    let sql = "SELECT {schema}.beat($1)";
    while !bus.nodes_that_left().contains(&node) {
        let beat = bus.one(sqlx::query(bus.sql(sql)).bind(&node)).await;
        if beat.is_ok_and(|row| row.try_get(0).unwrap_or(false)) {
            must_reopen.store(true, Ordering::SeqCst);
        }
        sleep(BEAT_EVERY).await;
    }
}

/// Waits a little before the next connection, each node for another time.
async fn pause() {
    let random = RandomState::new().hash_one(0) % 200;
    sleep(Duration::from_millis(50 + random)).await;
}
