//! Types as search engines and their tasks have them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// A setting that is set, reset, or left as it is: the JSON of an `Option` that may be left out.
#[derive(Default)]
pub enum Setting<T> {
    Set(T),
    Reset,
    #[default]
    Left,
}

impl<T> Setting<T> {
    fn is_left(&self) -> bool {
        matches!(self, Self::Left)
    }
}

impl<T: Serialize> Serialize for Setting<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => serializer.serialize_some(value),
            Self::Reset | Self::Left => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Setting<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Reset, Self::Set))
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Settings {
    #[serde(default, skip_serializing_if = "Setting::is_left")]
    #[mizan(as = "Option<Vec<String>>")]
    pub ranking_rules: Setting<Vec<String>>,
    #[serde(default, skip_serializing_if = "Setting::is_left")]
    #[mizan(as = "Option<BTreeMap<String, BTreeSet<String>>>")]
    pub synonyms: Setting<BTreeMap<String, BTreeSet<String>>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Filter {
    Array(Vec<Filter>),
    Expression(String),
}

/// The answer of a search, with the numbers of its pages or with an offset.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "camelCase", bound(deserialize = "D: DeserializeOwned"))]
pub struct SearchResult<D = Map<String, Value>> {
    pub hits: Vec<Hit<D>>,
    pub query: String,
    #[serde(flatten)]
    pub pages: Pages,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facet_distribution: Option<BTreeMap<String, BTreeMap<String, u64>>>,
    pub processing_time_ms: u64,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Pages {
    Finite { hits_per_page: usize, page: usize },
    Offset { limit: usize, offset: usize, estimated_total_hits: usize },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Hit<D> {
    #[serde(flatten)]
    pub document: D,
    #[serde(rename = "_rankingScore", skip_serializing_if = "Option::is_none")]
    pub ranking_score: Option<f64>,
    #[serde(rename = "_matchesPosition", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub matches_position: BTreeMap<String, Vec<Match>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Match {
    pub start: usize,
    pub length: usize,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Movie {
    pub title: String,
    pub year: Option<i16>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "type",
    content = "details"
)]
pub enum TaskKind {
    DocumentAddition {
        received_documents: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        indexed_documents: Option<u64>,
    },
    IndexSwap(Vec<(String, String)>),
    SettingsUpdate(Box<Settings>),
    Snapshot,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    pub uid: u32,
    #[serde(flatten)]
    pub kind: TaskKind,
    pub status: TaskStatus,
    pub duration: Option<Duration>,
    pub enqueued_at: SystemTime,
    #[serde(flatten)]
    pub error: Option<TaskError>,
}

#[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub enum TaskStatus {
    Enqueued,
    #[serde(rename = "done", alias = "succeeded")]
    Succeeded,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct TaskError {
    pub message: Cow<'static, str>,
    pub code: u16,
}

/// A query of facets, whose keys are an enum.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Facets {
    pub by_status: BTreeMap<TaskStatus, u32>,
    #[serde(default)]
    pub ranges: Vec<(f64, f64)>,
    #[serde(skip_serializing_if = "<[u8]>::is_empty", default)]
    pub bytes: Box<[u8]>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Page<T, C = String> {
    pub items: Box<[T]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<C>,
}

pub type Movies = Page<Movie>;

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Search {
    pub settings: Settings,
    pub filter: Filter,
    pub result: SearchResult<Movie>,
    pub any_result: SearchResult,
    pub task: Task,
    pub kind: TaskKind,
    pub facets: Facets,
    pub movies: Movies,
    pub pairs: Page<(u8, Option<Movie>), (u32, u32)>,
}

#[mizan::client]
pub fn send_search(table: Search) -> Search {
    table
}
