//! A model under its checks: the words of its author, and the diagnostics so far.

use mizan_ir::{
    Api, Context, Diagnostic, Function, Item, Level, Part, SourceLocation, Subject, Type,
};

use super::notation::{Language, Notation};
use crate::type_names::short;

/// A model before its checks.
#[derive(Clone, Copy)]
pub(crate) struct Draft<'draft> {
    pub(crate) api: &'draft Api,
    pub(crate) notation: &'draft dyn Notation,
    /// True if the model has everything that its source declares. The scan leaves out the items
    /// that the compiler refuses, so that no rule may conclude from a missing item.
    pub(crate) is_whole: bool,
    /// True if every function has to say who may call it.
    pub(crate) requires_auth: bool,
}

/// Collects the diagnostics of one model.
pub(super) struct Checker<'draft> {
    pub(super) api: &'draft Api,
    pub(super) is_whole: bool,
    pub(super) requires_auth: bool,
    pub(super) diagnostics: Vec<Diagnostic<Subject>>,
    notation: &'draft dyn Notation,
    /// The functions that read with each context, by its number. Private ones and pages are among
    /// them.
    readers: Vec<Vec<&'draft (String, Function)>>,
}

impl<'draft> Checker<'draft> {
    pub(super) fn new(Draft { api, notation, is_whole, requires_auth }: Draft<'draft>) -> Self {
        let mut readers = vec![Vec::new(); api.contexts.len()];
        for entry in &api.functions {
            let context = entry.1.context.as_ref();
            if let Some(number) = context.and_then(|context| api.contexts.position(context)) {
                readers[number].push(entry);
            }
        }
        Self { api, is_whole, requires_auth, diagnostics: Vec::new(), notation, readers }
    }

    pub(super) fn error(&mut self, subject: Subject, message: String, help: impl Into<String>) {
        self.add(Diagnostic::error(subject, message).with_help(help));
    }

    pub(super) fn warn(&mut self, subject: Subject, message: String, help: impl Into<String>) {
        self.add(Diagnostic::warning(subject, message).with_help(help));
    }

    fn add(&mut self, diagnostic: Diagnostic<Subject>) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }

    /// The functions that read with a context, private ones and pages among them.
    pub(super) fn readers(&self, context: &str) -> &[&'draft (String, Function)] {
        self.api.contexts.position(context).map_or(&[], |number| &self.readers[number])
    }

    /// A read that clients show, with the name of its context and that context.
    pub(super) fn shown_read(
        &self,
        name: &str,
    ) -> Option<(&'draft Function, &'draft str, &'draft Context)> {
        let read = self.api.functions.get(name).filter(|read| read.is_reachable())?;
        let (name, context) = self.api.contexts.get_key_value(read.context.as_ref()?)?;
        Some((read, name, context))
    }

    pub(super) fn is_rust(&self) -> bool {
        self.notation.language() == Language::Rust
    }

    /// The advice for the language that the model is written in.
    pub(super) fn advice(&self, rust: impl Into<String>, kdl: impl Into<String>) -> String {
        if self.is_rust() { rust.into() } else { kdl.into() }
    }

    pub(super) fn context_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        self.notation.context_name(wire_name)
    }

    pub(super) fn channel_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        self.notation.channel_name(wire_name)
    }

    pub(super) fn function_name<'name>(&'name self, wire_name: &'name str) -> &'name str {
        self.notation.function_name(wire_name)
    }

    /// The name of a type without the modules that Rust puts before it.
    pub(super) fn type_name<'path>(&self, path: &'path str) -> &'path str {
        match path.rsplit_once("::") {
            Some((_, name)) if self.is_rust() => name,
            _ => path,
        }
    }

    /// The path by which a function names a target, or the target's name on the wire.
    pub(super) fn target(&self, function: &str, part: Part, wire_name: &str) -> String {
        self.notation.target(function, part).unwrap_or_else(|| wire_name.to_owned())
    }

    /// The last name of that path.
    pub(super) fn target_name(&self, function: &str, part: Part, wire_name: &str) -> String {
        let path = self.target(function, part, wire_name);
        path.rsplit("::").next().unwrap_or(&path).to_owned()
    }

    /// A type as the author of the model would write it.
    pub(super) fn show(&self, ty: &Type) -> String {
        if self.is_rust() { short(ty) } else { ty.to_string() }
    }
}

pub(super) fn function(name: &str) -> Subject {
    Subject::new(Item::Function(name.to_owned()))
}

pub(super) fn context(name: &str) -> Subject {
    Subject::new(Item::Context(name.to_owned()))
}

pub(super) fn channel(name: &str) -> Subject {
    Subject::new(Item::Channel(name.to_owned()))
}

pub(super) fn definition(path: &str) -> Subject {
    Subject::new(Item::Type(path.to_owned()))
}

/// `, at src/lib.rs:3:8`, or nothing for what has no known location.
pub(super) fn at(location: &SourceLocation) -> String {
    if location.file.is_empty() { String::new() } else { format!(", at {location}") }
}
