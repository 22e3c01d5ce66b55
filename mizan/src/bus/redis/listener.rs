//! A node that listens: it reads the stream, reads on where it was when a connection has failed, and begins
//! anew where something may be missing.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use redis::Value;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::connection::{clock_name, run};
use super::events::{Entry, numbers};
use super::scripts::{BEAT, Call, OPEN};
use super::{Redis, Shared};
use crate::bus::{BusError, Event};
use crate::redis_connections::Connection;

/// The time between two signs of life.
const BEAT_EVERY: Duration = Duration::from_secs(1);

/// The time in milliseconds that a read of the stream waits for an event.
const WAIT: u64 = 1000;

/// The number of events that are read at once.
const MOST_READ: u64 = 512;

/// The time after which a bus that cannot be reached is lost. A shorter cut costs nothing: the stream is
/// read on.
const PATIENCE: Duration = Duration::from_secs(2);

/// A node that listens.
pub(super) struct Listener {
    bus: Redis,
    node: String,
    connection: Option<Connection>,
    /// Where the stream is read on; `None` before it was opened, and where something may be missing.
    place: Option<Place>,
    /// The events that are not told yet.
    events: VecDeque<Event>,
    /// Since when nothing was heard.
    silent: Instant,
    /// `true` once the node was told that the bus is lost, or before it was opened.
    is_lost: bool,
    heart: Heart,
}

/// A place in the stream.
struct Place {
    clock: String,
    id: String,
    number: u64,
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
    pub(super) fn new(bus: Redis, node: String) -> Self {
        Self {
            bus,
            node,
            connection: None,
            place: None,
            events: VecDeque::new(),
            silent: Instant::now(),
            is_lost: true,
            heart: Heart { task: None, must_reopen: Arc::default() },
        }
    }

    /// The next event.
    pub(super) async fn next(&mut self) -> Event {
        self.start_heart();
        loop {
            if let Some(event) = self.events.pop_front() {
                return event;
            }
            if let Err(error) = self.hear().await {
                self.connection = None;
                if !self.is_lost && self.silent.elapsed() >= PATIENCE {
                    tracing::warn!(%error, "Redis cannot be reached");
                    (self.is_lost, self.place) = (true, None);
                    return Event::Lost;
                }
                pause().await;
            }
        }
    }

    /// Reads the next events, of a connection that is made if there is none.
    async fn hear(&mut self) -> Result<(), BusError> {
        if self.heart.must_reopen.swap(false, Ordering::SeqCst) {
            self.place = None;
        }
        let connection = match &self.connection {
            Some(connection) => connection.clone(),
            None => {
                let connection = self.bus.0.connections.connect().await.map_err(BusError::new)?;
                let is_same = |place: &Place| place.clock.ends_with(&connection.run_id);
                // Another run of Redis may have other numbers.
                self.place = self.place.take().filter(is_same);
                self.connection.insert(connection).clone()
            }
        };
        match &self.place {
            None => self.open(&connection).await,
            Some(_) => self.read(connection).await,
        }
    }

    async fn open(&mut self, connection: &Connection) -> Result<(), BusError> {
        let base = &self.bus.0.base;
        let mut beat = Call::new(&BEAT);
        beat.argument(&self.node);
        run(connection, base, &beat).await.map_err(BusError::new)?;
        let opened = run(connection, base, &Call::new(&OPEN)).await.map_err(BusError::new)?;
        let (epoch, number, id, flat, missing): (String, u64, String, Vec<Value>, Vec<String>) =
            redis::from_redis_value(opened).map_err(BusError::new)?;
        let clock = clock_name(&epoch, &connection.run_id);
        self.events.push_back(Event::Open { clock: clock.clone(), numbers: numbers(flat)? });
        self.events.extend(missing.into_iter().map(|node| Event::Missing { node }));
        self.place = Some(Place { clock, id, number });
        (self.silent, self.is_lost) = (Instant::now(), false);
        Ok(())
    }

    async fn read(&mut self, mut connection: Connection) -> Result<(), BusError> {
        let Some(place) = &mut self.place else { return Ok(()) };
        let mut read = redis::cmd("XREAD");
        read.arg("COUNT").arg(MOST_READ).arg("BLOCK").arg(WAIT).arg("STREAMS");
        read.arg(format!("{}events", self.bus.0.base)).arg(&place.id);
        let answer = read.query_async(&mut connection.redis).await.map_err(BusError::new)?;
        self.silent = Instant::now();
        for entry in Entry::all(answer)? {
            if entry.number != place.number + 1 {
                tracing::warn!("events of the bus are no longer kept: it is opened anew");
                self.place = None;
                return Ok(());
            }
            (place.number, place.id) = (entry.number, entry.id.clone());
            self.events.extend(entry.event(&place.clock)?);
        }
        Ok(())
    }

    fn start_heart(&mut self) {
        if self.heart.task.is_none() {
            let must_reopen = Arc::clone(&self.heart.must_reopen);
            let beating = beat(Arc::clone(&self.bus.0), self.node.clone(), must_reopen);
            self.heart.task = Some(tokio::spawn(beating).abort_handle());
        }
    }
}

/// Tells every second that the node is alive. A node that was missing has to begin anew, and so has one
/// whose bus has lost its numbers.
async fn beat(shared: Arc<Shared>, node: String, must_reopen: Arc<AtomicBool>) {
    let mut known: Option<String> = None;
    while !shared.nodes_that_left().contains(&node) {
        let mut call = Call::new(&BEAT);
        call.argument(&node);
        if let Ok(Ok((_, answer))) =
            tokio::time::timeout(BEAT_EVERY, shared.run_within(&call, &AtomicU64::new(0))).await
            && let Ok((epoch, was_missing)) = redis::from_redis_value::<(String, bool)>(answer)
        {
            let is_new = known.replace(epoch.clone()).is_some_and(|known| known != epoch);
            if was_missing || is_new {
                must_reopen.store(true, Ordering::SeqCst);
            }
        }
        sleep(BEAT_EVERY).await;
    }
}

/// Waits a little before the next connection, each node for another time.
async fn pause() {
    let random = RandomState::new().hash_one(0) % 200;
    sleep(Duration::from_millis(50 + random)).await;
}
