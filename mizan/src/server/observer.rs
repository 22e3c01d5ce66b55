//! The observer of a server: it gets every run of a function and every invalidation.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::declared::exchange::Exchange;
use crate::declared::function::Function;
use crate::declared::identity::Identities;
use crate::declared::invalidation::{Invalidation, Invalidations};
use crate::declared::request::Request;
use crate::{Code, Error, Identity};

/// An observer of a server, for metrics or to forward invalidations.
///
/// The server calls it within the request, so a method should return quickly. A panic of an
/// observer is logged and does not fail the request.
///
/// ```standalone_crate
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// #[derive(Default)]
/// struct Failures(AtomicU64);
///
/// impl mizan::Observer for Failures {
///     fn ran(&self, run: &mizan::Run<'_>) {
///         if let mizan::Outcome::Failed(mizan::Code::Internal) = run.outcome() {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// #[mizan::client]
/// fn ping() {}
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().observe(Failures::default()).build()?;
/// # Ok(()) }
/// ```
///
/// An audit log, of who did what with which result:
///
/// ```standalone_crate
/// use mizan::{FunctionKind, Run};
///
/// struct Audit;
///
/// impl mizan::Observer for Audit {
///     fn ran(&self, run: &Run<'_>) {
///         if run.kind() == FunctionKind::Mutation {
///             let (who, what) = (run.caller().unwrap_or_default(), run.function());
///             let (request, time) = (run.request().id(), run.duration());
///             tracing::info!(%who, what, result = ?run.outcome(), ?time, request, "audit");
///         }
///     }
/// }
///
/// #[mizan::client]
/// fn ping() {}
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().observe(Audit).build()?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not observe anything",
    label = "no `mizan::Observer`",
    note = "implement it: `impl mizan::Observer for {Self} {{ fn ran(&self, run: &mizan::Run<'_>) {{ … }} }}`"
)]
pub trait Observer: Send + Sync + 'static {
    /// A function has run: as a call, as a member of a context, or as a page.
    fn ran(&self, run: &Run<'_>) {
        let _ = run;
    }

    /// A mutation or [`Server::invalidate`](crate::Server::invalidate) made a context stale, or one
    /// read of it. The change is committed. [`Invalidation`] has an example.
    fn invalidated(&self, invalidation: &Invalidation<'_>) {
        let _ = invalidation;
    }

    /// An instance of a live context was read once after a change, for all who have subscribed it and see
    /// the same. Whoever has these data already is not sent them.
    ///
    /// ```standalone_crate
    /// struct Terminal;
    ///
    /// impl mizan::Observer for Terminal {
    ///     fn pushed(&self, context: &'static str, subscribers: usize) {
    ///         println!("{context}: one read for {subscribers}");
    ///     }
    /// }
    ///
    /// #[mizan::client]
    /// fn ping() {}
    ///
    /// # fn main() -> Result<(), mizan::WiringErrors> {
    /// let api = mizan::Server::builder().observe(Terminal).build()?;
    /// # Ok(()) }
    /// ```
    fn pushed(&self, context: &'static str, subscribers: usize) {
        let _ = (context, subscribers);
    }

    /// A bundle of a context was read on a server with a [cache](crate::Builder::cache).
    ///
    /// ```standalone_crate
    /// # #[cfg(feature = "cache")]
    /// # mod cached {
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use mizan::CacheResult;
    ///
    /// #[derive(Default)]
    /// struct Hits(AtomicU64);
    ///
    /// impl mizan::Observer for Hits {
    ///     fn cached(&self, context: &'static str, result: CacheResult) {
    ///         if result == CacheResult::Hit {
    ///             self.0.fetch_add(1, Ordering::Relaxed);
    ///         }
    ///     }
    /// }
    /// # }
    /// # fn main() {}
    /// ```
    fn cached(&self, context: &'static str, result: CacheResult) {
        let _ = (context, result);
    }
}

/// What the cache did for a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheResult {
    /// The bundle was served from the cache, or by a read that somebody else had begun.
    Hit,
    /// The bundle was served from the cache although a change has made it stale: its context allows that for
    /// a while, and somebody else reads it anew.
    Stale,
    /// The bundle was read, and is kept unless one of its functions has failed.
    Miss(Miss),
    /// The bundle was read, and is not kept.
    Bypass(Bypass),
}

/// The reason why a read found nothing in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Miss {
    /// Nothing was kept: it was never read, it was too old, or it had to make room.
    Absent,
    /// A change, or the loss of what the store knows of changes, has made it stale.
    Stale,
    /// What the store has was not written by this version of Mizan.
    Unreadable,
}

/// The reason why a read passed by the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bypass {
    /// The client has seen a change of which this node has not heard yet.
    Behind,
    /// A mutation is running that may change the instance.
    Changing,
    /// Another read of the same instance has failed, takes too long, or was overtaken by a change.
    Failed,
    /// The read was of those members alone that a mutation had made stale.
    Partial,
    /// A guard, a rate or a hook refuses a part of the bundle to the caller.
    Refused,
    /// The store did not answer.
    Unavailable,
    /// A function of the context says `cache = false`, or borrows the request or the session.
    Uncached,
    /// A parameter or the identity of the caller has no canonical text.
    Unnamed,
}

/// One run of a function.
pub struct Run<'request> {
    function: &'static Function,
    request: &'request Request,
    identities: &'request Identities,
    outcome: Outcome,
    duration: Duration,
}

/// The end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The function returned a success.
    Succeeded,
    /// The function returned an error or panicked, or its arguments did not fit.
    Failed(Code),
    /// The function was stopped: by the time limit, or because its client disconnected.
    Stopped,
}

/// The kind of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FunctionKind {
    /// A function with `context`.
    Read,
    /// A function with `affects`, `merge` or `send`.
    Mutation,
    /// A function with neither.
    Call,
    /// A function with `route`.
    Page,
}

pub(super) fn kind_of(function: &Function) -> FunctionKind {
    let Function { route, context, affects, merges, role, .. } = function;
    let speaks =
        role.as_ref().is_some_and(|role| role.kind == crate::declared::channel::RoleKind::Send);
    match (route, context) {
        (Some(_), _) => FunctionKind::Page,
        (None, Some(_)) => FunctionKind::Read,
        (None, None) if affects.is_empty() && merges.is_empty() && !speaks => FunctionKind::Call,
        (None, None) => FunctionKind::Mutation,
    }
}

impl Run<'_> {
    /// The name of the function on the wire.
    pub fn function(&self) -> &'static str {
        self.function.name
    }

    /// The kind of the function.
    pub fn kind(&self) -> FunctionKind {
        kind_of(self.function)
    }

    /// The request that the function ran for.
    pub fn request(&self) -> &Request {
        self.request
    }

    /// The identity of the caller, where a function of the request asks for one of that type; `None` for
    /// a caller without one.
    pub fn identity<I: Identity>(&self) -> Option<&I> {
        self.identities.find()
    }

    /// The id of the caller, by the first identity that a function of the request asks for; `None` for a
    /// caller without one.
    pub fn caller(&self) -> Option<Cow<'_, str>> {
        self.identities.iter().next().map(|identity| identity.id())
    }

    /// The end of the run.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The duration of the run, with all its waiting.
    pub fn duration(&self) -> Duration {
        self.duration
    }
}

/// The observer of a server, or none. Without an observer a run costs one comparison.
#[derive(Clone, Default)]
pub(crate) struct SharedObserver(Option<Arc<dyn Observer>>);

impl SharedObserver {
    pub(super) fn new(observer: impl Observer) -> Self {
        Self(Some(Arc::new(observer)))
    }

    /// Begins to observe a run.
    #[inline]
    pub(crate) fn watch(
        &self,
        function: &'static Function,
        exchange: &Arc<Exchange>,
        identities: &Identities,
    ) -> Watch {
        Watch(self.0.as_ref().map(|observer| {
            Box::new(Watched {
                observer: Arc::clone(observer),
                function,
                exchange: Arc::clone(exchange),
                identities: identities.clone(),
                began: Instant::now(),
            })
        }))
    }

    pub(crate) fn pushed(&self, context: &'static str, subscribers: usize) {
        if let Some(observer) = &self.0 {
            catch_panic(|| observer.pushed(context, subscribers));
        }
    }

    #[cfg(feature = "cache")]
    pub(crate) fn cached(&self, context: &'static str, result: CacheResult) {
        if let Some(observer) = &self.0 {
            catch_panic(|| observer.cached(context, result));
        }
    }

    pub(crate) fn invalidated(&self, invalidations: &Invalidations) {
        let Some(observer) = &self.0 else { return };
        for invalidation in invalidations.iter() {
            catch_panic(|| observer.invalidated(&invalidation));
        }
    }
}

/// A run that is observed. A watch that is dropped before its end was stopped.
pub(crate) struct Watch(Option<Box<Watched>>);

struct Watched {
    observer: Arc<dyn Observer>,
    function: &'static Function,
    exchange: Arc<Exchange>,
    identities: Identities,
    began: Instant,
}

impl Watch {
    #[inline]
    pub(crate) fn end<T>(&mut self, result: &Result<T, Error>) {
        if self.0.is_none() {
            return;
        }
        self.report(match result {
            Ok(_) => Outcome::Succeeded,
            Err(error) => Outcome::Failed(error.code()),
        });
    }

    fn report(&mut self, outcome: Outcome) {
        let Some(watched) = self.0.take() else { return };
        let Watched { observer, function, exchange, identities, began } = *watched;
        let (request, identities) = (&exchange.request, &identities);
        let run = Run { function, request, identities, outcome, duration: began.elapsed() };
        catch_panic(|| observer.ran(&run));
    }
}

impl Drop for Watch {
    #[inline]
    fn drop(&mut self) {
        if self.0.is_some() {
            self.report(Outcome::Stopped);
        }
    }
}

fn catch_panic(observe: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(observe)).is_err() {
        tracing::error!("an observer panicked");
    }
}
