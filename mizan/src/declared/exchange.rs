//! The state of one request while it is answered.

use std::any::TypeId;
use std::sync::OnceLock;

use http::request::Parts;

use super::identity::AnyIdentity;
use super::reply::ReplyBuffer;
use super::request::Request;
use super::session::Session;

/// A request, the reply to it, and what was found out about its sender.
///
/// One allocation holds all of it, because every call that runs for the request shares it.
pub(crate) struct Exchange {
    pub(crate) request: Request,
    pub(crate) reply: ReplyBuffer,
    /// The identities that were looked up so far, by their types. The lock is held during a lookup,
    /// so that concurrent reads do not ask a provider twice.
    pub(crate) identities: tokio::sync::Mutex<Vec<(TypeId, Option<AnyIdentity>)>>,
    session: OnceLock<Session>,
}

impl Exchange {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            request: Request::new(parts),
            reply: ReplyBuffer::default(),
            identities: tokio::sync::Mutex::default(),
            session: OnceLock::new(),
        }
    }

    /// The session that the cookie of the request names.
    pub(crate) fn session(&self) -> &Session {
        self.session.get_or_init(|| Session::of(self.request.extensions()))
    }

    /// `true` if a function signed a user in or out.
    pub(crate) fn has_new_session(&self) -> bool {
        self.session.get().is_some_and(Session::has_changed)
    }
}
