//! Values, drawings, players and queries.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::settings::Level;

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum IntOrText {
    Int(i32),
    Text(String),
}

/// A position without the field that only the server has.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Point(pub f64, #[serde(skip)] pub u8, pub f64);

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Drawing {
    Move(f64, #[serde(skip)] u8, f64),
    Line(#[serde(skip)] u8, Point),
    Curve {
        from: Point,
        #[serde(flatten)]
        rest: BTreeMap<String, f64>,
    },
    Close(#[serde(skip)] u8),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Patch {
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "serde_with::rust::double_option"
    )]
    pub bio: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub likes: u32,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Owned {
    pub slice: Box<[u8]>,
    pub text: Arc<str>,
    pub cow: Cow<'static, [u16]>,
    pub matrix: [[f32; 2]; 2],
    pub pair: [Option<bool>; 2],
    pub nothing: (),
    pub none: [u8; 0],
    pub outcome: Result<u8, String>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Widths {
    #[serde(flatten)]
    pub widths: BTreeMap<Level, u8>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(from = "Option<u8>", into = "Option<u8>")]
#[derive(Clone)]
pub struct Volume(pub u8);

impl From<Option<u8>> for Volume {
    fn from(value: Option<u8>) -> Self {
        Self(value.unwrap_or_default())
    }
}

impl From<Volume> for Option<u8> {
    fn from(volume: Volume) -> Self {
        Some(volume.0).filter(|volume| *volume > 0)
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Player {
    pub volume: Volume,
    #[serde(flatten)]
    pub state: Wrapped<PlayerState>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Wrapped<T> {
    #[serde(flatten)]
    pub inner: T,
    pub at: u32,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "state", content = "detail", rename_all = "UPPERCASE")]
pub enum PlayerState {
    Idle,
    Playing(String),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Room {
    #[serde(rename = "m.room.name")]
    pub name: Option<String>,
    #[serde(rename = "class")]
    pub kind: String,
    #[serde(rename = "0")]
    pub zero: u8,
    #[serde(rename = "")]
    pub empty: u8,
    #[serde(rename = "with \"quotes\" and \\")]
    pub quoted: u8,
}

/// An expression of a query: it contains itself in every way.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "lowercase")]
pub enum Query {
    And(Vec<Query>),
    Not(Box<Query>),
    Field {
        name: String,
        #[serde(flatten)]
        test: Test,
    },
    #[serde(untagged)]
    Flag(bool),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "lowercase")]
pub enum Test {
    Eq(Value),
    In(Vec<IntOrText>),
    Sub(Option<Box<Query>>),
}
