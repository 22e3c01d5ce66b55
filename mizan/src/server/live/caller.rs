//! Who is asking over a socket: what the upgrade and later tokens say, and the identities found so far.

use std::any::TypeId;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;

use crate::auth::MIZAN_TOKEN;
use crate::declared::exchange::Exchange;
use crate::declared::identity::AnyIdentity;

/// An identity that was looked up, or that there is none.
pub(crate) type Known = (TypeId, Option<AnyIdentity>);

/// The sender of everything that comes over one socket.
pub(crate) struct Caller {
    state: Mutex<State>,
    /// The bytes of the mount, with which the path of the request begins.
    mount: usize,
}

struct State {
    /// The request that opened the socket, with the token that came last.
    parts: Parts,
    known: Vec<Known>,
    /// The moment when `known` was looked up.
    since: Instant,
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
    token: u64,
    since: Instant,
}

impl Caller {
    pub(crate) fn new(parts: Parts, mount: usize) -> Self {
        let state = State { parts, known: Vec::new(), since: Instant::now(), token: 0 };
        Self { state: Mutex::new(state), mount }
    }

    /// How long what is known of the caller is believed.
    pub(crate) fn life(&self) -> Duration {
        let headers = &self.lock().parts.headers;
        match headers.contains_key(AUTHORIZATION) || headers.contains_key(MIZAN_TOKEN) {
            true => TOKEN_LIFE,
            false => SESSION_LIFE,
        }
    }

    /// Replaces the token of the caller. What was known of the caller is forgotten.
    pub(crate) fn set_token(&self, name: &'static str, token: HeaderValue) {
        let mut state = self.lock();
        replace_token(&mut state.parts, name, token);
        state.known.clear();
        state.token += 1;
    }

    /// An exchange for one request. Identities that were looked up a moment ago are not looked up
    /// again.
    pub(crate) fn ask(&self) -> Asking {
        let life = self.life();
        let mut state = self.lock();
        if state.since.elapsed() >= life {
            state.known.clear();
        }
        if state.known.is_empty() {
            state.since = Instant::now();
        }
        let exchange =
            Exchange::with_identities(state.parts.clone(), self.mount, state.known.clone());
        Asking { exchange: Arc::new(exchange), token: state.token, since: state.since }
    }

    /// An exchange as it would be with another token.
    pub(crate) fn ask_with(&self, name: &'static str, token: HeaderValue) -> Exchange {
        let mut parts = self.lock().parts.clone();
        replace_token(&mut parts, name, token);
        Exchange::new(parts, self.mount)
    }

    /// `true` if what is known of the caller has to be looked up again.
    pub(crate) fn is_due(&self) -> bool {
        let life = self.life();
        let state = self.lock();
        state.known.is_empty() || state.since.elapsed() >= life
    }

    /// Keeps the identities that an exchange has found.
    pub(crate) async fn learn(&self, asking: &Asking) {
        let found = asking.exchange.identities().await;
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

fn replace_token(parts: &mut Parts, name: &'static str, token: HeaderValue) {
    parts.headers.remove(AUTHORIZATION);
    parts.headers.remove(MIZAN_TOKEN);
    parts.headers.insert(name, token);
}
