//! Shapes of types in open applications: protocols, settings, events, and the clients of web services.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use serde_with::{DisplayFromStr, DurationSeconds, serde_as};

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

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum Version {
    #[serde(rename = "2.0")]
    Two,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum CallId {
    Number(i64),
    Text(String),
    Null,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "lowercase")]
pub enum CallResult {
    Result(Value),
    Error { code: i64, message: Cow<'static, str>, data: Option<Value> },
}

/// A message of JSON-RPC.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct CallMessage {
    pub jsonrpc: Version,
    #[serde(flatten)]
    pub result: CallResult,
    pub id: CallId,
}

/// An id, or the whole object in its place.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Expandable<T> {
    Id(String),
    Object(Box<T>),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Invoice {
    pub id: String,
    pub customer: Option<Expandable<Customer>>,
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Customer {
    pub id: String,
    pub invoices: Listing<Invoice>,
    pub metadata: BTreeMap<String, Option<String>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "object", rename = "list")]
pub struct Listing<T> {
    pub data: Vec<T>,
    pub has_more: bool,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Hook {
    pub sender: String,
    #[serde(flatten)]
    pub action: HookAction,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum HookAction {
    Opened,
    Edited { changes: BTreeMap<String, Change> },
    Labeled(Label),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Change {
    pub from: Value,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Label {
    pub label: String,
}

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

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Applications {
    pub secret: Secret,
    pub network: Network,
    pub networks: BTreeMap<String, Network>,
    pub extension: Extension,
    pub service_error: ServiceError,
    pub command: Command,
    pub feature: Feature,
    pub labels: Labels,
    pub hashtags: Hashtags,
    pub route_map: RouteMap<u8>,
    pub claims: Claims<u8>,
    pub other_claims: Claims<String, Option<bool>>,
    pub rip_event: RipEvent,
    pub panel: Panel<Vec<Metrics>>,
    pub empty_panel: Panel<()>,
    pub maybe_panel: Panel<Option<u8>>,
    pub job_event: JobEvent,
    pub outcome: Outcome,
    pub thread_event: ThreadEvent,
    pub strategy: Strategy,
    pub strategies: Vec<Option<Strategy>>,
    pub system: System,
    pub telemetry: Telemetry,
    pub one_or_many: OneOrMany<u8>,
    pub one_or_many_lists: OneOrMany<Vec<u8>>,
    pub finding: Finding,
    pub proof: Proof,
    pub entry: Entry,
    pub battery: Battery,
    pub task: Task,
    pub call: CallMessage,
    pub invoice: Invoice,
    pub listing: Listing<IntOrText>,
    pub hook: Hook,
    pub point: Point,
    pub drawing: Drawing,
    pub patch: Patch,
    pub owned: Owned,
    pub widths: Widths,
    pub volume: Volume,
    pub player: Player,
    pub room: Room,
    pub query: Query,
}

#[mizan::client]
pub fn send_applications(table: Applications) -> Applications {
    table
}

#[derive(Serialize, mizan::Type)]
pub struct Session {
    #[serde(flatten)]
    pub agent: Agent,
    pub tag: &'static str,
    #[serde(rename = "leadId", skip_serializing_if = "Option::is_none")]
    pub lead_id: Option<String>,
}

#[derive(Serialize, mizan::Type)]
#[serde(rename_all = "PascalCase")]
pub struct Agent {
    pub id: u8,
    pub started_at: Option<f64>,
}

#[derive(Serialize, mizan::Type)]
#[serde(untagged)]
pub enum Delta {
    Text {
        #[serde(rename = "type")]
        kind: &'static str,
        text: &'static str,
    },
    Json {
        #[serde(rename = "type")]
        kind: &'static str,
        partial: Cow<'static, str>,
    },
}

#[derive(Serialize, mizan::Type)]
#[serde(transparent)]
pub struct Holder<'a, T: ?Sized> {
    pub value: &'a T,
    #[serde(skip)]
    pub marker: PhantomData<&'a ()>,
}

#[derive(Serialize, mizan::Type)]
pub struct WrittenApplications {
    pub session: Session,
    pub delta: Delta,
    pub holder: Holder<'static, [u8]>,
    pub holder_of_text: Holder<'static, str>,
    pub many: &'static [Agent],
}

#[mizan::client]
pub fn written_applications() -> Vec<WrittenApplications> {
    Vec::new()
}

#[derive(Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Workspaces {
    Globs(Vec<String>),
    Object {
        packages: Vec<String>,
        #[serde(default)]
        nohoist: Vec<String>,
    },
}

#[derive(Deserialize, mizan::Type)]
#[serde(rename_all = "snake_case")]
pub enum StyleKind {
    Strip,
    CenterLine,
}

#[derive(Deserialize, mizan::Type)]
pub struct Jitter {
    #[serde(rename = "type")]
    pub kind: Option<StyleKind>,
    pub jitter: Option<f64>,
}

#[derive(Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Style {
    Named(StyleKind),
    Detailed(Jitter),
}

#[derive(Deserialize, mizan::Type)]
pub struct CallbackError {
    pub error: String,
}

#[derive(Deserialize, mizan::Type)]
pub struct CallbackSuccess {
    pub code: String,
}

#[derive(Deserialize, mizan::Type)]
pub struct Callback {
    pub state: String,
    #[serde(default, flatten)]
    pub error: Option<CallbackError>,
    #[serde(default, flatten)]
    pub success: Option<CallbackSuccess>,
}

#[derive(Deserialize, mizan::Type)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum CaptchaAnswer<'a> {
    Created { task_id: u64 },
    Error { error_code: Cow<'a, str> },
}

#[derive(Deserialize, mizan::Type)]
#[serde(
    deny_unknown_fields,
    rename_all = "kebab-case",
    rename_all_fields = "camelCase",
    tag = "profile"
)]
pub enum Startup {
    DesktopApp { workspace_root: String, origin: Option<String> },
    Server { origin: String },
}

#[derive(Deserialize, mizan::Type)]
pub struct ReadApplications {
    pub workspaces: Workspaces,
    pub style: Style,
    pub callback: Callback,
    pub captcha: CaptchaAnswer<'static>,
    pub startup: Startup,
}

#[mizan::client]
pub fn send_read_applications(table: ReadApplications) -> bool {
    drop(table);
    true
}
