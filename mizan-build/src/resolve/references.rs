//! The contexts and functions that functions name. They may be declared in any order, so this comes
//! when all are known.

use mizan_ir::Diagnostic;

use super::{
    external::ExternalType,
    names::{External, ItemId, Names, Target},
    program::{Program, Reference},
};
use crate::scan::{
    ModuleId, Scan, Span,
    outline::{self, Affects, Kind, Path},
};

pub(super) struct References<'program, 'scan> {
    pub(super) scan: &'scan Scan,
    pub(super) names: &'program Names<'program, 'scan>,
    pub(super) program: Program<'scan>,
}

impl<'scan> References<'_, 'scan> {
    /// The program, with every reference followed.
    pub(super) fn resolve(mut self) -> Program<'scan> {
        for index in 0..self.program.functions.len() {
            let item = &self.program.functions[index];
            let (module, mut diagnostics) = (item.module, Vec::new());
            let Some(outline) = item.content.as_ref().map(|content| content.outline) else {
                continue;
            };
            let context = outline
                .context
                .as_ref()
                .map(|path| self.resolve_context(module, path, &mut diagnostics));
            let affects = self.resolve_affects(module, outline, &mut diagnostics);
            let merge = self.resolve_merge(module, outline, &mut diagnostics);
            let item = &mut self.program.functions[index];
            item.diagnostics.append(&mut diagnostics);
            if let Some(content) = &mut item.content {
                (content.context, content.affects, content.merge) = (context, affects, merge);
            }
        }
        self.refuse_scopes_of_reads();
        self.program
    }

    fn resolve_affects(
        &self,
        module: ModuleId,
        outline: &'scan outline::Function,
        diagnostics: &mut Vec<Diagnostic<Span>>,
    ) -> Vec<Reference> {
        let mut affects = Vec::new();
        for Affects { target, .. } in &outline.affects {
            let followed = self.follow(module, target);
            affects.push(self.expect(
                followed,
                target,
                "a context or a read function",
                diagnostics,
            ));
        }
        affects
    }

    fn resolve_merge(
        &self,
        module: ModuleId,
        outline: &'scan outline::Function,
        diagnostics: &mut Vec<Diagnostic<Span>>,
    ) -> Vec<Reference> {
        let mut merge = Vec::new();
        for path in &outline.merge {
            let followed = self.follow(module, path);
            merge.push(self.expect(followed, path, "a read function or a context", diagnostics));
        }
        merge
    }

    fn resolve_context(
        &self,
        module: ModuleId,
        path: &'scan Path,
        diagnostics: &mut Vec<Diagnostic<Span>>,
    ) -> Reference {
        match self.follow(module, path) {
            Followed::Reference(Reference::Function(_)) => {
                let message =
                    format!("`{}` is a function, and a read belongs to a context", path.last());
                let help = "a context is a struct with `#[derive(mizan::Context)]`";
                diagnostics.push(Diagnostic::error(path.span, message).with_help(help));
                Reference::Unknown
            }
            followed => self.expect(followed, path, "a context", diagnostics),
        }
    }

    /// The reference; for another item, a diagnostic that names it.
    fn expect(
        &self,
        followed: Followed<'scan>,
        path: &Path,
        expected: &str,
        diagnostics: &mut Vec<Diagnostic<Span>>,
    ) -> Reference {
        let (id, advice) = match followed {
            Followed::Reference(reference) => return reference,
            Followed::Other(id) => match &id.declaration.kind {
                Kind::Data(_) => (id, "a context is a struct with `#[derive(mizan::Context)]`"),
                Kind::Function => (id, "a read function has `#[mizan::client(context = …)]`"),
                _ => return Reference::Unknown,
            },
            Followed::Nothing => return Reference::Unknown,
        };
        let location = id.declaration.span.location(&self.scan.file_of(id.module).name);
        let message = format!("`{}`, at {location}, is not {expected}", path.last());
        diagnostics.push(Diagnostic::error(path.span, message).with_help(advice));
        Reference::Unknown
    }

    /// A scope has the form of a struct, and a read is none.
    fn refuse_scopes_of_reads(&mut self) {
        let mut refused = Vec::new();
        for (index, item) in self.program.functions.iter().enumerate() {
            let Some(function) = &item.content else { continue };
            for (target, written) in function.affects.iter().zip(&function.outline.affects) {
                if written.scope.as_ref().is_some_and(|scope| !scope.is_empty())
                    && let Some(context) = self.context_of_read(*target)
                {
                    let message = format!(
                        "`{}` is a read, and a scope is that of a context",
                        written.target.last(),
                    );
                    let help = format!("write `{context} {{ … }}`");
                    let span = written.target.span;
                    refused.push((index, Diagnostic::error(span, message).with_help(help)));
                }
            }
        }
        for (index, diagnostic) in refused {
            self.program.functions[index].diagnostics.push(diagnostic);
        }
    }

    /// The name of the context of a read that clients show.
    fn context_of_read(&self, target: Reference) -> Option<&'scan str> {
        let Reference::Function(index) = target else { return None };
        let read = self.program.functions[index].content.as_ref()?;
        read.outline.context.as_ref().filter(|_| read.is_shown()).map(Path::last)
    }

    fn follow(&self, module: ModuleId, path: &'scan Path) -> Followed<'scan> {
        match self.names.follow_aliases(module, path) {
            Some(Target::External(External {
                ty: Some(ExternalType::Mizan("Global")), ..
            })) => Followed::Reference(Reference::Global),
            Some(Target::Item(id)) => match self.find(id) {
                Some(reference) => Followed::Reference(reference),
                None => Followed::Other(id),
            },
            _ => Followed::Nothing,
        }
    }

    /// The context or the function that a declaration is. Both lists are in the order of the
    /// source.
    fn find(&self, id: ItemId<'scan>) -> Option<Reference> {
        let Program { functions, contexts, .. } = &self.program;
        let key = (id.module, id.number);
        if let Kind::Data(_) = id.declaration.kind {
            let found = contexts.binary_search_by_key(&key, |item| (item.module, item.number));
            found.ok().map(Reference::Context)
        } else {
            let found = functions.binary_search_by_key(&key, |item| (item.module, item.number));
            found.ok().map(Reference::Function)
        }
    }
}

enum Followed<'scan> {
    Reference(Reference),
    /// Something of the package that is neither a context nor a client function.
    Other(ItemId<'scan>),
    Nothing,
}
