//! The request a function may borrow.

use std::any::TypeId;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::mem::take;
use std::sync::{Mutex, OnceLock, PoisonError};

use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::identity::AnyIdentity;
use super::reply::ReplyBuffer;
use super::session::Session;
use crate::Context;
use crate::protocol::ExplicitInvalidation;

/// The request that is being answered. A function borrows it like anything else.
///
/// ```
/// #[mizan::client]
/// fn language(request: &mizan::Request) -> Option<String> {
///     Some(request.headers().get("accept-language")?.to_str().ok()?.to_owned())
/// }
/// # fn main() {}
/// ```
pub struct Request {
    parts: Parts,
    id: OnceLock<String>,
    said: Mutex<Vec<ExplicitInvalidation>>,
    /// Where the functions that answer it write.
    pub(crate) reply_buffer: ReplyBuffer,
    /// Who is asking, as far as it was found out.
    pub(crate) identities: tokio::sync::Mutex<Vec<(TypeId, Option<AnyIdentity>)>>,
    session: OnceLock<Session>,
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, uri, id) = (self.method(), self.uri(), self.id());
        formatter
            .debug_struct("Request")
            .field("method", method)
            .field("uri", uri)
            .field("id", &id)
            .finish_non_exhaustive()
    }
}

/// The header that names a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl Request {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            parts,
            id: OnceLock::new(),
            said: Mutex::default(),
            reply_buffer: ReplyBuffer::default(),
            identities: tokio::sync::Mutex::default(),
            session: OnceLock::new(),
        }
    }

    /// Says that the mutation which answers this request makes a context stale: the instances
    /// that have these parameters. It counts once the mutation has succeeded, and more than what
    /// the arguments say of the same context. A read makes nothing stale.
    ///
    /// ```
    /// # #[derive(mizan::Context)]
    /// # pub struct Post { pub post_id: i64 }
    /// #[mizan::client]
    /// fn publish_next(request: &mizan::Request) -> i64 {
    ///     let post_id = 7;
    ///     request.invalidate(&Post { post_id });
    ///     post_id
    /// }
    /// # fn main() {}
    /// ```
    pub fn invalidate<C: Context>(&self, context: &C) {
        let said = ExplicitInvalidation::of(context);
        self.said.lock().unwrap_or_else(PoisonError::into_inner).push(said);
    }

    /// What was said to be stale.
    pub(crate) fn take_invalidations(&self) -> Vec<ExplicitInvalidation> {
        take(&mut *self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Its name in the log: what `X-Request-Id` says, or else a random one. An error answer
    /// carries it, so that a user can tell which line of the log is about it.
    pub fn id(&self) -> &str {
        self.id.get_or_init(|| match self.headers().get(REQUEST_ID).map(HeaderValue::to_str) {
            Some(Ok(id)) if (1..=128).contains(&id.len()) => id.to_owned(),
            _ => format!("{:016x}", RandomState::new().hash_one(())),
        })
    }

    /// How it was sent.
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// Where it was sent to, below the place where Mizan is mounted.
    pub fn uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// Its headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The session that its cookie names.
    pub(crate) fn session(&self) -> &Session {
        self.session.get_or_init(|| Session::of(self.extensions()))
    }

    /// Whether whoever asks next is somebody else.
    pub(crate) fn has_new_session(&self) -> bool {
        self.session.get().is_some_and(Session::has_changed)
    }

    /// What layers in front of Mizan attached to it.
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }
}
