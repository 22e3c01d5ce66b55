//! Types that serde writes or reads as others.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::structs::Named;

#[derive(Clone, Serialize, Deserialize, mizan::Type)]
#[serde(into = "String", try_from = "String")]
pub struct Email(pub String);

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.contains('@') { Ok(Self(text)) } else { Err("no address") }
    }
}

#[derive(Clone, Serialize, Deserialize, mizan::Type)]
#[serde(into = "(u8, u8)")]
pub struct IntoPair {
    pub x: u8,
    pub y: u8,
}

impl From<IntoPair> for (u8, u8) {
    fn from(into: IntoPair) -> Self {
        (into.x, into.y)
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(from = "Named")]
pub struct FromNamed {
    pub size: u8,
}

impl From<Named> for FromNamed {
    fn from(named: Named) -> Self {
        Self { size: named.name.len() as u8 }
    }
}

#[derive(Clone, Copy, Serialize, Deserialize, mizan::Type)]
#[serde(into = "u8", from = "u8")]
pub enum Level {
    Low,
    High,
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level as Self
    }
}

impl From<u8> for Level {
    fn from(number: u8) -> Self {
        if number == 0 { Self::Low } else { Self::High }
    }
}

#[derive(mizan::Type)]
#[mizan(as = "String")]
pub struct ByHand(pub u8);

impl Serialize for ByHand {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ByHand {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

mod text {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn lengths<S: Serializer>(value: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(value.as_ref().map_or(0, |text| text.len() as u64))
}

fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    Option::deserialize(deserializer)
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct With {
    #[serde(with = "text")]
    #[mizan(as = "String")]
    pub text: u8,
    #[serde(deserialize_with = "maybe")]
    #[mizan(as = "Option<u8>")]
    pub required: Option<u8>,
    #[serde(deserialize_with = "maybe", default)]
    #[mizan(as = "Option<u8>")]
    pub optional: Option<u8>,
    #[mizan(as = "f64")]
    pub number: u8,
}

#[derive(Serialize, mizan::Type)]
pub struct Lengths {
    #[serde(serialize_with = "lengths")]
    #[mizan(as = "u64")]
    pub length: Option<String>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct WithTuple(
    #[serde(with = "text")]
    #[mizan(as = "String")]
    pub u8,
    pub u8,
);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Conversions {
    pub email: Email,
    pub into: IntoPair,
    pub from: FromNamed,
    pub level: Level,
    pub by_hand: ByHand,
    pub with: With,
    pub with_tuple: WithTuple,
}

#[mizan::client]
pub fn send_conversions(table: Conversions) -> Conversions {
    table
}

/// A type that does not derive `mizan::Type`, as those of other crates.
#[derive(Clone, Serialize, Deserialize)]
pub struct Foreign(#[serde(with = "text")] pub u8);

#[derive(mizan::Context)]
pub struct ForeignPage {
    #[mizan(as = "String")]
    pub foreign: Foreign,
}

#[mizan::client(context = ForeignPage, as = "Vec<String>")]
pub fn foreign_list(#[mizan(as = "String")] foreign: Foreign) -> Vec<Foreign> {
    vec![foreign]
}

#[mizan::client(affects = ForeignPage { foreign: result.clone() }, as = "String")]
pub async fn change_foreign(
    #[mizan(as = "Option<String>")] foreign: Option<Foreign>,
) -> Answered<Foreign> {
    foreign.ok_or(NoForeign::Nothing)
}

#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum NoForeign {
    #[mizan(not_found)]
    Nothing,
}

pub type Answered<T, E = NoForeign> = Result<T, E>;

#[mizan::client(as = "[String; 1]")]
pub fn stream_foreign(
    #[mizan(as = "Vec<String>")] foreign: Vec<Foreign>,
) -> Result<impl mizan::Stream<Item = (Foreign,)>, NoForeign> {
    match foreign.is_empty() {
        true => Err(NoForeign::Nothing),
        false => Ok(futures_util::stream::iter(foreign.into_iter().map(|foreign| (foreign,)))),
    }
}

#[derive(Serialize, mizan::Type)]
pub struct WrittenOtherwise {
    pub lengths: Lengths,
}

#[mizan::client]
pub fn written_otherwise() -> Vec<WrittenOtherwise> {
    Vec::new()
}
