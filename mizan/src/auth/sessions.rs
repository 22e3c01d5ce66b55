//! The identity provider that reads the session of `tower-sessions`.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::identify::{Identify, Precedence};
use crate::declared::session::Session;
use crate::{Error, Identity, Request};

/// An identity provider for users whom a function has signed in with [`Session::sign_in`].
///
/// The session is that of the crate `tower-sessions` 0.15. Its layer goes around the application,
/// with any of its stores:
///
/// ```standalone_crate
/// use mizan::auth::Session;
/// use tower_sessions::{MemoryStore, SessionManagerLayer};
///
/// #[derive(serde::Serialize, serde::Deserialize, mizan::Identity)]
/// struct Me {
///     #[mizan(id)]
///     id: i64,
/// }
///
/// #[mizan::client]
/// async fn sign_in(session: &Session, password: String) -> Result<(), mizan::Error> {
///     if password != "open sesame" {
///         return Err(mizan::Error::unauthorized("This is not the password."));
///     }
///     session.sign_in(&Me { id: 5 }).await
/// }
///
/// #[mizan::client]
/// async fn sign_out(session: &Session) -> Result<(), mizan::Error> {
///     session.sign_out().await
/// }
///
/// #[mizan::client]
/// fn my_number(me: &Me) -> i64 {
///     me.id
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().identify(mizan::auth::sessions::<Me>()).build()?;
/// let app = mizan::axum::front(&api, "/api/mizan", axum::Router::new())
///     .layer(SessionManagerLayer::new(MemoryStore::default()));
/// # Ok(()) }
/// ```
///
/// When a session begins or ends, the client drops its cache and reads everything it shows again.
/// The session stores the JSON of the identity, so the type should hold data that does not change,
/// such as an id.
pub fn sessions<I: Identity + Serialize + DeserializeOwned>() -> Sessions<I> {
    Sessions(PhantomData)
}

/// The identity provider that [`sessions`] returns.
pub struct Sessions<I>(PhantomData<fn() -> I>);

impl<I> fmt::Debug for Sessions<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sessions")
    }
}

impl<I: Identity + Serialize + DeserializeOwned> Identify for Sessions<I> {
    type Identity = I;

    async fn identify(&self, request: &Request) -> Result<Option<I>, Error> {
        let Some(value) = Session::of(request.extensions()).identity::<I>().await? else {
            return Ok(None);
        };
        Ok(serde_json::from_value(value)
            .inspect_err(|error| {
                // An older version of the application stored it. The user signs in again.
                tracing::warn!(%error, "the identity in a session has another form");
            })
            .ok())
    }

    fn precedence(&self) -> Precedence {
        Precedence::Session
    }
}
