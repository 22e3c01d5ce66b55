//! A typed, live frontend on a Rust backend.
//!
//! Declare a function once; a build step writes the client, and the graph of who reads what and
//! who changes what travels with the declaration.
//!
//! ```no_run
//! use serde::{Deserialize, Serialize};
//! use std::sync::Mutex;
//!
//! /// What the front page shows.
//! #[derive(mizan::Context)]
//! pub struct Guestbook;
//!
//! #[derive(Clone, Serialize, Deserialize, mizan::Type)]
//! pub struct Entry {
//!     pub id: usize,
//!     pub text: String,
//! }
//!
//! pub struct Entries(Mutex<Vec<Entry>>);
//!
//! #[mizan::client(context = Guestbook)]
//! pub fn entries(entries: &Entries) -> Vec<Entry> {
//!     entries.0.lock().unwrap().clone()
//! }
//!
//! #[mizan::client(affects = Guestbook)]
//! pub fn sign(entries: &Entries, text: String) -> usize {
//!     let mut entries = entries.0.lock().unwrap();
//!     let id = entries.len();
//!     entries.push(Entry { id, text });
//!     id
//! }
//!
//! # #[cfg(feature = "axum")]
//! fn app() -> Result<axum::Router, mizan::WiringErrors> {
//!     let api = mizan::Server::builder().provide(Entries(Mutex::default())).build()?;
//!     Ok(axum::Router::new().nest("/api/mizan", mizan::axum::router(api)))
//! }
//! # fn main() {}
//! ```
//!
//! **What the caller sends, you own; what the server lends, you borrow.** An owned parameter is
//! an argument on the wire. A borrowed one is lent by the server: whatever the application
//! [provides](Builder::provide), by type, the [`Request`], or [who is asking](Identify).

// The examples of this documentation, and the derives inside of it, say `mizan` like everyone.
extern crate self as mizan;

mod arguments;
pub mod auth;
mod declared;
mod error;
#[cfg(doc)]
pub mod guide;
mod json;
mod protocol;
mod server;
mod transports;

pub use declared::answer::Answer;
pub use declared::bigint;
pub use declared::context::{Affected, Context, Global};
pub use declared::failure::Failure;
pub use declared::identity::Identity;
pub use declared::invalidation::Invalidation;
pub use declared::model::api::api;
pub use declared::request::Request;
pub use declared::types::Type;
#[cfg(feature = "uploads")]
pub use declared::upload::Upload;

pub use auth::identify::Identify;
pub use error::{Code, Error};
pub use server::builder::Builder;
pub use server::errors::{WiringError, WiringErrors};
pub use server::observer::{FunctionKind, Observer, Outcome, Run};
pub use server::state::Server;
#[cfg(feature = "axum")]
pub use transports::axum;

pub use mizan_ir::Api;
pub use mizan_macros::{Context, Failure, Identity, Type, client};

/// The items that the macros name in their expansions. They change without notice.
#[doc(hidden)]
pub mod __private {
    pub use linkme;
    pub use mizan_ir::{Cache, Context as ModelContext, Type as ModelType, hash};

    pub use crate::arguments::source::ArgumentSource;
    pub use crate::auth::identify::Precedence;
    pub use crate::declared::answer::{AnswerProbe, NoAnswer, hash_of_answer};
    pub use crate::declared::call::Call;
    pub use crate::declared::context::{Target, scopes};
    pub use crate::declared::failure::{
        Transparent, Written, close, demand_failure, fail, fail_as,
    };
    pub use crate::declared::function::{
        FUNCTIONS, Function, LINKED_CRATES, Route, Running, start,
    };
    pub use crate::declared::guard::{Auth, Guard, Guarded};
    pub use crate::declared::identity::{IdentityProbe, NoIdentity, demand_identity, text_of};
    pub use crate::declared::inputs::{Dependency, FileParameter};
    pub use crate::declared::model::api::describe_context;
    pub use crate::declared::model::assert_ir::{TestLocation, compare};
    pub use crate::declared::model::definitions::{Definition, Types};
    pub use crate::declared::model::description::Description;
    pub use crate::declared::scope::{Field, Fits, Probe, Scope, ScopeText, Unscoped};
    pub use crate::declared::types::{
        BigInteger, Directed, Parameter, demand_followed, demand_type,
    };
    #[cfg(feature = "axum")]
    pub use crate::transports::axum::page::{View, page};
}
