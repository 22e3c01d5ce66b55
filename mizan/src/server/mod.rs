//! The server: its builder, its wiring, its limits and its end.

pub(crate) mod admission;
pub(crate) mod builder;
pub(crate) mod bundle_names;
pub(crate) mod bus_link;
mod capacity;
pub(crate) mod channels;
pub(crate) mod clock;
pub(crate) mod concurrency;
pub(crate) mod era;
pub(crate) mod errors;
mod foreign_features;
pub(crate) mod kept_answers;
#[cfg(feature = "cache")]
pub(crate) mod kept_bundles;
pub(crate) mod limits;
mod linked_crates;
pub(crate) mod live;
pub(crate) mod member;
pub(crate) mod observer;
pub(crate) mod origin;
pub(crate) mod paging;
mod rate;
mod routes;
mod shutdown;
mod slots;
pub(crate) mod state;
mod wiring;
