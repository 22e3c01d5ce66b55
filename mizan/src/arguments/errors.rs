//! The errors of the arguments of a request.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Error;

/// Messages by the path of the argument that they are about, such as `address.lines[2]`.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ArgumentErrors {
    fields: BTreeMap<String, Vec<String>>,
}

impl ArgumentErrors {
    pub(crate) fn add(&mut self, path: String, message: impl Into<String>) {
        self.fields.entry(path).or_default().push(message.into());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(crate) fn into_error(self) -> Error {
        let named: Vec<String> = self
            .fields
            .iter()
            .map(|(path, messages)| format!("`{path}`: {}", messages.join(", ")))
            .collect();
        Error::validation(format!("The arguments do not fit: {}.", named.join("; ")))
            .with_details(&self)
    }

    /// Adds an error for a name that no parameter has.
    pub(crate) fn add_unknown<'known>(
        &mut self,
        name: &str,
        known: impl Iterator<Item = &'known str>,
    ) {
        let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
        let message = match known.as_slice() {
            [] => "is unknown: there are no arguments".to_owned(),
            known => format!("is unknown: there is {}", known.join(", ")),
        };
        self.add(name.to_owned(), message);
    }
}

/// The path of a value inside of an argument.
pub(super) fn join_path(argument: &str, inside: &serde_path_to_error::Path) -> String {
    let inside = inside.to_string();
    match inside.as_str() {
        "." | "?" => argument.to_owned(),
        index if index.starts_with('[') => format!("{argument}{index}"),
        field => format!("{argument}.{field}"),
    }
}
