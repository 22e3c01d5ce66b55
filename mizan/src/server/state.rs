//! The handle of a server, and the state behind it.

use std::collections::HashMap;
use std::sync::{Arc, Weak};

use super::bundle_names::BundleNames;
use super::bus_link::BusLink;
use super::channels::channel::Channel;
use super::channels::rooms::Rooms;
use super::clock::Clock;
use super::concurrency::Load;
use super::kept_answers::KeptAnswers;
use super::limits::Limits;
use super::live::hub::Hub;
use super::live::sockets::Sockets;
use super::member::{ContextMembers, Member};
use super::observer::SharedObserver;
use super::origin::Origin;
use crate::auth::identify::IdentityProviders;
use foldhash::fast::FixedState;

/// A server: it answers requests with the functions of the program. A clone is cheap and shares
/// everything.
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

/// A map by names on the wire. A fixed hash is safe: the names are those of the program, so that no
/// client can choose names that collide.
type Names<T> = HashMap<&'static str, T, FixedState>;

pub(crate) struct Inner {
    pub(super) functions: Names<Arc<Member>>,
    pub(super) contexts: Names<Arc<ContextMembers>>,
    #[cfg(feature = "axum")]
    pub(super) pages: Vec<Arc<Member>>,
    #[cfg(all(feature = "render", feature = "axum", unix))]
    pub(super) renderer: Option<crate::render::Renderer>,
    pub(super) identities: Vec<IdentityProviders>,
    pub(super) trusted_origins: Vec<Origin>,
    pub(super) limits: Limits,
    pub(super) load: Load,
    /// `true` if a function takes smaller bodies than the server.
    pub(super) has_body_limits: bool,
    /// The instances that sockets have subscribed.
    pub(super) hub: Hub,
    pub(super) sockets: Sockets,
    pub(super) link: BusLink,
    pub(super) channels: Names<Arc<Channel>>,
    /// The rooms in which sockets are.
    pub(super) rooms: Rooms,
    /// The answers that are kept for `Idempotency-Key`.
    pub(super) answers: Arc<KeptAnswers>,
    /// The bundles that are kept; `None` without a cache.
    #[cfg(feature = "cache")]
    pub(super) kept: Option<super::kept_bundles::KeptBundles>,
    pub(super) observer: SharedObserver,
    pub(super) bundle_names: BundleNames,
    /// The clocks of all contexts that a function names.
    pub(super) clocks: Names<Arc<Clock>>,
}

impl Server {
    pub(crate) fn find_function(&self, name: &str) -> Option<&Arc<Member>> {
        self.0.functions.get(name)
    }

    /// The names of the functions that a client can call.
    #[cfg(feature = "axum")]
    pub(crate) fn function_names(&self) -> impl Iterator<Item = &'static str> {
        self.0.functions.keys().copied()
    }

    pub(crate) fn find_context(&self, name: &str) -> Option<&Arc<ContextMembers>> {
        self.0.contexts.get(name)
    }

    /// The functions with a route.
    #[cfg(feature = "axum")]
    pub(crate) fn pages(&self) -> &[Arc<Member>] {
        &self.0.pages
    }

    /// What renders pages.
    #[cfg(all(feature = "render", feature = "axum", unix))]
    pub(crate) fn renderer(&self) -> Option<&crate::render::Renderer> {
        self.0.renderer.as_ref()
    }

    #[cfg(feature = "axum")]
    pub(crate) fn context_names(&self) -> impl Iterator<Item = &'static str> {
        self.0.contexts.keys().copied()
    }

    pub(crate) fn identities(&self) -> &[IdentityProviders] {
        &self.0.identities
    }

    pub(crate) fn trusted_origins(&self) -> &[Origin] {
        &self.0.trusted_origins
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The limit of the body of a call: that of the function which the address or the beginning of the
    /// body names, or that of the server.
    pub(crate) fn body_limit(&self, function: Option<&str>) -> usize {
        let named = function.and_then(|name| self.find_function(name));
        named.map_or(self.0.limits.body, |member| member.limits.body)
    }

    pub(crate) fn has_body_limits(&self) -> bool {
        self.0.has_body_limits
    }

    pub(crate) fn observer(&self) -> &SharedObserver {
        &self.0.observer
    }

    /// `true` if the end of a mutation has to be told to others, which takes time: the nodes on a bus, or
    /// the store of a cache.
    pub(crate) fn tells_others(&self) -> bool {
        self.has_cache() || self.link().has_bus()
    }

    #[cfg(feature = "cache")]
    pub(crate) fn has_cache(&self) -> bool {
        self.0.kept.is_some()
    }

    #[cfg(not(feature = "cache"))]
    pub(crate) fn has_cache(&self) -> bool {
        false
    }

    /// Keeps nothing in this process of a context that another node has changed; `None` for anything.
    #[cfg(feature = "cache")]
    pub(crate) fn forget_kept(&self, context: Option<&str>) {
        if let Some(kept) = self.kept() {
            kept.hear(context);
            kept.renew_pages_of(self, context);
        }
    }

    #[cfg(not(feature = "cache"))]
    pub(crate) fn forget_kept(&self, _context: Option<&str>) {}

    #[cfg(feature = "cache")]
    pub(crate) fn kept(&self) -> Option<&super::kept_bundles::KeptBundles> {
        self.0.kept.as_ref()
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    /// The clocks of all contexts.
    pub(crate) fn clocks(&self) -> impl Iterator<Item = &Arc<Clock>> {
        self.0.clocks.values()
    }

    pub(crate) fn sockets(&self) -> &Sockets {
        &self.0.sockets
    }

    pub(crate) fn find_channel(&self, name: &str) -> Option<&Arc<Channel>> {
        self.0.channels.get(name)
    }

    pub(crate) fn rooms(&self) -> &Rooms {
        &self.0.rooms
    }

    /// The link to the other nodes.
    pub(crate) fn link(&self) -> &BusLink {
        &self.0.link
    }

    /// A handle that does not keep the server.
    pub(crate) fn downgrade(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    /// The server, while somebody keeps it.
    pub(crate) fn upgrade(inner: &Weak<Inner>) -> Option<Self> {
        inner.upgrade().map(Self)
    }

    /// `true` once the server takes nothing new.
    pub(crate) fn is_going_down(&self) -> bool {
        self.load().is_going_down() || self.sockets().is_going()
    }

    pub(crate) fn load(&self) -> &Load {
        &self.0.load
    }

    pub(crate) fn answers(&self) -> &Arc<KeptAnswers> {
        &self.0.answers
    }

    pub(crate) fn bundle_names(&self) -> &BundleNames {
        &self.0.bundle_names
    }

    /// The clock of a context; `None` if no function names the context.
    pub(crate) fn find_clock(&self, context: &str) -> Option<&Arc<Clock>> {
        self.0.clocks.get(context)
    }
}
