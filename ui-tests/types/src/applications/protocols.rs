//! Protocols and events: secrets, commands, streams of events.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A secret by its name, or a reference to one.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Secret {
    Name(String),
    Reference {
        name: String,
        from_secret: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Network {
    #[serde(rename = "sms")]
    Sms,
    #[serde(rename = "local", alias = "loopback")]
    Local,
    #[serde(untagged)]
    Other(String),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum ArchiveKind {
    #[serde(rename = "archive")]
    Archive,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum InlineKind {
    #[serde(rename = "inline")]
    Inline,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Archive {
    pub r#type: ArchiveKind,
    pub path: String,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Inline {
    pub r#type: InlineKind,
    pub value: String,
}

/// Told apart by a field of one value.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Extension {
    Archive(Archive),
    Inline(Inline),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Trouble {
    pub errors: Vec<String>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum ServiceError {
    Refused(Option<Trouble>),
    Unknown(Value),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Metrics {
    pub orders: u32,
    pub score: f64,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "command", content = "payload", rename_all = "snake_case")]
pub enum Command {
    ScoreCustomer(Metrics),
    ListRows(HashMap<RowId, Vec<Option<u8>>>),
    AddPair(u8, #[serde(skip)] u8, String),
    Stop,
    Halt {},
}

#[derive(Serialize, Deserialize, PartialEq, Eq, Hash, PartialOrd, Ord, mizan::Type)]
#[serde(transparent)]
pub struct RowId(pub String);

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum FeatureKind {
    Feature,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Feature {
    pub r#type: FeatureKind,
    pub bbox: Option<Vec<f64>>,
    pub properties: Option<Map<String, Value>>,
    #[serde(flatten)]
    pub foreign_members: Option<Map<String, Value>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Labels {
    #[serde(flatten)]
    pub labels: HashMap<String, String>,
}

#[derive(Serialize, Deserialize, Default, mizan::Type)]
pub struct Hashtags {
    pub start: Option<String>,
    pub end: Option<String>,
    #[serde(default, flatten)]
    pub extra: BTreeMap<String, Value>,
}

pub trait Prefix {}

impl Prefix for u8 {}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(bound(deserialize = "P: for<'a> Deserialize<'a>"))]
pub struct RouteMap<P: Prefix> {
    pub order: i16,
    pub matches: Vec<P>,
    #[serde(skip)]
    pub marker: PhantomData<fn() -> P>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(bound(
    serialize = "C: Serialize, D: Serialize",
    deserialize = "C: Deserialize<'de>, D: Deserialize<'de>"
))]
pub struct Claims<C, D = Vec<C>> {
    pub left: C,
    pub rest: D,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type", content = "data")]
pub enum RipEvent {
    Started { disc: String },
    Progress { progress: f32, message: Option<String> },
    Status { status: Box<RipEvent> },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "snake_case", tag = "panel", content = "data")]
pub enum Panel<T> {
    Ready(T),
    Unavailable { reason: String },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "event", content = "data", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JobEvent {
    VideoProgress {
        percent_done: f32,
    },
    #[serde(rename_all = "kebab-case")]
    TranslationProgress {
        lines_done: usize,
        #[serde(rename = "all")]
        lines_total: usize,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(
    tag = "status",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Outcome {
    NotStarted { report: Metrics, attempt_id: String },
    Blocked { report: Metrics },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type")]
pub enum ThreadEvent {
    #[serde(rename = "turn.started")]
    TurnStarted {},
    #[serde(rename = "item.updated")]
    ItemUpdated { item: ThreadItem },
    #[serde(rename = "error")]
    Error { message: String },
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ThreadItem {
    Reasoning,
    ToolCall(ToolCall),
    Options(BTreeMap<String, String>),
    Nested(ThreadStep),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct ToolCall {
    pub server: String,
    #[serde(flatten)]
    pub step: Option<ThreadStep>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "step")]
pub enum ThreadStep {
    Read {
        path: String,
    },
    Write {
        path: String,
        #[serde(default)]
        size: u32,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    Append,
    #[serde(rename = "delete+insert")]
    DeleteInsert,
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Serialize, Deserialize, mizan::Type)]
#[serde(try_from = "String", into = "String")]
pub enum System {
    Linux,
    Windows,
}

impl From<System> for String {
    fn from(system: System) -> Self {
        match system {
            System::Linux => "linux-x86_64".to_owned(),
            System::Windows => "windows-x86_64".to_owned(),
        }
    }
}

impl TryFrom<String> for System {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "linux-x86_64" => Ok(Self::Linux),
            "windows-x86_64" => Ok(Self::Windows),
            _ => Err(text),
        }
    }
}

/// Read in another form than it is written.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(try_from = "RawTelemetry")]
pub struct Telemetry {
    pub stream: String,
    pub channels: Vec<String>,
}

#[derive(Deserialize, mizan::Type)]
#[serde(rename_all = "kebab-case")]
pub struct RawTelemetry {
    pub stream_name: Option<String>,
    #[serde(default)]
    pub channels: OneOrMany<String>,
}

impl TryFrom<RawTelemetry> for Telemetry {
    type Error = String;

    fn try_from(raw: RawTelemetry) -> Result<Self, String> {
        let channels = match raw.channels {
            OneOrMany::One(one) => vec![one],
            OneOrMany::Many(many) => many,
        };
        Ok(Self { stream: raw.stream_name.unwrap_or_default(), channels })
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}
