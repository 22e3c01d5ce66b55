//! The errors that functions declare, as enums.

use std::collections::BTreeMap;

use mizan_ir::{Direction, Shape, Type};

use super::{
    docs::docs,
    names::argument_name,
    types::{Types, Variant, write_variants},
};
use crate::emit::{generics::apply, model::Bundle, reach::errors};

/// The type of an error without kinds.
const NEVER: &str = "Never";

/// The enums of the errors that functions declare.
pub(super) struct Failures {
    /// By the text of the type.
    names: BTreeMap<String, String>,
    texts: Vec<String>,
}

impl Failures {
    pub(super) fn new(types: &Types<'_>) -> Self {
        let mut failures = Self { names: BTreeMap::new(), texts: Vec::new() };
        for error in errors(types.api()) {
            let key = error.to_string();
            if !failures.names.contains_key(&key)
                && let Some((name, text)) = define(types, error)
            {
                failures.names.insert(key, name);
                failures.texts.push(text);
            }
        }
        failures
    }

    /// The name of the enum of an error.
    pub(super) fn name(&self, error: Option<&Type>) -> &str {
        error.and_then(|error| self.names.get(&error.to_string())).map_or(NEVER, String::as_str)
    }

    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The name of the error of a read of a whole context: that of its functions, if there is one, else
    /// an enum of theirs, whose text is added.
    pub(super) fn of_context(
        &self,
        types: &Types<'_>,
        bundle: &Bundle<'_>,
        texts: &mut Vec<String>,
    ) -> String {
        let members: Vec<(&str, &str, &str)> = bundle
            .reads
            .iter()
            .map(|read| {
                let name = self.name(read.function.error.as_ref());
                (read.names.wire, read.names.pascal.as_str(), name)
            })
            .filter(|(_, _, name)| *name != NEVER)
            .collect();
        match members.as_slice() {
            [] => NEVER.to_owned(),
            [(_, _, first), rest @ ..] if rest.iter().all(|(_, _, name)| name == first) => {
                (*first).to_owned()
            }
            members => {
                let name = types.unused_name(&format!("{}Failure", bundle.names.pascal));
                texts.push(define_union(&name, bundle.names.wire, members));
                name
            }
        }
    }
}

/// `None` for an error without kinds.
fn define(types: &Types<'_>, error: &Type) -> Option<(String, String)> {
    let Type::Named(path, arguments) = error else { return None };
    let definition = &types.api().types[path.as_str()];
    let shape = apply(&definition.shape, &definition.parameters, arguments);
    let Shape::Enum { variants, .. } = shape.towards(Direction::Output) else { return None };
    let mut wanted = argument_name(error, &|path| types.base_name(path));
    if types.is_value(path) {
        wanted.push_str("Failure");
    }
    let name = types.unused_name(&wanted);
    let variants = types.variants(None, variants, Direction::Output);
    let variants: Vec<Variant> =
        variants.into_iter().map(|variant| Variant { is_untagged: false, ..variant }).collect();
    let about = format!("The errors `{path}`.");
    let docs = docs(&definition.docs, &about, definition.deprecated.as_ref());
    let variants = write_variants(&variants);
    let text = format!(
        "{docs}#[derive(Debug, Clone, PartialEq, Deserialize)]\n\
         #[serde(tag = \"kind\", content = \"details\")]\npub enum {name} {{\n{variants}}}\n\
         impl client::Failure for {name} {{\n\
         fn read(_: Option<&str>, kind: &str, details: Option<&serde_json::Value>) -> Option<Self> {{\n\
         client::declared(kind, details)\n}}\n}}\n"
    );
    Some((name, text))
}

/// An enum of the errors of the functions of a context.
fn define_union(name: &str, context: &str, members: &[(&str, &str, &str)]) -> String {
    let (mut variants, mut reads) = (String::new(), String::new());
    for (wire, pascal, error) in members {
        variants.push_str(&format!("/// The error of `{wire}`.\n{pascal}({error}),\n"));
        reads.push_str(&format!(
            ".or_else(|| client::member_failure(({wire:?}, member), told, Self::{pascal}))"
        ));
    }
    format!(
        "/// The errors of the functions of `{context}`.\n\
         #[derive(Debug, Clone, PartialEq)]\npub enum {name} {{\n{variants}}}\n\
         impl client::Failure for {name} {{\n\
         fn read(member: Option<&str>, kind: &str, details: Option<&serde_json::Value>) -> Option<Self> {{\n\
         let told = (kind, details);\nNone{reads}\n}}\n}}\n"
    )
}
