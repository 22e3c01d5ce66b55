//! Signed tokens for JWT and MWT: HS256, with a required expiry.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeDelta, Utc};
use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{
    Algorithm, AlgorithmExt, AlgorithmSignature, Claims, Header, TimeOptions, Token, UntrustedToken,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Error, Identity};

/// The claims of a token without its times.
pub(super) type Content = Map<String, Value>;

/// The largest token in bytes. A longer one is refused before anything of it is verified.
const LARGEST: usize = 8 * 1024;

/// The largest difference between the clocks of two machines.
const LEEWAY: TimeDelta = TimeDelta::seconds(5);

/// Signs and verifies tokens with one secret.
pub(super) struct Signer(Hs256Key);

impl Signer {
    pub(super) fn new(secret: &[u8]) -> Self {
        let length = secret.len();
        assert!(
            length >= 32,
            "a secret that signs tokens has at least 32 bytes, which nobody can guess; this one \
             has {length}"
        );
        Self(Hs256Key::new(secret))
    }

    /// Signs a token that is valid from a time on for `life`.
    pub(super) fn sign(
        &self,
        content: &Content,
        from: SystemTime,
        life: Duration,
    ) -> Result<String, Error> {
        let mut claims = Claims::new(content);
        let from = DateTime::<Utc>::from(from);
        claims.issued_at = Some(from);
        claims.expiration = Some(from + TimeDelta::from_std(life)?);
        let header = Header::empty().with_token_type("JWT");
        Ok(Hs256.token(&header, &claims, &self.0)?)
    }

    /// A text that is the same for the same key, and reveals nothing of it.
    pub(super) fn key_check(&self) -> Vec<u8> {
        Hs256.sign(&self.0, b"mizan").as_bytes().into_owned()
    }

    /// The claims of a token, if its signature and its times are valid.
    pub(super) fn verify(&self, token: &str) -> Result<Content, Error> {
        self.read(token).ok_or_else(invalid)
    }

    fn read(&self, token: &str) -> Option<Content> {
        if token.len() > LARGEST {
            return None;
        }
        let token = UntrustedToken::<Extensions>::try_from(token).ok()?;
        let token: Token<Content, Extensions> = Hs256.validator(&self.0).validate(&token).ok()?;
        let claims = token.claims();
        let now = TimeOptions::from_leeway(LEEWAY);
        claims.validate_expiration(&now).ok()?;
        let begins = [claims.issued_at, claims.not_before];
        let latest = (now.clock_fn)() + now.leeway;
        let is_begun = begins.into_iter().flatten().all(|begin| begin <= latest);
        // `crit` lists extensions that a verifier has to understand (RFC 7515, 4.1.11); none are.
        let has_no_critical_extension = token.header().other_fields.crit.is_none();
        let is_typed = is_token_type(token.header().token_type.as_deref());
        (is_begun && has_no_critical_extension && is_typed).then(|| token.into_parts().1.custom)
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Extensions {
    crit: Option<Value>,
}

/// The claims by which one kind of token is told from another.
pub(super) const KIND: &str = "typ";
pub(super) const AUDIENCE: &str = "aud";

/// The media type that a header may name: that of any JWT, or that of access tokens (RFC 9068). Another
/// one, such as `logout+jwt`, belongs to a token for another purpose (RFC 8725, 3.11).
fn is_token_type(written: Option<&str>) -> bool {
    let known = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"];
    written.is_none_or(|written| known.iter().any(|known| written.eq_ignore_ascii_case(known)))
}

/// `true` if a token says that it is of that kind and for that audience.
pub(super) fn is_for(content: &Content, kind: &str, audience: &str) -> bool {
    says(content.get(KIND), kind) && says(content.get(AUDIENCE), audience)
}

/// `true` if a token says nothing else than that it is of that kind and for that audience.
pub(super) fn may_be_for(content: &Content, kind: &str, audience: &str) -> bool {
    let may_say = |claim, expected| content.get(claim).is_none_or(|it| says(Some(it), expected));
    may_say(KIND, kind) && may_say(AUDIENCE, audience)
}

fn says(claim: Option<&Value>, expected: &str) -> bool {
    match claim {
        Some(Value::Array(several)) => several.iter().any(|one| one == expected),
        Some(one) => one == expected,
        None => false,
    }
}

pub(super) fn invalid() -> Error {
    Error::unauthorized("This token is not valid.")
}

/// The fields of an identity as claims, with the id as `sub`.
pub(super) fn describe<I: Identity + Serialize>(identity: &I) -> Result<Content, Error> {
    let Value::Object(mut content) = serde_json::to_value(identity)? else {
        return Err(Error::internal("an identity in a token is a struct with named fields"));
    };
    content.entry("sub").or_insert_with(|| identity.id().into());
    Ok(content)
}

/// The identity that the claims of a token describe.
pub(super) fn identify<I: DeserializeOwned>(content: Content) -> Result<I, Error> {
    serde_json::from_value(Value::Object(content)).map_err(|error| {
        tracing::warn!(%error, "a valid token describes an identity of another form");
        invalid()
    })
}

/// A random name of 128 bits for a token family or a token.
///
/// The standard library seeds the keys of `RandomState` from the operating system once per thread
/// and then counts them up; SipHash of them is not predictable without the keys. The name needs to
/// be unique, not secret: it only ever travels inside of a signed token.
pub(super) fn new_name() -> String {
    let half = || RandomState::new().hash_one(());
    format!("{:016x}{:016x}", half(), half())
}
