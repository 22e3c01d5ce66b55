//! Whoever looks at what the server does: for figures, or to tell others what became stale.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::declared::function::Function;
use crate::{Code, Error, Request};

/// Looks at every function that runs, and at everything that becomes stale. What it does takes
/// the time of the request, so let it count and go.
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not observe anything",
    label = "no `mizan::Observer`",
    note = "implement it: `impl mizan::Observer for {Self} {{ fn ran(&self, run: &mizan::Run<'_>) {{ … }} }}`"
)]
pub trait Observer: Send + Sync + 'static {
    /// A function has run: called, as a member of a context, or as a page.
    fn ran(&self, run: &Run<'_>) {
        let _ = run;
    }

    /// Something became stale, by a mutation or by [`Server::invalidate`], in the words of the
    /// header `X-Mizan-Invalidate`: `user;user_id=5, notifications`.
    ///
    /// [`Server::invalidate`]: crate::Server::invalidate
    fn went_stale(&self, what: &str) {
        let _ = what;
    }
}

/// A function that has run.
pub struct Run<'request> {
    function: &'static Function,
    request: &'request Request,
    outcome: Outcome,
    duration: Duration,
}

/// How a function came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It answered.
    Succeeded,
    /// It failed, or its arguments did not fit.
    Failed(Code),
    /// It was stopped: it took too long, or nobody waited for it any more.
    Stopped,
}

/// What a function is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionKind {
    /// It belongs to a context.
    Read,
    /// It changes what reads show.
    Mutation,
    /// Neither.
    Call,
    /// It has a route.
    Page,
}

impl Run<'_> {
    /// Its name on the wire.
    pub fn function(&self) -> &'static str {
        self.function.name
    }

    /// What it is.
    pub fn kind(&self) -> FunctionKind {
        let Function { route, context, affects, merges, .. } = self.function;
        match (route, context) {
            (Some(_), _) => FunctionKind::Page,
            (None, Some(_)) => FunctionKind::Read,
            (None, None) if affects.is_empty() && merges.is_empty() => FunctionKind::Call,
            (None, None) => FunctionKind::Mutation,
        }
    }

    /// The request that it was run for.
    pub fn request(&self) -> &Request {
        self.request
    }

    /// How it came to its end.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// How long it ran.
    pub fn duration(&self) -> Duration {
        self.duration
    }
}

/// The observer of a server, if there is one. Looking away costs nothing.
#[derive(Clone, Default)]
pub(crate) struct Observed(Option<Arc<dyn Observer>>);

impl Observed {
    pub(crate) fn by(observer: impl Observer) -> Self {
        Self(Some(Arc::new(observer)))
    }

    /// Begins to watch a function.
    #[inline]
    pub(crate) fn watch(&self, function: &'static Function, request: &Arc<Request>) -> Watch {
        Watch(self.0.as_ref().map(|observer| {
            let (observer, request) = (Arc::clone(observer), Arc::clone(request));
            Box::new(Watched { observer, function, request, began: Instant::now() })
        }))
    }

    pub(crate) fn tell_stale(&self, what: &str) {
        if let Some(observer) = &self.0 {
            undisturbed(|| observer.went_stale(what));
        }
    }

    pub(crate) fn is_some(&self) -> bool {
        self.0.is_some()
    }
}

/// A function under watch. One that is dropped was stopped.
pub(crate) struct Watch(Option<Box<Watched>>);

struct Watched {
    observer: Arc<dyn Observer>,
    function: &'static Function,
    request: Arc<Request>,
    began: Instant,
}

impl Watch {
    #[inline]
    pub(crate) fn end<T>(&mut self, result: &Result<T, Error>) {
        if self.0.is_none() {
            return;
        }
        self.tell(match result {
            Ok(_) => Outcome::Succeeded,
            Err(error) => Outcome::Failed(error.code()),
        });
    }

    fn tell(&mut self, outcome: Outcome) {
        let Some(watched) = self.0.take() else { return };
        let Watched { observer, function, request, began } = *watched;
        let run = Run { function, request: &request, outcome, duration: began.elapsed() };
        undisturbed(|| observer.ran(&run));
    }
}

impl Drop for Watch {
    #[inline]
    fn drop(&mut self) {
        if self.0.is_some() {
            self.tell(Outcome::Stopped);
        }
    }
}

/// Whoever only looks cannot make a request fail.
fn undisturbed(look: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(look)).is_err() {
        tracing::error!("an observer panicked");
    }
}
