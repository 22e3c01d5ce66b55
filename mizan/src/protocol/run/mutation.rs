//! The execution of a mutation: it always runs to its end and is announced there, whether or not
//! its caller still waits.

use std::future::Future;
use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::runtime::Handle;

use super::begun::{Answered, Begun};
use super::call::PREFIX;
use super::execute::{Execution, Log, Started, poll_once};
use crate::Error;
use crate::arguments::source::ArgumentSource;
use crate::declared::call::Call;
use crate::declared::exchange::Exchange;
use crate::declared::invalidation::Invalidations;
use crate::declared::scope::Scope;
use crate::protocol::live::announce::{Changed, Changes};
use crate::protocol::reply::announcement::Announcement;
use crate::server::clock::Clock;
use crate::server::concurrency::Permit;
#[cfg(feature = "cache")]
use crate::server::kept_bundles::Marked;
use crate::server::member::Member;
use crate::server::state::Server;
use crate::timeout::within;

impl Server {
    /// The scope of a mutation, for its marks in the cache. `None` where it is known only when the function
    /// has run, and without a cache.
    pub(super) fn known_scope(
        &self,
        member: &Member,
        exchange: &Exchange,
        call: impl FnOnce() -> Call,
        arguments: &ArgumentSource<'_>,
    ) -> Option<Scope> {
        let record = member.function.scope.filter(|_| self.has_cache() && !member.may_tell())?;
        // A type of the application may panic while it is read; the run tells of it.
        let recorded = catch_unwind(AssertUnwindSafe(|| record(&call(), arguments)));
        let scope = exchange.reply.take_scope();
        recorded.is_ok_and(|recorded| recorded.is_ok()).then_some(scope)
    }
}

/// Starts a mutation. It always runs to its end: when it exceeds the time limit or its client
/// disconnects, a task of its own takes it over.
#[cfg_attr(not(feature = "cache"), expect(unused_variables))]
pub(super) async fn mutate(
    server: &Server,
    member: &Arc<Member>,
    exchange: &Arc<Exchange>,
    scope: Option<Scope>,
    start: impl FnMut(&mut Context<'_>) -> Started,
    permit: Option<Permit>,
    limit: Duration,
) -> Begun {
    #[cfg(feature = "cache")]
    let marked = match server.mark_kept(member, scope, limit).await {
        Ok(marked) => marked,
        Err(error) => return Begun::Ended(Err(error)),
    };
    let changes: Changes = member.clocks.iter().map(Clock::start_change).collect();
    match poll_once(start).await {
        Ok(Some(run)) => {
            let (server, member, exchange) =
                (server.clone(), Arc::clone(member), Arc::clone(exchange));
            let run = Stage::Running(run);
            let mutating = Mutating {
                run,
                server,
                member,
                exchange,
                changes,
                permit,
                #[cfg(feature = "cache")]
                marked,
            };
            Begun::Running(Box::pin(wait(mutating, limit)))
        }
        ended => {
            let ended = end(server, member, exchange, changes, ended.map(drop));
            #[cfg(feature = "cache")]
            let ended = ended.with(marked);
            if !server.tells_others() {
                return Begun::Ended(ended.announce_alone(server, member));
            }
            let announcing = announce(server.clone(), Arc::clone(member), ended);
            let run = Stage::Announcing(announcing);
            let (server, member, exchange) =
                (server.clone(), Arc::clone(member), Arc::clone(exchange));
            let changes = Changes::new();
            let mutating = Mutating {
                run,
                server,
                member,
                exchange,
                changes,
                permit,
                #[cfg(feature = "cache")]
                marked: None,
            };
            Begun::Running(Box::pin(wait(mutating, limit)))
        }
    }
}

/// Waits for the end of a mutation, at most for the limit. Not an `async fn`, whose future would have
/// room for its arguments twice.
fn wait(mutating: Mutating, limit: Duration) -> impl Future<Output = Answered> {
    let (function, exchange) = (mutating.member.function, Arc::clone(&mutating.exchange));
    within(limit, Mutation(Some(mutating))).map(move |ended| {
        let log = Log { function, request: &exchange.request };
        ended.unwrap_or_else(|| Err(log.time_out(limit)))
    })
}

/// A mutation that was pending at its first poll. Dropping it spawns a task that runs it to its
/// end.
struct Mutation(Option<Mutating>);

/// A running mutation, everything that its end needs, and the permit that it holds until then.
struct Mutating {
    run: Stage,
    server: Server,
    member: Arc<Member>,
    exchange: Arc<Exchange>,
    changes: Changes,
    permit: Option<Permit>,
    /// The contexts whose bundles are not served meanwhile.
    #[cfg(feature = "cache")]
    marked: Option<Marked>,
}

/// How far a mutation has come.
enum Stage {
    Running(Execution),
    /// The function has ended, and the nodes on the bus are told.
    Announcing(Pin<Box<dyn Future<Output = Answered> + Send>>),
}

impl Future for Mutation {
    type Output = Answered;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(mutating) = &mut self.0 else { return Poll::Pending };
        let answered = ready!(Pin::new(mutating).poll(context));
        self.0 = None;
        Poll::Ready(answered)
    }
}

impl Drop for Mutation {
    fn drop(&mut self) {
        if let Some(mut mutating) = self.0.take()
            && let Ok(runtime) = Handle::try_current()
        {
            if let Some(permit) = &mut mutating.permit {
                permit.detach(mutating.server.load());
            }
            // Not a `Mutation`: a runtime that shuts down drops its new tasks at once, and this
            // `drop` would spawn again for ever.
            runtime.spawn(mutating);
        }
    }
}

impl Future for Mutating {
    type Output = Answered;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Stage::Running(run) = &mut self.run {
            let result = ready!(run.poll(context));
            let Self { server, member, exchange, changes, .. } = &mut *self;
            let ended = end(server, member, exchange, take(changes), result);
            #[cfg(feature = "cache")]
            let ended = ended.with(self.marked.take());
            let Self { server, member, .. } = &*self;
            if !server.tells_others() {
                return Poll::Ready(ended.announce_alone(server, member));
            }
            self.run = Stage::Announcing(announce(server.clone(), Arc::clone(member), ended));
        }
        match &mut self.run {
            Stage::Announcing(announcing) => announcing.as_mut().poll(context),
            Stage::Running(_) => Poll::Pending,
        }
    }
}

/// A mutation that has ended, before it is announced.
struct Ended {
    result: Result<(), Error>,
    invalidations: Invalidations,
    /// What it has changed; `None` if it has failed, so that nothing is announced.
    changes: Option<Changes>,
    #[cfg(feature = "cache")]
    marked: Option<Marked>,
}

/// Finds out what a mutation that has ended has changed.
fn end(
    server: &Server,
    member: &Member,
    exchange: &Exchange,
    changes: Changes,
    result: Result<(), Error>,
) -> Ended {
    let explicit = exchange.request.take_invalidations();
    let has_failed = match &result {
        Ok(()) => exchange.reply.has_failed_page(),
        Err(error) => !error.is_outcome_unknown(),
    };
    if result.is_ok() && member.speaks() {
        server.speak(member, exchange, PREFIX.len());
    }
    let scope = exchange.reply.take_scope();
    Ended {
        result,
        invalidations: Invalidations::new(member.function.affects, scope, explicit),
        changes: (!has_failed).then_some(changes),
        #[cfg(feature = "cache")]
        marked: None,
    }
}

impl Ended {
    #[cfg(feature = "cache")]
    fn with(self, marked: Option<Marked>) -> Self {
        Self { marked, ..self }
    }

    /// Announces it on a server that tells nobody else.
    fn announce_alone(self, server: &Server, member: &Member) -> Answered {
        let Self { result, invalidations, changes, .. } = self;
        let announcement = changes.map(|changes| {
            server.announce_alone(Changed::new(invalidations, changes, &member.slots))
        });
        result.map(|()| announcement.unwrap_or_default())
    }
}

/// Announces a mutation to all nodes.
fn announce(
    server: Server,
    member: Arc<Member>,
    ended: Ended,
) -> Pin<Box<dyn Future<Output = Answered> + Send>> {
    Box::pin(async move {
        let Ended { result, invalidations, changes, .. } = ended;
        let Some(changes) = changes else {
            #[cfg(feature = "cache")]
            server.purge_failed(&result, &invalidations, &member.slots, ended.marked).await;
            return result.map(|()| Announcement::default());
        };
        let changed = Changed::new(invalidations, changes, &member.slots);
        #[cfg(feature = "cache")]
        let changed = Changed { marked: ended.marked, ..changed };
        let announcement = server.announce(changed).await;
        result.map(|()| announcement)
    })
}
