//! A definition of a type, and its text.

use crate::emit::python::{
    docs::{comment, docstring},
    expression::{Expression, string},
    names::is_identifier,
};

/// A definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) body: Body,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

/// The content of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Alias(Expression),
    Object(Vec<Entry>),
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) ty: Expression,
    pub(crate) is_required: bool,
    /// True if the client takes the value as JSON has it.
    pub(crate) is_plain: bool,
    pub(crate) docs: String,
    pub(crate) deprecated: Option<String>,
}

impl Entry {
    pub(crate) fn new(key: &str, ty: Expression) -> Self {
        let (docs, deprecated) = (String::new(), None);
        Self { key: key.to_owned(), ty, is_required: true, is_plain: true, docs, deprecated }
    }
}

impl Definition {
    /// The type that this one is another name of.
    pub(crate) fn renamed(&self) -> Option<&str> {
        match &self.body {
            Body::Alias(Expression::Name(name)) => Some(name),
            _ => None,
        }
    }

    pub(crate) fn object(name: String, entries: Vec<Entry>) -> Self {
        Self { name, body: Body::Object(entries), docs: String::new(), deprecated: None }
    }

    /// The text of the definition.
    pub(crate) fn to_text(&self) -> String {
        let docs = |indent| docstring(&self.docs, self.deprecated.as_ref(), indent);
        match &self.body {
            Body::Object(entries) if is_class(entries) => {
                let docs = docs(4);
                let fields: String = entries.iter().map(field).collect();
                let rest = match (docs.is_empty(), fields.is_empty()) {
                    (true, true) => "    pass\n".to_owned(),
                    (false, false) => format!("{docs}\n{fields}"),
                    _ => docs + &fields,
                };
                format!("class {}(TypedDict):\n{rest}", self.name)
            }
            Body::Object(entries) => self.by_call(entries) + &docs(0),
            // The type is there already: such an alias comes behind all others.
            Body::Alias(Expression::Name(ty)) => {
                format!("{}: TypeAlias = {ty}\n", self.name) + &docs(0)
            }
            Body::Alias(ty) => {
                let before = format!("{}: TypeAlias = ", self.name);
                let ty = ty.laid_out(0, before.len(), 0);
                format!("{before}{ty}\n") + &docs(0)
            }
        }
    }

    /// `Name = TypedDict("Name", {…})`, which takes any text as a key.
    fn by_call(&self, entries: &[Entry]) -> String {
        let mut text = format!("{0} = TypedDict(\n    \"{0}\",\n    {{\n", self.name);
        for entry in entries {
            text.push_str(&comment(&entry.docs, entry.deprecated.as_ref(), 8));
            let key = format!("{}: ", string(&entry.key));
            let ty = match entry.is_required {
                true => entry.ty.laid_out(8, key.len(), 1),
                false => {
                    let ty = Expression::Subscript("NotRequired", vec![entry.ty.clone()]);
                    ty.laid_out(8, key.len(), 1)
                }
            };
            text.push_str(&format!("        {key}{ty},\n"));
        }
        text + "    },\n)\n"
    }
}

/// Returns true for fields that a class can have: each is an identifier, and none hides a type that
/// another one mentions.
fn is_class(entries: &[Entry]) -> bool {
    let types: Vec<String> = entries.iter().map(|entry| entry.ty.to_line()).collect();
    let mentions = |key: &str| {
        let is_part = |letter: char| !letter.is_alphanumeric() && letter != '_';
        types.iter().any(|ty| ty.split(is_part).any(|part| part == key))
    };
    let is_name = |key: &str| is_identifier(key) && !key.starts_with("__");
    entries
        .iter()
        .all(|entry| is_name(&entry.key) && !mentions(&entry.key) && entry.key != "NotRequired")
}

fn field(entry: &Entry) -> String {
    let before = format!("{}: ", entry.key);
    let ty = match entry.is_required {
        true => entry.ty.annotation(4, before.len(), 0),
        false => Expression::Subscript("NotRequired", vec![entry.ty.clone()]).annotation(
            4,
            before.len(),
            0,
        ),
    };
    format!("    {before}{ty}\n") + &docstring(&entry.docs, entry.deprecated.as_ref(), 4)
}
