//! Types that only one side writes.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

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
