//! The types of the model, evaluated from mentions in the source: names resolved, aliases followed.

mod externals;
mod keys;
mod lengths;
mod named;
mod projections;
mod refusals;
mod terms;

use std::rc::Rc;

use mizan_ir::{Diagnostic, Type};

use super::names::{ItemId, Names};
use crate::scan::{
    ModuleId, Scan, Span,
    outline::{Argument, Derived, Form, Generic, Kind, Length, Mention, TypeDeclaration},
};
pub(super) use refusals::describe_context;
use refusals::describe_unknown_bigint;
use terms::{Bound, Generics, Head, Term};

/// Resolves the types of one item, and collects the diagnostics about them.
pub(super) struct Types<'program, 'scan> {
    scan: &'scan Scan,
    names: &'program Names<'program, 'scan>,
    pub(super) diagnostics: Vec<Diagnostic<Span>>,
    /// The texts of the computed lengths of arrays.
    pub(super) lengths: Vec<String>,
    /// True if integers are written as texts here, so that they may be of any size.
    is_big: bool,
    /// The types that are identities.
    pub(super) identities: &'program [ItemId<'scan>],
    /// The parameter of a function that is resolved: the server could inject its value instead.
    pub(super) parameter: Option<&'scan Argument>,
    /// True for the result of a function.
    is_result: bool,
}

impl<'program, 'scan> Types<'program, 'scan> {
    pub(super) fn new(
        scan: &'scan Scan,
        names: &'program Names<'program, 'scan>,
        identities: &'program [ItemId<'scan>],
    ) -> Self {
        Self {
            scan,
            names,
            diagnostics: Vec::new(),
            lengths: Vec::new(),
            is_big: false,
            identities,
            parameter: None,
            is_result: false,
        }
    }

    /// The type of an argument or a parameter.
    pub(super) fn resolve_plain(&mut self, module: ModuleId, mention: &'scan Mention) -> Type {
        self.evaluate(&Term::new(module, mention, None)).unwrap_or(Type::Unknown)
    }

    /// The types of the fields of the type `own`.
    pub(super) fn resolve_parts(
        &mut self,
        module: ModuleId,
        declaration: &'scan TypeDeclaration,
        own: Type,
    ) -> impl FnMut(&'scan Mention) -> Type {
        let generics = generics_inside(declaration, own);
        move |mention| {
            let term = Term::new(module, mention, generics.clone());
            self.evaluate(&term).unwrap_or(Type::Unknown)
        }
    }

    /// The type of a success: `T` of a `Result<T, E>`.
    pub(super) fn resolve_output(&mut self, module: ModuleId, mention: &'scan Mention) -> Type {
        let term = Term::new(module, mention, None);
        let success = match term.head(self.names) {
            Head::External(external, result) if external.is_result() => result.argument(0),
            _ => Some(term),
        };
        self.is_result = true;
        let ty = success.and_then(|success| self.evaluate(&success)).unwrap_or(Type::Unknown);
        self.is_result = false;
        ty
    }

    /// The type of a failure: `E` of a `Result<T, E>`, where it derives `mizan::Failure`.
    pub(super) fn resolve_error(
        &mut self,
        module: ModuleId,
        mention: &'scan Mention,
    ) -> Option<Type> {
        let term = Term::new(module, mention, None);
        let result = match term.head(self.names) {
            Head::External(external, result) if external.is_result() => result,
            _ => return None,
        };
        let Head::Item(item, error) = result.argument(1)?.head(self.names) else { return None };
        let Kind::Data(derived) = &item.declaration.kind else { return None };
        let is_failure = derived.iter().any(|derived| match derived {
            Derived::Failure(path) => self.names.is_mizan(item.module, path, "Failure"),
            _ => false,
        });
        let declaration = self.derived_type(item.module, derived).filter(|_| is_failure)??;
        let arguments = self.evaluate_arguments(item.module, &declaration.parameters, &error)?;
        Some(Type::Named(self.path_of(item), arguments))
    }

    /// The type of a term; `None` where it cannot be followed, or where a diagnostic is about it.
    fn evaluate(&mut self, term: &Term<'scan>) -> Option<Type> {
        match term.head(self.names) {
            Head::Unknown | Head::Foreign(..) if term.is_unknown_bigint() => {
                let (message, help) = describe_unknown_bigint();
                self.refuse(term, message, help)
            }
            Head::External(external, named) => self.evaluate_external(external, term, &named),
            Head::Item(item, named) => self.evaluate_item(item, term, &named),
            Head::Type(ty) => Some(ty),
            Head::Structure(term) => self.evaluate_structure(&term),
            Head::Foreign(crate_name, named) => {
                let (message, help) = self.describe_foreign_type(crate_name, &named);
                self.refuse(term, message, help)
            }
            Head::Unknown => None,
        }
    }

    fn evaluate_structure(&mut self, term: &Term<'scan>) -> Option<Type> {
        match &term.mention.form {
            Form::Tuple(items) if items.is_empty() => Some(Type::Unit),
            Form::Tuple(items) => {
                let items: Vec<Option<Type>> =
                    items.iter().map(|item| self.evaluate(&term.inner(item))).collect();
                items.into_iter().collect::<Option<_>>().map(Type::Tuple)
            }
            Form::Array(item, length) => {
                let item = Box::new(self.evaluate(&term.inner(item))?);
                match (self.length(term, length), length) {
                    (Some(number), Length::Number(_)) => Some(Type::Array(item, number)),
                    (Some(number), Length::Computed(text, _)) => {
                        if !self.lengths.contains(text) {
                            self.lengths.push(text.clone());
                        }
                        Some(Type::Array(item, number))
                    }
                    // The macros see the array too, and make a list of one whose length the build
                    // does not know.
                    (None, _) if term.site.is_none() => Some(Type::List(item)),
                    (None, _) => self.refuse(
                        term,
                        "this stands for an array whose length only the compiler can compute",
                        "write the length as a number, or as a constant that is computed from numbers",
                    ),
                }
            }
            Form::Slice(item) => Some(Type::List(Box::new(self.evaluate(&term.inner(item))?))),
            Form::Reference(inner) => self.evaluate(&term.inner(inner)),
            Form::Path(..) | Form::Opaque | Form::Number(_) | Form::Projection(_) => None,
        }
    }

    fn evaluate_item(
        &mut self,
        item: ItemId<'scan>,
        term: &Term<'scan>,
        named: &Term<'scan>,
    ) -> Option<Type> {
        let Kind::Data(derived) = &item.declaration.kind else { return None };
        let Some(content) = self.derived_type(item.module, derived) else {
            let context = self.names.derived_context(item).filter(|_| self.parameter.is_some());
            let (message, help) = match context {
                Some(context) => describe_context(item.declaration, context),
                None if self.identities.contains(&item) => self.describe_identity(item),
                None => self.describe_missing_derive(item),
            };
            return self.refuse(term, message, help);
        };
        let declaration = content?;
        if declaration.is_transparent {
            let message = format!(
                "`{}` is an error that may hold another one, and no value",
                item.declaration.name
            );
            return self.refuse(term, message, "return it as the error of a `Result`");
        }
        let arguments = self.evaluate_arguments(item.module, &declaration.parameters, named)?;
        Some(Type::Named(self.path_of(item), arguments))
    }

    /// The types for the parameters of a definition, or their defaults.
    fn evaluate_arguments(
        &mut self,
        module: ModuleId,
        parameters: &'scan [Generic],
        named: &Term<'scan>,
    ) -> Option<Vec<Type>> {
        let mut types = Vec::new();
        let mut generics = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let Generic::Type(name, default) = parameter else { continue };
            let ty = match (named.argument(index), default) {
                (Some(argument), _) => self.evaluate(&argument)?,
                (None, Some(mention)) => {
                    let known = Some(Rc::new(generics.clone()));
                    self.evaluate(&Term::new(module, mention, known))?
                }
                (None, None) => return None,
            };
            generics.push((name.as_str(), Bound::Type(ty.clone())));
            types.push(ty);
        }
        (named.arguments().len() <= parameters.len()).then_some(types)
    }

    /// The declaration of a type that travels. `Some(None)` where the grammar refuses it.
    fn derived_type(
        &self,
        module: ModuleId,
        derived: &'scan [Derived],
    ) -> Option<Option<&'scan TypeDeclaration>> {
        derived.iter().find_map(|derived| match derived {
            Derived::Type(derived) if self.names.is_mizan(module, &derived.path, "Type") => {
                Some(derived.content.as_deref())
            }
            _ => None,
        })
    }

    /// The path of an item, as the macro's `module_path!()` has it.
    pub(super) fn path_of(&self, item: ItemId<'_>) -> String {
        item.path(self.scan)
    }

    fn refuse<T>(
        &mut self,
        term: &Term<'scan>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Option<T> {
        let span = term.site.unwrap_or(term.mention.span);
        let diagnostic = Diagnostic::error(span, message).with_help(help);
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
        None
    }
}

/// The meanings of the generic parameters in the definition of the type `own`.
fn generics_inside(declaration: &TypeDeclaration, own: Type) -> Generics<'_> {
    let mut generics = Vec::new();
    for parameter in &declaration.parameters {
        generics.push(match parameter {
            Generic::Type(name, _) => (name.as_str(), Bound::Type(Type::Parameter(name.clone()))),
            Generic::Const(name) => (name.as_str(), Bound::Constant),
        });
    }
    generics.push(("Self", Bound::Type(own)));
    Some(Rc::new(generics))
}
