//! A client for tests: it calls functions, reads contexts, subscribes and joins, without a socket and without a
//! port of TCP. Guards, limits, arguments and what becomes stale are those of every other client.
//!
//! ```standalone_crate
//! use serde_json::json;
//! use std::sync::Mutex;
//!
//! #[derive(mizan::Context)]
//! #[mizan(live)]
//! struct Tasks;
//!
//! #[mizan::client(context = Tasks)]
//! fn open_tasks(tasks: &Mutex<Vec<String>>) -> Vec<String> {
//!     tasks.lock().unwrap().clone()
//! }
//!
//! #[mizan::client(affects = Tasks)]
//! fn add_task(tasks: &Mutex<Vec<String>>, title: String) -> usize {
//!     let mut tasks = tasks.lock().unwrap();
//!     tasks.push(title);
//!     tasks.len()
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! let api = mizan::Server::builder().provide(Mutex::new(Vec::<String>::new())).build()?;
//! let client = mizan::test::Client::connect(&api).await?;
//! let mut shown = client.subscribe("tasks", ()).await?;
//!
//! let added = client.call("add_task", json!({"title": "Tea"})).await?;
//! assert_eq!(added.result::<usize>()?, 1);
//! assert_eq!(added.invalidates(), ["tasks"]);
//! assert_eq!(shown.next().await?.member::<Vec<String>>("open_tasks")?, ["Tea"]);
//!
//! let wrong = client.call("add_task", json!({"title": 5})).await.unwrap_err();
//! assert_eq!(wrong.code(), "VALIDATION_ERROR");
//! # Ok(()) })
//! # }
//! ```

mod client;
mod failure;
mod live;
mod reply;
mod room;
mod routes;

pub use client::{Client, Items};
pub use failure::Failure;
pub use live::Subscription;
pub use reply::{Bundle, Reply};
pub use room::{Room, RoomEvent};
