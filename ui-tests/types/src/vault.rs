//! Types as password managers and forms have them.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use serde_repr::{Deserialize_repr, Serialize_repr};
use uuid::Uuid;

#[derive(Serialize_repr, Deserialize_repr, mizan::Type)]
#[repr(u8)]
pub enum CipherKind {
    Login = 1,
    SecureNote = 2,
    Card = 3,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "PascalCase")]
pub struct Cipher {
    #[serde(rename = "type")]
    pub kind: CipherKind,
    pub folder_id: Option<Uuid>,
    #[serde(flatten)]
    pub data: CipherData,
    #[serde(default)]
    pub attachments: HashMap<Uuid, Attachment>,
    #[serde(with = "chrono::serde::ts_milliseconds")]
    pub revision_date: chrono::DateTime<chrono::Utc>,
    #[serde(default, with = "chrono::serde::ts_seconds_option")]
    pub deleted_date: Option<chrono::DateTime<chrono::Utc>>,
}

/// One of the objects that a cipher has, by its key.
#[derive(Serialize, Deserialize, mizan::Type)]
pub enum CipherData {
    #[serde(rename = "login")]
    Login(Login),
    #[serde(rename = "secureNote")]
    SecureNote {},
    #[serde(rename = "card", rename_all = "camelCase")]
    Card { exp_month: NumberOrText, exp_year: NumberOrText },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum NumberOrText {
    Number(i64),
    Text(String),
}

/// The password is never written, and the time never read.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Login {
    pub username: String,
    #[serde(skip_serializing)]
    pub password: Option<String>,
    #[serde(skip_deserializing)]
    pub last_seen: i64,
    #[serde(default = "Uris::one")]
    pub uris: Uris,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
pub struct Uris(pub Vec<Uri>);

impl Uris {
    fn one() -> Self {
        Self(vec![Uri { uri: "https://a.example/".to_owned(), matching: None }])
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Uri {
    pub uri: String,
    #[serde(rename = "match")]
    pub matching: Option<CipherKind>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Attachment {
    #[serde(with = "uuid::serde::simple")]
    pub key: Uuid,
    pub size: NumberOrText,
}

/// Written as a number, and read from a number or a text.
#[derive(Serialize, Deserialize, Clone, Copy, mizan::Type)]
#[serde(into = "u8", try_from = "NumberOrText")]
pub enum Kdf {
    Pbkdf2,
    Argon2,
}

impl From<Kdf> for u8 {
    fn from(kdf: Kdf) -> Self {
        kdf as Self
    }
}

impl TryFrom<NumberOrText> for Kdf {
    type Error = String;

    fn try_from(value: NumberOrText) -> Result<Self, String> {
        match value {
            NumberOrText::Number(0) => Ok(Self::Pbkdf2),
            NumberOrText::Number(1) => Ok(Self::Argon2),
            NumberOrText::Number(other) => Err(other.to_string()),
            NumberOrText::Text(text) if text == "argon2" => Ok(Self::Argon2),
            NumberOrText::Text(text) => Err(text),
        }
    }
}

/// The texts of a form, where an empty one stands for nothing.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(default, rename_all = "camelCase")]
pub struct Profile {
    pub display_name: String,
    #[serde(deserialize_with = "empty_is_none")]
    #[mizan(as = "Option<String>")]
    pub hint: Option<String>,
    #[serde(deserialize_with = "one_or_many")]
    #[mizan(as = "mizan::OneOf<String, Vec<String>>")]
    pub scopes: Vec<String>,
    #[serde(rename(deserialize = "kdfType"), alias = "kdf_type")]
    pub kdf: Kdf,
}

impl Default for Profile {
    fn default() -> Self {
        Self { display_name: "a".to_owned(), hint: None, scopes: Vec::new(), kdf: Kdf::Argon2 }
    }
}

fn empty_is_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::deserialize(deserializer)?.filter(|text: &String| !text.is_empty()))
}

fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(match mizan::OneOf::deserialize(deserializer)? {
        mizan::OneOf::First(one) => vec![one],
        mizan::OneOf::Second(many) => many,
    })
}

/// The claims of a token, of which the registered ones are known.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Claims<T> {
    pub exp: i64,
    pub aud: Audience,
    #[serde(flatten)]
    pub private: T,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Invitation {
    #[serde(rename = "orgId")]
    pub organisation: u32,
    #[serde(default)]
    pub roles: Vec<String>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Vault {
    pub cipher: Cipher,
    pub login: Login,
    pub kdf: Kdf,
    pub profile: Profile,
    pub claims: Claims<Invitation>,
    pub loose_claims: Claims<BTreeMap<String, Value>>,
    pub one_of: mizan::OneOf<u8, mizan::OneOf<bool, Option<String>>>,
}

#[mizan::client]
pub fn send_vault(table: Vault) -> Vault {
    table
}
