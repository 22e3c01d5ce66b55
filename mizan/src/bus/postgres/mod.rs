//! The bus on Postgres: tables for what is numbered and kept, and notifications for what is told.
//!
//! A notification is told at the commit, in the order of the commits, to everybody who listens then. The
//! connection that listens is the engine's own, because a client that reconnects by itself loses what was
//! told meanwhile: whoever has lost the connection begins anew.

mod events;
mod listener;

use std::collections::{BTreeMap, BTreeSet};
use std::future::IntoFuture;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgRow};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection, PgPool, Row};

use self::listener::Listener;
use super::{Announcement, Bus, BusError, Clocks, Event, Missed, Position, Presence};
use crate::timeout::within;

/// The longest time that an operation takes, and a connection for it.
const LONGEST_OPERATION: Duration = Duration::from_millis(900);

/// The longest time until Postgres has answered for the first time: it may have much to do.
const LONGEST_OPENING: Duration = Duration::from_secs(5);

/// The most connections of a node, one of which listens.
const MOST_CONNECTIONS: u32 = 5;

/// The bus on Postgres. A clone is the same bus.
#[derive(Clone)]
pub struct Postgres(Arc<Shared>);

struct Shared {
    pool: PgPool,
    schema: String,
    /// The nodes that have taken leave, whose hearts do not beat any more.
    left: Mutex<BTreeSet<String>>,
}

/// A bus on Postgres that is being opened: `await` it.
#[must_use = "the bus is opened by `.await`"]
pub struct OpenPostgres {
    url: String,
    schema: String,
}

/// A bus on Postgres 13 or newer: the nodes that name the same database hear each other.
///
/// ```no_run
/// # #[mizan::client]
/// # fn ping() {}
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let bus = mizan::bus::postgres("postgres://user:password@localhost/shop").await?;
/// let api = mizan::Server::builder().bus(bus).build()?;
/// # Ok(()) }
/// # fn main() {}
/// ```
///
/// It makes its tables in the schema `mizan`, and needs the right to: `GRANT CREATE ON DATABASE`. It holds up
/// to 5 connections, one of which listens, so that a pooler between has to pool by session.
///
/// [`Postgres::announce_in`] announces a change in the transaction that makes it.
///
/// # Errors
///
/// The address is none, no Postgres answers there, or the tables cannot be made.
pub fn postgres(url: impl Into<String>) -> OpenPostgres {
    OpenPostgres { url: url.into(), schema: "mizan".to_owned() }
}

impl OpenPostgres {
    /// Sets the schema of the tables, where several applications share one database: they do not hear each
    /// other. The name has small letters, digits and underscores.
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), mizan::bus::BusError> {
    /// let bus = mizan::bus::postgres("postgres://localhost/all").schema("shop_bus").await?;
    /// # Ok(()) }
    /// ```
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = name.into();
        self
    }

    async fn open(self) -> Result<Postgres, BusError> {
        let Self { url, schema } = self;
        let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
        if schema.is_empty() || schema.len() > 40 || !schema.chars().all(is_plain) {
            return Err(BusError::new(format!(
                "`{schema}` is no name for the schema of the bus. Write small letters, digits and underscores, \
                 at most 40."
            )));
        }
        let options: PgConnectOptions = url.parse().map_err(|error| {
            BusError::new(format!(
                "the address of Postgres is not valid: {error}. Write one like \
                 `postgres://user:password@host:5432/database`."
            ))
        })?;
        let address = format!("{}:{}", options.get_host(), options.get_port());
        // The pool gives up after the time of an operation: the first connection may take longer.
        let connecting = within(LONGEST_OPENING, options.connect().boxed()).await;
        let connected = connecting.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        let mut connection = connected.map_err(|error| {
            BusError::new(format!(
                "no Postgres answers at {address}: {error}. Start one there, or correct the address."
            ))
        })?;
        let tables = include_str!("schema.sql").replace("{schema}", &schema);
        let tables = tables.replace("{channel}", &channel(&schema));
        let made = sqlx::raw_sql(AssertSqlSafe(tables)).execute(&mut connection).await;
        made.map_err(|error| no_tables(&schema, &error))?;
        let pool = PgPoolOptions::new().max_connections(MOST_CONNECTIONS);
        let pool = pool.acquire_timeout(LONGEST_OPERATION).connect_lazy_with(options);
        Ok(Postgres(Arc::new(Shared { pool, schema, left: Mutex::default() })))
    }
}

impl IntoFuture for OpenPostgres {
    type Output = Result<Postgres, BusError>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.open().boxed()
    }
}

/// The error of tables that cannot be made.
fn no_tables(schema: &str, error: &sqlx::Error) -> BusError {
    let code = error.as_database_error().and_then(|error| error.code());
    let advice = match code.as_deref() {
        Some("42501") => " Grant the user the right to: `GRANT CREATE ON DATABASE … TO …`.",
        _ => "",
    };
    let text =
        format!("the tables of the bus cannot be made in the schema `{schema}`: {error}.{advice}");
    BusError::new(text)
}

/// The channel of the notifications of a schema.
fn channel(schema: &str) -> String {
    format!("{schema}_bus")
}

impl Postgres {
    /// Keeps an announcement in a transaction of the application, until that commits.
    pub(crate) async fn announce_at_commit(
        &self,
        transaction: &mut PgConnection,
        context: &str,
        text: Bytes,
    ) -> Result<(), BusError> {
        let sql = "INSERT INTO {schema}.announcement (node, contexts, body) VALUES ('', $1, $2)";
        let insert = sqlx::query(self.sql(sql)).bind(vec![context]).bind(text.to_vec());
        insert.execute(transaction).await.map(drop).map_err(BusError::new)
    }

    fn sql(&self, text: &str) -> AssertSqlSafe<String> {
        AssertSqlSafe(text.replace("{schema}", &self.0.schema))
    }

    /// The one row of a query, within the time of an operation.
    async fn one(
        &self,
        query: sqlx::query::Query<'_, sqlx::Postgres, sqlx::postgres::PgArguments>,
    ) -> Result<PgRow, BusError> {
        soon(query.fetch_one(&self.0.pool).boxed()).await
    }

    /// The text of a message that was too long for a notification.
    async fn find_message(&self, room: &str, number: u64) -> Result<Bytes, BusError> {
        let number = i64::try_from(number).map_err(BusError::new)?;
        let sql = self.sql("SELECT body FROM {schema}.message WHERE room = $1 AND number = $2");
        let row = self.one(sqlx::query(sql).bind(room).bind(number)).await?;
        row.try_get::<Vec<u8>, _>(0).map(Bytes::from).map_err(BusError::new)
    }

    /// Somebody whose data were too long for a notification.
    async fn find_presence(
        &self,
        room: &str,
        member: &str,
        node: &str,
    ) -> Result<Option<Presence>, BusError> {
        let sql = self.sql(
            "SELECT member, node, body FROM {schema}.presence \
             WHERE room = $1 AND member = $2 AND node = $3",
        );
        let query = sqlx::query(sql).bind(room).bind(member).bind(node);
        let rows = soon(query.fetch_all(&self.0.pool).boxed()).await?;
        Ok(events::present(room, &rows)?.pop())
    }

    fn nodes_that_left(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.0.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The result of an operation, which ends in time.
async fn soon<T>(operation: BoxFuture<'_, Result<T, sqlx::Error>>) -> Result<T, BusError> {
    match within(LONGEST_OPERATION, operation).await {
        Some(ended) => ended.map_err(BusError::new),
        None => Err(BusError::new("Postgres did not answer in time")),
    }
}

impl Bus for Postgres {
    fn listen(&self, node: &str) -> BoxStream<'static, Event> {
        let listener = Listener::new(self.clone(), node.to_owned());
        stream::unfold(listener, async |mut listener| Some((listener.next().await, listener)))
            .boxed()
    }

    fn announce(&self, announcement: Announcement) -> BoxFuture<'_, Result<Clocks, BusError>> {
        async move {
            let Announcement { node, contexts, text } = announcement;
            let sql = self.sql("SELECT {schema}.clock_name(), {schema}.announce($1, $2, $3)");
            let query = sqlx::query(sql).bind(node).bind(contexts).bind(text.to_vec());
            let row = self.one(query).await?;
            let Json(numbers): Json<BTreeMap<String, u64>> =
                row.try_get(1).map_err(BusError::new)?;
            Ok(Clocks { name: row.try_get(0).map_err(BusError::new)?, numbers })
        }
        .boxed()
    }

    fn publish<'bus>(
        &'bus self,
        room: &'bus str,
        message: Bytes,
    ) -> BoxFuture<'bus, Result<Position, BusError>> {
        async move {
            let sql = self.sql("SELECT {schema}.clock_name(), {schema}.publish($1, $2)");
            let row = self.one(sqlx::query(sql).bind(room).bind(message.to_vec())).await?;
            let clock = row.try_get(0).map_err(BusError::new)?;
            Ok(Position { clock, number: events::number(&row, 1)? })
        }
        .boxed()
    }

    fn missed<'bus>(
        &'bus self,
        room: &'bus str,
        after: Option<&'bus Position>,
    ) -> BoxFuture<'bus, Result<Missed, BusError>> {
        async move {
            let sql = self.sql(
                "SELECT {schema}.clock_name(), messages, forgotten, \
                 EXISTS (SELECT 1 FROM {schema}.message WHERE room = $1), number, before, body \
                 FROM {schema}.state LEFT JOIN {schema}.message ON room = $1 AND number > $2 \
                 ORDER BY number",
            );
            let from =
                after.map_or(i64::MAX, |after| i64::try_from(after.number).unwrap_or(i64::MAX));
            let rows = sqlx::query(sql).bind(room).bind(from).fetch_all(&self.0.pool).boxed();
            events::missed(&soon(rows).await?, after)
        }
        .boxed()
    }

    fn appear(&self, presence: Presence) -> BoxFuture<'_, Result<(), BusError>> {
        async move {
            let Presence { room, member, node, data } = presence;
            let sql = self.sql("SELECT {schema}.appear($1, $2, $3, $4)");
            let query = sqlx::query(sql).bind(room).bind(member).bind(node);
            self.one(query.bind(data.map(|data| data.to_vec()))).await.map(drop)
        }
        .boxed()
    }

    fn present<'bus>(
        &'bus self,
        room: &'bus str,
    ) -> BoxFuture<'bus, Result<Vec<Presence>, BusError>> {
        async move {
            let sql = self.sql(
                "SELECT member, node, body FROM {schema}.presence WHERE room = $1 \
                 ORDER BY member COLLATE \"C\", node COLLATE \"C\"",
            );
            let rows = sqlx::query(sql).bind(room).fetch_all(&self.0.pool).boxed();
            events::present(room, &soon(rows).await?)
        }
        .boxed()
    }

    fn leave<'bus>(&'bus self, node: &'bus str) -> BoxFuture<'bus, Result<(), BusError>> {
        async move {
            self.nodes_that_left().insert(node.to_owned());
            let sql = self.sql("SELECT {schema}.leave($1)");
            self.one(sqlx::query(sql).bind(node)).await.map(drop)
        }
        .boxed()
    }
}
