//! The execution of a mutation: it always runs to its end and is announced there, whether or not
//! its caller still waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::FutureExt;
use smallvec::SmallVec;
use tokio::runtime::Handle;

use super::begun::{Answered, Begun};
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

/// Starts a mutation. It always runs to its end: when it exceeds the time limit or its client
/// disconnects, a task of its own takes it over.
pub(super) async fn mutate(
    server: &Server,
    member: &Arc<Member>,
    exchange: &Arc<Exchange>,
    start: impl FnMut(&mut Context<'_>) -> Started,
    permit: Option<Permit>,
    limit: Duration,
) -> Begun {
    let changes: Changes = member.clocks.iter().map(Clock::start_change).collect();
    match poll_once(start).await {
        Ok(Some(run)) => {
            let (server, member, exchange) =
                (server.clone(), Arc::clone(member), Arc::clone(exchange));
            let mutating = Mutating { run, server, member, exchange, changes, permit };
            Begun::Running(Box::pin(wait(mutating, limit)))
        }
        ended => Begun::Ended(announce(server, member, exchange, &changes, ended.map(drop))),
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
    run: Execution,
    server: Server,
    member: Arc<Member>,
    exchange: Arc<Exchange>,
    changes: Changes,
    permit: Option<Permit>,
}

/// The changes of contexts that a mutation has begun. Inline, because most mutations change one.
type Changes = SmallVec<[Change; 1]>;

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
        let result = ready!(self.run.poll(context));
        let Self { server, member, exchange, changes, .. } = &*self;
        Poll::Ready(announce(server, member, exchange, changes, result))
    }
}

/// Advances the clocks and calls the observer, unless it is certain that nothing has changed.
fn announce(
    server: &Server,
    member: &Member,
    exchange: &Exchange,
    changes: &[Change],
    result: Result<(), Error>,
) -> Answered {
    let explicit = exchange.request.take_invalidations();
    let has_failed = match &result {
        Ok(()) => exchange.reply.has_failed_page(),
        Err(error) => !error.is_outcome_unknown(),
    };
    if has_failed {
        return result.map(|()| Announcement::default());
    }
    let scope = exchange.reply.take_scope();
    let mut announcement = Announcement {
        invalidations: Invalidations::new(member.function.affects, scope, explicit),
        tokens: SmallVec::new(),
    };
    for change in changes {
        announcement.tokens.push((Arc::clone(change.clock()), change.advance()));
    }
    announcement.advance_explicit(server);
    server.announce(&announcement, &member.slots);
    result.map(|()| announcement)
}
