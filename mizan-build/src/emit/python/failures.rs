//! Declared errors: an exception for each error type, and one for each of its kinds.

use std::collections::BTreeMap;

use mizan_ir::{Direction, Fields, Presence, Shape, Type, Variant};

use super::{
    client::fit,
    docs::docstring,
    expression::{Expression, string},
    names::argument_name,
    specs::constant,
    types::{Definition, Types, errors},
};
use crate::emit::case::pascal;

/// The exceptions of an API, by the text of the declared error.
pub(super) struct Failures {
    constants: BTreeMap<String, Failure>,
}

struct Failure {
    /// The name of the table of kinds.
    constant: String,
    text: String,
}

impl Failures {
    pub(super) fn new(types: &Types<'_>) -> Self {
        let mut constants = BTreeMap::new();
        for error in errors(types.api()) {
            let key = error.to_string();
            if !constants.contains_key(&key)
                && let Some(failure) = define(types, error)
            {
                constants.insert(key, failure);
            }
        }
        Self { constants }
    }

    /// The name of the table of kinds for a declared error.
    pub(super) fn constant(&self, error: &Type) -> Option<&str> {
        self.constants.get(&error.to_string()).map(|failure| failure.constant.as_str())
    }

    /// The definitions of the exceptions, in the order of their types.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.constants.values().map(|failure| failure.text.as_str())
    }
}

/// `None` for an error without kinds.
fn define(types: &Types<'_>, error: &Type) -> Option<Failure> {
    let Type::Named(path, arguments) = error else { return None };
    let shape = types.shape_of(path, arguments);
    let Shape::Enum { variants, .. } = shape.towards(Direction::Output) else { return None };
    let mut wanted = argument_name(error, &|path| types.base_name(path));
    if types.is_value(path, arguments) {
        wanted.push_str("Failure");
    }
    let name = types.unused_name(&wanted);
    let definition = &types.api().types[path.as_str()];
    let docs = match docstring(&definition.docs, definition.deprecated.as_ref(), 4) {
        docs if docs.is_empty() => "    pass\n".to_owned(),
        docs => docs,
    };
    let mut text = format!("class {name}(MizanError):\n{docs}");
    let mut rows = String::new();
    for variant in variants.iter().filter(|variant| variant.output != Presence::Skipped) {
        let (class, row) = define_kind(types, &name, variant);
        text.push_str(&class);
        rows.push_str(&row);
    }
    let constant = format!("{}_KINDS", constant(&name));
    text.push_str(&format!("\n\n{constant}: Final = {{\n{rows}}}\n"));
    Some(Failure { constant, text })
}

/// The exception for a kind, and its row in the table of kinds.
fn define_kind(types: &Types<'_>, error: &str, variant: &Variant) -> (String, String) {
    let wire = &variant.name.output;
    let name = types.part_name(error, &pascal(wire));
    let mut text = String::new();
    let mut definitions: Vec<Definition> = Vec::new();
    let details = match &variant.fields {
        Fields::Named(_) => types.part_name(&name, "Details"),
        _ => String::new(),
    };
    let details =
        types.define_fields(&details, &variant.fields, Direction::Output, &mut definitions);
    for definition in &definitions {
        text.push_str(&format!("\n\n{}", definition.to_text()));
    }
    let docs = docstring(&variant.docs, variant.deprecated.as_ref(), 4);
    text.push_str(&format!("\n\nclass {name}({error}):\n{docs}"));
    if variant.fields == Fields::Unit {
        text.push_str(if docs.is_empty() { "    pass\n" } else { "" });
        return (text, format!("    {}: _Kind({name}),\n", string(wire)));
    }
    text.push_str(if docs.is_empty() { "" } else { "\n" });
    text.push_str(&property(&details));
    let kind = format!("    {}: _Kind({name}, {}),\n", string(wire), string(&details.to_line()));
    let row = match kind.len() <= super::expression::WIDTH + 1 {
        true => kind,
        false => format!(
            "    {}: _Kind(\n        {name},\n        {},\n    ),\n",
            string(wire),
            string(&details.to_line())
        ),
    };
    (text, row)
}

/// The property with the details of a kind.
fn property(details: &Expression) -> String {
    let (head, line) = ("    def details(self) -> ", details.to_line());
    let annotation = details.annotation(4, head.len() - 4, 1);
    let given = [string(&line), "self._details".to_owned()];
    let body = fit("        return ", "cast", &given, "");
    format!("    @property\n{head}{annotation}:\n{body}")
}
