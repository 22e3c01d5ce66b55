//! The builder of a server.

mod limits;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use super::admission::{Before, Gate};
use super::bundle_names::BundleNames;
use super::bus_link::BusLink;
use super::channels::channel::group as group_channels;
use super::channels::rooms::Rooms;
use super::clock::{Clocks, make_clocks};
use super::concurrency::Load;
use super::errors::{WiringError, WiringErrors};
use super::foreign_features::find_foreign_features;
#[cfg(feature = "cache")]
use super::kept_bundles::{KeptBundles, find_uncacheable};
use super::limits::{DEFAULT_LIMITS, Limits};
use super::linked_crates::find_differences;
use super::live::hub::Hub;
use super::live::sockets::Sockets;
use super::member::{Audience, ContextMembers, Member};
use super::observer::{Observer, SharedObserver};
use super::origin::Origin;
use super::routes::find_same_routes;
use super::state::{Inner, Server};
use super::wiring::{Common, Provision, Provisions};
use crate::auth::identify::{Identify, IdentityProviders};
use crate::bus::Bus;
#[cfg(feature = "cache")]
use crate::cache::Cache;
use crate::declared::blocking::BlockingThreads;
use crate::declared::inputs::Attached;
use crate::{Error, Request};

/// The builder of a [`Server`]: it collects the values that functions borrow, and the limits.
///
/// ```standalone_crate
/// use std::time::Duration;
///
/// struct Greeting(&'static str);
///
/// #[mizan::client]
/// fn greet(greeting: &Greeting) -> String {
///     greeting.0.to_owned()
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder()
///     .provide(Greeting("Hello"))
///     .body_limit(64 * 1024)
///     .time_limit(Duration::from_secs(5))
///     .build()?;
/// # Ok(()) }
/// ```
#[must_use = "a builder does nothing until `build()`"]
pub struct Builder {
    provisions: Provisions,
    limits: Limits,
    observer: SharedObserver,
    gate: Gate,
    trusted_origins: Vec<String>,
    bus: Option<Arc<dyn Bus>>,
    #[cfg(feature = "cache")]
    cache: Option<Cache>,
    #[cfg(all(feature = "render", feature = "axum", unix))]
    renderer: Option<crate::render::Renderer>,
}

impl Server {
    /// Begins a server without provisions and with default limits.
    ///
    /// ```standalone_crate
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().body_limit(64 * 1024).build()?;
    /// # Ok(()) }
    /// ```
    pub fn builder() -> Builder {
        Builder {
            provisions: Provisions::default(),
            limits: DEFAULT_LIMITS,
            observer: SharedObserver::default(),
            gate: Gate::default(),
            trusted_origins: Vec::new(),
            bus: None,
            #[cfg(feature = "cache")]
            cache: None,
            #[cfg(all(feature = "render", feature = "axum", unix))]
            renderer: None,
        }
    }
}

impl Builder {
    /// Provides a value: the server lends it to every function with a parameter that borrows its
    /// type.
    ///
    /// ```standalone_crate
    /// struct Greeting(&'static str);
    ///
    /// #[mizan::client]
    /// fn greet(greeting: &Greeting, name: String) -> String {
    ///     format!("{} {name}", greeting.0)
    /// }
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().provide(Greeting("Hello")).build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// A value in an [`Arc`] is lent as `&T` as well as `&Arc<T>`, so that the application can keep the
    /// other half. The `T` may be a `dyn Trait`:
    ///
    /// ```standalone_crate
    /// use std::sync::Arc;
    ///
    /// trait Mailer: Send + Sync {
    ///     fn send(&self, text: &str) -> usize;
    /// }
    ///
    /// struct Silent;
    ///
    /// impl Mailer for Silent {
    ///     fn send(&self, text: &str) -> usize {
    ///         text.len()
    ///     }
    /// }
    ///
    /// #[mizan::client]
    /// fn write(mailer: &dyn Mailer, text: String) -> usize {
    ///     mailer.send(&text)
    /// }
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let mailer: Arc<dyn Mailer> = Arc::new(Silent);
    /// let api = mizan::Server::builder().provide(mailer).build()?;
    /// # Ok(()) }
    /// ```
    pub fn provide<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.provisions.values.push(Provision::of(Arc::new(value)));
        self
    }

    /// Lends a value that whatever carries a request attaches to it: a port by
    /// `Opening::lend`, which every connection has of its own, or a layer of an HTTP application by the
    /// extensions of the request.
    ///
    /// ```standalone_crate
    /// #[derive(Clone)]
    /// struct Window {
    ///     title: String,
    /// }
    ///
    /// #[mizan::client]
    /// fn title(window: &Window) -> String {
    ///     window.title.clone()
    /// }
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().lend_attached::<Window>().build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// Where nothing has attached a value, a function that borrows one answers `NOT_IMPLEMENTED`; one that
    /// borrows an `Option` runs without. What such a function reads is shared by no two connections, and
    /// never cached.
    pub fn lend_attached<T: Clone + Send + Sync + 'static>(mut self) -> Self {
        self.provisions.attached.push(Attached::of::<T>());
        self
    }

    /// Adds an identity provider: the server lends the identity that it finds to every function
    /// with a parameter that borrows its type. [`Identify`] has an example.
    ///
    /// The provider itself is lent as well, for functions that issue tokens. Of two providers of
    /// one type the first is lent; a provided value of the type comes before both.
    pub fn identify<I: Identify>(mut self, provider: I) -> Self {
        let provider = Arc::new(provider);
        self.provisions.providers.push(Provision::of(Arc::clone(&provider)));
        let providers = IdentityProviders::of(provider);
        match self.provisions.identities.iter_mut().find(|known| known.id == providers.id) {
            Some(known) => known.join(providers),
            None => self.provisions.identities.push(providers),
        }
        self
    }

    /// Trusts the pages of another origin: they may call functions in the name of the user who is
    /// signed in here. The origin is written as browsers write it, scheme, host and port.
    ///
    /// Calls from the pages of all other origins are refused, whoever is signed in. A layer for CORS
    /// still has to allow the requests of the trusted origin.
    ///
    /// ```standalone_crate
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().trust_origin("https://app.example").build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// A server whose proxy rewrites `Host` names the origin that its own pages have in the browser:
    /// browsers from before `Sec-Fetch-Site` prove by `Origin` alone that a page is the server's own.
    pub fn trust_origin(mut self, origin: impl Into<String>) -> Self {
        self.trusted_origins.push(origin.into());
        self
    }

    /// Sets the observer of all functions and invalidations. [`Observer`] has an example. A second
    /// observer replaces the first.
    pub fn observe(mut self, observer: impl Observer) -> Self {
        self.observer = SharedObserver::new(observer);
        self
    }

    /// Adds a hook that is asked before each run of a function: once for a call, a page or a stream, and
    /// once for each function of a context, also where an answer brings it anew. Its error is the answer,
    /// of that function alone, and its panic is `INTERNAL_ERROR`. Of several hooks the first error counts.
    ///
    /// The access rule of the function has accepted the caller by then, and its arguments are not read
    /// yet. A call that repeats another one by its `Idempotency-Key` does not run. Subscribing a live context
    /// is a run of each of its functions, unless what the client shows is still so; what is pushed later is
    /// charged to nobody.
    ///
    /// ```standalone_crate
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// use mizan::FunctionKind::Mutation;
    ///
    /// static IS_READ_ONLY: AtomicBool = AtomicBool::new(false);
    ///
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder()
    ///     .before(|run| match run.kind() {
    ///         Mutation if IS_READ_ONLY.load(Ordering::Relaxed) => {
    ///             Err(mizan::Error::forbidden("The site is read-only until noon."))
    ///         }
    ///         _ => Ok(()),
    ///     })
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    pub fn before(
        mut self,
        hook: impl Fn(&Before<'_>) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        self.gate.hooks.push(Arc::new(hook));
        self
    }

    /// Connects the server with the other nodes of the application: what is changed on any of them is
    /// shown by the clients of all. [`bus`](crate::bus) has the engines. The server begins to listen here,
    /// or with its first request if it is built outside of a runtime.
    ///
    /// ```standalone_crate
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let bus = mizan::bus::memory();
    /// let one = mizan::Server::builder().bus(bus.clone()).build()?;
    /// let other = mizan::Server::builder().bus(bus).build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// A server without a bus is alone: a mutation is announced without waiting for anything.
    pub fn bus(mut self, bus: impl Bus) -> Self {
        self.bus = Some(Arc::new(bus));
        self
    }

    /// Keeps the bundles of contexts until a mutation makes them stale. [`mizan::cache`](crate::cache) tells
    /// how.
    ///
    /// ```standalone_crate
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().cache(mizan::cache::memory(64 << 20)).build()?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "cache")]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// Renders the pages that functions with a `route` answer: every [`Page`](crate::Page).
    ///
    /// ```no_run
    /// #[mizan::client(route = "/article/{slug}")]
    /// fn article_page(slug: String) -> mizan::Page {
    ///     mizan::Page::of("Article").props(&slug)
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pages = mizan::render::node("web/dist/server.js").shell("web/dist/index.html").build()?;
    /// let api = mizan::Server::builder().render(pages).build()?;
    /// # Ok(()) }
    /// ```
    #[cfg(all(feature = "render", feature = "axum", unix))]
    pub fn render(mut self, pages: crate::render::Renderer) -> Self {
        self.renderer = Some(pages);
        self
    }

    /// Sets how the address of a caller is found, by which `limits(rate = …)` counts the runs of callers
    /// without an identity. The default is the other end of the connection, which behind a proxy is that
    /// of the proxy. Trust a header only if the proxy overwrites it:
    ///
    /// ```standalone_crate
    /// #[mizan::client(limits(rate = "5/min"))]
    /// fn sign_in(password: String) {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder()
    ///     .client_address(|request| request.headers().get("x-real-ip")?.to_str().ok()?.parse().ok())
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// Callers without an address are counted as one. A network of IPv6, by the first 64 bits of the
    /// address, is one caller.
    pub fn client_address(
        mut self,
        find: impl Fn(&Request) -> Option<IpAddr> + Send + Sync + 'static,
    ) -> Self {
        self.gate.address = Some(Arc::new(find));
        self
    }

    /// Wires every function of the program to the values that it borrows.
    ///
    /// # Errors
    ///
    /// All mistakes at once: a borrowed type without a provision, a type that is provided twice,
    /// two functions of one name, a program without functions, other functions than those of the
    /// client, or a feature of another crate that changes the JSON of a type.
    ///
    /// The functions of the client are known if the crate that writes the client has functions of
    /// its own. For a crate without, compare the two with `mizan::assert_ir!()` in a test.
    pub fn build(self) -> Result<Server, WiringErrors> {
        let mut errors = self.provisions.find_doubles();
        let clocks = make_clocks(self.bus.is_some());
        let common = Common {
            observer: &self.observer,
            limits: &self.limits,
            gate: &self.gate,
            threads: BlockingThreads::new(self.limits.blocking, self.limits.queue),
        };
        let mut functions = self.provisions.wire(&clocks, &common, &mut errors);
        let has_body_limits = functions.values().any(|it| it.limits.body < self.limits.body);
        let trusted_origins = read_origins(&self.trusted_origins, &mut errors);
        errors.extend(self.provisions.find_shared_secret());
        errors.extend(find_differences());
        errors.extend(find_foreign_features());
        if functions.is_empty() && errors.is_empty() {
            errors.push(WiringError::NoFunctions);
        }
        #[cfg(all(feature = "render", feature = "axum", unix))]
        if self.renderer.as_ref().is_some_and(|renderer| !renderer.has_shell()) {
            errors.push(WiringError::NoShell);
        }
        let is_page = |_: &&str, member: &mut Arc<Member>| member.function.route.is_some();
        let pages: BTreeMap<&'static str, Arc<Member>> =
            functions.extract_if(.., is_page).collect();
        errors.extend(find_same_routes(pages.values().map(|page| page.function)));
        let channels = group_channels(functions.values(), &mut errors);
        if !errors.is_empty() {
            return Err(WiringErrors(errors));
        }
        let contexts = group(&functions, &clocks);
        let live = contexts.iter().filter(|(_, context)| context.is_live);
        let hub = Hub::new(
            live.map(|(name, context)| (*name, context.parameters(), context.clock.era_id())),
        );
        #[cfg(feature = "cache")]
        if let Some(cache) = &self.cache {
            let errors = find_uncacheable(cache, self.bus.is_some(), contexts.values());
            if !errors.is_empty() {
                return Err(WiringErrors(errors));
            }
        }
        #[cfg(feature = "cache")]
        let has_bus = self.bus.is_some();
        #[cfg(feature = "cache")]
        let kept = self
            .cache
            .map(|cache| KeptBundles::new(cache, has_bus, contexts.values(), pages.values()));
        #[cfg(all(feature = "cache", feature = "render", feature = "axum", unix))]
        if let (Some(renderer), Some(edge)) =
            (&self.renderer, kept.as_ref().and_then(|kept| kept.edge.as_ref()))
        {
            renderer.on_replaced(edge.purge_all());
        }
        let server = Server(Arc::new(Inner {
            #[cfg(feature = "cache")]
            kept,
            contexts: contexts
                .into_iter()
                .map(|(name, members)| (name, Arc::new(members)))
                .collect(),
            hub,
            sockets: Sockets::default(),
            link: BusLink::new(self.bus),
            channels: channels.into_iter().collect(),
            rooms: Rooms::default(),
            functions: functions.into_iter().collect(),
            #[cfg(feature = "axum")]
            pages: pages.into_values().collect(),
            #[cfg(all(feature = "render", feature = "axum", unix))]
            renderer: self.renderer,
            load: Load::new(&self.limits),
            has_body_limits,
            answers: Arc::default(),
            identities: self.provisions.identities,
            trusted_origins,
            limits: self.limits,
            observer: self.observer,
            bundle_names: BundleNames::default(),
            clocks: clocks.into_iter().collect(),
        }));
        server.listen_to_others();
        Ok(server)
    }
}

fn read_origins(texts: &[String], errors: &mut Vec<WiringError>) -> Vec<Origin> {
    let mut origins = Vec::new();
    for text in texts {
        match Origin::parse(text) {
            Some(origin) => origins.push(origin),
            None => errors.push(WiringError::NoOrigin { text: text.clone() }),
        }
    }
    origins
}

/// The contexts with their members, sorted by name.
fn group(
    functions: &BTreeMap<&'static str, Arc<Member>>,
    clocks: &Clocks,
) -> BTreeMap<&'static str, ContextMembers> {
    let mut contexts = BTreeMap::new();
    for member in functions.values() {
        let Some(context) = &member.function.context else { continue };
        let context = contexts.entry(context.name).or_insert_with(|| ContextMembers {
            members: Vec::new(),
            clock: Arc::clone(&clocks[context.name]),
            target: context.whole(),
            is_live: context.is_live,
            audience: Audience::Everybody,
            hidden: Vec::new(),
        });
        match member.function.private {
            true => context.hidden.push(member.function.name),
            false => context.members.push(Arc::clone(member)),
        }
    }
    for context in contexts.values_mut() {
        context.audience = Audience::of(&context.members);
    }
    contexts
}
