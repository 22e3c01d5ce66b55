//! The description of a function, a context or a channel: everything in the model that running it does not
//! need.

use mizan_ir::{Auth, Parameter, SourceLocation, Type};

use super::definitions::{Describe, DescribeAnswer, Types};
use crate::declared::guard;
use crate::declared::tracing::replaced::ReplacedType;

/// The description of an item as a constant.
#[derive(Clone, Copy)]
pub struct Description {
    docs: &'static str,
    deprecated: Option<&'static str>,
    file: &'static str,
    line: usize,
    column: usize,
    /// The types of its arguments with their source locations, in the order of declaration.
    parameters: &'static [(Describe, (usize, usize))],
    /// The documentation of its parameters; empty if none has any.
    parameter_docs: &'static [&'static str],
    answer: Option<DescribeAnswer>,
    /// The types of a message and of a presence, for a channel.
    written: &'static [Describe],
    /// The arguments and the result whose JSON `as` tells.
    replaced: &'static [ReplacedType],
    guard: &'static str,
    /// For each target of `affects` the parameters of its explicit scope, if it has one.
    scopes: &'static [Option<&'static [&'static str]>],
}

impl Description {
    /// An item whose name has that source location.
    pub const fn new(
        file: &'static str,
        (line, column): (usize, usize),
        parameters: &'static [(Describe, (usize, usize))],
    ) -> Self {
        Self {
            docs: "",
            deprecated: None,
            file,
            line,
            column,
            parameters,
            parameter_docs: &[],
            answer: None,
            written: &[],
            replaced: &[],
            guard: "",
            scopes: &[],
        }
    }

    /// The same with documentation.
    pub const fn with_docs(self, docs: &'static str) -> Self {
        Self { docs, ..self }
    }

    /// The same with documentation of the parameters.
    pub const fn with_parameter_docs(self, parameter_docs: &'static [&'static str]) -> Self {
        Self { parameter_docs, ..self }
    }

    /// The same, deprecated, with a note that may be empty.
    pub const fn with_deprecated(self, note: &'static str) -> Self {
        Self { deprecated: Some(note), ..self }
    }

    /// The same with a return type.
    pub const fn with_answer(self, answer: DescribeAnswer) -> Self {
        Self { answer: Some(answer), ..self }
    }

    /// The same with the types of what is said in a channel.
    pub const fn with_written(self, written: &'static [Describe]) -> Self {
        Self { written, ..self }
    }

    /// The same with the types whose JSON `as` tells.
    pub const fn with_replaced(self, replaced: &'static [ReplacedType]) -> Self {
        Self { replaced, ..self }
    }

    /// The same with a guard, by its path in the source.
    pub const fn with_guard(self, guard: &'static str) -> Self {
        Self { guard, ..self }
    }

    /// The same with explicit scopes.
    pub const fn with_scopes(self, scopes: &'static [Option<&'static [&'static str]>]) -> Self {
        Self { scopes, ..self }
    }

    pub(super) fn docs(&self) -> String {
        self.docs.to_owned()
    }

    pub(super) fn deprecated(&self) -> Option<String> {
        self.deprecated.map(str::to_owned)
    }

    pub(crate) fn replaced(&self) -> &'static [ReplacedType] {
        self.replaced
    }

    pub(crate) fn location(&self) -> SourceLocation {
        self.location_at((self.line, self.column))
    }

    fn location_at(&self, (line, column): (usize, usize)) -> SourceLocation {
        SourceLocation { file: self.file.replace('\\', "/"), line, column }
    }

    pub(super) fn auth(&self, auth: &guard::Auth) -> Auth {
        match auth {
            guard::Auth::Open => Auth::Open,
            guard::Auth::Anyone => Auth::Anyone,
            guard::Auth::SignedIn => Auth::SignedIn,
            guard::Auth::Staff => Auth::Staff,
            guard::Auth::Superuser => Auth::Superuser,
            guard::Auth::Guard(_) => Auth::Guard(self.guard.to_owned()),
        }
    }

    pub(super) fn explicit_scope(&self, index: usize) -> Option<&'static [&'static str]> {
        self.scopes.get(index).copied().flatten()
    }

    /// The parameters in the order of declaration. `names` are those of arguments, `files` those of
    /// parameters that take files.
    pub(super) fn describe_parameters<'name>(
        &self,
        names: &[&str],
        files: impl IntoIterator<Item = &'name str>,
        types: &mut Types,
    ) -> Vec<Parameter> {
        let (mut names, mut files) = (names.iter().copied(), files.into_iter());
        let docs = self.parameter_docs.iter().chain(std::iter::repeat(&""));
        let describe = |((describe, location), docs): (&(Describe, _), &&str)| {
            let ty = describe(types);
            let name = if ty.is_upload() { files.next() } else { names.next() };
            let (docs, location) = ((*docs).to_owned(), self.location_at(*location));
            Parameter { docs, location, ..Parameter::new(name.unwrap_or_default(), ty) }
        };
        self.parameters.iter().zip(docs).map(describe).collect()
    }

    /// The types of a message and of a presence.
    pub(super) fn describe_written(&self, types: &mut Types) -> Vec<Type> {
        self.written.iter().map(|describe| describe(types)).collect()
    }

    pub(super) fn describe_answer(&self, types: &mut Types) -> (Type, Option<Type>) {
        self.answer.map_or((Type::Unit, None), |answer| answer(types))
    }
}
