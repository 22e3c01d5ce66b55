//! Who is asking by a session's cookie, over `tower-sessions`.

use std::any::type_name;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use http::Extensions;
use serde::Serialize;
use subtle::ConstantTimeEq;
use tower_sessions_core::Session as Store;
use tower_sessions_core::session::Id;

use crate::{Error, Identity};

/// Where an identity stands in a session: one type never reads what another has left.
pub(crate) fn identity_key<I>() -> String {
    format!("mizan.identity.{}", type_name::<I>())
}

/// Where the proof stands that a request comes from the application's own page.
const PROOF_KEY: &str = "mizan.proof";

/// The session of whoever is asking: a function borrows it to sign somebody in or out.
///
/// See [`sessions`] for an example.
pub struct Session {
    store: Option<Store>,
    has_changed: AtomicBool,
}

impl Session {
    pub(crate) fn of(extensions: &Extensions) -> Self {
        Self { store: extensions.get().cloned(), has_changed: AtomicBool::new(false) }
    }

    /// Signs somebody in: from the next request on, this is who is asking. The session gets
    /// another id, so that nobody who knew the old one is signed in with them, and keeps nothing
    /// of whoever was signed in before.
    ///
    /// # Errors
    ///
    /// If the session cannot be stored.
    pub async fn sign_in<I: Identity + Serialize>(&self, identity: &I) -> Result<(), Error> {
        let (store, key) = (self.store()?, identity_key::<I>());
        let identity = serde_json::to_value(identity)?;
        let before = store.get_value(&key).await?;
        if before.is_some_and(|before| before != identity) {
            store.clear().await;
        }
        store.cycle_id().await?;
        store.insert_value(&key, identity).await?;
        store.insert(PROOF_KEY, new_proof()).await?;
        self.has_changed.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Signs out: the session and all that it holds are gone.
    ///
    /// # Errors
    ///
    /// If the session cannot be removed.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let store = self.store()?;
        store.clear().await;
        // Another id, in case somebody signs in before the response: `flush` would keep it.
        store.cycle_id().await?;
        self.has_changed.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Whether somebody was signed in or out.
    pub(crate) fn has_changed(&self) -> bool {
        self.has_changed.load(Ordering::Relaxed)
    }

    /// The token by which a page proves that it is the application's own; `None` where there are
    /// no sessions.
    pub(crate) async fn proof(&self) -> Result<Option<String>, Error> {
        let Some(store) = &self.store else { return Ok(None) };
        if let Some(proof) = store.get(PROOF_KEY).await? {
            return Ok(Some(proof));
        }
        let proof = new_proof();
        store.insert(PROOF_KEY, &proof).await?;
        Ok(Some(proof))
    }

    /// Whether a request brings that token.
    pub(crate) async fn is_proven(&self, token: &[u8]) -> Result<bool, Error> {
        let Some(store) = &self.store else { return Ok(false) };
        let proof: Option<String> = store.get(PROOF_KEY).await?;
        Ok(proof.is_some_and(|proof| proof.as_bytes().ct_eq(token).into()))
    }

    pub(crate) fn store(&self) -> Result<&Store, Error> {
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

/// 128 bits that nobody can guess, as a session's own id.
fn new_proof() -> String {
    Id::default().to_string()
}
