//! The session of a request, which a function borrows to sign a user in or out.

use std::any::type_name;
use std::fmt;
use std::mem::take;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use http::Extensions;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tower_sessions_core::Session as Store;
use tower_sessions_core::session::Id;

use super::exchange::{OverPort, OverSocket};
use super::identity::Identity;
use crate::Error;

/// The session of the caller. A function borrows it to sign a user in or out.
///
/// The change is made when the function has succeeded. An error, a panic and the time limit leave the
/// session as it was, and so does a caller who left before the end: no answer would bring them the
/// cookie of the new session. A call with an `Idempotency-Key` makes the change when it is sent again; what
/// a function writes to the session of `tower-sessions` itself is not written again.
///
/// ```
/// use mizan::auth::Session;
///
/// #[mizan::client]
/// async fn sign_out(session: &Session) -> Result<(), mizan::Error> {
///     session.sign_out().await
/// }
/// # fn main() {}
/// ```
///
/// [`sessions`](crate::auth::sessions()) has a whole application.
pub struct Session {
    store: Option<Store>,
    /// The id in the cookie of the request.
    presented: Option<Id>,
    changes: Mutex<Vec<Change>>,
    /// The changes of a function that has succeeded.
    ended: OnceLock<Vec<Change>>,
    is_abandoned: AtomicBool,
    is_over_socket: bool,
    is_over_port: bool,
}

/// A change that a function asked for, and that is made when the function has succeeded.
#[derive(Clone)]
enum Change {
    SignIn { key: String, identity: Value },
    SignOut,
}

/// The changes of a function that ran for a call with a key. A repetition of the call whose answer was
/// lost, and the cookie with it, makes them in its own session.
pub(crate) struct SessionChanges {
    changes: Vec<Change>,
    /// The id in the cookie of the call that ran.
    presented: Option<Id>,
}

impl SessionChanges {
    /// The memory that the changes take, in bytes.
    pub(crate) fn size(&self) -> usize {
        let size = |change: &Change| match change {
            Change::SignIn { key, identity } => key.len() + identity.to_string().len(),
            Change::SignOut => 0,
        };
        self.changes.iter().map(size).sum()
    }
}

impl Session {
    pub(crate) fn of(extensions: &Extensions) -> Self {
        let store: Option<Store> = extensions.get().cloned();
        Self {
            // The store forgets the id of a session that is over, once it has looked for it.
            presented: store.as_ref().and_then(Store::id),
            store,
            changes: Mutex::default(),
            ended: OnceLock::new(),
            is_abandoned: AtomicBool::new(false),
            is_over_socket: extensions.get::<OverSocket>().is_some(),
            is_over_port: extensions.get::<OverPort>().is_some(),
        }
    }

    /// `true` if anything has written to the session of the request.
    pub(crate) fn is_modified(extensions: &Extensions) -> bool {
        extensions.get().is_some_and(Store::is_modified)
    }

    /// Signs a user in: the identity is stored in the session and found at every later request.
    ///
    /// The session gets a new id, so that a stranger who knew the old one is not signed in as well.
    /// The content that a user with another identity left in the session is removed.
    ///
    /// # Errors
    ///
    /// An internal error if the application has no sessions. An error of the session store becomes the
    /// answer of the call.
    pub async fn sign_in<I: Identity + Serialize>(&self, identity: &I) -> Result<(), Error> {
        self.check_change()?;
        let (key, identity) = (identity_key::<I>(), serde_json::to_value(identity)?);
        self.lock_changes().push(Change::SignIn { key, identity });
        Ok(())
    }

    /// Signs the user out and removes the session with its content.
    ///
    /// # Errors
    ///
    /// An internal error if the application has no sessions. An error of the session store becomes the
    /// answer of the call.
    pub async fn sign_out(&self) -> Result<(), Error> {
        self.check_change()?;
        self.lock_changes().push(Change::SignOut);
        Ok(())
    }

    /// `true` if a function that has succeeded asked for a change.
    pub(crate) fn has_changes(&self) -> bool {
        !self.lock_changes().is_empty()
    }

    /// Makes the changes, unless the caller has left.
    pub(crate) async fn commit(&self) -> Result<(), Error> {
        if self.is_abandoned() {
            let _ = self.ended.set(self.lock_changes().clone());
            return Ok(());
        }
        let changes = take(&mut *self.lock_changes());
        self.make(changes.clone()).await?;
        let _ = self.ended.set(changes);
        Ok(())
    }

    async fn make(&self, changes: Vec<Change>) -> Result<(), Error> {
        let store = self.store()?.clone();
        // In a task of its own: between the removal of the old session and the storage of the new one
        // the user has none, and the caller may leave at any time.
        tokio::spawn(make_changes(store, changes)).await.map_err(Error::internal)?
    }

    /// The changes of a function that has succeeded, for repetitions of its call; `None` if there are
    /// none.
    pub(crate) fn ended_changes(&self) -> Option<SessionChanges> {
        let changes = self.ended.get()?.clone();
        Some(SessionChanges { changes, presented: self.presented })
    }

    /// Makes the changes of the call that this one repeats, unless its cookie has arrived.
    ///
    /// # Errors
    ///
    /// [`Error::validation`] for the session of another browser: the answer to a call belongs to its
    /// sender.
    pub(crate) async fn repeat(&self, call: &SessionChanges) -> Result<(), Error> {
        if self.has_made(&call.changes).await? {
            return Ok(());
        }
        if call.presented.is_some() && call.presented != self.presented {
            return Err(Error::validation(
                "This idempotency key belongs to a call from another session. Write another key for \
                 another call.",
            ));
        }
        self.make(call.changes.clone()).await
    }

    /// `true` if the session is as the changes leave it.
    async fn has_made(&self, changes: &[Change]) -> Result<bool, Error> {
        let store = self.store()?;
        Ok(match changes.last() {
            Some(Change::SignIn { key, identity }) => {
                store.get_value(key).await?.as_ref() == Some(identity)
            }
            Some(Change::SignOut) => store.is_empty().await,
            None => true,
        })
    }

    /// Forgets the changes of a function that has failed.
    pub(crate) fn forget_changes(&self) {
        self.lock_changes().clear();
    }

    /// Restores the content of a session to which a function wrote directly before it failed.
    pub(crate) async fn restore(&self) -> Result<(), Error> {
        let store = self.store()?;
        match store.id() {
            Some(_) => store.load().await?,
            None => store.clear().await,
        }
        Ok(())
    }

    /// Loads the session again: it may have changed or ended since the socket was opened.
    pub(crate) async fn reload(&self) -> Result<(), Error> {
        match &self.store {
            Some(store) => Ok(store.load().await?),
            None => Ok(()),
        }
    }

    /// Lets the changes of a function that still runs come to nothing, because the caller has left.
    pub(crate) fn abandon(&self) {
        self.is_abandoned.store(true, Ordering::SeqCst);
    }

    /// `true` if the caller has left.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.is_abandoned.load(Ordering::SeqCst)
    }

    /// `true` if a function that has succeeded signed a user in or out.
    pub(crate) fn has_changed(&self) -> bool {
        self.ended.get().is_some()
    }

    fn lock_changes(&self) -> MutexGuard<'_, Vec<Change>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The JSON of the signed-in identity of type `I`. No layer stands in front of a port, so that nobody
    /// is signed in where it has no session.
    pub(crate) async fn identity<I>(&self) -> Result<Option<Value>, Error> {
        if self.is_over_port && self.store.is_none() {
            return Ok(None);
        }
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

    /// Refuses a change that no answer can bring to the browser.
    fn check_change(&self) -> Result<(), Error> {
        if self.is_over_port {
            return Err(Error::bad_request(
                "No browser is behind a port, to keep the cookie of a session. Send a token, or let the \
                 application name who is behind the port where it opens it: `.identity(…)`, `.token(…)`.",
            ));
        }
        if self.is_over_socket {
            return Err(Error::bad_request(
                "An open socket cannot set the cookie of a session. Sign in and out over HTTP.",
            ));
        }
        self.store().map(drop)
    }

    fn store(&self) -> Result<&Store, Error> {
        self.store.as_ref().ok_or_else(|| {
            Error::internal(
                "there is no session: put `.layer(tower_sessions::SessionManagerLayer::new(…))` of \
                 tower-sessions 0.15 behind `mizan::axum::front(…)` or the `.nest(…)` of Mizan",
            )
        })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.has_changes() {
            tracing::warn!(
                "a sign-in or a sign-out was not made: its caller had left before the function ended, \
                 or the read of a context asked for it, which changes nothing"
            );
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Session")
    }
}

async fn make_changes(store: Store, changes: Vec<Change>) -> Result<(), Error> {
    for change in changes {
        match change {
            Change::SignIn { key, identity } => {
                let before = store.get_value(&key).await?;
                if before.is_some_and(|before| before != identity) {
                    store.clear().await;
                }
                store.cycle_id().await?;
                store.insert_value(&key, identity).await?;
            }
            Change::SignOut => {
                store.clear().await;
                // `flush` would keep the id, and a `sign_in` later in the same request would reuse it.
                store.cycle_id().await?;
            }
        }
    }
    // The layer saves a session only if the answer is no failure. A session without content is not
    // saved at all: it is over.
    if !store.is_empty().await {
        store.save().await?;
    }
    Ok(())
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
