//! The texts of a form: its title, and what is around each input.

use mizan_ir::{Field, Rule, TypeDefinition};

use super::{Members, code::Code};
use crate::emit::typescript::printer::string;

/// An object with the texts; `None` if there are none.
pub(super) fn texts(definition: &TypeDefinition, members: &Members<'_>) -> Option<Code> {
    let form = definition.form.as_ref()?;
    let mut texts = Vec::new();
    texts.extend(text("title", form.title.as_deref()));
    texts.extend(text("submit", form.submit.as_deref()));
    let fields: Vec<(String, Code)> = match members {
        Members::Struct(fields) => fields.iter().filter_map(texts_of).collect(),
        _ => Vec::new(),
    };
    if !fields.is_empty() {
        texts.push(("fields".to_owned(), Code::Object(fields)));
    }
    (!texts.is_empty()).then_some(Code::Object(texts))
}

fn texts_of(field: &Field) -> Option<(String, Code)> {
    let form = field.form.as_ref()?;
    let mut texts = Vec::new();
    texts.extend(text("label", form.label.as_deref()));
    texts.extend(text("help", form.help.as_deref()));
    texts.extend(text("widget", form.widget.as_deref()));
    let longest = form.rules.iter().find_map(|rule| match rule {
        // An input counts code units, so that only this rule is the same limit.
        Rule::Utf16(bounds) => bounds.max.clone(),
        _ => None,
    });
    texts.extend(longest.map(|longest| ("maxLength".to_owned(), Code::Atom(longest))));
    (!texts.is_empty()).then(|| (field.name.input.clone(), Code::Object(texts)))
}

fn text(name: &str, text: Option<&str>) -> Option<(String, Code)> {
    Some((name.to_owned(), Code::Atom(string(text?))))
}
