//! Signed tokens, as all of their kinds need them: HS256, with an end, and refused in any doubt.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use chrono::TimeDelta;
use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{AlgorithmExt, Claims, Header, TimeOptions, Token, UntrustedToken};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Error, Identity};

/// What a token says, beside when it began and ends.
pub(super) type Content = Map<String, Value>;

/// More than any identity needs, and nothing to verify.
const LARGEST: usize = 8 * 1024;

/// How far two clocks may be apart.
const LEEWAY: TimeDelta = TimeDelta::seconds(5);

/// Signs tokens and verifies them, by one secret.
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

    /// Signs a token that begins now.
    pub(super) fn sign(&self, content: &Content, life: Duration) -> Result<String, Error> {
        let life = TimeDelta::from_std(life)?;
        let claims = Claims::new(content).set_duration_and_issuance(&TimeOptions::default(), life);
        let header = Header::empty().with_token_type("JWT");
        Ok(Hs256.token(&header, &claims, &self.0)?)
    }

    /// What a token says, if it is ours and of now.
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
        // What an extension of the format demands, nobody here can do.
        let has_no_critical_extension = token.header().other_fields.crit.is_none();
        (is_begun && has_no_critical_extension).then(|| token.into_parts().1.custom)
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Extensions {
    crit: Option<Value>,
}

pub(super) fn invalid() -> Error {
    Error::unauthorized("This token is not valid.")
}

/// The fields of an identity, with its id as the subject.
pub(super) fn describe<I: Identity + Serialize>(identity: &I) -> Result<Content, Error> {
    let Value::Object(mut content) = serde_json::to_value(identity)? else {
        return Err(Error::internal("an identity in a token is a struct with named fields"));
    };
    content.entry("sub").or_insert_with(|| identity.id().into());
    Ok(content)
}

/// The identity that a token describes.
pub(super) fn identify<I: DeserializeOwned>(content: Content) -> Result<I, Error> {
    serde_json::from_value(Value::Object(content)).map_err(|error| {
        tracing::warn!(%error, "a valid token describes an identity of another form");
        invalid()
    })
}

/// A name that no other has.
pub(super) fn new_name() -> String {
    let half = || RandomState::new().hash_one(());
    format!("{:016x}{:016x}", half(), half())
}
