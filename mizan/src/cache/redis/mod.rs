//! The store on Redis or Valkey. A look is one `MGET`; marks and purges are scripts, each one step.
//!
//! A stamp bears the run of Redis that it was asked of: a restart may bring back the stamps from before a
//! purge, by an older snapshot.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use redis::{Client, FromRedisValue, IntoConnectionInfo, Script};

use super::store::{Earlier, Look, MOST_EARLIER, Mark, Purge, Stamp, Store, StoreError};
use super::{Cache, ShortSecret};
use crate::redis_connections::{Connection, Connections, Patience};

static MARK: LazyLock<Script> = LazyLock::new(|| script(include_str!("scripts/mark.lua")));
static PURGE: LazyLock<Script> = LazyLock::new(|| script(include_str!("scripts/purge.lua")));
static LEND: LazyLock<Script> = LazyLock::new(|| script(include_str!("scripts/lend.lua")));
static TAKE_BACK: LazyLock<Script> =
    LazyLock::new(|| script(include_str!("scripts/take_back.lua")));
static STAMP: LazyLock<Script> = LazyLock::new(|| script(include_str!("scripts/stamp.lua")));

/// How long a stamp lives that nobody changes: as long as entries do, at most.
const STAMP_LIFE: Duration = Duration::from_secs(24 * 3600);

/// Those who ask wait for a shorter time than the connection does.
const PATIENCE: Patience =
    Patience { connect: Duration::from_secs(2), answer: Duration::from_millis(500) };

/// A store on Redis or Valkey. A clone is the same store.
#[derive(Clone)]
pub struct Redis(Arc<Shared>);

struct Shared {
    connections: Arc<Connections>,
    random: RandomState,
    stamps: AtomicU64,
}

/// A cache on Redis 6.2 or newer, or on Valkey; all nodes of an application name the same server. A user
/// of Redis needs the commands `MGET`, `GET`, `SET`, `DEL`, `EVALSHA`, `EVAL`, `SCRIPT`, `TIME` and `INFO`.
///
/// `secret` has at least 32 bytes: nobody who does not know it can find out which entry is whose.
///
/// # Errors
///
/// The address is none, Redis cannot be reached, or the secret is too short.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let secret = std::env::var("CACHE_SECRET")?;
/// let cache = mizan::cache::redis("redis://localhost:6379", secret).await?.prefix("shop");
/// # Ok(()) }
/// ```
pub async fn redis(
    url: impl IntoConnectionInfo,
    secret: impl AsRef<[u8]>,
) -> Result<Cache, RedisError> {
    let store = Redis::open(url).map_err(RedisError::Address)?;
    let opened = store.0.connections.get().await;
    opened.map_err(|reason| RedisError::Connection(StoreError::new(reason)))?;
    Cache::new(store, secret).map_err(RedisError::Secret)
}

/// The reason why there is no cache on Redis.
#[derive(Debug)]
#[non_exhaustive]
pub enum RedisError {
    /// The address is none.
    Address(StoreError),
    /// Redis cannot be reached.
    Connection(StoreError),
    /// The secret is too short.
    Secret(ShortSecret),
}

impl std::fmt::Display for RedisError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(error) => {
                write!(formatter, "this is no address of Redis: {error}\nwrite `redis://host:6379`")
            }
            Self::Connection(error) => write!(
                formatter,
                "Redis cannot be reached: {error}\nstart it, or write the address where it listens"
            ),
            Self::Secret(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for RedisError {}

impl Redis {
    /// The store at an address, which is connected to when it is first asked.
    ///
    /// # Errors
    ///
    /// The address is none.
    ///
    /// ```
    /// use mizan::cache::{Cache, Redis};
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// let store = Redis::open("redis://localhost:6379")?;
    /// let cache = Cache::new(store, "a secret of at least thirty-two bytes")?;
    /// # Ok(()) }
    /// ```
    pub fn open(url: impl IntoConnectionInfo) -> Result<Self, StoreError> {
        let connections = Connections::new(Client::open(url).map_err(StoreError::new)?, PATIENCE);
        let (random, stamps) = (RandomState::new(), AtomicU64::new(0));
        Ok(Self(Arc::new(Shared { connections, random, stamps })))
    }

    /// A text that no other stamp begins with.
    fn fresh(&self) -> String {
        let number = self.0.stamps.fetch_add(1, Ordering::Relaxed);
        format!("{number:x}.{:016x}", self.0.random.hash_one(number))
    }

    /// Asks Redis on the connection that is open. One that has failed is not used again.
    async fn ask<T>(
        &self,
        ask: impl AsyncFnOnce(Connection) -> redis::RedisResult<T>,
    ) -> Result<(T, String), StoreError> {
        let connection = self.0.connections.get().await.map_err(StoreError::new)?;
        let (number, run) = (connection.number, connection.run_id.clone());
        match ask(connection).await {
            Ok(answer) => Ok((answer, run)),
            Err(error) => {
                if error.is_unrecoverable_error() {
                    self.0.connections.give_up(number);
                }
                Err(StoreError::new(error))
            }
        }
    }

    async fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        keys: &[&[String]],
        arguments: &[&str],
    ) -> Result<(T, String), StoreError> {
        let mut invocation = script.prepare_invoke();
        for key in keys.iter().copied().flatten() {
            invocation.key(key);
        }
        for argument in arguments {
            invocation.arg(*argument);
        }
        invocation.arg(self.fresh()).arg(STAMP_LIFE.as_millis() as u64);
        self.ask(async move |mut connection| invocation.invoke_async(&mut connection.redis).await)
            .await
    }
}

/// A stamp as its script tells it: its text, whether a mark stands on it, its earlier texts and their ages.
type Found = (String, bool, Vec<String>, Vec<u64>);

fn script(text: &str) -> Script {
    Script::new(&format!("{}\n{text}", include_str!("scripts/prelude.lua")))
}

/// Reads a stamp, in the form that `prelude.lua` tells, without its earlier texts. One with a mark that is
/// over counts as none: Redis, whose clock decides, gives it another text when it is asked for it.
fn read_stamp(stored: &str, run: &str) -> Option<Stamp> {
    let (text, rest) = stored.split_once('|').unwrap_or((stored, ""));
    let marks = rest.split('|').next().unwrap_or_default();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let mut ends = marks.split(',').filter(|mark| !mark.is_empty());
    let is_over = |mark: &str| {
        let end = mark.rsplit_once('@').and_then(|(_, end)| end.parse::<u128>().ok());
        end.is_none_or(|end| end <= now)
    };
    if ends.clone().any(is_over) {
        return None;
    }
    Some(Stamp {
        text: format!("{run}:{text}"),
        is_marked: ends.next().is_some(),
        earlier: Vec::new(),
    })
}

impl Store for Redis {
    fn look<'store>(
        &'store self,
        keys: &'store [String],
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Look, StoreError>> {
        async move {
            let mut get = redis::cmd("MGET");
            get.arg(keys).arg(tags);
            let asked = self.ask(async move |mut connection| {
                get.query_async::<Vec<Option<Vec<u8>>>>(&mut connection.redis).await
            });
            let (mut found, run) = asked.await?;
            if found.len() != keys.len() + tags.len() {
                return Err(StoreError::new("`MGET` answered another number of values"));
            }
            let stamps = found.split_off(keys.len()).into_iter().map(|stored| {
                stored.and_then(|stored| read_stamp(std::str::from_utf8(&stored).ok()?, &run))
            });
            let stamps = stamps.collect();
            Ok(Look {
                entries: found.into_iter().map(|entry| entry.map(Bytes::from)).collect(),
                stamps,
            })
        }
        .boxed()
    }

    fn stamp<'store>(
        &'store self,
        tags: &'store [String],
    ) -> BoxFuture<'store, Result<Vec<Stamp>, StoreError>> {
        async move {
            let (found, run): (Vec<Found>, _) = self.run(&STAMP, &[tags], &[]).await?;
            let earlier = |(text, age): (String, u64)| Earlier {
                text: format!("{run}:{text}"),
                age: Duration::from_millis(age),
            };
            let stamp = |(text, is_marked, texts, ages): Found| Stamp {
                text: format!("{run}:{text}"),
                is_marked,
                earlier: texts.into_iter().zip(ages).map(earlier).collect(),
            };
            Ok(found.into_iter().map(stamp).collect())
        }
        .boxed()
    }

    fn put<'store>(
        &'store self,
        key: &'store str,
        entry: Bytes,
        life: Duration,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        async move {
            let millis = u64::try_from(life.as_millis()).unwrap_or(u64::MAX);
            if millis == 0 {
                return Ok(());
            }
            let mut set = redis::cmd("SET");
            set.arg(key).arg(&*entry).arg("PX").arg(millis);
            let asked = self.ask(async move |mut connection| {
                set.query_async::<()>(&mut connection.redis).await
            });
            asked.await.map(|((), _)| ())
        }
        .boxed()
    }

    fn mark<'store>(
        &'store self,
        tags: &'store [String],
        mark: &'store Mark,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        async move {
            let life = mark.life.as_millis().to_string();
            let ((), _) = self.run(&MARK, &[tags], &[&mark.id, &life]).await?;
            Ok(())
        }
        .boxed()
    }

    fn purge<'store>(
        &'store self,
        purge: Purge<'store>,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        async move {
            let Purge { tags, remember, ended } = purge;
            let (mark, marked) = ended.map_or(("", &[][..]), |(mark, marked)| (&*mark.id, marked));
            // A mutation purges most of the tags that it has marked: each is read and written once.
            let (both, purged): (Vec<String>, Vec<String>) =
                tags.iter().cloned().partition(|tag| marked.contains(tag));
            let is_left = |tag: &&String| !tags.contains(tag);
            let left: Vec<String> = marked.iter().filter(is_left).cloned().collect();
            let counts = [both.len(), tags.len()].map(|count| count.to_string());
            let (remember, most) = (remember.as_millis().to_string(), MOST_EARLIER.to_string());
            let arguments = [&*counts[0], &*counts[1], mark, &*remember, &*most];
            let ((), _) = self.run(&PURGE, &[&both, &purged, &left], &arguments).await?;
            Ok(())
        }
        .boxed()
    }

    fn lend<'store>(
        &'store self,
        name: &'store str,
        holder: &'store str,
        life: Duration,
    ) -> BoxFuture<'store, Result<bool, StoreError>> {
        async move {
            let (name, life) = ([name.to_owned()], life.as_millis().to_string());
            let (is_lent, _) = self.run(&LEND, &[&name], &[holder, &life]).await?;
            Ok(is_lent)
        }
        .boxed()
    }

    fn take_back<'store>(
        &'store self,
        name: &'store str,
        holder: &'store str,
    ) -> BoxFuture<'store, Result<(), StoreError>> {
        async move {
            let ((), _) = self.run(&TAKE_BACK, &[&[name.to_owned()]], &[holder]).await?;
            Ok(())
        }
        .boxed()
    }
}
