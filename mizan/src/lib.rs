//! A typed, live frontend on a Rust backend.
//!
//! An application declares a function once. Its build script writes the client. The declaration
//! also says which data the function reads and which data it changes, so that the client keeps
//! everything that it shows up to date. The [guide] goes through all of it, a subject a page.
//!
//! ```no_run
//! use serde::{Deserialize, Serialize};
//! use std::sync::Mutex;
//!
//! /// The data of the front page.
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
//! async fn run() -> Result<(), Box<dyn std::error::Error>> {
//!     let api = mizan::Server::builder().provide(Entries(Mutex::default())).build()?;
//!     let app = mizan::axum::front(&api, "/api/mizan", axum::Router::new());
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
//!     mizan::axum::serve(listener, app, &api).await?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```
//!
//! **What the caller sends, you own; what the server lends, you borrow.** An owned parameter is an
//! argument on the wire. The server lends a value for a borrowed parameter: a value that the
//! application [provides](Builder::provide), by its type, the [`Request`], or the
//! [identity](Identify) of the caller.
//!
//! # Features
//!
//! No feature is on by default.
//!
//! | feature | brings |
//! |---|---|
//! | `axum` | `mizan::axum`: Mizan in front of an axum application, or inside of its router |
//! | `redis` | `mizan::bus::redis`: several nodes of one application, connected by Redis or Valkey |
//! | `redis-tls` | the same with `rediss://` |
//! | `postgres` | `mizan::bus::postgres`: the same by Postgres, with announcements in transactions |
//! | `postgres-tls` | the same with TLS |
//! | `bus-laws` | `mizan::bus::laws`: a test for a bus of one's own |
//! | `cache` | `mizan::cache`: bundles and pages are kept until a mutation makes them stale |
//! | `edge` | `mizan::edge::varnish` and `mizan::edge::http`: a cache in front of the server is told what is stale |
//! | `cache-laws` | `mizan::cache::laws`: a test for a store of one's own |
//! | `forms` | [`Valid`]: arguments with rules, which hold before a function runs |
//! | `jwt` | `mizan::auth::{jwt, mwt}`: identities by signed tokens |
//! | `sea-orm` | `mizan::shapes`: columns and relations of tables, read and written by one struct |
//! | `render` | `mizan::render`: components of the frontend, rendered by workers of Node.js (on Unix) |
//! | `sessions` | `mizan::auth::sessions`: identities by the sessions of `tower-sessions` |
//! | `port` | `mizan::port`: Mizan over anything that carries frames, such as standard input and output |
//! | `test` | `mizan::test`: a client in the same process, for tests |
//! | `uploads` | `mizan::Upload`: parameters that take files |
//! | `chrono`, `jiff`, `time` | [`Type`](trait@Type) for dates and times |
//! | `rust_decimal` | [`Type`](trait@Type) for `Decimal` |
//! | `url` | [`Type`](trait@Type) for `Url` |
//! | `uuid` | [`Type`](trait@Type) for `Uuid` |

#![cfg_attr(docsrs, feature(doc_cfg))]
// Only the transport of axum opens sockets.
#![cfg_attr(not(feature = "axum"), allow(dead_code))]

// The macros write paths that begin with `::mizan`, also in this crate and its documentation.
extern crate self as mizan;

mod arguments;
pub mod auth;
pub mod bus;
#[cfg(feature = "cache")]
pub mod cache;
#[cfg(any(feature = "forms", feature = "sea-orm"))]
mod data;
mod declared;
#[cfg(feature = "cache")]
pub mod edge;
mod error;
#[cfg(doc)]
pub mod guide;
mod json;
mod outgoing;
mod protocol;
#[cfg(feature = "redis")]
mod redis_connections;
#[cfg(all(feature = "render", unix))]
pub mod render;
mod server;
mod timeout;
mod transports;
mod unlogged;

#[cfg(feature = "forms")]
pub use data::forms::{checked::Valid, form::Form};
#[cfg(feature = "sea-orm")]
pub use data::shapes;
#[cfg(feature = "sea-orm")]
pub use data::shapes::Shape;
pub use declared::answer::Answer;
pub use declared::bigint;
pub use declared::channel::{Channel, NoPresence};
pub use declared::context::{Affected, Context, Global};
pub use declared::failure::Failure;
pub use declared::identity::Identity;
pub use declared::invalidation::Invalidation;
pub use declared::model::api::api;
pub use declared::one_of::OneOf;
pub use declared::request::Request;
pub use declared::trace_context::TraceContext;
pub use declared::types::Type;
#[cfg(feature = "uploads")]
pub use declared::upload::Upload;

pub use auth::identify::Identify;
pub use error::{Code, Error};
#[cfg(all(feature = "render", feature = "axum", unix))]
pub use render::page::Page;
pub use server::admission::Before;
pub use server::builder::Builder;
pub use server::errors::{WiringError, WiringErrors};
pub use server::observer::{Bypass, CacheResult, FunctionKind, Miss, Observer, Outcome, Run};
pub use server::state::Server;
#[cfg(feature = "axum")]
pub use transports::axum;
#[cfg(feature = "test")]
pub use transports::in_process as test;
#[cfg(feature = "port")]
pub use transports::port;

/// The trait of streams, which a function that streams names in what it returns:
/// `-> impl mizan::Stream<Item = T>`. It is the one of the crate `futures`, which makes streams.
pub use futures_util::Stream;
pub use mizan_ir::Api;
#[cfg(feature = "forms")]
pub use mizan_macros::Form;
#[cfg(feature = "sea-orm")]
pub use mizan_macros::Shape;
pub use mizan_macros::{Channel, Context, Failure, Identity, Type, client};

/// The items that the macros name in their expansions. They change without notice.
#[doc(hidden)]
pub mod __private {
    pub use linkme;
    pub use mizan_ir::{
        Cache, Channel as ModelChannel, Context as ModelContext, Limits, Period, Rate,
        Type as ModelType, hash,
    };

    #[cfg(feature = "forms")]
    pub use crate::data::forms::{
        checked::{Checked, Rules},
        form::{Checking, FormProbe, NoForm, NotRead, ReadProbe},
        needs::Needs,
        problems::Problems,
        rules::{self, StaticPattern, compile_pattern},
        settle::settle,
        validator::{Validator, step},
    };

    #[cfg(feature = "forms")]
    pub use serde_json::Value;

    pub use crate::arguments::source::ArgumentSource;
    pub use crate::arguments::written::WrittenValue;
    pub use crate::auth::identify::Precedence;
    pub use futures_util::StreamExt;

    pub use crate::declared::answer::{AnswerProbe, Fallible, NoAnswer, hash_of_answer};
    pub use crate::declared::blocking::BlockingThreads;
    pub use crate::declared::call::Call;
    pub use crate::declared::channel::{
        Known, Role, RoleKind, Unknown, demand_message, demand_presence,
    };
    pub use crate::declared::context::{Target, scopes};
    pub use crate::declared::failure::{
        ConvertedInto, Transparent, Written, close, demand_failure, fail, fail_as,
    };
    pub use crate::declared::function::{
        FUNCTIONS, Function, LINKED_CRATES, Route, Running, start,
    };
    pub use crate::declared::guard::{Auth, Guard, Guarded};
    pub use crate::declared::identity::{
        IdentityProbe, NoIdentity, demand_identity, join_audience, text_of,
    };
    pub use crate::declared::inputs::{Dependency, FileParameter, Shareable};
    pub use crate::declared::model::api::{describe_channel, describe_context};
    pub use crate::declared::model::assert_ir::{TestLocation, compare};
    pub use crate::declared::model::definitions::{Definition, Types};
    pub use crate::declared::model::description::Description;
    pub use crate::declared::normal::{NoNormalForm, NormalForm, NormalProbe};
    pub use crate::declared::replaced::{
        Answered, ReplaceAlone, Replaced, ReplacedAlone, ReplacedProbe,
    };
    pub use crate::declared::reply::Page;
    pub use crate::declared::scope::{Field, Fits, Probe, Scope, ScopeText, Unscoped};
    pub use crate::declared::serde_probe::{NoSerde, Numbers, SerdeProbe};
    pub use crate::declared::tracing::assert_types::assert_types;
    pub use crate::declared::tracing::given::{GivenType, NoModel, give, give_json};
    pub use crate::declared::tracing::replaced::{AnswerTrace, NoResult, ReplacedType};
    pub use crate::declared::tracing::sample_of::{
        NoSample, SampleByDefault, SampleByReading, SampleOf, SampleOfItself, Sampler, Samples,
    };
    pub use crate::declared::tracing::trace::{LifetimeProbe, NoTrace, Trace};
    pub use crate::declared::types::{
        BigInteger, Directed, Parameter, Plain, demand_followed, demand_type,
    };
    #[cfg(feature = "axum")]
    pub use crate::transports::axum::page::{View, page};
}
