//! The session of a request, which a function borrows to sign a user in or out.

use std::any::type_name;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use http::Extensions;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tower_sessions_core::Session as Store;
use tower_sessions_core::session::Id;

use super::identity::Identity;
use crate::Error;

/// The session of the caller. A function borrows it to sign a user in or out.
///
/// [`sessions`](crate::auth::sessions()) has an example.
pub struct Session {
    store: Option<Store>,
    has_changed: AtomicBool,
}

impl Session {
    pub(crate) fn of(extensions: &Extensions) -> Self {
        Self { store: extensions.get().cloned(), has_changed: AtomicBool::new(false) }
    }

    /// Signs a user in: the identity is stored in the session and found at every later request.
    ///
    /// The session gets a new id, so that a stranger who knew the old one is not signed in as well.
    /// The content that a user with another identity left in the session is removed.
    ///
    /// # Errors
    ///
    /// The error of the session store.
    pub async fn sign_in<I: Identity + Serialize>(&self, identity: &I) -> Result<(), Error> {
        let (store, key) = (self.store()?, identity_key::<I>());
        let identity = serde_json::to_value(identity)?;
        let before = store.get_value(&key).await?;
        if before.is_some_and(|before| before != identity) {
            store.clear().await;
        }
        store.cycle_id().await?;
        store.insert_value(&key, identity).await?;
        self.has_changed.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Signs the user out and removes the session with its content.
    ///
    /// # Errors
    ///
    /// The error of the session store.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let store = self.store()?;
        store.clear().await;
        // `flush` would keep the id, and a `sign_in` later in the same request would reuse it.
        store.cycle_id().await?;
        self.has_changed.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// `true` after `sign_in` or `sign_out`.
    pub(crate) fn has_changed(&self) -> bool {
        self.has_changed.load(Ordering::Relaxed)
    }

    /// The JSON of the signed-in identity of type `I`.
    pub(crate) async fn identity<I>(&self) -> Result<Option<Value>, Error> {
        Ok(self.store()?.get_value(&identity_key::<I>()).await?)
    }

    /// The CSRF token of the session; `None` if the caller has no session.
    ///
    /// The token is derived from the id of the session, so that asking for it stores nothing. The id is
    /// a random number of 128 bits, and the digest does not reveal it.
    pub(crate) async fn csrf_token(&self) -> Result<Option<String>, Error> {
        let Some(store) = &self.store else { return Ok(None) };
        // The store forgets the id of a cookie for which it has no session, but only when it loads it.
        store.get_value("mizan").await?;
        Ok(store.id().map(csrf_token))
    }

    /// `true` if `token` is the CSRF token of the session; compared in constant time.
    pub(crate) async fn has_csrf_token(&self, token: &[u8]) -> Result<bool, Error> {
        let expected = self.csrf_token().await?;
        Ok(expected.is_some_and(|expected| expected.as_bytes().ct_eq(token).into()))
    }

    fn store(&self) -> Result<&Store, Error> {
        self.store.as_ref().ok_or_else(|| {
            Error::internal(
                "there is no session: put `.layer(tower_sessions::SessionManagerLayer::new(…))` of \
                 tower-sessions 0.15 behind the `.nest(…)` of Mizan",
            )
        })
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Session")
    }
}

/// The key of an identity in a session. It contains the name of the type, so that one type never
/// reads the identity of another.
fn identity_key<I>() -> String {
    format!("mizan.identity.{}", type_name::<I>())
}

fn csrf_token(id: Id) -> String {
    let digest = Sha256::digest(format!("mizan.csrf.{id}"));
    digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
