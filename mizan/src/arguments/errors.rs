//! The errors of the arguments of a request.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Error;

/// Messages by the path of the argument that they are about, such as `address.lines[2]`. However much
/// is wrong with a request, its answer stays small.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ArgumentErrors {
    fields: BTreeMap<String, Vec<String>>,
    /// The messages that are left out.
    #[serde(skip)]
    left_out: usize,
}

/// The most paths that are named.
const MOST_PATHS: usize = 20;

/// The longest path and the longest message in bytes; both may repeat a part of the request.
const LONGEST: usize = 300;

impl ArgumentErrors {
    pub(crate) fn add(&mut self, path: String, message: impl Into<String>) {
        self.add_with(path, || message.into());
    }

    /// Adds a message that is only made if it is not left out.
    fn add_with(&mut self, path: String, message: impl FnOnce() -> String) {
        let path = shorten(path, LONGEST);
        if self.fields.len() >= MOST_PATHS && !self.fields.contains_key(&path) {
            self.left_out += 1;
            return;
        }
        let messages = self.fields.entry(path).or_default();
        match messages.len() < MOST_PATHS {
            true => messages.push(shorten(message(), LONGEST)),
            false => self.left_out += 1,
        }
    }

    /// The paths that have messages.
    #[cfg(feature = "forms")]
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    #[cfg(feature = "forms")]
    pub(crate) fn into_messages(self) -> BTreeMap<String, Vec<String>> {
        self.fields
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(crate) fn into_error(self) -> Error {
        let mut named: Vec<String> = self
            .fields
            .iter()
            .map(|(path, messages)| format!("`{path}`: {}", messages.join(", ")))
            .collect();
        if self.left_out > 0 {
            named.push(format!("and {} more", self.left_out));
        }
        Error::validation(format!("The arguments do not fit: {}.", named.join("; ")))
            .with_details(&self)
            .before_run()
    }

    /// Adds an error for a name that no parameter has.
    pub(crate) fn add_unknown<'known>(
        &mut self,
        name: &str,
        known: impl Iterator<Item = &'known str>,
    ) {
        self.add_with(name.to_owned(), || {
            let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
            match known.as_slice() {
                [] => "is unknown: there are no arguments".to_owned(),
                known => format!("is unknown: there is {}", known.join(", ")),
            }
        });
    }
}

/// A text of a request as an error repeats it: at most `longest` bytes, with a mark where it is cut.
pub(crate) fn shorten(mut text: String, longest: usize) -> String {
    if text.len() > longest {
        text.truncate(text.floor_char_boundary(longest));
        text.push('…');
    }
    text
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
