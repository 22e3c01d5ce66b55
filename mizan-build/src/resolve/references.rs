//! What functions say of contexts and of each other. They may do so in any order, so this comes
//! when all are known.

use super::{
    Program, Reference,
    external::ExternalType,
    names::{External, ItemId, Names, Target},
};
use crate::{
    finding::Finding,
    scan::{
        ModuleId, Scan,
        outline::{self, Kind, Path},
    },
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
            let (module, mut findings) = (item.module, Vec::new());
            let Some(outline) = item.content.as_ref().map(|content| content.outline) else {
                continue;
            };
            let context = outline
                .context
                .as_ref()
                .map(|path| self.resolve_context(module, path, &mut findings));
            let affects = self.resolve_affects(module, outline, &mut findings);
            let merge = self.resolve_merge(module, outline, &mut findings);
            let item = &mut self.program.functions[index];
            item.findings.append(&mut findings);
            if let Some(content) = &mut item.content {
                (content.context, content.affects, content.merge) = (context, affects, merge);
            }
        }
        self.program
    }

    fn resolve_affects(
        &self,
        module: ModuleId,
        outline: &'scan outline::Function,
        findings: &mut Vec<Finding>,
    ) -> Vec<Reference> {
        let mut affects = Vec::new();
        for written in &outline.affects {
            let followed = self.follow(module, &written.target);
            affects.push(self.expect(
                followed,
                &written.target,
                "a context or a read function",
                findings,
            ));
        }
        affects
    }

    fn resolve_merge(
        &self,
        module: ModuleId,
        outline: &'scan outline::Function,
        findings: &mut Vec<Finding>,
    ) -> Vec<Reference> {
        let mut merge = Vec::new();
        for path in &outline.merge {
            let followed = self.follow(module, path);
            merge.push(self.expect(followed, path, "a read function or a context", findings));
        }
        merge
    }

    fn resolve_context(
        &self,
        module: ModuleId,
        path: &'scan Path,
        findings: &mut Vec<Finding>,
    ) -> Reference {
        match self.follow(module, path) {
            Followed::Reference(Reference::Function(_)) => {
                findings.push(Finding::error(
                    path.span,
                    format!(
                        "`{}` is a function: a read belongs to a context, a struct that derives \
                         `mizan::Context`",
                        path.last()
                    ),
                ));
                Reference::Unknown
            }
            followed => self.expect(followed, path, "a context", findings),
        }
    }

    /// The reference, or a finding that tells what stands there instead.
    fn expect(
        &self,
        followed: Followed<'scan>,
        path: &Path,
        expected: &str,
        findings: &mut Vec<Finding>,
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
        let message = format!("`{}`, at {location}, is not {expected}\n{advice}", path.last());
        findings.push(Finding::error(path.span, message));
        Reference::Unknown
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
