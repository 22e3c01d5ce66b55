//! A mutation runs to its end and is announced there, whether or not its caller still waits.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;

use super::execute::{Execution, Started, at_once};
use crate::protocol::reply::{Announcement, Invalidations};
use crate::protocol::timeout::within;
use crate::server::{Change, Clock, Member, Permit};
use crate::{Error, Request, Server};

/// A mutation as its caller sees it: what it announced, or why it failed.
type Answered = Result<Announcement, Error>;

/// Runs a mutation. It never stops half way: when it takes too long, or when the client has gone
/// away, a task runs it to its end.
pub(super) async fn mutate(
    server: &Server,
    member: &Arc<Member>,
    request: &Arc<Request>,
    begin: impl FnMut(&mut Context<'_>) -> Started,
    permit: Permit,
) -> Answered {
    let ending = Ending {
        server: server.clone(),
        member: Arc::clone(member),
        request: Arc::clone(request),
        changes: member.clocks.iter().map(Clock::start_change).collect(),
    };
    match at_once(begin).await {
        // What waits has a box of its own, so that the future of what does not stays small.
        Ok(Some(run)) => Box::pin(wait(server, run, ending, permit)).await,
        ended => ending.announce(ended.map(drop)),
    }
}

/// Waits for the end, as long as a function may take.
async fn wait(server: &Server, run: Execution, ending: Ending, permit: Permit) -> Answered {
    let limit = server.limits().time;
    let log = run.log();
    let mutation = Mutation(Some(Mutating { run, ending, _permit: permit }));
    match within(limit, mutation).await {
        Some(ended) => ended,
        None => Err(log.too_long(limit)),
    }
}

/// A mutation that waits for something. One that is dropped goes on by itself.
struct Mutation(Option<Mutating>);

/// Everything that a mutation holds until its end.
struct Mutating {
    run: Execution,
    ending: Ending,
    _permit: Permit,
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
        if let Some(mutating) = self.0.take()
            && let Ok(runtime) = Handle::try_current()
        {
            // Not a `Mutation`: a runtime that shuts down drops what is spawned on it at once.
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
    request: Arc<Request>,
    changes: Vec<Change>,
}

impl Ending {
    /// Advances the clocks and tells the observer, unless the mutation has failed for certain.
    fn announce(&self, result: Result<(), Error>) -> Answered {
        let explicit = self.request.take_invalidations();
        let has_failed = match &result {
            Ok(()) => self.request.reply_buffer.has_failed_page(),
            Err(error) => !error.is_outcome_unknown(),
        };
        if has_failed {
            return result.map(|()| Announcement::default());
        }
        let mut announcement = Announcement { explicit, tokens: Vec::new() };
        for change in &self.changes {
            announcement.tokens.push((Arc::clone(change.clock()), change.advance()));
        }
        announcement.advance_explicit(&self.server);
        self.tell_observer(&announcement);
        result.map(|()| announcement)
    }

    fn tell_observer(&self, announcement: &Announcement) {
        if self.server.observed().is_some() {
            let scope = self.request.reply_buffer.scope();
            let explicit = &announcement.explicit;
            let invalidations = Invalidations::new(self.member.function.affects, &scope, explicit);
            self.server.tell_stale(&invalidations);
        }
    }
}
