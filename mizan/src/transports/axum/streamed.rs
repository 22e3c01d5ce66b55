//! Pages that are sent in two pieces: the beginning of the document at once, and the rest when the component is
//! rendered.

use axum::Error as BodyError;
use axum::body::{Body, Bytes};
use axum::response::Response;
use futures_util::future::BoxFuture;
use futures_util::stream::{StreamExt, once};
use http::HeaderValue;
use tokio::task::JoinSet;
use tracing::{Instrument, Span};

use crate::transports::http::headers::BUFFERING;

/// Makes the rest of a document: its text, and `true` if another request may get the whole document as well.
pub(super) type Rest = BoxFuture<'static, (Bytes, bool)>;

/// What a page is answered with: a whole response, or one whose body is the beginning of a document.
pub(super) struct PageAnswer {
    pub(super) response: Response,
    /// `None` for a whole response.
    pub(super) rest: Option<Rest>,
}

impl From<Response> for PageAnswer {
    fn from(response: Response) -> Self {
        Self { response, rest: None }
    }
}

impl PageAnswer {
    /// The response, whose rest is made by a task. The task ends when its reader goes away, and is not held up by a reader
    /// who is slow to take the beginning.
    pub(super) fn into_response(self) -> Response {
        let Self { response, rest } = self;
        match rest {
            None => response,
            Some(rest) => {
                let mut making = JoinSet::new();
                making.spawn(rest.instrument(Span::current()));
                followed_by(response, async move {
                    let made = making.join_next().await.ok_or_else(not_made)?;
                    made.map(|(text, _)| text).map_err(BodyError::new)
                })
            }
        }
    }
}

/// A response whose body is followed by what comes later. Proxies are asked not to wait for it.
pub(super) fn followed_by(
    mut response: Response,
    rest: impl Future<Output = Result<Bytes, BodyError>> + Send + 'static,
) -> Response {
    response.headers_mut().insert(BUFFERING, HeaderValue::from_static("no"));
    response.map(|begin| Body::from_stream(begin.into_data_stream().chain(once(rest))))
}

/// Ends a connection whose document cannot be ended: its task has panicked.
pub(super) fn not_made() -> BodyError {
    BodyError::new("the rest of the document was not made")
}
