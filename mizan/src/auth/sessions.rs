//! The identity provider that reads the session of `tower-sessions`.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::identify::Precedence;
use crate::declared::session::identity_key;
use crate::{Error, Identify, Identity, Request};

/// Identifies whoever a function has signed in with [`Session::sign_in`].
///
/// The session is that of the crate `tower-sessions`, 0.15, whose layer goes around the
/// application, with any of its stores:
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
/// let app: axum::Router = axum::Router::new()
///     .nest("/api/mizan", mizan::axum::router(api))
///     .layer(SessionManagerLayer::new(MemoryStore::default()));
/// # Ok(()) }
/// ```
///
/// The client forgets what it has read when a session begins or ends, and reads again what it
/// shows. The identity is kept in the session as its JSON: let it be what does not change, such as
/// an id.
pub fn sessions<I: Identity + Serialize + DeserializeOwned>() -> Sessions<I> {
    Sessions(PhantomData)
}

/// What [`sessions`] makes.
pub struct Sessions<I>(PhantomData<fn() -> I>);

impl<I> fmt::Debug for Sessions<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sessions")
    }
}

impl<I: Identity + Serialize + DeserializeOwned> Identify for Sessions<I> {
    type Identity = I;

    async fn identify(&self, request: &Request) -> Result<Option<I>, Error> {
        let Some(value) = request.session().store()?.get_value(&identity_key::<I>()).await? else {
            return Ok(None);
        };
        Ok(serde_json::from_value(value)
            .inspect_err(|error| {
                // Left by an older version of the application: they sign in again.
                tracing::warn!(%error, "the identity in a session has another form");
            })
            .ok())
    }

    fn precedence(&self) -> Precedence {
        Precedence::Session
    }
}
