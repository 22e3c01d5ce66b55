//! Mizan over anything that carries frames: standard input and output, a pipe, the bridge of a web view.
//!
//! A frame is what a socket carries: JSON text of the protocol, and bytes of files. A port has no request
//! of HTTP before it and no page of another site behind it, because the application makes it itself. So the
//! application says what a request would say: [`Opening::token`], [`Opening::identity`],
//! [`Opening::header`]; and it may [lend](Opening::lend) values of this connection.
//!
//! ```standalone_crate
//! #[mizan::client]
//! fn double(number: i32) -> i32 {
//!     number * 2
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let api = mizan::Server::builder().build()?;
//! let (port, _events) = mizan::port::open(&api).connect().await?;
//! let call = r#"{"id": 1, "action": "rpc", "fn": "double", "args": {"number": 21}}"#;
//! let answer = port.ask(mizan::port::Frame::text(call)).await?;
//! assert_eq!(answer.unwrap(), r#"{"id":1,"ok":{"result":42,"invalidate":[]}}"#);
//! # Ok(()) })
//! # }
//! ```
//!
//! - A carrier with requests and answers of its own, such as the calls of a web view, uses [`Port::ask`], and
//!   sends on what [`Events`] brings.
//! - Anything that is a `Stream` and a `Sink` of frames: [`Opening::serve`].
//! - Anything that is read and written as bytes: [`Opening::serve_bytes`], and the process's own input and
//!   output: [`stdio`].
//!
//! Guards, limits, versions and errors are those of every other transport. A port may send frames as large as
//! a body over HTTP may be, as many a second as it likes, and has no limit of connections for a user.

mod driver;
mod events;
mod frame;
mod lines;
mod opening;
mod sending;
mod serve;

pub use events::Events;
pub use frame::Frame;
pub use opening::{Opening, open};
pub use sending::{Closed, Port};
pub use serve::stdio;
