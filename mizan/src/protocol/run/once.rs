//! A call with an `Idempotency-Key`: however often it is sent, it runs once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tracing::{Instrument, Span};

use super::call::Authorized;
use super::call_body::CallBody;
use crate::arguments::source::ArgumentSource;
use crate::declared::exchange::Exchange;
use crate::json::canonical::canonical;
use crate::outgoing::Outgoing;
use crate::server::concurrency::{DetachedMutation, Permit};
use crate::server::kept_answers::{Answer, Ended, Joined, RunKey};
use crate::server::state::Server;
use crate::timeout::within;
use crate::{Code, Error};

/// The longest key in bytes.
const LONGEST_KEY: usize = 255;

/// The time of a run whose callers wait for it with a limit of their own.
const UNLIMITED: Duration = Duration::from_secs(u32::MAX as u64);

impl Server {
    /// Runs a call, or joins the run that an earlier call with the same key has begun.
    pub(crate) async fn run_once(
        &self,
        exchange: &Arc<Exchange>,
        authorized: Authorized,
        body: CallBody,
        key: &str,
        permit: Permit,
    ) -> Result<Outgoing, Error> {
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Err(Error::bad_request(format!(
                "An idempotency key has 1 to {LONGEST_KEY} bytes. Write a random one for each call."
            )));
        }
        let key = RunKey {
            caller: authorized.caller(),
            function: authorized.member.function.name,
            key: key.to_owned(),
        };
        let arguments = canonical(body.read()?.0)
            .map_err(|error| Error::bad_request(format!("The arguments are no JSON: {error}.")))?
            .into_owned();
        let limit = authorized.member.limits.time;
        match self.answers().join(&key, &arguments) {
            Joined::OtherArguments => Err(Error::validation(
                "This idempotency key belongs to a call with other arguments. Write another key for \
                 another call.",
            )),
            Joined::Again(answer) => {
                let ended = self.wait_for_end(answer, limit, None).await?;
                if let Some(changes) = &ended.session {
                    // The cookie of the first answer may be lost with it.
                    exchange.session().repeat(changes).await?;
                }
                ended.answer()
            }
            Joined::First(sender, answer) => {
                let run = Run { server: self.clone(), exchange: Arc::clone(exchange), key, sender };
                let caller = Caller::default();
                let run = run.finish(authorized, body, caller.clone());
                tokio::spawn(run.instrument(Span::current()));
                let waiting = Waiting { caller, server: self, exchange, _permit: permit };
                self.wait_for_end(answer, limit, Some(waiting)).await?.answer()
            }
        }
    }

    async fn wait_for_end(
        &self,
        mut answer: watch::Receiver<Answer>,
        limit: Duration,
        _waiting: Option<Waiting<'_>>,
    ) -> Result<Arc<Ended>, Error> {
        let ended = Box::pin(answer.wait_for(Option::is_some));
        let answer = match within(limit, ended).await {
            Some(Ok(answer)) => answer.clone(),
            // The run was dropped with its runtime.
            Some(Err(_)) => None,
            None => {
                let message = format!("The function took longer than {limit:?}.");
                return Err(Error::new(Code::Timeout, message));
            }
        };
        answer.ok_or_else(|| Error::internal("the run of a call with a key was dropped"))
    }
}

impl Ended {
    /// The answer for one of the callers.
    fn answer(&self) -> Result<Outgoing, Error> {
        match &self.answer {
            Ok(outgoing) => Ok(outgoing.clone()),
            Err(error) => Err(error.copy_for_client()),
        }
    }
}

/// A run in a task of its own, which no caller can stop.
struct Run {
    server: Server,
    exchange: Arc<Exchange>,
    key: RunKey,
    sender: watch::Sender<Answer>,
}

impl Run {
    async fn finish(self, mut authorized: Authorized, body: CallBody, caller: Caller) {
        let Self { server, exchange, key, sender } = self;
        let is_mutation = authorized.member.is_mutation();
        let admitted = authorized.admit(&exchange);
        let is_admitted = admitted.is_ok();
        let answer = match admitted {
            Ok(()) => run(&server, &exchange, &mut authorized, &body).await,
            Err(error) => Err(error),
        };
        let came_to_nothing = match &answer {
            Err(error) if error.is_outcome_unknown() => false,
            Err(error) => match error.code() {
                Code::Unavailable => true,
                // A run that was not admitted is no run.
                _ if !is_admitted => true,
                // A call that changes nothing is stopped by the time limit.
                Code::Timeout => !is_mutation,
                _ => false,
            },
            Ok(_) => false,
        };
        let ended = Ended { answer, session: exchange.session_changes() };
        match came_to_nothing {
            true => server.answers().forget(&key),
            false => server.answers().keep(&key, key.key.len() + ended.size()),
        }
        sender.send_replace(Some(Arc::new(ended)));
        caller.end();
    }
}

async fn run(
    server: &Server,
    exchange: &Arc<Exchange>,
    authorized: &mut Authorized,
    body: &CallBody,
) -> Result<Outgoing, Error> {
    let (args, mounted) = body.read()?;
    let limit =
        if authorized.member.is_mutation() { UNLIMITED } else { authorized.member.limits.time };
    let arguments = ArgumentSource::json(args);
    server.run(exchange, authorized, &arguments, None, &mounted.0, limit).await
}

/// The caller who began a run, seen from both sides.
#[derive(Clone, Default)]
struct Caller(Arc<Mutex<CallerState>>);

#[derive(Default)]
enum CallerState {
    #[default]
    Waits,
    /// The caller has left, and the run counts as a mutation without a caller.
    Gone { _run: DetachedMutation },
    /// The run has ended.
    Answered,
}

impl Caller {
    fn leave(&self, server: &Server) {
        let mut state = self.lock();
        if matches!(*state, CallerState::Waits) {
            *state = CallerState::Gone { _run: server.load().detach() };
        }
    }

    fn end(&self) {
        *self.lock() = CallerState::Answered;
    }

    fn lock(&self) -> MutexGuard<'_, CallerState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A caller who waits, with the place of the request.
struct Waiting<'server> {
    caller: Caller,
    server: &'server Server,
    exchange: &'server Exchange,
    _permit: Permit,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.exchange.abandon_session();
        self.caller.leave(self.server);
    }
}
