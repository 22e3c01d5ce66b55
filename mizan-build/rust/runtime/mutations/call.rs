//! A call to the server: it is sent, its answer lands, and its future ends.

use std::collections::HashMap;
use std::future::IntoFuture;
use std::panic::resume_unwind;
use std::time::Duration;

use futures_util::future::{AbortHandle, AbortRegistration, Abortable};
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::canonical::to_text;
use super::super::carrier::{self, File, Mounted, Params, Reply};
use super::super::channels::room::{Place, say};
use super::super::error::{Code, Error};
use super::super::live::connection;
use super::super::observe::settled::Settled;
use super::super::reads::invalidation::invalidate;
use super::super::reads::retry::{next_pause, send_in_time};
use super::super::reads::unauthorized::lose_session;
use super::super::send::{BoxFuture, MaybeSend};
use super::super::spec::Function;
use super::super::store::core::Core;
use super::super::store::entry::{Entry, EntryId, Id};
use super::super::store::handle::Store;
use super::super::store::names::find_context;
use super::super::store::optimism::{Recipe, acknowledge_layer, add_layer, remove_layer};
use super::super::store::seen::seen_text;
use super::drafts::Drafts;
use super::reply::{Sent, land_reply};

/// The most instances that a call lists; a server takes no more than 16 unless it is told.
const LISTED: usize = 64;

/// When a call ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Settle {
    /// When what it changed and is shown has been read again.
    #[default]
    Landed,
    /// With its answer.
    Ack,
}

/// A call that is sent when it is awaited. To drop it then aborts it: the server may have run the function
/// all the same, so that what it may have changed is read again.
#[must_use = "a call is sent when it is awaited"]
pub struct PendingCall {
    store: Store,
    function: &'static Function,
    /// The call as it is sent, which is not moved again until then.
    call: carrier::Call,
    recipe: Option<Box<dyn Recipe>>,
    settle: Settle,
    timeout: Option<Duration>,
    /// The room that it is said in; over HTTP where there is none.
    pub(crate) room: Option<Place>,
}

impl Store {
    /// A call of a function.
    pub fn call(&self, function: &'static Function, args: Params) -> PendingCall {
        PendingCall {
            store: self.clone(),
            function,
            call: carrier::Call { function: function.name, args, ..carrier::Call::default() },
            recipe: None,
            settle: Settle::default(),
            timeout: None,
            room: None,
        }
    }
}

impl PendingCall {
    /// The files among the arguments.
    pub fn files(mut self, files: Vec<File>) -> Self {
        self.call.files = files;
        self
    }

    /// Changes drafts of the data shown, at once; a failure undoes it, the truth replaces it. The change
    /// has to be pure: it runs again whenever the data below it change.
    pub fn optimistic(mut self, change: impl FnMut(&mut Drafts<'_>) + MaybeSend + 'static) -> Self {
        self.recipe = Some(Box::new(change));
        self
    }

    /// A call with a key is sent again if its answer got lost.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.call.idempotency_key = Some(key.into());
        self
    }

    /// When the call ends.
    pub fn settle(mut self, settle: Settle) -> Self {
        self.settle = settle;
        self
    }

    /// How long an answer may take. Then the error is `Timeout`, and nobody knows whether the call has
    /// happened.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

impl IntoFuture for PendingCall {
    type Output = Result<Box<RawValue>, Error>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run(self))
    }
}

/// Sends a call, and waits until it ends.
pub(crate) async fn run(mut pending: PendingCall) -> Result<Box<RawValue>, Error> {
    let settle = pending.settle;
    let (mut running, registration) = Running::begin(&mut pending);
    let attempts = attempt(&mut running, &mut pending);
    let outcome = match Abortable::new(attempts, registration).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Error::aborted()),
    };
    let reply = outcome.and_then(|reply| running.land(reply, settle));
    match reply {
        Ok((result, settling)) => {
            for settled in settling {
                settled.await;
            }
            Ok(result)
        }
        Err(error) => {
            running.fail(&error);
            Err(error)
        }
    }
}

/// Sends, and sends again after a pause where there is a key.
async fn attempt(running: &mut Running, pending: &mut PendingCall) -> Result<Reply, Error> {
    let PendingCall { store, call, timeout, room, .. } = pending;
    let runtime = store.runtime();
    let (retries, longest) = store.with(|core| (core.options.retries, core.options.timeout));
    let retries = if call.idempotency_key.is_some() { retries } else { 0 };
    let timeout = timeout.or(longest);
    let mut failures = 0;
    loop {
        (call.mounted, call.seen) = store.with(|core| running.send(core, &call.args));
        // What is not sent again need not be kept.
        let this = if failures < retries { call.clone() } else { std::mem::take(call) };
        let sent = match room {
            Some(place) => say(store.clone(), place.clone(), this),
            None => store.carrier().call(this),
        };
        let error = match send_in_time(runtime.as_ref(), timeout, sent).await {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        let pause = next_pause(runtime.as_ref(), &error, failures, retries);
        let Some(pause) = pause else { return Err(error) };
        failures += 1;
        runtime.sleep(pause).await;
    }
}

/// A call that has begun. Dropped before its end, it counts as lost.
struct Running {
    store: Store,
    id: Id,
    function: &'static Function,
    layer: Option<Id>,
    sent: Sent,
    is_over: bool,
}

impl Running {
    fn begin(pending: &mut PendingCall) -> (Self, AbortRegistration) {
        let store = pending.store.clone();
        let recipe = pending.recipe.take();
        let (abort, registration) = AbortHandle::new_pair();
        let begun = store.with(|core| {
            let layer = recipe.map(|recipe| add_layer(core, recipe)).transpose()?;
            let id = core.next_id();
            core.calls.insert(id, abort);
            connection::revive(core);
            Ok((id, layer))
        });
        // The panic of a recipe is its caller's, outside of the lock.
        let (id, layer) = begun.unwrap_or_else(|panic| resume_unwind(panic));
        let sent = Sent { sent_at: 0, mounted: HashMap::new() };
        let function = pending.function;
        (Self { store, id, function, layer, sent, is_over: false }, registration)
    }

    /// Takes note that the call is sent; what it lists, and the tokens it has seen.
    fn send(&mut self, core: &mut Core, args: &Params) -> (Vec<Mounted>, Option<String>) {
        let at = core.tick();
        if self.sent.sent_at == 0 {
            self.sent.sent_at = at;
        }
        let affects = self.function.affects;
        let found = affects.iter().flat_map(|context| find_context(core, context));
        let listed: Vec<(EntryId, &Entry)> = found
            .filter_map(|id| Some((id, core.entries.get(&id)?)))
            .filter(|(_, entry)| is_mounted(entry, args))
            .take(LISTED)
            .collect();
        self.sent.mounted = listed.iter().map(|(id, entry)| (*id, entry.h.clone())).collect();
        let mounted = listed.iter().map(|(_, entry)| to_mounted(entry)).collect();
        (mounted, seen_text(core, affects))
    }

    /// Lands an answer as one change; returns its result, and what the call has to wait for.
    fn land(
        &mut self,
        reply: Reply,
        settle: Settle,
    ) -> Result<(Box<RawValue>, Vec<Settled>), Error> {
        let store = self.store.clone();
        store.with(|core| {
            // The session may have ended since the answer came.
            core.calls.remove(&self.id).ok_or_else(Error::aborted)?;
            self.is_over = true;
            let at = core.tick();
            let mut reply = reply;
            let result = std::mem::take(&mut reply.result);
            if reply.session {
                core.is_signed_in = true;
            }
            let due = land_reply(core, &self.sent, reply, at);
            invalidate(core, due.iter().copied());
            if let Some(layer) = self.layer {
                acknowledge_layer(core, layer, at, &due);
            }
            let is_active = |id: &EntryId| core.entries.get(id).is_some_and(Entry::is_active);
            let shown: Vec<EntryId> = match settle {
                Settle::Landed => due.into_iter().filter(is_active).collect(),
                Settle::Ack => Vec::new(),
            };
            let settled = |id| Settled::new(&store, core, id, false);
            Ok((result, shown.into_iter().map(settled).collect()))
        })
    }

    fn fail(&mut self, error: &Error) {
        self.is_over = true;
        let store = self.store.clone();
        store.with(|core| {
            core.calls.remove(&self.id);
            core.tick();
            if let Some(layer) = self.layer {
                remove_layer(core, layer);
            }
            if error.code == Code::Unauthorized {
                lose_session(core, None, self.sent.sent_at);
            }
            // The server may have done it all the same, so the entries are read again.
            if self.sent.sent_at == 0 || !error.is_outcome_unknown() {
                return;
            }
            for context in self.function.affects {
                let found = find_context(core, context);
                invalidate(core, found);
            }
        });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_over {
            self.fail(&Error::aborted());
        }
    }
}

/// The entry has readers, and its parameters equal the arguments that have their names.
fn is_mounted(entry: &Entry, args: &Params) -> bool {
    let is_equal = |(name, value): (&String, &Value)| {
        args.get(name).is_none_or(|arg| to_text(arg) == to_text(value))
    };
    entry.is_active() && entry.address.params.iter().all(is_equal)
}

fn to_mounted(entry: &Entry) -> Mounted {
    let address = &entry.address;
    let given = address.params.iter().filter(|(_, value)| !value.is_null());
    Mounted {
        context: address.context.name,
        params: given.map(|(name, value)| (name.clone(), value.clone())).collect(),
        only: address.only_name(),
        h: entry.h.clone(),
    }
}
