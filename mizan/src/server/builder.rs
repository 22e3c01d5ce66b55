//! Builds a server, and finds every mistake in its wiring before the first request.

use std::any::{Any, TypeId, type_name};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::clock::{Clocks, clocks_of_changes, make_clocks};
use super::errors::{WiringError, WiringErrors};
use super::limits::{DEFAULT_LIMITS, Limits};
use super::linked_crates::find_differences;
use super::member::{ContextMembers, Injected, Member};
use super::observer::Observed;
use super::slots::find_slots;
use super::state::{Inner, Server};
use crate::auth::identify::IdentityProviders;
use crate::auth::policy::{AccessPolicy, InjectedIdentity};
use crate::declared::function::{FUNCTIONS, Function, Route};
use crate::declared::session::Session;
use crate::{Identify, Observer, Request};

/// Collects what a [`Server`] lends to its functions.
#[must_use = "a builder does nothing until `build()`"]
pub struct Builder {
    provisions: Vec<Provision>,
    identifiers: Vec<Provision>,
    identities: Vec<IdentityProviders>,
    limits: Limits,
    observed: Observed,
}

struct Provision {
    id: TypeId,
    name: &'static str,
    value: Arc<dyn Any + Send + Sync>,
}

impl Provision {
    fn of<T: Send + Sync + 'static>(value: Arc<T>) -> Self {
        Self { id: TypeId::of::<T>(), name: type_name::<T>(), value }
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            provisions: Vec::new(),
            identifiers: Vec::new(),
            identities: Vec::new(),
            limits: DEFAULT_LIMITS,
            observed: Observed::default(),
        }
    }
}

impl Server {
    /// Begins a server.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

impl Builder {
    /// Lends a value to every function with a parameter that borrows its type.
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
    pub fn provide<T: Send + Sync + 'static>(mut self, value: T) -> Self {
        self.provisions.push(Provision::of(Arc::new(value)));
        self
    }

    /// Lends who is asking to every function with a parameter that borrows their type. See
    /// [`Identify`].
    ///
    /// It lends the identifier itself as well, for a function that hands out tokens; of two of one
    /// type the first, unless one is provided.
    pub fn identify<I: Identify>(mut self, identifier: I) -> Self {
        let identifier = Arc::new(identifier);
        self.identifiers.push(Provision::of(Arc::clone(&identifier)));
        let kind = IdentityProviders::of(identifier);
        match self.identities.iter_mut().find(|known| known.id == kind.id) {
            Some(known) => known.join(kind),
            None => self.identities.push(kind),
        }
        self
    }

    /// Lets somebody look at every function that runs, and at what becomes stale. See
    /// [`Observer`]. A second observer takes the place of the first.
    pub fn observe(mut self, observer: impl Observer) -> Self {
        self.observed = Observed::by(observer);
        self
    }

    /// The largest body a request may have, in bytes. Two megabytes unless said otherwise.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// The largest file a parameter takes that has no limit of its own, in bytes. Ten megabytes
    /// unless said otherwise.
    #[cfg(feature = "uploads")]
    pub fn upload_limit(mut self, bytes: u64) -> Self {
        self.limits.upload = bytes;
        self
    }

    /// How many instances of contexts a mutation reads again, so that its answer brings what it
    /// changed. The client asks for the others. Sixteen unless said otherwise.
    pub fn mounted_limit(mut self, instances: usize) -> Self {
        self.limits.mounted = instances;
        self
    }

    /// How long a body may take to arrive, and how long a function to answer. After that the
    /// client gets an error; a read stops, a mutation comes to its end without it. Thirty
    /// seconds unless said otherwise.
    pub fn time_limit(mut self, time: Duration) -> Self {
        self.limits.time = time;
        self
    }

    /// How many requests run at once; the others wait for their turn. 1024 unless said otherwise.
    pub fn concurrency_limit(mut self, requests: u32) -> Self {
        self.limits.concurrency = requests;
        self
    }

    /// Wires every function of the program to what it borrows.
    ///
    /// # Errors
    ///
    /// Names everything that is wrong at once: a function that borrows what nobody provides, a
    /// type that is provided twice, two functions of one name, no functions at all, or other ones
    /// than those of the client.
    ///
    /// It knows the client's by the functions of the crate that writes the client. If that crate
    /// has none of its own, compare with `mizan::assert_ir!()` in a test of it.
    pub fn build(self) -> Result<Server, WiringErrors> {
        let mut errors = self.find_doubles();
        let clocks = make_clocks();
        let mut functions = self.wire(&clocks, &mut errors);
        errors.extend(find_differences());
        if functions.is_empty() && errors.is_empty() {
            errors.push(WiringError::NoFunctions);
        }
        let is_view = |_: &&str, member: &mut Arc<Member>| member.function.route.is_some();
        let views: BTreeMap<&'static str, Arc<Member>> =
            functions.extract_if(.., is_view).collect();
        errors.extend(find_same_routes(&views));
        if !errors.is_empty() {
            return Err(WiringErrors(errors));
        }
        Ok(Server(Arc::new(Inner {
            contexts: group(&functions, &clocks).into_iter().collect(),
            functions: functions.into_iter().collect(),
            #[cfg(feature = "axum")]
            views: views.into_values().collect(),
            running: Arc::new(Semaphore::new(self.limits.concurrency as usize)),
            identities: self.identities,
            limits: self.limits,
            observed: self.observed,
            clocks: clocks.into_iter().collect(),
        })))
    }

    fn find_doubles(&self) -> Vec<WiringError> {
        let mut errors = Vec::new();
        for (index, provision) in self.provisions.iter().enumerate() {
            if self.provisions[..index].iter().any(|earlier| earlier.id == provision.id) {
                errors.push(WiringError::ProvidedTwice { type_name: provision.name });
            }
            if let Some(kind) = self.identities.iter().find(|kind| kind.id == provision.id) {
                errors.push(WiringError::ProvidedAndIdentified { type_name: kind.type_name });
            }
        }
        errors
    }

    fn wire(
        &self,
        clocks: &Clocks,
        errors: &mut Vec<WiringError>,
    ) -> BTreeMap<&'static str, Arc<Member>> {
        let mut functions: Vec<&'static Function> = FUNCTIONS.iter().collect();
        functions.sort_by_key(|function| (function.name, function.file, function.line));
        let mut wired: BTreeMap<&'static str, Arc<Member>> = BTreeMap::new();
        for function in &functions {
            #[cfg(feature = "uploads")]
            errors.extend(find_untold(function));
            let injected = self.inject(function, errors);
            let slots = find_slots(function, &functions, errors);
            let observed = self.observed.clone();
            let key = format!(",\"{}\":", function.name).into_bytes();
            let policy = match AccessPolicy::new(function, &injected, &self.identities) {
                Ok(policy) => policy,
                Err(error) => {
                    errors.push(error);
                    continue;
                }
            };
            let clocks = clocks_of_changes(function, clocks);
            let member =
                Arc::new(Member { function, injected, slots, clocks, policy, observed, key });
            if let Some(first) = wired.insert(function.name, member) {
                errors.push(WiringError::same_name(first.function, function));
            }
        }
        wired
    }

    fn inject(&self, function: &'static Function, errors: &mut Vec<WiringError>) -> Vec<Injected> {
        let mut injected = Vec::new();
        for dependency in function.dependencies {
            let mut provisions = self.provisions.iter().chain(&self.identifiers);
            let provision = provisions.find(|provision| provision.id == dependency.id);
            let identity = self.identities.iter().position(|kind| kind.id == dependency.id);
            match provision {
                Some(provision) => injected.push(Injected::Provided(Arc::clone(&provision.value))),
                None if let Some(position) = identity => {
                    let borrowed =
                        InjectedIdentity { position, is_required: !dependency.is_optional };
                    injected.push(Injected::Identity(borrowed));
                }
                None if dependency.id == TypeId::of::<Request>() => {
                    injected.push(Injected::Request)
                }
                None if dependency.id == TypeId::of::<Session>() => {
                    if !self.identities.iter().any(IdentityProviders::has_sessions) {
                        errors.push(WiringError::no_sessions(function));
                    }
                    injected.push(Injected::Session);
                }
                None => errors.push(WiringError::not_provided(function, dependency)),
            }
        }
        injected
    }
}

/// The types of files that a function takes and no content tells.
#[cfg(feature = "uploads")]
fn find_untold(function: &'static Function) -> impl Iterator<Item = WiringError> {
    function.files.iter().flat_map(|files| {
        let untold =
            files.accept.iter().filter(|accepted| !crate::declared::upload::is_tellable(accepted));
        untold.map(|untold| WiringError::untold_content(function, files.name, untold))
    })
}

/// Pages of which a request could not tell which is meant.
fn find_same_routes(views: &BTreeMap<&'static str, Arc<Member>>) -> Vec<WiringError> {
    let views: Vec<(&'static Function, Route)> =
        views.values().filter_map(|view| Some((view.function, view.function.route?))).collect();
    let mut errors = Vec::new();
    for (index, (function, route)) in views.iter().enumerate() {
        let same = views[..index].iter().find(|(_, earlier)| earlier.clashes(route));
        errors.extend(same.map(|(earlier, _)| WiringError::same_route(earlier, function)));
    }
    errors
}

/// The contexts with their members, which keep the order of their names.
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
            parameters: context.parameters,
            hidden: Vec::new(),
        });
        match member.function.private {
            true => context.hidden.push(member.function.name),
            false => context.members.push(Arc::clone(member)),
        }
    }
    contexts
}
