//! The rules that hold for a whole model, each once, whichever source the model has.
//!
//! A rule sees the model and nothing else: neither the source that the model was read from nor what
//! is made of it. A diagnostic names its subject, and each source knows the position of a subject
//! in its own text.

mod access;
mod channels;
mod checker;
mod contexts;
mod edits;
mod guards;
mod mutations;
mod names;
mod notation;
mod pages;
mod paging;
mod streams;
mod types;

use mizan_ir::{Diagnostic, Subject};

use checker::Checker;
pub(crate) use checker::Draft;
pub(crate) use notation::{Language, Notation};

/// Finds what is wrong with a model. A name that leads nowhere is passed over: the scan follows
/// names itself, and the compiler knows those that it cannot follow.
pub(crate) fn check(draft: Draft<'_>) -> Vec<Diagnostic<Subject>> {
    let mut checker = Checker::new(draft);
    names::check_client_names(&mut checker);
    contexts::check_parameters(&mut checker);
    contexts::check_sockets(&mut checker);
    contexts::check_uncacheable(&mut checker);
    channels::check_channels(&mut checker);
    mutations::check_targets(&mut checker);
    mutations::check_redundant(&mut checker);
    mutations::check_scopes(&mut checker);
    mutations::check_merges(&mut checker);
    pages::check_pages(&mut checker);
    paging::check_paging(&mut checker);
    edits::check_edits(&mut checker);
    streams::check_streams(&mut checker);
    guards::check_guards(&mut checker);
    access::check_access(&mut checker);
    types::check_types(&mut checker);
    mutations::check_unscoped(&mut checker);
    contexts::check_unread(&mut checker);
    contexts::check_live(&mut checker);
    checker.diagnostics
}

/// Finds the same, and the names that lead nowhere, in a model whose names are only texts.
pub(crate) fn check_with_names(draft: Draft<'_>) -> Vec<Diagnostic<Subject>> {
    let mut diagnostics = check(draft);
    let mut checker = Checker::new(draft);
    names::check_references(&mut checker);
    diagnostics.append(&mut checker.diagnostics);
    diagnostics
}
