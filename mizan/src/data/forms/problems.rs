//! The errors of a form, each at its path.

use std::collections::BTreeMap;
use std::fmt::Display;

use crate::Error;
use crate::arguments::errors::ArgumentErrors;

/// The errors that were found, and the path of what is checked now.
#[derive(Default)]
pub struct Problems {
    errors: ArgumentErrors,
    path: String,
}

impl Problems {
    /// Goes on with a field; returns what [`Problems::leave`] takes.
    pub fn enter(&mut self, name: &str) -> usize {
        let outside = self.path.len();
        if outside > 0 && !name.starts_with('[') {
            self.path.push('.');
        }
        self.path.push_str(name);
        outside
    }

    /// Goes on with an item of a list.
    pub(crate) fn enter_index(&mut self, index: usize) -> usize {
        let outside = self.path.len();
        self.path.push_str(&format!("[{index}]"));
        outside
    }

    /// Goes back to what is around.
    pub fn leave(&mut self, outside: usize) {
        self.path.truncate(outside);
    }

    /// Adds an error of what is checked now.
    pub(crate) fn add(&mut self, message: impl Into<String>) {
        self.errors.add(self.path.clone(), message);
    }

    /// Adds the refusal of a rule of the server.
    pub fn add_refusal<E: Display>(&mut self, verdict: Result<(), E>) {
        if let Err(refusal) = verdict {
            self.add(refusal.to_string());
        }
    }

    /// `true` if there is no error of what is checked now, and of nothing inside.
    pub fn is_clean_here(&self) -> bool {
        !self.errors.paths().any(|path| is_inside(path, &self.path))
    }

    /// `true` if there is no error of what is checked now itself: a list that is too long is not asked row
    /// by row.
    pub fn is_kept_here(&self) -> bool {
        !self.errors.paths().any(|path| path == self.path)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The messages of all paths.
    pub fn into_texts(self) -> Vec<String> {
        self.into_messages().into_values().flatten().collect()
    }

    pub(crate) fn into_messages(self) -> BTreeMap<String, Vec<String>> {
        self.errors.into_messages()
    }

    /// The error of the call, if there are any.
    ///
    /// # Errors
    ///
    /// `VALIDATION_ERROR` with all that was found.
    pub fn finish(self) -> Result<(), Error> {
        if self.is_empty() { Ok(()) } else { Err(self.errors.into_error()) }
    }
}

fn is_inside(path: &str, around: &str) -> bool {
    let rest = path.strip_prefix(around);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
