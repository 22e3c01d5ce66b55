//! Who is asking by `X-Mizan-Token`: a short token that a client gets by what it signed in with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::identify::Precedence;
use super::token::{Signer, describe, identify, invalid};
use crate::{Error, Identify, Identity, Request};

/// Identifies whoever sends `X-Mizan-Token` with a token of this secret, which is another than
/// that of [`jwt`](super::jwt()). Such a token lives five minutes, and ends earlier when the
/// permissions of whoever bears it change.
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
/// If the secret has less than 32 bytes.
pub fn mwt<I: Identity + DeserializeOwned>(secret: impl AsRef<[u8]>) -> Mwt<I> {
    Mwt { signer: Arc::new(Signer::new(secret.as_ref())), permissions: Arc::new(|_| Vec::new()) }
}

/// What [`mwt`] makes: it verifies tokens, and hands them out. Cloning it is cheap.
pub struct Mwt<I> {
    signer: Arc<Signer>,
    permissions: Arc<Permissions<I>>,
}

type Permissions<I> = dyn Fn(&I) -> Vec<String> + Send + Sync;

const HEADER: &str = "x-mizan-token";
const LIFE: Duration = Duration::from_secs(300);

impl<I: Identity> Mwt<I> {
    /// What somebody may do, as of now: a token that was made when it was anything else is
    /// refused. It is asked at each request, so let it answer from memory.
    #[must_use]
    pub fn permissions(
        mut self,
        permissions: impl Fn(&I) -> Vec<String> + Send + Sync + 'static,
    ) -> Self {
        self.permissions = Arc::new(permissions);
        self
    }

    /// A digest of what somebody may do.
    fn digest(&self, identity: &I) -> String {
        let mut permissions = (self.permissions)(identity);
        permissions.sort_unstable();
        let all = (identity.is_staff(), identity.is_superuser(), permissions);
        let digest = Sha256::digest(serde_json::to_vec(&all).unwrap_or_default());
        digest[..16].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<I: Identity + Serialize> Mwt<I> {
    /// A token for whoever is asking.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if they are known by such a token already, which would then never
    /// end.
    pub fn obtain(&self, identity: &I, request: &Request) -> Result<String, Error> {
        if request.headers().contains_key(HEADER) {
            return Err(Error::unauthorized("Ask for a token without `X-Mizan-Token`."));
        }
        let mut content = describe(identity)?;
        content.insert("sub".to_owned(), identity.id().into());
        content.insert("staff".to_owned(), identity.is_staff().into());
        content.insert("super".to_owned(), identity.is_superuser().into());
        content.insert("pkey".to_owned(), self.digest(identity).into());
        self.signer.sign(&content, LIFE)
    }
}

impl<I: Identity + DeserializeOwned> Identify for Mwt<I> {
    type Identity = I;

    async fn identify(&self, request: &Request) -> Result<Option<I>, Error> {
        let Some(token) = request.headers().get(HEADER) else { return Ok(None) };
        let token = token.to_str().map_err(|_| invalid())?;
        let content = self.signer.verify(token)?;
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
