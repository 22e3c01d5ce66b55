//! The session of a client: its carrier, and the newest tokens that it has seen, which later requests name.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::runtime::carrier::{Bundle, Call, Carrier, Read, Reply};
use super::super::runtime::error::Error;
use super::super::runtime::send::BoxFuture;
use super::answer;
use super::http::{Http, Request};

/// The contexts whose versions a request names: a header has a limit.
const MOST_SEEN: usize = 20;

/// Carries requests, and notes what their answers say about versions. A clone is the same session.
#[derive(Clone)]
pub struct Session {
    pub(super) http: Http,
    /// The newest token of each context, the newest of all first.
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Session {
    pub(super) fn new(http: Http) -> Self {
        Self { http, seen: Arc::default() }
    }

    /// Notes the tokens of contexts that are changed.
    pub(super) fn note(&self, newest: &BTreeMap<String, String>) {
        if newest.is_empty() {
            return;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|(context, _)| !newest.contains_key(context));
        let newest = newest.iter().map(|(context, token)| (context.clone(), token.clone()));
        seen.splice(..0, newest);
        seen.truncate(MOST_SEEN);
    }

    pub(super) fn seen(&self) -> Option<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs: Vec<String> =
            seen.iter().map(|(context, token)| format!("{context}={token}")).collect();
        if pairs.is_empty() { None } else { Some(pairs.join(", ")) }
    }
}

impl Session {
    /// The answer to a read as it has come, whose type may be read from it without a tree between.
    pub(super) async fn read_bytes(&self, read: Read) -> Result<Vec<u8>, Error> {
        let seen = read.seen.or_else(|| self.seen());
        self.http.read(&Request::read(Read { seen, ..read })?).await
    }
}

impl Carrier for Session {
    fn read(&self, read: Read) -> BoxFuture<Result<Bundle, Error>> {
        let session = self.clone();
        Box::pin(async move { answer::read(&session.read_bytes(read).await?) })
    }

    fn call(&self, call: Call) -> BoxFuture<Result<Reply, Error>> {
        let session = self.clone();
        let seen = call.seen.or_else(|| session.seen());
        // Outside of the future, which is smaller without the parts of a call.
        let request = Request::call(Call { seen, ..call });
        Box::pin(async move {
            let reply = session.http.call(&request?).await?;
            session.note(&reply.v);
            Ok(reply)
        })
    }
}
