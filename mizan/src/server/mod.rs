//! The server: the program's functions with everything they borrow.

mod builder;
mod linked_crates;
mod slots;
mod wiring;

use std::any::Any;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use builder::Builder;
pub(crate) use slots::find_name as find_slot;
pub use wiring::{WiringError, WiringErrors};

use foldhash::fast::FixedState;
use tokio::sync::Semaphore;

use crate::auth::admission::{Admission, Borrowed};
use crate::function::{Function, Target};
use crate::identity::Kind;
use crate::observer::Observed;

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
pub struct Server(Arc<Inner>);

/// What is found by its name. All names are known beforehand, so that nobody can choose them to
/// collide.
type Names<T> = HashMap<&'static str, T, FixedState>;

struct Inner {
    functions: Names<Arc<Member>>,
    contexts: Names<ContextMembers>,
    #[cfg(feature = "axum")]
    views: Vec<Arc<Member>>,
    identities: Vec<Kind>,
    limits: Limits,
    running: Arc<Semaphore>,
    observed: Observed,
    instance: String,
    version: AtomicU64,
}

/// A function and what the server lends it.
pub(crate) struct Member {
    pub(crate) function: &'static Function,
    /// In the order of the function's borrowed parameters.
    pub(crate) loans: Vec<Loan>,
    /// The reads that its answer brings anew.
    pub(crate) slots: Cow<'static, [Target]>,
    /// Whom it lets in.
    pub(crate) admission: Admission,
    /// Who looks at it.
    pub(crate) observed: Observed,
    /// What stands before its result in a bundle: `,"name":`.
    pub(crate) key: Vec<u8>,
}

/// Where a borrowed parameter comes from.
pub(crate) enum Loan {
    /// The application provided it.
    Provided(Arc<dyn Any + Send + Sync>),
    /// It is the request.
    Request,
    /// It is the session of whoever is asking.
    Session,
    /// It is who is asking, in one of the types of identities.
    Identity(Borrowed),
}

/// The reads of a context.
pub(crate) struct ContextMembers {
    /// Sorted by name.
    pub(crate) members: Vec<Arc<Member>>,
    parameters: &'static [&'static str],
    /// The names of its private reads, which no client gets.
    hidden: Vec<&'static str>,
}

impl ContextMembers {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.function.name == name)
    }

    pub(crate) fn hides(&self, name: &str) -> bool {
        self.hidden.contains(&name)
    }

    /// Whether a parameter of that name means anything here.
    pub(crate) fn takes(&self, name: &str) -> bool {
        self.parameters.contains(&name)
            || self.members.iter().any(|member| member.function.arguments.contains(&name))
    }

    /// Every parameter that means something here: the context's, then the members' own.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &'static str> {
        let mut names = self.parameters.to_vec();
        for name in self.members.iter().flat_map(|member| member.function.arguments) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        names.into_iter()
    }
}

/// What a request may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of a body.
    pub(crate) body: usize,
    /// Bytes of a file.
    #[cfg(feature = "uploads")]
    pub(crate) upload: u64,
    /// Instances read again after a mutation.
    pub(crate) mounted: usize,
    /// How long a body may take to arrive, and a function to answer.
    pub(crate) time: Duration,
    /// Requests that run at once.
    pub(crate) concurrency: u32,
}

impl Server {
    /// Begins a server.
    pub fn builder() -> Builder {
        Builder::default()
    }

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

    pub(crate) fn identities(&self) -> &[Kind] {
        &self.0.identities
    }

    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    pub(crate) fn running(&self) -> &Arc<Semaphore> {
        &self.0.running
    }

    /// Writes the version of what a read that begins now will see, or of what is older.
    pub(crate) fn write_version(&self, body: &mut Vec<u8>) {
        let number = self.0.version.load(Ordering::SeqCst);
        body.extend_from_slice(self.0.instance.as_bytes());
        body.push(b':');
        body.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
    }

    /// Who looks at what it does.
    pub(crate) fn observed(&self) -> &Observed {
        &self.0.observed
    }

    /// Says that something was changed; called after the change is committed.
    pub(crate) fn advance_version(&self) {
        self.0.version.fetch_add(1, Ordering::SeqCst);
    }
}
