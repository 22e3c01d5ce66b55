//! Who is asking over a socket: what the upgrade and later tokens say, and the identities found so far.

use std::any::TypeId;
use std::mem::replace;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONNECTION, UPGRADE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::{Mutex as Turn, MutexGuard as TurnGuard};

use crate::Error;
use crate::auth::MIZAN_TOKEN;
use crate::declared::exchange::Exchange;
use crate::declared::identity::AnyIdentity;

/// An identity that was looked up, or that there is none.
pub(crate) type Known = (TypeId, Option<AnyIdentity>);

/// The sender of everything that comes over one socket.
pub(crate) struct Caller {
    state: Mutex<State>,
    /// Held by whoever looks the caller up: the others wait for what is found, or get the same error.
    turn: Turn<Option<Failure>>,
    /// The bytes of the mount, with which the path of the request begins.
    mount: usize,
}

/// A lookup that has failed for a moment.
struct Failure {
    at: Instant,
    error: Error,
}

/// The right to look a caller up.
pub(crate) struct Lookup<'caller>(TurnGuard<'caller, Option<Failure>>);

impl Lookup<'_> {
    /// Gives those who wait the error of this lookup.
    pub(crate) fn fail(mut self, error: &Error) {
        *self.0 = Some(Failure { at: Instant::now(), error: error.copy_for_client() });
    }
}

struct State {
    /// The request that opened the socket, with the token that came last. All requests share it.
    parts: Arc<Parts>,
    /// The request that opened the socket, if a token came since.
    opened_by: Option<Arc<Parts>>,
    known: Vec<Known>,
    /// The moment since which what is known is believed, and how long.
    since: Option<Instant>,
    life: Duration,
    /// Counts the tokens, so that what was looked up with an older one is not kept.
    token: u64,
}

/// How long an identity by a token is believed before the token is looked at again.
const TOKEN_LIFE: Duration = Duration::from_secs(1);
/// How long an identity by anything else is believed: its lookup may ask a database.
const SESSION_LIFE: Duration = Duration::from_secs(5);

/// An exchange for one request over a socket, and the state of the caller that it was made of.
pub(crate) struct Asking {
    pub(crate) exchange: Arc<Exchange>,
    /// `true` if nothing that was known is believed any more, so that the session is loaded again.
    pub(crate) is_due: bool,
    token: u64,
    since: Option<Instant>,
}

impl Caller {
    /// The sender of an upgrade, whose path begins with so many bytes of the mount.
    pub(crate) fn new(mut parts: Parts, mount: usize) -> Self {
        parts.headers = copy_headers(&parts.headers);
        let life = life(&parts.headers);
        let parts = Arc::new(parts);
        let (known, opened_by, since, token) = (Vec::new(), None, None, 0);
        let state = State { parts, opened_by, known, since, life, token };
        Self { state: Mutex::new(state), turn: Turn::default(), mount }
    }

    /// Waits for the right to look the caller up. `None` if it is known who that is, and the error of the
    /// lookup that was waited for if that has failed.
    pub(crate) async fn begin_lookup(&self) -> Result<Option<Lookup<'_>>, Error> {
        if !self.is_due() {
            return Ok(None);
        }
        let begun = Instant::now();
        let turn = self.turn.lock().await;
        match &*turn {
            _ if !self.is_due() => Ok(None),
            Some(Failure { at, error }) if *at >= begun => Err(error.copy_for_client()),
            _ => Ok(Some(Lookup(turn))),
        }
    }

    /// How long what is known of the caller is believed.
    pub(crate) fn life(&self) -> Duration {
        self.lock().life
    }

    /// Replaces the token of the caller. What was known of the caller is forgotten.
    pub(crate) fn set_token(&self, name: &'static str, token: HeaderValue) {
        let mut state = self.lock();
        let mut parts = (*state.parts).clone();
        replace_token(&mut parts, name, token);
        let before = state.become_another(Arc::new(parts));
        state.opened_by.get_or_insert(before);
    }

    /// Forgets the tokens that came since the socket was opened. `false` if there was none.
    pub(crate) fn reset(&self) -> bool {
        let mut state = self.lock();
        let opened_by = state.opened_by.take();
        opened_by.map(|parts| state.become_another(parts)).is_some()
    }

    /// An exchange for one request. Identities that were looked up a moment ago are not looked up
    /// again.
    pub(crate) fn ask(&self) -> Asking {
        let mut state = self.lock();
        let is_due = state.is_over();
        if is_due {
            state.known.clear();
            state.since = Some(Instant::now());
        }
        let State { parts, known, since, token, .. } = &*state;
        let exchange = Exchange::over_socket(Arc::clone(parts), self.mount, known);
        Asking { exchange: Arc::new(exchange), is_due, token: *token, since: *since }
    }

    /// An exchange as it would be with another token.
    pub(crate) fn ask_with(&self, name: &'static str, token: HeaderValue) -> Exchange {
        let mut parts = (*self.lock().parts).clone();
        replace_token(&mut parts, name, token);
        Exchange::new(parts, self.mount)
    }

    /// `true` if the caller has to be looked up again.
    pub(crate) fn is_due(&self) -> bool {
        let state = self.lock();
        state.known.is_empty() || state.is_over()
    }

    /// Keeps the identities that an exchange has found.
    pub(crate) async fn learn(&self, asking: &Asking) {
        let Some(found) = asking.exchange.looked_up().await else { return };
        let mut state = self.lock();
        if (state.token, state.since) == (asking.token, asking.since)
            && found.len() > state.known.len()
        {
            state.known.clone_from(&found);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Replaces the sender, and returns the one before. What was known is forgotten.
    fn become_another(&mut self, parts: Arc<Parts>) -> Arc<Parts> {
        self.life = life(&parts.headers);
        self.known.clear();
        self.since = None;
        self.token += 1;
        replace(&mut self.parts, parts)
    }

    /// `true` if what is known is no longer believed.
    fn is_over(&self) -> bool {
        self.since.is_none_or(|since| since.elapsed() >= self.life)
    }
}

/// How long what is found by these headers is believed.
fn life(headers: &HeaderMap) -> Duration {
    match headers.contains_key(AUTHORIZATION) || headers.contains_key(MIZAN_TOKEN) {
        true => TOKEN_LIFE,
        false => SESSION_LIFE,
    }
}

/// Copies the headers that tell something of the sender. Those of a request share the buffer into which
/// the connection reads, 16 KiB of memory for each socket.
fn copy_headers(headers: &HeaderMap) -> HeaderMap {
    let is_of_upgrade = |name: &HeaderName| {
        [CONNECTION, UPGRADE].contains(name) || name.as_str().starts_with("sec-websocket-")
    };
    let kept: Vec<_> = headers.iter().filter(|(name, _)| !is_of_upgrade(name)).collect();
    let values: Vec<u8> = kept.iter().flat_map(|(_, value)| value.as_bytes()).copied().collect();
    let (values, mut end) = (Bytes::from(values), 0);
    let mut copy = HeaderMap::with_capacity(kept.len());
    for (name, value) in kept {
        let start = end;
        end += value.len();
        let name = HeaderName::from_bytes(name.as_str().as_bytes());
        let copied = HeaderValue::from_maybe_shared(values.slice(start..end));
        if let (Ok(name), Ok(mut copied)) = (name, copied) {
            copied.set_sensitive(value.is_sensitive());
            copy.append(name, copied);
        }
    }
    copy
}

fn replace_token(parts: &mut Parts, name: &'static str, token: HeaderValue) {
    parts.headers.remove(AUTHORIZATION);
    parts.headers.remove(MIZAN_TOKEN);
    parts.headers.insert(name, token);
}
