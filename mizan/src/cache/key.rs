//! The keys of entries: a digest of everything on which a bundle depends.
//!
//! [`mizan::guide::inside`](crate::guide), "protocol", has the message that is digested.

use std::collections::BTreeMap;

use hmac::{Hmac, Mac};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Secret;

/// Everything on which a bundle depends. Its JSON is what is digested; its fields are sorted by name.
#[derive(Serialize)]
pub(crate) struct Message<'key> {
    /// The context.
    pub(crate) c: &'key str,
    /// A digest of the identity's fields beside the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) i: Option<String>,
    /// The parameters with their canonical texts.
    pub(crate) p: &'key BTreeMap<&'key str, String>,
    /// The greatest revision of the members.
    pub(crate) r: u32,
    /// The id of the identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) u: Option<String>,
}

impl Message<'_> {
    /// The JSON that is digested.
    pub(crate) fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// The key of the entry of a context that a message describes.
pub(crate) fn key(context: &str, message: &[u8], secret: &Secret) -> String {
    let mut key = format!("ctx:{context}:");
    write_hex(&authenticate(&secret.0, message), &mut key);
    key
}

impl Secret {
    /// The secret of one context: whoever learns it learns no other one.
    pub(crate) fn derive(&self, context: &str) -> Self {
        Self(authenticate(&self.0, format!("mizan context {context}").as_bytes()).as_slice().into())
    }
}

fn authenticate(secret: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes secrets of every length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// The first 16 hexadecimal digits of the SHA-256 of a text.
pub(crate) fn digest(text: &str) -> String {
    let mut hex = String::new();
    write_hex(&Sha256::digest(text)[..8], &mut hex);
    hex
}

fn write_hex(bytes: &[u8], text: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        text.extend([byte >> 4, byte & 15].map(|digit| char::from(DIGITS[usize::from(digit)])));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pinned values, which every backend reproduces.
    const VECTORS: &str = include_str!("../../guide/inside/vectors/cache_keys.json");

    #[derive(serde::Deserialize)]
    struct Vectors {
        secret: String,
        cases: Vec<Case>,
    }

    #[derive(serde::Deserialize)]
    struct Case {
        context: String,
        params: BTreeMap<String, String>,
        user_id: Option<String>,
        rev: u32,
        key: String,
    }

    #[test]
    fn keys_are_the_pinned_ones() {
        let vectors: Vectors = serde_json::from_str(VECTORS).unwrap();
        let secret = Secret(vectors.secret.as_bytes().into());
        assert!(!vectors.cases.is_empty());
        for case in vectors.cases {
            let params = case.params.iter().map(|(name, text)| (&**name, text.clone())).collect();
            let message =
                Message { c: &case.context, i: None, p: &params, r: case.rev, u: case.user_id };
            assert_eq!(key(message.c, &message.write(), &secret), case.key);
        }
    }

    #[test]
    fn everything_on_which_a_bundle_depends_makes_another_key() {
        let secret = Secret("a secret of at least thirty-two bytes".as_bytes().into());
        let other = Secret("another secret of at least 32 bytes".as_bytes().into());
        let none = BTreeMap::new();
        let some = BTreeMap::from([("id", "1".to_owned())]);
        let message = |p, r, i: Option<&str>, u: Option<&str>| Message {
            c: "user",
            i: i.map(str::to_owned),
            p,
            r,
            u: u.map(str::to_owned),
        };
        let key = |message: Message<'_>, secret: &Secret| key(message.c, &message.write(), secret);
        let keys = [
            key(message(&none, 0, None, None), &secret),
            key(message(&some, 0, None, None), &secret),
            key(message(&none, 1, None, None), &secret),
            key(message(&none, 0, Some("a"), None), &secret),
            key(message(&none, 0, None, Some("a")), &secret),
            key(message(&none, 0, None, None), &other),
            key(message(&none, 0, None, None), &secret.derive("user")),
            key(message(&none, 0, None, None), &secret.derive("feed")),
        ];
        let different: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
    }
}
