//! The opening of a port: who is behind it, and what is lent to its requests.

use std::any::TypeId;
use std::sync::Arc;

use http::request::Parts;
use http::{HeaderName, HeaderValue};

use super::driver::start;
use super::events::Events;
use super::sending::Port;
use crate::declared::identity::NamedIdentities;
use crate::protocol::socket::connection::Bounds;
use crate::server::state::Server;
use crate::{Error, Identity};

/// The requests of one port that run at once: more than a page sends, and few enough to keep in memory.
const MOST_CALLS: usize = 1024;

/// Opens a port. Nothing happens before [`Opening::connect`], or one of the methods that serve.
pub fn open(api: &Server) -> Opening {
    let (parts, ()) = http::Request::new(()).into_parts();
    Opening { api: api.clone(), parts, token: None, identities: NamedIdentities::default() }
}

/// A port that is about to be opened: what [`open`] returns.
#[must_use = "a port is opened by `connect()`, `serve()` or `serve_bytes()`"]
pub struct Opening {
    pub(super) api: Server,
    parts: Parts,
    token: Option<String>,
    identities: NamedIdentities,
}

impl Opening {
    /// Names who is behind the port, where the application knows it: a desktop application its only user, a
    /// test whomever it likes. The identity comes before all that the server's providers find, and stays as
    /// long as the port is open.
    ///
    /// ```standalone_crate
    /// #[derive(mizan::Identity)]
    /// struct Me {
    ///     #[mizan(id)]
    ///     name: String,
    /// }
    ///
    /// #[mizan::client]
    /// fn my_name(me: &Me) -> String {
    ///     me.name.clone()
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let api = mizan::Server::builder().identify(mizan::auth::named::<Me>()).build()?;
    /// let ada = Me { name: "Ada".to_owned() };
    /// let (port, _events) = mizan::port::open(&api).identity(ada).connect().await?;
    /// # Ok(()) })
    /// # }
    /// ```
    pub fn identity(mut self, identity: impl Identity) -> Self {
        self.identities.add(identity);
        self
    }

    /// Identifies the port by a token, as `Authorization: Bearer` does over HTTP, or `X-Mizan-Token`. A
    /// client may send another one later.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Adds a header to the request that functions and providers see: all requests over a port have the
    /// same.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.parts.headers.append(name, value);
        self
    }

    /// Lends a value to the functions that are called over this port, such as the window behind it. The
    /// builder of the server names the type:
    /// [`lend_attached`](crate::Builder::lend_attached).
    ///
    /// ```standalone_crate
    /// #[derive(Clone)]
    /// struct Window(&'static str);
    ///
    /// #[mizan::client]
    /// fn title(window: &Window) -> String {
    ///     window.0.to_owned()
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// let api = mizan::Server::builder().lend_attached::<Window>().build()?;
    /// let (port, _events) = mizan::port::open(&api).lend(Window("Invoices")).connect().await?;
    /// let call = r#"{"id": 1, "action": "rpc", "fn": "title", "args": {}}"#;
    /// let answer = port.ask(mizan::port::Frame::text(call)).await?.unwrap();
    /// assert_eq!(answer, r#"{"id":1,"ok":{"result":"Invoices","invalidate":[]}}"#);
    /// # Ok(()) })
    /// # }
    /// ```
    pub fn lend<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.parts.extensions.insert(value);
        self
    }

    /// Opens the port: where frames go in, and where answers and pushes come out. It has to be called
    /// inside of a runtime of tokio, on which everything of the port runs.
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` while the server goes down, `UNAUTHORIZED` for a token that is not valid, and
    /// `BAD_REQUEST` for an identity of a type that no provider of the server finds.
    pub async fn connect(self) -> Result<(Port, Events), Error> {
        let Self { api, mut parts, token, identities } = self;
        check_known(&api, &identities)?;
        parts.extensions.insert(identities);
        let limits = api.limits();
        let longest = limits.body.max(limits.frame);
        let bounds = Bounds { frames: None, calls: MOST_CALLS.max(limits.socket_calls) };
        let connection = api.open_port(parts, &bounds).await?;
        if let Some(token) = token {
            let socket = Arc::clone(connection.socket());
            api.authenticate(&socket, Some(&token)).await?;
        }
        Ok(start(connection, longest))
    }
}

/// Fails for an identity of a type that no function of the server can borrow.
fn check_known(api: &Server, identities: &NamedIdentities) -> Result<(), Error> {
    let is_known = |id: TypeId| api.identities().iter().any(|providers| providers.id == id);
    match identities.types().all(is_known) {
        true => Ok(()),
        false => Err(Error::bad_request(
            "No provider of this server finds an identity of the type that was named for a port. Add a \
             line to the builder: `.identify(mizan::auth::named::<Me>())`.",
        )),
    }
}
