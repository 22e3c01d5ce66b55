//! Types that other macros rewrite, or that functions of their own write and read.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_repr::{Deserialize_repr, Serialize_repr};
use serde_with::{
    DisplayFromStr, DurationSeconds, NoneAsEmptyString, base64::Base64, serde_as,
    skip_serializing_none,
};

#[skip_serializing_none]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct SkipsNone {
    pub id: u8,
    pub bio: Option<String>,
    pub age: std::option::Option<u8>,
    #[serialize_always]
    pub always: Option<u8>,
    #[serde(skip_serializing_if = "never")]
    pub own: Option<u8>,
}

fn never<T>(_value: &T) -> bool {
    false
}

#[serde_with::skip_serializing_none]
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind")]
pub enum SkipsNoneInVariants {
    Named { name: Option<String> },
    Bare,
}

/// The macro is below the derives, and so without effect.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct SkipsNothing {
    pub bio: Option<String>,
}

/// A field that is not there stays as it is, and one that is `null` is removed.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Patch {
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "::serde_with::rust::double_option"
    )]
    pub note: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    #[mizan(as = "Option<String>")]
    pub by_hand: Option<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain: Option<Option<u8>>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "write_null")]
    #[mizan(as = "Option<u8>")]
    pub written: Option<Option<u8>>,
}

fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

fn write_null<S: Serializer>(value: &Option<Option<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
    value.flatten().serialize(serializer)
}

/// Each function speaks of one direction.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct OneSided {
    #[serde(deserialize_with = "from_text")]
    #[mizan(as = "String")]
    pub read: u32,
    #[serde(serialize_with = "as_text")]
    #[mizan(as = "String")]
    pub written: u32,
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    #[mizan(as = "String")]
    pub both: u32,
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn as_text<S: Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

#[serde_as]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Adapted {
    #[serde_as(as = "DisplayFromStr")]
    pub text: u64,
    #[serde_as(as = "Vec<DisplayFromStr>")]
    pub texts: Vec<u64>,
    #[serde_as(as = "Option<DisplayFromStr>")]
    pub maybe: Option<u64>,
    #[serde_as(as = "Option<DisplayFromStr>", no_default)]
    pub demanded: Option<u64>,
    #[serde_as(as = "NoneAsEmptyString")]
    pub empty: Option<String>,
    #[serde_as(as = "Base64")]
    pub base64: Vec<u8>,
    #[serde_as(as = "DurationSeconds<u64>")]
    pub seconds: Duration,
    #[serde_as(as = "DurationSeconds<String>")]
    pub seconds_text: Duration,
    #[serde_as(as = "HashMap<DisplayFromStr, _>")]
    pub map: HashMap<u64, bool>,
    #[serde_as(as = "BTreeMap<_, Vec<DisplayFromStr>>")]
    pub pairs: Vec<(String, Vec<u8>)>,
    #[serde_as(as = "Vec<(_, DisplayFromStr)>")]
    pub entries: BTreeMap<String, u8>,
    #[serde_as(as = "(DisplayFromStr, _)")]
    pub tuple: (u8, bool),
    #[serde_as(as = "[DisplayFromStr; 2]")]
    pub array: [u8; 2],
    #[serde_as(serialize_as = "DisplayFromStr")]
    pub written: u8,
    #[serde_as(deserialize_as = "DisplayFromStr")]
    pub read: u8,
    #[serde(with = "serde_with::As::<DisplayFromStr>")]
    pub by_path: u8,
}

/// A type of another crate, whose fields serde is told of.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(remote = "shared_types::Remote")]
pub struct RemoteDefinition {
    pub width: u8,
    #[serde(rename = "h")]
    pub height: u8,
}

/// Written as a number.
#[derive(Serialize_repr, Deserialize_repr, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
#[repr(i8)]
pub enum Level {
    Below = -1,
    Low = 3,
    /// Is 4.
    High,
}

/// Written as a number, and read as a name.
#[derive(Serialize_repr, Deserialize, mizan::Type)]
#[repr(u8)]
pub enum Grade {
    Good = 1,
    Bad = 5,
}

/// Has a number for the compiler alone.
#[derive(Serialize, Deserialize, mizan::Type)]
#[repr(u8)]
pub enum Plain {
    One = 1,
    Two = 2,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Rewritten {
    pub skips_none: SkipsNone,
    pub variants: SkipsNoneInVariants,
    pub skips_nothing: SkipsNothing,
    pub patch: Patch,
    pub one_sided: OneSided,
    pub adapted: Adapted,
    #[serde(with = "RemoteDefinition")]
    pub remote: shared_types::Remote,
    pub level: Level,
    pub levels: BTreeMap<Level, u8>,
    pub grade: Grade,
    pub plain: Plain,
}

#[mizan::client]
pub fn send_rewritten(table: Rewritten) -> Rewritten {
    table
}
