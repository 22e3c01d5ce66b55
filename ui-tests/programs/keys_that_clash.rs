//! No object has two values under one key.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Base {
    pub id: i64,
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Profile {
    pub id: i64,
    #[serde(flatten)]
    pub base: Base,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type")]
pub enum Event {
    Created(Base),
    Deleted { id: i64 },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type")]
pub struct Tagged {
    pub r#type: String,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Twice {
    #[serde(flatten)]
    pub event: Event,
    #[serde(flatten)]
    pub base: Option<Base>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct With<T> {
    pub id: i64,
    #[serde(flatten)]
    pub rest: T,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Read {
    #[serde(alias = "kind")]
    pub id: i64,
    #[serde(flatten)]
    pub one_sided: OneSided,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct OneSided {
    #[serde(rename(serialize = "other"))]
    pub kind: String,
}

/// Nothing clashes here.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Fine {
    pub kind: String,
    #[serde(flatten)]
    pub base: Base,
    #[serde(flatten)]
    pub rest: HashMap<String, String>,
}

#[mizan::client]
pub fn all(profile: Profile, event: Event, tagged: Tagged, twice: Twice, read: Read) -> Tagged {
    let _ = (profile, event, twice, read);
    tagged
}

#[mizan::client]
pub fn with(fine: With<Fine>, plain: With<HashMap<String, u8>>) -> Vec<With<OneSided>> {
    let _ = (fine, plain);
    Vec::new()
}
