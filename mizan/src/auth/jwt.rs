//! The identity provider for `Authorization: Bearer` (JWT), with refresh tokens.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::AUTHORIZATION;
use mizan_ir::hash::leaf;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::identify::{Identify, Precedence};
use super::refresh_tokens::{AnyRefreshTokenStore, MemoryStore, RefreshTokenStore};
use super::token::{Content, Signer, describe, identify, invalid, new_name};
use crate::declared::model::definitions::Types;
use crate::{Error, Identity, Request, Type};

/// An identity provider for `Authorization: Bearer` with a token of HS256 and this secret. The
/// claims are the fields of the identity; `exp` is required.
///
/// It also issues tokens: the function that checks a password borrows it, and so does the function
/// that refreshes a pair.
///
/// ```standalone_crate
/// use mizan::Error;
/// use mizan::auth::{Jwt, TokenPair};
///
/// #[derive(serde::Serialize, serde::Deserialize, mizan::Identity)]
/// struct Me {
///     #[mizan(id)]
///     id: i64,
/// }
///
/// #[mizan::client]
/// async fn jwt_obtain(tokens: &Jwt<Me>, password: String) -> Result<TokenPair, Error> {
///     if password != "open sesame" {
///         return Err(Error::unauthorized("This is not the password."));
///     }
///     tokens.obtain(&Me { id: 5 }).await
/// }
///
/// #[mizan::client]
/// async fn jwt_refresh(tokens: &Jwt<Me>, refresh: String) -> Result<TokenPair, Error> {
///     tokens.refresh(&refresh).await
/// }
///
/// #[mizan::client]
/// fn my_number(me: &Me) -> i64 {
///     me.id
/// }
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// # let secret = [7; 32];
/// let api = mizan::Server::builder().identify(mizan::auth::jwt::<Me>(secret)).build()?;
/// # Ok(()) }
/// ```
///
/// The generated client sends the tokens, and refreshes an expired pair once for all waiting
/// requests:
///
/// ```ts
/// import { MizanTokens, createMizan } from "./api";
///
/// const anonymous = createMizan();
/// const tokens = new MizanTokens({
///   renew: (refresh) => anonymous.jwtRefresh({ refresh }),
///   onEnd: () => api.$startSession(),
/// });
/// export const api = createMizan({ transport: tokens.transport() });
///
/// export async function signIn(password: string) {
///   tokens.keep(await anonymous.jwtObtain({ password }));
///   api.$startSession();
/// }
/// ```
///
/// # Panics
///
/// If the secret has fewer than 32 bytes.
pub fn jwt<I: Identity + DeserializeOwned>(secret: impl AsRef<[u8]>) -> Jwt<I> {
    Jwt {
        signer: Arc::new(Signer::new(secret.as_ref())),
        refresh_tokens: Arc::new(MemoryStore::default()),
        access_lifetime: Duration::from_secs(15 * 60),
        refresh_lifetime: Duration::from_secs(14 * 24 * 60 * 60),
        identity: PhantomData,
    }
}

/// The identity provider that [`jwt`] returns. It verifies tokens and issues them; a clone is
/// cheap.
pub struct Jwt<I> {
    signer: Arc<Signer>,
    refresh_tokens: Arc<dyn AnyRefreshTokenStore>,
    access_lifetime: Duration,
    refresh_lifetime: Duration,
    identity: PhantomData<fn() -> I>,
}

/// An access token, and a refresh token that is good for one next pair. Functions return it: see
/// [`jwt`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenPair {
    /// The token for `Authorization: Bearer`.
    pub access: String,
    /// The token for [`Jwt::refresh`].
    pub refresh: String,
}

/// The claims of a refresh token. A token that has them is no access token.
const FAMILY: &str = "mizan.family";
const SERIAL: &str = "mizan.serial";

impl<I> Jwt<I> {
    /// Sets the lifetime of access tokens. The default is a quarter of an hour.
    #[must_use]
    pub fn access_lifetime(mut self, lifetime: Duration) -> Self {
        self.access_lifetime = lifetime;
        self
    }

    /// Sets the lifetime of refresh tokens. The default is two weeks.
    #[must_use]
    pub fn refresh_lifetime(mut self, lifetime: Duration) -> Self {
        self.refresh_lifetime = lifetime;
        self
    }

    /// Sets the store of refresh tokens. The default is the memory of this process, which a restart
    /// forgets and other processes do not see.
    #[must_use]
    pub fn refresh_tokens(mut self, store: impl RefreshTokenStore) -> Self {
        self.refresh_tokens = Arc::new(store);
        self
    }
}

impl<I: Identity + Serialize + DeserializeOwned> Jwt<I> {
    /// Issues a pair of tokens for a user who has signed in.
    ///
    /// # Errors
    ///
    /// An internal error if the identity is no struct with named fields, or the error of the store.
    pub async fn obtain(&self, identity: &I) -> Result<TokenPair, Error> {
        let (family, serial) = (new_name(), new_name());
        let pair = self.sign(describe(identity)?, &family, &serial)?;
        self.refresh_tokens.insert(&family, &serial, self.refresh_lifetime).await?;
        Ok(pair)
    }

    /// Issues the next pair for a refresh token. A refresh token can be used once. A second use
    /// means that the token was copied, and revokes all tokens of the same sign-in.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if the token is not valid or was used before.
    pub async fn refresh(&self, token: &str) -> Result<TokenPair, Error> {
        let mut content = self.signer.verify(token)?;
        let (family, used) = take_family(&mut content).ok_or_else(invalid)?;
        let next = new_name();
        let pair = self.sign(content, &family, &next)?;
        if !self.refresh_tokens.rotate(&family, &used, &next, self.refresh_lifetime).await? {
            return Err(invalid());
        }
        Ok(pair)
    }

    /// Revokes a refresh token and all later ones of the same sign-in, when a user signs out.
    ///
    /// # Errors
    ///
    /// [`Error::unauthorized`] if the token is not valid.
    pub async fn revoke(&self, token: &str) -> Result<(), Error> {
        let mut content = self.signer.verify(token)?;
        let (family, _) = take_family(&mut content).ok_or_else(invalid)?;
        self.refresh_tokens.revoke(&family).await
    }

    fn sign(&self, mut content: Content, family: &str, serial: &str) -> Result<TokenPair, Error> {
        let access = self.signer.sign(&content, self.access_lifetime)?;
        content.insert(FAMILY.to_owned(), family.into());
        content.insert(SERIAL.to_owned(), serial.into());
        Ok(TokenPair { access, refresh: self.signer.sign(&content, self.refresh_lifetime)? })
    }
}

fn take_family(content: &mut Content) -> Option<(String, String)> {
    let mut take = |name| match content.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    Some((take(FAMILY)?, take(SERIAL)?))
}

impl<I: Identity + DeserializeOwned> Identify for Jwt<I> {
    type Identity = I;

    async fn identify(&self, request: &Request) -> Result<Option<I>, Error> {
        let Some(authorization) = request.headers().get(AUTHORIZATION) else { return Ok(None) };
        let authorization = authorization.to_str().map_err(|_| invalid())?;
        let (scheme, token) = authorization.split_once(' ').unwrap_or((authorization, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Ok(None);
        }
        let content = self.signer.verify(token.trim())?;
        if content.contains_key(FAMILY) {
            return Err(invalid());
        }
        identify(content).map(Some)
    }

    fn precedence(&self) -> Precedence {
        Precedence::Jwt
    }
}

impl<I> Clone for Jwt<I> {
    fn clone(&self) -> Self {
        let Self { signer, refresh_tokens, .. } = self;
        Self { signer: Arc::clone(signer), refresh_tokens: Arc::clone(refresh_tokens), ..*self }
    }
}

impl<I> fmt::Debug for Jwt<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Jwt")
    }
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenPair")
    }
}

impl Type for TokenPair {
    const HASH: u64 = leaf(TOKEN_PAIR);

    fn describe(types: &mut Types) -> mizan_ir::Type {
        types.external(TOKEN_PAIR, Vec::new())
    }
}

/// The path of [`TokenPair`] in the model.
const TOKEN_PAIR: &str = "mizan::auth::TokenPair";
