//! The databases of a test: an SQLite in memory, and a Postgres with a schema of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};

use example_support::services::postgres::Postgres;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use shapes_corpus::tables;

/// A database, and what has to live as long.
pub(crate) struct Db {
    pub(crate) connection: DatabaseConnection,
    pub(crate) name: &'static str,
    server: Option<(Arc<Postgres>, String)>,
}

impl Db {
    /// The address of its Postgres, and the schema of the tables there.
    pub(crate) fn address(&self) -> Option<(String, &str)> {
        self.server.as_ref().map(|(server, schema)| (server.url(), schema.as_str()))
    }
}

/// The Postgres of the tests that run at this time. It ends with the last of them.
static SERVER: OnceLock<Mutex<Weak<Postgres>>> = OnceLock::new();

fn server() -> Arc<Postgres> {
    let mut server = SERVER.get_or_init(Mutex::default).lock().expect("no test panics here");
    server.upgrade().unwrap_or_else(|| {
        let started = Arc::new(Postgres::start());
        *server = Arc::downgrade(&started);
        started
    })
}

pub(crate) async fn sqlite() -> Db {
    sqlite_of("sqlite::memory:").await
}

pub(crate) async fn sqlite_of(url: &str) -> Db {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.expect("SQLite");
    tables::create(&connection).await.expect("tables");
    Db { connection, name: "SQLite", server: None }
}

pub(crate) async fn postgres() -> Db {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let server = tokio::task::spawn_blocking(server).await.expect("Postgres");
    let schema = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut options = ConnectOptions::new(server.url());
    options.max_connections(4).sqlx_logging(false).set_schema_search_path(schema.clone());
    let connection = Database::connect(options).await.expect("Postgres");
    connection.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.expect("a schema");
    tables::create(&connection).await.expect("tables");
    Db { connection, name: "Postgres", server: Some((server, schema)) }
}

/// Both databases, with the tables.
pub(crate) async fn both() -> Vec<Db> {
    vec![sqlite().await, postgres().await]
}
