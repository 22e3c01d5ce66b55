//! The client as an application holds it.

use std::sync::Arc;
use std::time::Duration;

#[cfg(target_arch = "wasm32")]
use super::super::runtime::browser::Browser;
#[cfg(not(target_arch = "wasm32"))]
use super::super::runtime::error::Code;
use super::super::runtime::error::Error as WireError;
#[cfg(not(target_arch = "wasm32"))]
use super::super::runtime::native::Tokio;
use super::super::runtime::store::handle::Store;
use super::super::runtime::store::options::Options as StoreOptions;
use super::super::sockets;
use super::failure::Error;
use super::http::Http;
use super::session::Session;

/// The functions of the API, each a method. A clone is the same client.
#[derive(Clone)]
pub struct Client {
    pub(super) session: Session,
    pub(super) store: Store,
}

/// What a client can be told: `Options { token: Some(token), ..Options::default() }`.
#[derive(Debug, Clone)]
pub struct Options {
    /// The token of `Authorization: Bearer`.
    pub token: Option<String>,
    /// Headers of every request.
    pub headers: Vec<(String, String)>,
    /// The longest that a call or a read may take once it is sent, 30 seconds; a stream may take any time.
    pub timeout: Option<Duration>,
    /// The calls and reads that are on their way at once, 100, and at least 1; the others wait for their turn.
    /// Streams are not counted. A browser has a limit of its own.
    pub concurrency_limit: usize,
    /// The longest answer in bytes, 64 MB; of a stream, the longest item.
    pub answer_limit: usize,
    /// A client of reqwest with a proxy, certificates or a cookie store of its own. One that follows
    /// redirections turns a call that is redirected into a read.
    pub http: Option<reqwest::Client>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            token: None,
            headers: Vec::new(),
            timeout: Some(Duration::from_secs(30)),
            concurrency_limit: 100,
            answer_limit: 64 * 1024 * 1024,
            http: None,
        }
    }
}

impl Client {
    /// A client of the server whose API is mounted at an address, such as
    /// `https://example.net/api/mizan`. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Where the text is no such address, or nothing runs on Tokio yet.
    pub fn new(base_url: &str) -> Result<Self, Error> {
        Self::with_options(base_url, Options::default())
    }

    /// A client that is told more than the address.
    ///
    /// # Errors
    ///
    /// Where the text is no address of a server, or nothing runs on Tokio yet.
    pub fn with_options(base_url: &str, options: Options) -> Result<Self, Error> {
        let session = Session::new(Http::new(base_url, options)?);
        let store =
            Store::new(Arc::new(session.clone()), Arc::new(runtime()?), StoreOptions::default());
        let store = match sockets(session.http.clone()) {
            Some(sockets) => store.with_sockets(sockets),
            None => store,
        };
        Ok(Self { session, store })
    }

    /// Replaces the token of `Authorization: Bearer`, also over a socket that is open. If it is another
    /// person's, `client.store().start_session()` forgets what the one before has read.
    pub fn set_token(&self, token: Option<String>) {
        self.session.http.set_token(token);
        self.store.renew_token();
    }

    /// The data that are watched: to make them stale from outside, to read again what failed, and to forget
    /// them when somebody else signs in.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// The runtime of tokio that the caller runs on.
///
/// # Errors
///
/// Where it runs on none.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn runtime() -> Result<Tokio, WireError> {
    Tokio::current().ok_or_else(|| {
        let message = "A client needs a runtime of Tokio. Make it, and await what it sends, inside of one, \
                       such as in a function below `#[tokio::main]`.";
        WireError::new(Code::BadRequest, message)
    })
}

/// The event loop of the page.
#[cfg(target_arch = "wasm32")]
pub(super) fn runtime() -> Result<Browser, WireError> {
    Ok(Browser)
}
