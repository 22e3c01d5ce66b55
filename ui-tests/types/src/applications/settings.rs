//! Settings, stored rows and proofs.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_with::{DisplayFromStr, DurationSeconds, serde_as};

use super::protocols::Strategy;

/// A place as another crate would have it: its fields are private.
pub struct Place {
    row: usize,
    column: usize,
}

impl Place {
    fn row(&self) -> usize {
        self.row
    }

    fn column(&self) -> usize {
        self.column
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(remote = "Place")]
pub struct PlaceDefinition {
    #[serde(getter = "Place::row")]
    pub row: usize,
    #[serde(getter = "Place::column", rename = "col")]
    pub column: usize,
}

impl From<PlaceDefinition> for Place {
    fn from(PlaceDefinition { row, column }: PlaceDefinition) -> Self {
        Self { row, column }
    }
}

pub enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(remote = "Cell", untagged)]
pub enum CellDefinition {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Finding {
    pub kind: Option<Strategy>,
    #[serde(with = "PlaceDefinition")]
    pub place: Place,
    #[serde(with = "CellDefinition")]
    pub cell: Cell,
}

#[serde_as]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Proof {
    #[serde_as(as = "serde_with::hex::Hex")]
    pub root: [u8; 4],
    #[serde_as(as = "Vec<DisplayFromStr>")]
    pub accounts: Vec<u64>,
    #[serde_as(as = "Vec<(_, _)>")]
    pub cards: BTreeMap<Level, u32>,
    #[serde_as(as = "DurationSeconds")]
    pub age: Duration,
    #[serde_as(as = "Option<DisplayFromStr>")]
    pub size: Option<NonZeroU32>,
    #[serde_as(as = "BTreeMap<DisplayFromStr, Option<DisplayFromStr>>")]
    pub words: BTreeMap<u8, Option<i32>>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Level {
    V2Api,
    HTTPServer,
    Low,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Encryption {
    pub iv: String,
    pub salt: String,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Entry {
    #[serde(default, rename = "steamid")]
    pub steam_id: u64,
    #[serde(default, flatten)]
    pub encryption: Option<Encryption>,
}

#[derive(Serialize, Deserialize, Default, mizan::Type)]
#[serde(default)]
pub struct TextSettings {
    pub font: String,
    pub size: Option<f32>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Battery {
    #[serde(default = "symbols")]
    pub symbols: [char; 3],
    #[serde(default, flatten)]
    pub text: TextSettings,
}

fn symbols() -> [char; 3] {
    ['a', 'b', 'c']
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Task {
    pub id: String,
    #[serde(default)]
    pub status: Progress,
    #[serde(default, skip_serializing_if = "Vec::is_empty", alias = "blocks")]
    pub before: Vec<String>,
    #[serde(rename(serialize = "blockedBy", deserialize = "blocked_by"), default)]
    pub after: Vec<String>,
}

#[derive(Serialize, Deserialize, Default, mizan::Type)]
#[serde(rename_all(serialize = "camelCase", deserialize = "snake_case"))]
pub enum Progress {
    #[default]
    NotStarted,
    #[serde(alias = "done")]
    AllDone,
    #[serde(skip_serializing)]
    InDoubt,
    #[serde(skip_deserializing)]
    TakenOver,
}
