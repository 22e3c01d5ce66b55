//! Types as chats, forums and federated services have them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_with::{StringWithSeparator, formats::CommaSeparator, serde_as, skip_serializing_none};
use url::Url;

#[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
#[serde(transparent)]
pub struct Localpart(String);

/// A newtype of a newtype.
#[derive(Serialize, Deserialize, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
pub struct UserId(pub Localpart);

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, mizan::Type)]
pub struct Power(pub i64);

/// An event of a room: of a known type, or of any other.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type")]
pub enum RoomEvent {
    #[serde(rename = "m.room.message")]
    Message { sender: UserId, content: MessageContent },
    #[serde(rename = "m.room.member")]
    Member { state_key: UserId, content: Membership },
    #[serde(rename = "m.room.redaction", alias = "m.redaction")]
    Redaction { redacts: String },
    #[serde(untagged)]
    Custom {
        #[serde(rename = "type")]
        kind: String,
        content: Value,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct MessageContent {
    pub body: String,
    #[serde(flatten)]
    pub kind: MessageKind,
    #[serde(rename = "m.relates_to", skip_serializing_if = "Option::is_none")]
    pub relates_to: Option<Relation>,
    #[serde(rename = "m.mentions", default, skip_serializing_if = "Mentions::is_empty")]
    pub mentions: Mentions,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "msgtype")]
pub enum MessageKind {
    #[serde(rename = "m.text")]
    Text(Formatted),
    #[serde(rename = "m.image")]
    Image { url: Url, info: Option<Box<ImageInfo>> },
    #[serde(rename = "m.notice")]
    Notice,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Formatted {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted_body: Option<String>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct ImageInfo {
    pub w: u32,
    pub h: u32,
    #[serde(rename = "mimetype")]
    pub mime_type: Option<Cow<'static, str>>,
}

#[derive(Serialize, Deserialize, Default, mizan::Type)]
pub struct Mentions {
    #[serde(default)]
    pub user_ids: Vec<UserId>,
    #[serde(default)]
    pub room: bool,
}

impl Mentions {
    fn is_empty(&self) -> bool {
        self.user_ids.is_empty() && !self.room
    }
}

/// A relation to another message. A reply has no type.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "rel_type")]
pub enum Relation {
    #[serde(rename = "m.thread")]
    Thread {
        event_id: String,
        #[serde(default)]
        is_falling_back: bool,
    },
    #[serde(rename = "m.annotation")]
    Annotation { event_id: String, key: char },
    #[serde(untagged)]
    Reply(Reply),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Reply {
    #[serde(rename = "m.in_reply_to")]
    pub in_reply_to: EventReference,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct EventReference {
    pub event_id: String,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    Join,
    Leave,
    #[serde(alias = "request")]
    Knock,
    #[serde(skip)]
    Remembered,
    #[serde(untagged)]
    Other(String),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct PowerLevels {
    #[serde(default)]
    pub users: BTreeMap<UserId, Power>,
    #[serde(default = "fifty", skip_serializing_if = "is_fifty")]
    pub ban: Power,
    #[serde(flatten)]
    pub rest: BTreeMap<String, Value>,
}

fn fifty() -> Power {
    Power(50)
}

fn is_fifty(power: &Power) -> bool {
    *power == fifty()
}

/// A row of a forum, of which nothing that is `None` is written.
#[skip_serializing_none]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct PersonView {
    pub person: Person,
    #[serde(flatten)]
    pub counts: Counts,
    pub note: Option<String>,
    #[serialize_always]
    pub banned_until: Option<i64>,
}

#[skip_serializing_none]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Person {
    pub id: PersonId,
    pub display_name: Option<String>,
    pub actor_id: Url,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct PersonId(pub i32);

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Counts {
    pub post_count: i64,
    pub comment_count: i64,
}

#[derive(Serialize, Deserialize, Default, mizan::Type)]
pub enum SortType {
    #[default]
    Hot,
    #[serde(alias = "TopAll")]
    Top,
    #[serde(other)]
    Unknown,
}

/// A form of which a field can be left as it is, removed, or set.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(deny_unknown_fields)]
pub struct EditPost {
    pub post_id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "::serde_with::rust::double_option"
    )]
    pub url: Option<Option<Url>>,
}

#[serde_as]
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(default)]
#[derive(Default)]
pub struct ListPosts {
    pub sort: SortType,
    pub page: Option<u32>,
    #[serde_as(as = "StringWithSeparator::<CommaSeparator, String>")]
    pub tags: Vec<String>,
}

/// A sync, whose rooms are in maps by their ids.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Sync {
    pub next_batch: String,
    #[serde(default, skip_serializing_if = "Rooms::is_empty")]
    pub rooms: Rooms,
    #[serde(default, skip_serializing_if = "HashMap::is_empty")]
    pub device_one_time_keys_count: HashMap<String, u64>,
}

#[derive(Serialize, Deserialize, Default, mizan::Type)]
pub struct Rooms {
    #[serde(default)]
    pub join: BTreeMap<String, Timeline>,
    #[serde(default)]
    pub leave: BTreeMap<String, ()>,
}

impl Rooms {
    fn is_empty(&self) -> bool {
        self.join.is_empty() && self.leave.is_empty()
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Timeline {
    pub events: Vec<RoomEvent>,
    #[serde(default)]
    pub limited: bool,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Chat {
    pub room_event: RoomEvent,
    pub message: MessageContent,
    pub relation: Relation,
    pub membership: Membership,
    pub memberships: BTreeMap<String, Membership>,
    pub power_levels: PowerLevels,
    pub person_view: PersonView,
    pub sort: SortType,
    pub edit_post: EditPost,
    pub list_posts: ListPosts,
    pub sync: Sync,
}

#[mizan::client]
pub fn send_chat(table: Chat) -> Chat {
    table
}
