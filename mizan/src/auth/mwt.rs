//! The identity provider for `X-Mizan-Token` (MWT): short-lived tokens that a signed-in client
//! obtains.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::MIZAN_TOKEN;
use super::identify::{Identify, Precedence};
use super::token::{AUDIENCE, KIND, Signer, describe, identify, invalid, is_for};
use crate::{Error, Identity, Request};

/// An identity provider for `X-Mizan-Token`, with a secret other than that of
/// [`jwt`](super::jwt()). A token is valid for five minutes, and becomes invalid earlier when the
/// permissions of its user change.
///
/// ```standalone_crate
/// use mizan::auth::{Mwt, User};
/// use mizan::{Error, Request};
///
/// #[mizan::client]
/// fn mwt_obtain(user: &User, request: &Request, tokens: &Mwt<User>) -> Result<String, Error> {
///     tokens.obtain(user, request)
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// # let (secret, other_secret) = ([7; 32], [8; 32]);
/// let api = mizan::Server::builder()
///     .identify(mizan::auth::mwt::<User>(secret))
///     .identify(mizan::auth::jwt::<User>(other_secret))
///     .build()?;
/// # Ok(()) }
/// ```
///
/// # Panics
///
/// If the secret has fewer than 32 bytes.
pub fn mwt<I: Identity + DeserializeOwned>(secret: impl AsRef<[u8]>) -> Mwt<I> {
    Mwt { signer: Arc::new(Signer::new(secret.as_ref())), permissions: Arc::new(|_| Vec::new()) }
}

/// The identity provider that [`mwt`] returns. It verifies tokens and issues them; a clone is
/// cheap.
pub struct Mwt<I> {
    signer: Arc<Signer>,
    permissions: Arc<Permissions<I>>,
}

type Permissions<I> = dyn Fn(&I) -> Vec<String> + Send + Sync;

/// The claims `typ` and `aud`.
const MWT: &str = "mwt";
const MWT_AUDIENCE: &str = "mizan.mwt";
const LIFE: Duration = Duration::from_secs(300);

impl<I: Identity> Mwt<I> {
    /// Sets a function that returns the current permissions of a user. A token that was issued with
    /// other permissions is refused. The function runs at each request, so it should answer from
    /// memory. Without it only `is_staff` and `is_superuser` count.
    #[must_use]
    pub fn permissions(
        mut self,
        permissions: impl Fn(&I) -> Vec<String> + Send + Sync + 'static,
    ) -> Self {
        self.permissions = Arc::new(permissions);
        self
    }

    /// The digest of the current permissions: the claim `pkey`.
    fn digest(&self, identity: &I) -> String {
        let mut permissions = (self.permissions)(identity);
        permissions.sort_unstable();
        let all = (identity.is_staff(), identity.is_superuser(), permissions);
        let digest = Sha256::digest(serde_json::to_vec(&all).unwrap_or_default());
        digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<I: Identity + Serialize> Mwt<I> {
    /// Issues a token for the caller.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if the request itself carries `X-Mizan-Token`: a token could renew
    /// itself for ever.
    pub fn obtain(&self, identity: &I, request: &Request) -> Result<String, Error> {
        if request.headers().contains_key(MIZAN_TOKEN) {
            return Err(Error::unauthorized("Ask for a token without `X-Mizan-Token`."));
        }
        let mut content = describe(identity)?;
        content.insert("sub".to_owned(), identity.id().into());
        content.insert("staff".to_owned(), identity.is_staff().into());
        content.insert("super".to_owned(), identity.is_superuser().into());
        content.insert("pkey".to_owned(), self.digest(identity).into());
        content.insert(AUDIENCE.to_owned(), MWT_AUDIENCE.into());
        content.insert(KIND.to_owned(), MWT.into());
        self.signer.sign(&content, SystemTime::now(), LIFE)
    }
}

impl<I: Identity + DeserializeOwned> Identify for Mwt<I> {
    type Identity = I;

    async fn identify(&self, request: &Request) -> Result<Option<I>, Error> {
        let Some(token) = request.headers().get(MIZAN_TOKEN) else { return Ok(None) };
        let token = token.to_str().map_err(|_| invalid())?;
        let content = self.signer.verify(token)?;
        if !is_for(&content, MWT, MWT_AUDIENCE) {
            return Err(invalid());
        }
        let Some(Value::String(digest)) = content.get("pkey").cloned() else {
            return Err(invalid());
        };
        let identity = identify(content)?;
        if self.digest(&identity) != digest {
            return Err(Error::unauthorized("This token is of earlier permissions."));
        }
        Ok(Some(identity))
    }

    fn precedence(&self) -> Precedence {
        Precedence::Mwt
    }

    fn key_check(&self) -> Option<Vec<u8>> {
        Some(self.signer.key_check())
    }
}

impl<I> Clone for Mwt<I> {
    fn clone(&self) -> Self {
        let Self { signer, permissions } = self;
        Self { signer: Arc::clone(signer), permissions: Arc::clone(permissions) }
    }
}

impl<I> fmt::Debug for Mwt<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mwt")
    }
}
