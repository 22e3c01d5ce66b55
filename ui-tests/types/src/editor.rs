//! Types as editors and their language servers have them.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::ops::{Bound, Range, RangeInclusive};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum OneOfThree<A, B, C> {
    A(A),
    B(B),
    C(C),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub struct TextEdit {
    pub range: Range<Position>,
    pub new_text: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotation_id: Option<Rc<str>>,
}

/// Told apart by the tag that only one of them has.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum DocumentChange {
    Operation(ResourceOperation),
    Edit(DocumentEdit),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "kind", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum ResourceOperation {
    Create { uri: String, options: Option<CreateOptions> },
    Rename { old_uri: PathBuf, new_uri: PathBuf },
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub struct CreateOptions {
    pub overwrite: Option<bool>,
    pub ignore_if_exists: bool,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct DocumentEdit {
    pub document: String,
    pub edits: Box<[TextEdit]>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Hover {
    Text(String),
    Language { language: String, value: String },
    Markup { kind: Markup, value: String },
    Many(Vec<Hover>),
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "lowercase")]
pub enum Markup {
    PlainText,
    Markdown,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(rename_all = "kebab-case")]
pub struct Theme {
    pub theme_name: String,
    #[serde(flatten)]
    pub appearance: Option<Appearance>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "appearance", content = "tokens", rename_all = "lowercase")]
pub enum Appearance {
    Light(BTreeMap<String, Color>),
    Dark { background: Color, foreground: Color },
    System,
}

/// Written as hexadecimal digits by code of its own.
#[derive(mizan::Type)]
#[mizan(as = "String")]
pub struct Color(pub u32);

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("#{:06x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u32::from_str_radix(text.trim_start_matches('#'), 16)
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// A tree whose nodes are of two parameters.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Tree<K, V = K> {
    pub key: K,
    pub value: V,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Tree<K, V>>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "t", content = "c")]
pub enum Block {
    Plain(Vec<Inline>),
    Quote(Vec<Block>),
    Rule,
}

#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(tag = "t", content = "c")]
pub enum Inline {
    Text(String),
    Space,
    Note(Vec<Block>),
    Link(Target, Vec<Inline>),
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Target(pub String, pub Option<String>);

/// An id of a kind.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(transparent)]
pub struct Id<T> {
    raw: u64,
    #[serde(skip)]
    marker: PhantomData<fn() -> T>,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Project {
    pub id: Id<Project>,
    pub buffers: BTreeMap<Id<Buffer<u8, 4>>, Buffer<u8, 4>>,
}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.raw.cmp(&other.raw)
    }
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Buffer<T, const N: usize> {
    pub items: Vec<T>,
    pub size: u8,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Keymap {
    pub context: Option<Box<str>>,
    pub bindings: BTreeMap<Box<str>, Action>,
}

/// An action by its name, with arguments, or none at all.
#[derive(Serialize, Deserialize, mizan::Type)]
#[serde(untagged)]
pub enum Action {
    Name(String),
    Called(String, Value),
    Nothing,
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Selections {
    pub lines: RangeInclusive<u32>,
    pub from: Bound<u64>,
    pub columns: Arc<[Range<u8>]>,
    pub marks: Rc<[char]>,
    pub panes: [Option<Box<Selections>>; 2],
}

#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Editor {
    pub provider: OneOfThree<bool, String, Vec<u32>>,
    pub nested: OneOfThree<(), OneOfThree<bool, u8, String>, [f64; 2]>,
    pub text_edit: TextEdit,
    pub change: DocumentChange,
    pub hover: Hover,
    pub theme: Theme,
    pub tree: Tree<String>,
    pub numbers: Tree<String, Option<u8>>,
    pub block: Block,
    pub project: Project,
    pub keymap: Keymap,
    pub selections: Selections,
}

#[mizan::client]
pub fn send_editor(table: Editor) -> Editor {
    table
}
