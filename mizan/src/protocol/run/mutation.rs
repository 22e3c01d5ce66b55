//! The execution of a mutation: it always runs to its end and is announced there, whether or not
//! its caller still waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use smallvec::SmallVec;
use tokio::runtime::Handle;

use super::execute::{Execution, Log, Started, poll_once};
use crate::Error;
use crate::declared::exchange::Exchange;
use crate::declared::invalidation::Invalidations;
use crate::protocol::reply::announcement::Announcement;
use crate::server::clock::{Change, Clock};
use crate::server::concurrency::Permit;
use crate::server::member::Member;
use crate::server::state::Server;
use crate::timeout::within;

/// The end of a mutation as its caller sees it: its announcement, or its error.
type Answered = Result<Announcement, Error>;

/// Runs a mutation. It always runs to its end: when it exceeds the time limit or its client
/// disconnects, a task of its own takes it over.
pub(super) async fn mutate(
    server: &Server,
    member: &Arc<Member>,
    exchange: &Arc<Exchange>,
    start: impl FnMut(&mut Context<'_>) -> Started,
    permit: Option<Permit>,
    limit: Duration,
) -> Answered {
    let ending = Ending {
        server: server.clone(),
        member: Arc::clone(member),
        exchange: Arc::clone(exchange),
        changes: member.clocks.iter().map(Clock::start_change).collect(),
    };
    match poll_once(start).await {
        // The rest of a function that waits is boxed, so that the future of one that does not is
        // small.
        Ok(Some(run)) => Box::pin(wait(run, ending, permit, limit)).await,
        ended => ending.announce(ended.map(drop)),
    }
}

/// Waits for the end of a mutation, at most for the limit.
async fn wait(run: Execution, ending: Ending, permit: Option<Permit>, limit: Duration) -> Answered {
    let (function, exchange) = (ending.member.function, Arc::clone(&ending.exchange));
    let mutation = Mutation(Some(Mutating { run, ending, permit }));
    match within(limit, mutation).await {
        Some(ended) => ended,
        None => Err(Log { function, request: &exchange.request }.time_out(limit)),
    }
}

/// A mutation that was pending at its first poll. Dropping it spawns a task that runs it to its
/// end.
struct Mutation(Option<Mutating>);

/// A running mutation, and the permit that it holds until its end.
struct Mutating {
    run: Execution,
    ending: Ending,
    permit: Option<Permit>,
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
                permit.detach(mutating.ending.server.load());
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
        let result = ready!(self.run.poll(context));
        Poll::Ready(self.ending.announce(result))
    }
}

/// Everything that the end of a mutation needs.
struct Ending {
    server: Server,
    member: Arc<Member>,
    exchange: Arc<Exchange>,
    /// Inline, because most mutations change one context.
    changes: SmallVec<[Change; 1]>,
}

impl Ending {
    /// Advances the clocks and calls the observer, unless it is certain that nothing has changed.
    fn announce(&self, result: Result<(), Error>) -> Answered {
        let explicit = self.exchange.request.take_invalidations();
        let has_failed = match &result {
            Ok(()) => self.exchange.reply.has_failed_page(),
            Err(error) => !error.is_outcome_unknown(),
        };
        if has_failed {
            return result.map(|()| Announcement::default());
        }
        let scope = self.exchange.reply.take_scope();
        let affects = self.member.function.affects;
        let mut announcement = Announcement {
            invalidations: Invalidations::new(affects, scope, explicit),
            tokens: SmallVec::new(),
        };
        for change in &self.changes {
            announcement.tokens.push((Arc::clone(change.clock()), change.advance()));
        }
        announcement.advance_explicit(&self.server);
        self.server.observer().invalidated(&announcement.invalidations);
        result.map(|()| announcement)
    }
}
