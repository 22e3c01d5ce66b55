//! The request that a function may borrow.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::mem::take;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use http::request::Parts;
use http::uri::PathAndQuery;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::context::Context;
use super::invalidation::ExplicitInvalidation;
use super::trace_context::TraceContext;

/// The request that is answered. A function borrows it like any other value of the server.
///
/// ```
/// #[mizan::client]
/// fn language(request: &mizan::Request) -> Option<String> {
///     Some(request.headers().get("accept-language")?.to_str().ok()?.to_owned())
/// }
/// # fn main() {}
/// ```
pub struct Request {
    parts: Head,
    /// The length of the path where Mizan is mounted, if `parts` still has that path.
    mount: usize,
    /// The URI below that path, for the functions that ask for it.
    below: OnceLock<Box<Uri>>,
    id: OnceLock<Box<str>>,
    invalidations: Mutex<Vec<ExplicitInvalidation>>,
    /// What the client has seen, as a frame of a socket says it. Over HTTP a header does.
    seen: OnceLock<Box<str>>,
}

/// The head of a request: its own, or the one of the upgrade, which all requests over a socket share.
#[expect(clippy::large_enum_variant, reason = "almost every request has a head of its own")]
enum Head {
    Own(Parts),
    Shared(Arc<Parts>),
}

impl Deref for Head {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        match self {
            Self::Own(parts) => parts,
            Self::Shared(parts) => parts,
        }
    }
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

/// The header that carries the id of a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id in bytes that is taken from a request: it goes into every line of the log.
const LONGEST_ID: usize = 128;

impl Request {
    /// A request whose path begins with `mount` bytes that lead to Mizan.
    #[inline]
    pub(crate) fn new(parts: Parts, mount: usize) -> Self {
        Self::with_head(Head::Own(parts), mount)
    }

    /// A request over a socket.
    pub(crate) fn over_socket(parts: Arc<Parts>, mount: usize) -> Self {
        Self::with_head(Head::Shared(parts), mount)
    }

    fn with_head(parts: Head, mount: usize) -> Self {
        let (below, id, seen) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { parts, mount, below, id, invalidations: Mutex::default(), seen }
    }

    /// Declares at run time that the mutation which answers this request makes a context stale, in
    /// the instances that have these parameters.
    ///
    /// The invalidation is sent once the mutation has succeeded, and replaces the declared
    /// invalidation of the same context. In a read it has no effect.
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
        let invalidation = ExplicitInvalidation::of(context);
        self.invalidations.lock().unwrap_or_else(PoisonError::into_inner).push(invalidation);
    }

    /// Takes note of what the client has seen, as its frame says. A request is of one frame.
    pub(crate) fn note_seen(&self, seen: Option<&str>) {
        if let Some(seen) = seen {
            let _ = self.seen.set(seen.into());
        }
    }

    /// What the client has seen, as its frame says.
    #[cfg(feature = "cache")]
    pub(crate) fn seen(&self) -> Option<&str> {
        self.seen.get().map(|seen| &**seen)
    }

    /// Takes the explicit invalidations and leaves none.
    pub(crate) fn take_invalidations(&self) -> Vec<ExplicitInvalidation> {
        take(&mut *self.invalidations.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The id of the request in the log: the value of `X-Request-Id` (1 to 128 bytes), or a random
    /// one. An error response carries it, so that a user's report leads to the lines of the log.
    pub fn id(&self) -> &str {
        self.id.get_or_init(|| match self.headers().get(REQUEST_ID).map(HeaderValue::to_str) {
            Some(Ok(id)) if (1..=LONGEST_ID).contains(&id.len()) => id.into(),
            _ => format!("{:016x}", RandomState::new().hash_one(())).into(),
        })
    }

    /// The place of the request in a distributed trace, by the header `traceparent`; `None` if there is
    /// no valid one.
    ///
    /// ```
    /// #[mizan::client]
    /// fn trace(request: &mizan::Request) -> Option<String> {
    ///     Some(request.trace_context()?.trace_id().to_owned())
    /// }
    /// # fn main() {}
    /// ```
    pub fn trace_context(&self) -> Option<TraceContext<'_>> {
        TraceContext::of(self.headers())
    }

    /// The HTTP method.
    pub fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The URI. Its path begins below the path where Mizan is mounted.
    pub fn uri(&self) -> &Uri {
        match self.mount {
            0 => &self.parts.uri,
            mount => self.below.get_or_init(|| Box::new(cut(&self.parts.uri, mount))),
        }
    }

    /// The path below the one where Mizan is mounted.
    pub(crate) fn path(&self) -> &str {
        match &self.parts.uri.path()[self.mount..] {
            "" => "/",
            path => path,
        }
    }

    /// The URI as the application received it.
    pub(crate) fn whole_uri(&self) -> &Uri {
        &self.parts.uri
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The values that layers in front of Mizan attached to the request.
    pub fn extensions(&self) -> &Extensions {
        &self.parts.extensions
    }
}

/// The URI without the first bytes of its path.
fn cut(uri: &Uri, mount: usize) -> Uri {
    let whole = uri.path_and_query().map_or("", PathAndQuery::as_str);
    let below = whole.get(mount..).unwrap_or_default();
    let below = if below.starts_with('/') { below.to_owned() } else { format!("/{below}") };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = PathAndQuery::from_maybe_shared(below).ok();
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}
