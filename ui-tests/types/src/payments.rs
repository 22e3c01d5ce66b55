//! Types as web services for payments and code have them.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::rc::Rc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use serde_with::{
    BoolFromInt, BytesOrString, DefaultOnNull, DisplayFromStr, DurationMilliSeconds, FromInto,
    NoneAsEmptyString, OneOrMany, PickFirst, TimestampSeconds, formats::PreferMany, serde_as,
};

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "object", rename_all = "snake_case")]
pub enum PaymentSource {
    Card(Card),
    BankAccount(Box<BankAccount>),
    #[serde(other)]
    Unknown,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Card {
    pub id: String,
    pub last4: [char; 4],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub three_d_secure: Option<ThreeDSecure>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum ThreeDSecure {
    Optional,
    NotSupported,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct BankAccount {
    pub bank_name: Option<String>,
    pub owner: Option<PaymentSource>,
}

/// An event, with the object that it is about.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Event<T = Value> {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: EventKind,
    pub data: EventData<T>,
    #[serde(default)]
    pub livemode: bool,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct EventData<T> {
    pub object: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_attributes: Option<Map<String, Value>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub enum EventKind {
    #[serde(rename = "charge.succeeded", alias = "charge.success")]
    ChargeSucceeded,
    #[serde(rename = "charge.failed")]
    ChargeFailed,
    #[serde(untagged)]
    Unknown(String),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Amount {
    pub value: NonZeroU64,
    pub currency: Currency,
    #[serde(with = "rust_decimal::serde::str")]
    pub exact: Decimal,
}

#[derive(Serialize, Deserialize, Clone, mizan::Type)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl TryFrom<String> for Currency {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.as_bytes().try_into().map(Self).map_err(|_| text)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        String::from_utf8_lossy(&currency.0).into_owned()
    }
}

/// A time, or a range of times that is open on any side.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum RangeQuery<T> {
    Exact(T),
    Bounds {
        #[serde(skip_serializing_if = "Option::is_none")]
        gte: Option<T>,
        #[serde(skip_serializing_if = "Option::is_none")]
        lt: Option<T>,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum NextAction {
    RedirectToUrl {
        redirect_to_url: Redirect,
    },
    #[serde(rename_all(serialize = "camelCase"))]
    DisplayCode {
        expires_at: i64,
    },
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Redirect {
    pub url: Rc<str>,
    pub return_url: Option<Box<str>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Intent {
    pub amount: Amount,
    pub next_action: Option<NextAction>,
    pub metadata: Metadata,
    #[serde(flatten)]
    pub status: Status,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
pub struct Metadata(pub BTreeMap<String, String>);

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    Processing,
    RequiresAction { client_secret: String },
    Failed(Failure),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Failure {
    pub code: Option<String>,
    #[serde(flatten)]
    pub more: BTreeMap<String, Value>,
}

/// The adapters of serde_with.
#[serde_as]
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Adapted {
    #[serde_as(as = "OneOrMany<_>")]
    pub expand: Vec<String>,
    #[serde_as(as = "OneOrMany<DisplayFromStr, PreferMany>")]
    pub ids: Vec<u64>,
    #[serde_as(as = "PickFirst<(_, DisplayFromStr)>")]
    pub quantity: u32,
    #[serde_as(as = "Option<PickFirst<(DisplayFromStr, _)>>")]
    pub price: Option<u64>,
    #[serde_as(as = "BoolFromInt")]
    pub active: bool,
    #[serde_as(as = "NoneAsEmptyString")]
    pub note: Option<u8>,
    #[serde_as(as = "DefaultOnNull")]
    pub tries: u8,
    #[serde_as(as = "DurationMilliSeconds<u64>")]
    pub delay: std::time::Duration,
    #[serde_as(as = "Option<TimestampSeconds<i64>>")]
    pub at: Option<std::time::SystemTime>,
    #[serde_as(as = "FromInto<String>")]
    pub name: Name,
    #[serde_as(as = "BTreeMap<DisplayFromStr, Vec<_>>")]
    pub lines: BTreeMap<u8, Vec<bool>>,
    #[serde_as(as = "BytesOrString")]
    pub payload: Vec<u8>,
    #[serde_as(as = "(DisplayFromStr, [_; 2])")]
    pub pair: (u8, [u8; 2]),
    #[serde_as(as = "Box<[DisplayFromStr]>")]
    pub codes: Box<[u16]>,
}

#[derive(Clone)]
pub struct Name(pub String);

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Payments {
    pub source: PaymentSource,
    pub event: Event<Card>,
    pub any_event: Event,
    pub amount: Amount,
    pub created: RangeQuery<i64>,
    pub intent: Intent,
    pub adapted: Adapted,
}

#[mizan::client]
pub fn send_payments(table: Payments) -> Payments {
    table
}
