//! Web services: JSON-RPC, invoices, hooks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

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
