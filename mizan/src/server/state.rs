//! The handle of a server and the state behind it.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use tokio::sync::Semaphore;

use super::clock::Clock;
use super::limits::Limits;
use super::member::{ContextMembers, Member};
use super::observer::Observed;
use crate::auth::identify::IdentityProviders;

/// Answers requests with the functions of the program. Cloning it is cheap.
///
/// ```standalone_crate
/// # struct Db;
/// # impl Db { fn open(_: &str) -> Db { Db } }
/// #[mizan::client]
/// fn ping(db: &Db) -> String {
///     "pong".to_owned()
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().provide(Db::open("app.db")).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Server(pub(super) Arc<Inner>);

/// What is found by its name. All names are known beforehand, so that nobody can choose them to
/// collide.
type Names<T> = HashMap<&'static str, T, FixedState>;

pub(super) struct Inner {
    pub(super) functions: Names<Arc<Member>>,
    pub(super) contexts: Names<ContextMembers>,
    #[cfg(feature = "axum")]
    pub(super) views: Vec<Arc<Member>>,
    pub(super) identities: Vec<IdentityProviders>,
    pub(super) limits: Limits,
    pub(super) running: Arc<Semaphore>,
    pub(super) observed: Observed,
    /// The clock of every context that a function names.
    pub(super) clocks: Names<Arc<Clock>>,
}

impl Server {
    pub(crate) fn find_function(&self, name: &str) -> Option<&Arc<Member>> {
        self.0.functions.get(name)
    }

    /// The functions that are pages.
    #[cfg(feature = "axum")]
    pub(crate) fn views(&self) -> &[Arc<Member>] {
        &self.0.views
    }

    pub(crate) fn find_context(&self, name: &str) -> Option<&ContextMembers> {
        self.0.contexts.get(name)
    }

    /// The names of the contexts.
    #[cfg(feature = "axum")]
    pub(crate) fn context_names(&self) -> impl Iterator<Item = &'static str> {
        self.0.contexts.keys().copied()
    }

    pub(crate) fn identities(&self) -> &[IdentityProviders] {
        &self.0.identities
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn running(&self) -> &Arc<Semaphore> {
        &self.0.running
    }

    /// Who looks at what it does.
    pub(crate) fn observed(&self) -> &Observed {
        &self.0.observed
    }

    /// The clock of a context; `None` where no function names the context.
    pub(crate) fn find_clock(&self, context: &str) -> Option<&Arc<Clock>> {
        self.0.clocks.get(context)
    }
}
