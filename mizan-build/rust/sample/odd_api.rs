//! The functions of the API as methods of [`Client`], and its types.
//!
//! The module needs these crates:
//!
//! ```toml
//! [dependencies]
//! futures-util = { version = "0.3", default-features = false, features = ["sink", "std"] }
//! reqwest = { version = "0.13", features = ["cookies", "multipart", "stream"] }
//! serde = { version = "1", features = ["derive"] }
//! serde_json = { version = "1", features = ["float_roundtrip", "raw_value"] }
//! serde_path_to_error = "0.1"
//!
//! [target.'cfg(not(target_arch = "wasm32"))'.dependencies]
//! tokio = { version = "1", features = ["rt", "sync", "time"] }
//! tokio-tungstenite = { version = "0.29", features = ["rustls-tls-native-roots"] }
//!
//! [target.'cfg(target_arch = "wasm32")'.dependencies]
//! gloo-net = { version = "0.6", default-features = false, features = ["websocket"] }
//! gloo-timers = { version = "0.3", features = ["futures"] }
//! js-sys = "0.3"
//! wasm-bindgen-futures = "0.4"
//! ```
#![allow(dead_code, deprecated, unreachable_pub, unused_imports)]
#![allow(clippy::arc_with_non_send_sync, clippy::module_inception)]
#![allow(clippy::upper_case_acronyms)]
#![allow(
    clippy::enum_variant_names,
    clippy::large_enum_variant,
    clippy::type_complexity
)]
#![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]
#![allow(rustdoc::broken_intra_doc_links, rustdoc::invalid_html_tags)]
#[path = "../client/mod.rs"]
#[rustfmt::skip]
mod client;
#[path = "../runtime/mod.rs"]
#[rustfmt::skip]
mod runtime;

use std::collections::BTreeMap;
use std::sync::Arc;
use serde::{Deserialize, Serialize};
use client::Collect as _;

pub use client::{Big, Client, Error, Never, Options, Upload};

pub use runtime::channels::state::{RoomState, RoomStatus};

pub use runtime::error::Code;

pub use runtime::live::status::LiveStatus;

pub use runtime::mutations::{call::Settle, drafts::Drafts};

pub use runtime::observe::{source::Source, state::State, watch::Watch};

#[path = "../sockets/mod.rs"]
#[rustfmt::skip]
mod socket;
/// What opens a socket where something is live.
#[cfg(not(target_arch = "wasm32"))]
fn sockets(http: client::Http) -> Option<Arc<dyn runtime::live::socket::Sockets>> {
    let base = http.base().to_owned();
    let asking = http.clone();
    let sockets = socket::Tungstenite::new(&base, move || http.socket_headers());
    Some(Arc::new(sockets.token(move || asking.token())))
}

/// What opens a socket where something is live.
#[cfg(target_arch = "wasm32")]
fn sockets(http: client::Http) -> Option<Arc<dyn runtime::live::socket::Sockets>> {
    let base = http.base().to_owned();
    Some(Arc::new(socket::BrowserSockets::new(&base, move || http.token())))
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content")]
pub enum Adjacent {
    /// `Unit`.
    Unit,
    /// `Newtype`.
    Newtype(AppProfile),
    /// `Named`.
    Named {
        /// `left`.
        left: AppProfile,
        /// `right`.
        #[serde(skip_serializing_if = "Option::is_none")]
        right: Option<Vec<Option<Shape>>>,
        /// Anything at all.
        rest: serde_json::Value,
    },
    /// `Tuple`.
    Tuple(i64, String),
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flat {
    /// `id`.
    pub id: i64,
    /// `rest`.
    #[serde(flatten)]
    pub rest: BTreeMap<String, serde_json::Value>,
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Internal {
    /// `Unit`.
    Unit,
    /// `Newtype`.
    Newtype(AppProfile),
    /// `Named`.
    Named {
        /// `left`.
        left: AppProfile,
        /// `right`.
        #[serde(skip_serializing_if = "Option::is_none")]
        right: Option<Vec<Option<Shape>>>,
        /// Anything at all.
        rest: serde_json::Value,
    },
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// `sku`.
    pub sku: String,
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Order {
    /// `id`.
    pub id: i64,
    /// `lines`.
    pub lines: Vec<Line>,
    /// `replaces`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Box<Order>>,
}

/// Holds */ and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Planet {
    /// `Mercury`.
    Mercury,
    /// `Venus`.
    Venus,
    /// `Earth`.
    Earth,
    /// `Mars`.
    Mars,
    /// `Jupiter`.
    Jupiter,
    /// `Saturn`.
    Saturn,
    /// `Uranus`.
    Uranus,
    /// `Neptune`.
    Neptune,
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AppProfile {
    /// `id`.
    pub id: i64,
    /// The name that a profile shows, which may be so long that it does not fit on a line
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `odd-key`.
    #[serde(rename = "odd-key", deserialize_with = "client::fields::number")]
    pub odd_key: f64,
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise(
    /// The value.
    pub AppProfile,
);

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Remarks {
    /// `remarks`.
    pub remarks: Vec<Order>,
    /// `next`.
    pub next: Option<String>,
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// `Unit`.
    Unit,
    /// `Newtype`.
    Newtype(AppProfile),
    /// `Named`.
    Named {
        /// `left`.
        left: AppProfile,
        /// `right`.
        #[serde(skip_serializing_if = "Option::is_none")]
        right: Option<Vec<Option<Shape>>>,
        /// Anything at all.
        rest: serde_json::Value,
    },
    /// `Tuple`.
    Tuple(i64, String),
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Untagged {
    /// `Named`.
    Named {
        /// `left`.
        left: AppProfile,
        /// `right`.
        right: Option<Vec<Option<Shape>>>,
        /// Anything at all.
        rest: serde_json::Value,
    },
    /// `Unit`.
    Unit,
    /// `Newtype`.
    Newtype(AppProfile),
    /// `Tuple`.
    Tuple(i64, String),
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdminProfile {}
/// `shop::Basket`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Basket {
    /// `buyer`.
    pub buyer: String,
    /// `site`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// `gift`.
    pub gift: bool,
    /// `rows`.
    pub rows: Vec<Row>,
    /// `__proto__`.
    #[serde(rename = "__proto__", skip_serializing_if = "Option::is_none")]
    pub proto: Option<Box<Basket>>,
}

/// `shop::Entry`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// `id`.
    pub id: i64,
    /// `version`.
    pub version: i64,
    /// `place`.
    pub place: i64,
    /// `words`.
    pub words: String,
    /// `parts`.
    pub parts: Vec<Entry>,
}

/// `shop::EntryEdit`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum EntryEdit {
    /// `insert`.
    #[serde(rename = "insert")]
    Insert(Entry),
    /// `update`.
    #[serde(rename = "update")]
    Update {
        /// `id`.
        id: i64,
        /// `version`.
        version: i64,
        /// `place`.
        #[serde(skip_serializing_if = "Option::is_none")]
        place: Option<i64>,
        /// `words`.
        #[serde(skip_serializing_if = "Option::is_none")]
        words: Option<(String, String)>,
        /// `parts`.
        #[serde(skip_serializing_if = "Option::is_none")]
        parts: Option<Vec<EntryEdit>>,
    },
    /// `delete`.
    #[serde(rename = "delete")]
    Delete(Entry),
}

/// `shop::Row`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Row {
    /// `title`.
    pub title: String,
    /// `count`.
    pub count: i64,
    /// `kind`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", content = "details")]
pub enum PlanetFailure {
    /// `Mercury`.
    Mercury,
    /// `Venus`.
    Venus,
    /// `Earth`.
    Earth,
    /// `Mars`.
    Mars,
    /// `Jupiter`.
    Jupiter,
    /// `Saturn`.
    Saturn,
    /// `Uranus`.
    Uranus,
    /// `Neptune`.
    Neptune,
}

impl client::Failure for PlanetFailure {
    fn read(
        _: Option<&str>,
        kind: &str,
        details: Option<&serde_json::Value>,
    ) -> Option<Self> {
        client::declared(kind, details)
    }
}

/// Holds */ and more.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", content = "details")]
pub enum ShapeFailure {
    /// `Unit`.
    Unit,
    /// `Newtype`.
    Newtype(AppProfile),
    /// `Named`.
    Named {
        /// `left`.
        left: AppProfile,
        /// `right`.
        right: Option<Vec<Option<Shape>>>,
        /// Anything at all.
        rest: serde_json::Value,
    },
    /// `Tuple`.
    Tuple(i64, String),
}

impl client::Failure for ShapeFailure {
    fn read(
        _: Option<&str>,
        kind: &str,
        details: Option<&serde_json::Value>,
    ) -> Option<Self> {
        client::declared(kind, details)
    }
}

/// The context `conversation_in_workspace`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ConversationInWorkspaceBundle {
    /// The function `conversation_messages_since_the_last_visit`.
    pub conversation_messages_since_the_last_visit: Vec<Order>,
}

/// The context `feed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeedBundle {
    /// The function `feed_authors`.
    pub feed_authors: Vec<String>,
    /// The function `feed_entries`.
    #[deprecated = "read less"]
    pub feed_entries: Vec<Order>,
    /// The function `feed_remarks`.
    pub feed_remarks: Remarks,
}

/// The context `ledger`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerBundle {
    /// The function `ledger_entries`.
    pub ledger_entries: Vec<Entry>,
}

/// The context `search`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchBundle {
    /// The function `search_hits`.
    pub search_hits: Vec<Order>,
}

/// What a profile page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserBundle {
    /// The function `user_orders`.
    pub user_orders: Vec<Order>,
    /// One profile.
    pub user_profile: AppProfile,
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl Client {
    /// The context `conversation_in_workspace`.
    pub fn conversation_in_workspace(
        &self,
        workspace_id: i64,
        conversation_id: impl Into<String>,
        member_id: i64,
    ) -> client::Instance<contexts::ConversationInWorkspace> {
        client::Instance::with_client(self)
            .with_argument("workspace_id", workspace_id)
            .with_argument("conversation_id", conversation_id.into())
            .with_argument("member_id", member_id)
    }

    /// The function `conversation_messages_since_the_last_visit`.
    pub fn conversation_messages_since_the_last_visit(
        &self,
        workspace_id: i64,
        conversation_id: impl Into<String>,
        member_id: i64,
    ) -> client::Read<functions::ConversationMessagesSinceTheLastVisit> {
        client::Read::with_client(self)
            .with_argument("workspace_id", workspace_id)
            .with_argument("conversation_id", conversation_id.into())
            .with_argument("member_id", member_id)
    }

    /// The context `feed`.
    pub fn feed(&self) -> client::Instance<contexts::Feed> {
        client::Instance::with_client(self)
    }

    /// The function `feed_authors`.
    pub fn feed_authors(&self) -> client::Read<functions::FeedAuthors> {
        client::Read::with_client(self)
    }

    /// The function `feed_entries`.
    #[deprecated = "read less"]
    pub fn feed_entries(&self) -> client::Read<functions::FeedEntries> {
        client::Read::with_client(self)
    }

    /// The function `feed_remarks`.
    pub fn feed_remarks(&self) -> client::Read<functions::FeedRemarks> {
        client::Read::with_client(self)
    }

    /// The context `ledger`.
    pub fn ledger(&self, book_id: i64) -> client::Instance<contexts::Ledger> {
        client::Instance::with_client(self).with_argument("book_id", book_id)
    }

    /// The function `ledger_entries`.
    pub fn ledger_entries(
        &self,
        book_id: i64,
    ) -> client::Read<functions::LedgerEntries> {
        client::Read::with_client(self).with_argument("book_id", book_id)
    }

    /// The context `search`.
    pub fn search(&self) -> client::Instance<contexts::Search> {
        client::Instance::with_client(self)
    }

    /// The function `search_hits`.
    pub fn search_hits(&self) -> client::Read<functions::SearchHits> {
        client::Read::with_client(self)
    }

    /// What a profile page shows.
    pub fn user(&self, user_id: i64) -> client::Instance<contexts::User> {
        client::Instance::with_client(self).with_argument("user_id", user_id)
    }

    /// The function `user_orders`.
    pub fn user_orders(&self, user_id: i64) -> client::Read<functions::UserOrders> {
        client::Read::with_client(self).with_argument("user_id", user_id)
    }

    /// One profile.
    pub fn user_profile(&self, user_id: i64) -> client::Read<functions::UserProfile> {
        client::Read::with_client(self).with_argument("user_id", user_id)
    }

    /// A room to talk in.
    pub fn chat(&self, room_id: i64) -> client::Room<channels::Chat> {
        client::Room::with_client(self).with_argument("room_id", room_id)
    }

    /// The function `say`.
    pub fn say(
        &self,
        room_id: i64,
        the_text: impl Into<String>,
    ) -> client::Call<functions::Say> {
        client::Call::with_client(self)
            .with_argument("room_id", room_id)
            .with_argument("the_text", the_text.into())
    }

    /// The function `wave`.
    pub fn wave(&self, room_id: i64) -> client::Call<functions::Wave> {
        client::Call::with_client(self).with_argument("room_id", room_id)
    }

    /// A room to talk in.
    pub fn desk(&self) -> client::Room<channels::Desk> {
        client::Room::with_client(self)
    }

    /// The function `delete`.
    pub fn delete(&self, class: i64) -> client::Call<functions::Delete> {
        client::Call::with_client(self).with_argument("class", class)
    }

    /// The function `echo_everything`.
    pub fn echo_everything(
        &self,
        pairs: Vec<(Adjacent, Flat, Internal, Line, Order)>,
    ) -> client::Call<functions::EchoEverything> {
        client::Call::with_client(self).with_argument("pairs", pairs)
    }

    /// The function `log_out`.
    pub fn log_out(&self) -> client::Call<functions::LogOut> {
        client::Call::with_client(self)
    }

    /// The function `order_basket`.
    pub fn order_basket(&self, basket: Basket) -> client::Call<functions::OrderBasket> {
        client::Call::with_client(self).with_argument("basket", basket)
    }

    /// The function `rename_user`.
    pub fn rename_user(
        &self,
        user_id: i64,
        name: impl Into<String>,
    ) -> client::Call<functions::RenameUser> {
        client::Call::with_client(self)
            .with_argument("user_id", user_id)
            .with_argument("name", name.into())
    }

    /// The function `save_ledger_entries`.
    pub fn save_ledger_entries(
        &self,
        book_id: i64,
        edit: Vec<EntryEdit>,
    ) -> client::Call<functions::SaveLedgerEntries> {
        client::Call::with_client(self)
            .with_argument("book_id", book_id)
            .with_argument("edit", edit)
    }

    /// The function `set_avatar`.
    pub fn set_avatar(
        &self,
        upload: impl Into<Upload>,
    ) -> client::Call<functions::SetAvatar> {
        client::Call::with_client(self).with_file("upload", upload.into())
    }

    /// Talks.
    pub fn talk(&self, about: impl Into<String>) -> client::Results<functions::Talk> {
        client::Call::<functions::Talk>::with_client(self)
            .with_argument("about", about.into())
            .into_stream()
    }

    /// The function `transfer_conversation_between_workspaces`.
    pub fn transfer_conversation_between_workspaces(
        &self,
        source_workspace_id: i64,
        target_workspace_id: i64,
        conversation_id: i64,
        requested_by: i64,
    ) -> client::Call<functions::TransferConversationBetweenWorkspaces> {
        client::Call::with_client(self)
            .with_argument("source_workspace_id", source_workspace_id)
            .with_argument("target_workspace_id", target_workspace_id)
            .with_argument("conversation_id", conversation_id)
            .with_argument("requested_by", requested_by)
    }

    /// The function `upload_photos`.
    pub fn upload_photos(
        &self,
        user_id: i64,
        holiday_photos: impl IntoIterator<Item = Upload>,
    ) -> client::Call<functions::UploadPhotos> {
        client::Call::with_client(self)
            .with_argument("user_id", user_id)
            .with_files("holiday_photos", holiday_photos)
    }

    /// The function `watch`.
    pub fn watch(&self) -> client::Results<functions::Watch> {
        client::Call::<functions::Watch>::with_client(self).into_stream()
    }
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl client::Read<functions::ConversationMessagesSinceTheLastVisit> {
    /// The argument `page`.
    pub fn page(self, page: i64) -> Self {
        self.with_argument("page", page)
    }
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl client::Read<functions::FeedAuthors> {
    /// The argument `start_at`.
    pub fn start_at(self, start_at: i64) -> Self {
        self.with_argument("start_at", start_at)
    }
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl client::Read<functions::FeedEntries> {
    /// The argument `page`.
    pub fn page(self, page: i64) -> Self {
        self.with_argument("page", page)
    }
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl client::Read<functions::FeedRemarks> {
    /// The argument `after`.
    pub fn after(self, after: impl Into<String>) -> Self {
        self.with_argument("after", after.into())
    }
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl client::Instance<contexts::Search> {
    /// The argument `tag`.
    pub fn tag(self, tag: impl Into<String>) -> Self {
        self.with_argument("tag", tag.into())
    }

    /// The argument `order_by`.
    pub fn order_by(self, order_by: impl Into<String>) -> Self {
        self.with_argument("order_by", order_by.into())
    }
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl client::Read<functions::SearchHits> {
    /// The argument `tag`.
    pub fn tag(self, tag: impl Into<String>) -> Self {
        self.with_argument("tag", tag.into())
    }

    /// The argument `order_by`.
    pub fn order_by(self, order_by: impl Into<String>) -> Self {
        self.with_argument("order_by", order_by.into())
    }
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl client::Read<functions::UserOrders> {
    /// The argument `page`.
    pub fn page(self, page: i64) -> Self {
        self.with_argument("page", page)
    }

    /// The argument `class`.
    pub fn class(self, class: impl Into<String>) -> Self {
        self.with_argument("class", class.into())
    }
}

#[allow(clippy::should_implement_trait, clippy::wrong_self_convention)]
impl client::Call<functions::UploadPhotos> {
    /// The argument `class`.
    pub fn class(self, class: impl Into<Upload>) -> Self {
        self.with_file("class", class.into())
    }
}

/// The contexts of the API, which `Instance` is about.
pub mod contexts {
    /// `conversation_in_workspace`.
    pub enum ConversationInWorkspace {}
    /// `feed`.
    pub enum Feed {}
    /// `ledger`.
    pub enum Ledger {}
    /// `search`.
    pub enum Search {}
    /// `user`.
    pub enum User {}
}

/// The channels of the API, which `Room` is about.
pub mod channels {
    /// `chat`.
    pub enum Chat {}
    /// `desk`.
    pub enum Desk {}
}

/// The functions of the API, which `Call` and `Read` are about.
pub mod functions {
    /// `conversation_messages_since_the_last_visit`.
    pub enum ConversationMessagesSinceTheLastVisit {}
    /// `feed_authors`.
    pub enum FeedAuthors {}
    /// `feed_entries`.
    pub enum FeedEntries {}
    /// `feed_remarks`.
    pub enum FeedRemarks {}
    /// `ledger_entries`.
    pub enum LedgerEntries {}
    /// `search_hits`.
    pub enum SearchHits {}
    /// `user_orders`.
    pub enum UserOrders {}
    /// `user_profile`.
    pub enum UserProfile {}
    /// `say`.
    pub enum Say {}
    /// `wave`.
    pub enum Wave {}
    /// `delete`.
    pub enum Delete {}
    /// `echo_everything`.
    pub enum EchoEverything {}
    /// `log_out`.
    pub enum LogOut {}
    /// `order_basket`.
    pub enum OrderBasket {}
    /// `rename_user`.
    pub enum RenameUser {}
    /// `save_ledger_entries`.
    pub enum SaveLedgerEntries {}
    /// `set_avatar`.
    pub enum SetAvatar {}
    /// `talk`.
    pub enum Talk {}
    /// `transfer_conversation_between_workspaces`.
    pub enum TransferConversationBetweenWorkspaces {}
    /// `upload_photos`.
    pub enum UploadPhotos {}
    /// `watch`.
    pub enum Watch {}
}

impl client::Context for contexts::ConversationInWorkspace {
    const SPEC: &'static runtime::spec::Context = &runtime::spec::Context {
        name: "conversation_in_workspace",
        members: &[
            runtime::spec::Member {
                name: "conversation_messages_since_the_last_visit",
                key: None,
                is_page: false,
            },
        ],
        is_live: false,
    };
    type Bundle = ConversationInWorkspaceBundle;
    type Error = PlanetFailure;
}

impl client::Function for functions::ConversationMessagesSinceTheLastVisit {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "conversation_messages_since_the_last_visit",
        affects: &[],
    };
    type Output = Vec<Order>;
    type Error = PlanetFailure;
}

impl client::Member for functions::ConversationMessagesSinceTheLastVisit {
    type Context = contexts::ConversationInWorkspace;
    const MEMBER: &'static runtime::spec::Member = &runtime::spec::Member {
        name: "conversation_messages_since_the_last_visit",
        key: None,
        is_page: false,
    };
    const OWN: &'static [&'static str] = &["page"];
}

impl client::Context for contexts::Feed {
    const SPEC: &'static runtime::spec::Context = &runtime::spec::Context {
        name: "feed",
        members: &[
            runtime::spec::Member {
                name: "feed_authors",
                key: None,
                is_page: true,
            },
            runtime::spec::Member {
                name: "feed_entries",
                key: None,
                is_page: false,
            },
            runtime::spec::Member {
                name: "feed_remarks",
                key: None,
                is_page: true,
            },
        ],
        is_live: true,
    };
    type Bundle = FeedBundle;
    type Error = Never;
}

impl client::Function for functions::FeedAuthors {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "feed_authors",
        affects: &[],
    };
    type Output = Vec<String>;
    type Error = Never;
}

impl client::Member for functions::FeedAuthors {
    type Context = contexts::Feed;
    const MEMBER: &'static runtime::spec::Member = &runtime::spec::Member {
        name: "feed_authors",
        key: None,
        is_page: true,
    };
    const OWN: &'static [&'static str] = &["start_at"];
}

impl client::Function for functions::FeedEntries {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "feed_entries",
        affects: &[],
    };
    type Output = Vec<Order>;
    type Error = Never;
}

impl client::Member for functions::FeedEntries {
    type Context = contexts::Feed;
    const MEMBER: &'static runtime::spec::Member = &runtime::spec::Member {
        name: "feed_entries",
        key: None,
        is_page: false,
    };
    const OWN: &'static [&'static str] = &["page"];
}

impl client::Function for functions::FeedRemarks {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "feed_remarks",
        affects: &[],
    };
    type Output = Remarks;
    type Error = Never;
}

impl client::Member for functions::FeedRemarks {
    type Context = contexts::Feed;
    const MEMBER: &'static runtime::spec::Member = &runtime::spec::Member {
        name: "feed_remarks",
        key: None,
        is_page: true,
    };
    const OWN: &'static [&'static str] = &["after"];
}

impl client::Context for contexts::Ledger {
    const SPEC: &'static runtime::spec::Context = &runtime::spec::Context {
        name: "ledger",
        members: &[
            runtime::spec::Member {
                name: "ledger_entries",
                key: Some("id"),
                is_page: false,
            },
        ],
        is_live: false,
    };
    type Bundle = LedgerBundle;
    type Error = Never;
}

impl client::Function for functions::LedgerEntries {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "ledger_entries",
        affects: &[],
    };
    type Output = Vec<Entry>;
    type Error = Never;
}

impl client::Member for functions::LedgerEntries {
    type Context = contexts::Ledger;
    const MEMBER: &'static runtime::spec::Member = &runtime::spec::Member {
        name: "ledger_entries",
        key: Some("id"),
        is_page: false,
    };
    const OWN: &'static [&'static str] = &[];
}

impl client::Context for contexts::Search {
    const SPEC: &'static runtime::spec::Context = &runtime::spec::Context {
        name: "search",
        members: &[
            runtime::spec::Member {
                name: "search_hits",
                key: None,
                is_page: false,
            },
        ],
        is_live: false,
    };
    type Bundle = SearchBundle;
    type Error = Never;
}

impl client::Function for functions::SearchHits {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "search_hits",
        affects: &[],
    };
    type Output = Vec<Order>;
    type Error = Never;
}

impl client::Member for functions::SearchHits {
    type Context = contexts::Search;
    const MEMBER: &'static runtime::spec::Member = &runtime::spec::Member {
        name: "search_hits",
        key: None,
        is_page: false,
    };
    const OWN: &'static [&'static str] = &[];
}

impl client::Context for contexts::User {
    const SPEC: &'static runtime::spec::Context = &runtime::spec::Context {
        name: "user",
        members: &[
            runtime::spec::Member {
                name: "user_orders",
                key: None,
                is_page: false,
            },
            runtime::spec::Member {
                name: "user_profile",
                key: None,
                is_page: false,
            },
        ],
        is_live: false,
    };
    type Bundle = UserBundle;
    type Error = Never;
}

impl client::Function for functions::UserOrders {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "user_orders",
        affects: &[],
    };
    type Output = Vec<Order>;
    type Error = Never;
}

impl client::Member for functions::UserOrders {
    type Context = contexts::User;
    const MEMBER: &'static runtime::spec::Member = &runtime::spec::Member {
        name: "user_orders",
        key: None,
        is_page: false,
    };
    const OWN: &'static [&'static str] = &["page", "class"];
}

impl client::Function for functions::UserProfile {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "user_profile",
        affects: &[],
    };
    type Output = AppProfile;
    type Error = Never;
}

impl client::Member for functions::UserProfile {
    type Context = contexts::User;
    const MEMBER: &'static runtime::spec::Member = &runtime::spec::Member {
        name: "user_profile",
        key: None,
        is_page: false,
    };
    const OWN: &'static [&'static str] = &[];
}

impl client::Channel for channels::Chat {
    const SPEC: &'static runtime::spec::Channel = &runtime::spec::Channel {
        name: "chat",
        key: None,
    };
    type First = Vec<Order>;
    type Message = Order;
    type Presence = AppProfile;
}

impl client::Function for functions::Say {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "say",
        affects: &["user"],
    };
    const CHANNEL: Option<(&'static runtime::spec::Channel, &'static [&'static str])> = Some((
        &runtime::spec::Channel {
            name: "chat",
            key: None,
        },
        &["room_id"],
    ));
    type Output = Order;
    type Error = Never;
}

impl client::Function for functions::Wave {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "wave",
        affects: &[],
    };
    const CHANNEL: Option<(&'static runtime::spec::Channel, &'static [&'static str])> = Some((
        &runtime::spec::Channel {
            name: "chat",
            key: None,
        },
        &["room_id"],
    ));
    type Output = Order;
    type Error = Never;
}

impl client::Channel for channels::Desk {
    const SPEC: &'static runtime::spec::Channel = &runtime::spec::Channel {
        name: "desk",
        key: None,
    };
    type First = ();
    type Message = String;
    type Presence = ();
}

impl client::Function for functions::Delete {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "delete",
        affects: &["user"],
    };
    type Output = ();
    type Error = Never;
}

impl client::Function for functions::EchoEverything {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "echo_everything",
        affects: &[],
    };
    type Output = Vec<serde_json::Value>;
    type Error = Never;
}

impl client::Function for functions::LogOut {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "log_out",
        affects: &[],
    };
    type Output = ();
    type Error = Never;
}

impl client::Function for functions::OrderBasket {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "order_basket",
        affects: &[],
    };
    type Output = String;
    type Error = Never;
}

impl client::Function for functions::RenameUser {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "rename_user",
        affects: &["user", "feed"],
    };
    type Output = ();
    type Error = ShapeFailure;
}

impl client::Function for functions::SaveLedgerEntries {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "save_ledger_entries",
        affects: &["ledger"],
    };
    type Output = Vec<Option<i64>>;
    type Error = Never;
}

impl client::Function for functions::SetAvatar {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "set_avatar",
        affects: &[],
    };
    type Output = ();
    type Error = Never;
}

impl client::Function for functions::Talk {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "talk",
        affects: &[],
    };
    type Output = String;
    type Error = PlanetFailure;
}

impl client::Function for functions::TransferConversationBetweenWorkspaces {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "transfer_conversation_between_workspaces",
        affects: &[],
    };
    type Output = ();
    type Error = PlanetFailure;
}

impl client::Function for functions::UploadPhotos {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "upload_photos",
        affects: &["user"],
    };
    type Output = ();
    type Error = Never;
}

impl client::Function for functions::Watch {
    const SPEC: &'static runtime::spec::Function = &runtime::spec::Function {
        name: "watch",
        affects: &[],
    };
    type Output = Order;
    type Error = Never;
}
