//! The client: its calls, reads, streams, and the way to what is live.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::failure::Failure;
use super::live::Subscription;
use super::reply::{Bundle, Reply};
use super::room::Room;
use super::routes::{Frames, Routes};
use crate::port::{Frame, Opening, Port, open};
use crate::server::state::Server;
use crate::{Error, Identity};

/// A client for tests, in the process of the server. A clone is the same client.
#[derive(Clone)]
pub struct Client(Arc<Connected>);

pub(super) struct Connected {
    port: Port,
    pub(super) routes: Arc<Routes>,
    last_id: AtomicU64,
}

impl Client {
    /// A client of whom the server knows nothing. It has to be made inside of a runtime of tokio.
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` while the server goes down.
    pub async fn connect(api: &Server) -> Result<Self, Error> {
        Self::over(open(api)).await
    }

    /// A client who is signed in as this identity, whatever the server's providers ask for.
    ///
    /// ```standalone_crate
    /// use mizan::auth::User;
    ///
    /// #[mizan::client]
    /// fn my_name(user: &User) -> String {
    ///     user.id.clone()
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
    /// let api = mizan::Server::builder().identify(mizan::auth::named::<User>()).build()?;
    /// let user = User { id: "ada".to_owned(), ..User::default() };
    /// let ada = mizan::test::Client::signed_in(&api, user).await?;
    /// assert_eq!(ada.call("my_name", ()).await?.result::<String>()?, "ada");
    /// # Ok(()) })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Client::connect`]; and `BAD_REQUEST` if no provider of the server finds identities of that type.
    pub async fn signed_in(api: &Server, identity: impl Identity) -> Result<Self, Error> {
        Self::over(open(api).identity(identity)).await
    }

    /// A client over a port with a token, with headers, or with values that are lent.
    ///
    /// # Errors
    ///
    /// Those of [`Opening::connect`].
    pub async fn over(opening: Opening) -> Result<Self, Error> {
        let (port, events) = opening.connect().await?;
        let routes = Arc::new(Routes::default());
        tokio::spawn(Arc::clone(&routes).run(events));
        Ok(Self(Arc::new(Connected { port, routes, last_id: AtomicU64::new(0) })))
    }

    /// Calls a function by its name on the wire. The arguments are an object, such as `json!({"id": 5})` or
    /// a struct, or `()`.
    ///
    /// # Errors
    ///
    /// The failure that a client gets.
    pub async fn call(&self, function: &str, arguments: impl Serialize) -> Result<Reply, Failure> {
        let args = object_of(arguments)?;
        let request = json!({"action": "rpc", "fn": function, "args": args});
        self.0.ask(request).await.map(Reply)
    }

    /// Calls a function that streams.
    ///
    /// # Errors
    ///
    /// Arguments that have no JSON. The failures of the function come behind its items.
    pub async fn stream(
        &self,
        function: &str,
        arguments: impl Serialize,
    ) -> Result<Items, Failure> {
        let args = object_of(arguments)?;
        let request = json!({"action": "rpc", "fn": function, "args": args});
        Ok(Items(self.0.send(request).await?))
    }

    /// Reads an instance of a context.
    ///
    /// # Errors
    ///
    /// The failure that a client gets. One of several functions that fails is told by [`Bundle::member`].
    pub async fn read(&self, context: &str, params: impl Serialize) -> Result<Bundle, Failure> {
        let params = object_of(params)?;
        let request = json!({"action": "fetch", "context": context, "params": params});
        self.0.ask(request).await.map(Bundle)
    }

    /// Subscribes an instance of a live context, until the subscription is dropped.
    ///
    /// # Errors
    ///
    /// The failure that a client gets.
    pub async fn subscribe(
        &self,
        context: &str,
        params: impl Serialize,
    ) -> Result<Subscription, Failure> {
        Subscription::open(&self.0, context, object_of(params)?).await
    }

    /// Joins a room of a channel, until it is dropped.
    ///
    /// # Errors
    ///
    /// The failure that a client gets.
    pub async fn join(&self, channel: &str, params: impl Serialize) -> Result<Room, Failure> {
        Room::join(&self.0, channel, object_of(params)?).await
    }

    /// Says another token; what was subscribed with the one before ends where it needs it.
    ///
    /// # Errors
    ///
    /// `UNAUTHORIZED` for a token that is not valid.
    pub async fn authenticate(&self, token: &str) -> Result<(), Failure> {
        self.0.ask(json!({"action": "auth", "token": token})).await.map(drop)
    }
}

impl Connected {
    /// Sends a request, and returns its answer.
    pub(super) async fn ask(&self, request: Value) -> Result<Value, Failure> {
        let mut frames = self.send(request).await?;
        answer_of(frames.recv().await)
    }

    async fn send(&self, mut request: Value) -> Result<Frames, Failure> {
        let id = self.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        request["id"] = id.into();
        let frames = self.routes.answers(id);
        self.port.send(Frame::text(request.to_string())).await.map_err(|_| closed())?;
        Ok(frames)
    }

    /// Sends a request whose answer nobody waits for, from where nothing can wait.
    pub(super) fn send_later(self: &Arc<Self>, request: Value) {
        let connected = Arc::clone(self);
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { connected.ask(request).await });
        }
    }
}

/// The items of a function that streams.
pub struct Items(Frames);

impl Items {
    /// The next item; `None` behind the last one.
    ///
    /// # Errors
    ///
    /// The failure of the function, or an item that does not fit the type.
    pub async fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Failure> {
        loop {
            let frame = self.0.recv().await.ok_or_else(closed)?;
            if let Some(item) = frame.get("item") {
                let read = T::deserialize(item);
                return read.map(Some).map_err(|error| Failure::local(error.to_string()));
            }
            if frame.get("end").is_some() {
                return Ok(None);
            }
            if let Some(error) = frame.get("error") {
                return Err(Failure::read(error.clone()));
            }
        }
    }
}

/// What a frame answers.
fn answer_of(frame: Option<Value>) -> Result<Value, Failure> {
    let mut frame = frame.ok_or_else(closed)?;
    match frame.get_mut("error") {
        Some(error) => Err(Failure::read(error.take())),
        None => Ok(frame["ok"].take()),
    }
}

pub(super) fn closed() -> Failure {
    Failure::local("The server has closed the connection.")
}

/// Arguments or parameters as an object; `()` has none.
fn object_of(given: impl Serialize) -> Result<Value, Failure> {
    match serde_json::to_value(given) {
        Ok(Value::Null) => Ok(json!({})),
        Ok(value) => Ok(value),
        Err(error) => Err(Failure::local(error.to_string())),
    }
}
