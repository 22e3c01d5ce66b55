//! The checks of a model that no scan made: what would break its client, or be a lie of it.

mod contexts;
mod functions;
mod names;
mod pages;
mod types;

use mizan_ir::Level;
use mizan_ir::{Api, Subject};

/// What is wrong with a part of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Whether there is a client nevertheless.
    pub(crate) level: Level,
    pub(crate) subject: Subject,
    pub(crate) message: String,
    pub(crate) help: String,
}

impl Fault {
    fn new(subject: Subject, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { level: Level::Error, subject, message: message.into(), help: help.into() }
    }
}

/// Finds everything that is wrong with a model.
pub(crate) fn check_model(api: &Api) -> Vec<Fault> {
    let mut faults = names::check_names(api);
    faults.extend(functions::check_functions(api));
    faults.extend(contexts::check_contexts(api));
    faults.extend(pages::check_pages(api));
    faults.extend(types::check_types(api));
    faults
}
