//! A request answered: received, dispatched to its endpoint, and its answer told to the observer.

use std::sync::Arc;

use bytes::{Buf, Bytes};
use http::{HeaderMap, Response};
use http_body::Body;

use super::authorize::answer_session;
use super::http::failure;
use super::receive::{Endpoint, find_endpoint, read_body};
use super::reply::{ExplicitInvalidation, HEADER, Invalidations};
#[cfg(feature = "uploads")]
use super::run::find_boundary;
use crate::declared::scope::Scope;
use crate::{Context, Error, Request, Server};

impl Server {
    /// Answers a request of the protocol. Its path starts where Mizan is mounted: `/call/`,
    /// `/ctx/user/`, `/session/`.
    ///
    /// An adapter carries bytes between its transport and this, and does nothing else; a test
    /// may call it without any transport.
    ///
    /// ```standalone_crate
    /// #[mizan::client]
    /// fn double(number: i32) -> i32 {
    ///     number * 2
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let api = mizan::Server::builder().build()?;
    /// let body = r#"{"fn": "double", "args": {"number": 21}}"#.to_owned();
    /// let response = api.answer(http::Request::post("/call/").body(body)?).await;
    /// assert_eq!(response.body(), r#"{"result":42,"invalidate":[]}"#);
    /// # Ok(()) })
    /// # }
    /// ```
    pub fn answer<B>(
        &self,
        request: http::Request<B>,
    ) -> impl Future<Output = Response<Bytes>> + Send + use<B>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        let (parts, body) = request.into_parts();
        // Before anything waits, so that the future stays small: a request is moved often enough.
        let request = Arc::new(Request::new(parts));
        let server = self.clone();
        async move {
            match server.dispatch(&request, body).await {
                Ok(response) => response,
                Err(error) => failure(&request, &error),
            }
        }
    }

    /// Says outside of any call that a context is stale: the instances that have these parameters.
    /// For what changes data by another way, such as a job or a page of an administrator; call it
    /// after the change is committed.
    ///
    /// Reads that begin after it carry a younger version, so that no client takes an older answer,
    /// one that is still on its way, for the newer. The [`Observer`] is told. A client that shows
    /// the instance learns of it with its next read: nothing is sent to it.
    ///
    /// ```no_run
    /// # #[derive(mizan::Context)]
    /// # pub struct User { pub user_id: i64 }
    /// fn close_account(api: &mizan::Server, user_id: i64) {
    ///     api.invalidate(&User { user_id });
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// [`Observer`]: crate::Observer
    pub fn invalidate<C: Context>(&self, context: &C) {
        if let Some(clock) = self.find_clock(C::NAME) {
            clock.start_change().advance();
        }
        if self.observed().is_some() {
            let explicit = [ExplicitInvalidation::of(context)];
            self.tell_stale(&Invalidations::new(&[], &Scope::default(), &explicit));
        }
    }

    /// Tells the observer what became stale.
    pub(super) fn tell_stale(&self, invalidations: &Invalidations<'_>) {
        let mut headers = HeaderMap::new();
        invalidations.announce(&mut headers);
        if let Some(stale) = headers.get(HEADER)
            && let Ok(stale) = stale.to_str()
        {
            self.observed().tell_stale(stale);
        }
    }

    async fn dispatch<B>(&self, request: &Arc<Request>, body: B) -> Result<Response<Bytes>, Error>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        match find_endpoint(request.method(), request.uri().path())? {
            // What is rare has a box of its own: nothing else makes room for it.
            #[cfg(feature = "uploads")]
            Endpoint::Call if let Some(boundary) = find_boundary(request.headers()) => {
                Box::pin(self.call_with_form(request, body, boundary)).await
            }
            Endpoint::Call => {
                let body = read_body(body, &self.limits()).await?;
                self.call(request, &body).await
            }
            Endpoint::Context(name) => self.bundle(request, name).await,
            Endpoint::Session => Box::pin(answer_session(request)).await,
        }
    }
}
