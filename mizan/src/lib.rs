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

#[cfg(feature = "axum")]
pub mod axum;

pub mod auth;
pub mod bigint;

mod answer;
mod context;
mod dispatch;
mod error;
mod failure;
mod function;
mod identity;
mod observer;
mod registry;
mod request;
mod server;
mod types;
#[cfg(feature = "uploads")]
mod upload;

pub use answer::Answer;
pub use context::{Affected, Context, Global};
pub use error::{Code, Error};
pub use failure::Failure;
pub use identity::{Identify, Identity};
pub use mizan_ir::Api;
pub use mizan_macros::{Context, Failure, Identity, Type, client};
pub use observer::{FunctionKind, Observer, Outcome, Run};
pub use registry::api;
pub use request::Request;
pub use server::{Builder, Server, WiringError, WiringErrors};
pub use types::Type;
#[cfg(feature = "uploads")]
pub use upload::Upload;

/// What the macros name. No part of the public face: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use linkme;
    pub use mizan_ir::{Cache, Context as ModelContext, Type as ModelType, hash};

    pub use crate::auth::guard::{Auth, Guard, Guarded};
    #[cfg(feature = "axum")]
    pub use crate::dispatch::View;
    pub use crate::dispatch::{Call, Field, Fits, Probe, Scope, ScopeText, Source, Unscoped};
    pub use crate::failure::{Transparent, Written, close, fail, fail_as};
    pub use crate::function::{
        FUNCTIONS, Files, Function, LINKED_CRATES, Lent, Route, Running, Target, scopes, start,
    };
    pub use crate::identity::{IdentityProbe, NoIdentity, Rank, demand_identity, text_of};
    pub use crate::registry::{
        About, Definition, Parameter, Tested, Types, compare, describe_context,
    };
    pub use crate::types::{
        AnswerProbe, BigInteger, Directed, NoAnswer, demand_failure, demand_followed, demand_type,
        hash_of_answer,
    };
}
