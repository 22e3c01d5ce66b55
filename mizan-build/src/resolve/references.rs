//! The contexts, channels and functions that functions name. They may be declared in any order, so this comes
//! when all are known.

use mizan_ir::{Diagnostic, nearest};

use super::{
    external::ExternalType,
    names::{External, ItemId, Names, Target},
    program::{Function, Item, Program, Reference},
};
use crate::scan::{
    ModuleId, Scan, Span,
    outline::{self, Affects, Kind, Path},
};

/// What the keys `context`, `affects` and `merge` name.
const CONTEXT: &str = "a context";
const TARGET: &str = "a context or a read function";
const SLOT: &str = "a read function or a context";
/// What a role is in.
const CHANNEL: &str = "a channel";

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
            let channel = outline
                .role
                .as_ref()
                .map(|role| self.resolve_channel(module, &role.channel, &mut diagnostics));
            let item = &mut self.program.functions[index];
            item.diagnostics.append(&mut diagnostics);
            if let Some(content) = &mut item.content {
                (content.context, content.affects, content.merge) = (context, affects, merge);
                content.channel = channel;
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
            affects.push(self.expect(followed, (module, target), TARGET, diagnostics));
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
            merge.push(self.expect(followed, (module, path), SLOT, diagnostics));
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
                let help = "name a struct with `#[derive(mizan::Context)]`";
                diagnostics.push(Diagnostic::error(path.span, message).with_help(help));
                Reference::Unknown
            }
            followed => self.expect(followed, (module, path), CONTEXT, diagnostics),
        }
    }

    fn resolve_channel(
        &self,
        module: ModuleId,
        path: &'scan Path,
        diagnostics: &mut Vec<Diagnostic<Span>>,
    ) -> Reference {
        match self.follow(module, path) {
            Followed::Reference(reference @ Reference::Channel(_)) => reference,
            Followed::Reference(Reference::Unknown) => Reference::Unknown,
            Followed::Reference(reference) => {
                let kind = match reference {
                    Reference::Function(_) => "a function",
                    _ => "a context",
                };
                let message = format!("`{}` is {kind}, and a role is in a channel", path.last());
                let help = "name a struct with `#[derive(mizan::Channel)]`";
                diagnostics.push(Diagnostic::error(path.span, message).with_help(help));
                Reference::Unknown
            }
            followed => self.expect(followed, (module, path), CHANNEL, diagnostics),
        }
    }

    /// A channel in the place of a context or a read.
    fn refuse_channel(
        path: &'scan Path,
        expected: &str,
        diagnostics: &mut Vec<Diagnostic<Span>>,
    ) -> Reference {
        let message = format!("`{}` is a channel, and {expected} is expected", path.last());
        let help =
            "name a struct with `#[derive(mizan::Context)]`; a channel has `join` and `send`";
        diagnostics.push(Diagnostic::error(path.span, message).with_help(help));
        Reference::Unknown
    }

    /// The reference; for another item, a diagnostic that names it.
    fn expect(
        &self,
        followed: Followed<'scan>,
        (module, path): (ModuleId, &'scan Path),
        expected: &str,
        diagnostics: &mut Vec<Diagnostic<Span>>,
    ) -> Reference {
        let (id, advice) = match followed {
            Followed::Reference(Reference::Channel(_)) => {
                return Self::refuse_channel(path, expected, diagnostics);
            }
            Followed::Reference(reference) => return reference,
            Followed::Other(id) => match &id.declaration.kind {
                Kind::Data(_) if expected == CHANNEL => {
                    (id, "name a struct with `#[derive(mizan::Channel)]`")
                }
                Kind::Data(_) => (id, "name a struct with `#[derive(mizan::Context)]`"),
                Kind::Function => (id, "write `#[mizan::client(context = …)]` above it"),
                _ => return Reference::Unknown,
            },
            Followed::Nothing => {
                diagnostics.extend(self.refuse_misspelt(module, path, expected));
                return Reference::Unknown;
            }
        };
        let location = id.declaration.span.location(&self.scan.file_of(id.module).name);
        let message = format!("`{}`, at {location}, is not {expected}", path.last());
        diagnostics.push(Diagnostic::error(path.span, message).with_help(advice));
        Reference::Unknown
    }

    /// The diagnostic about a name that nothing declares, where a context or a read has nearly that
    /// name. The compiler would suggest any type of a similar name.
    fn refuse_misspelt(
        &self,
        module: ModuleId,
        path: &'scan Path,
        expected: &str,
    ) -> Option<Diagnostic<Span>> {
        if !self.names.is_undeclared(module, path) {
            return None;
        }
        let is_channel = expected == CHANNEL;
        let contexts = self.program.contexts.iter().map(|item| (item.name, item.module));
        let contexts = contexts.filter(|_| !is_channel);
        let channels = self.program.channels.iter().map(|item| (item.name, item.module));
        let channels = channels.filter(|_| is_channel);
        let is_read = |item: &&Item<'_, Function<'_>>| {
            expected != CONTEXT
                && !is_channel
                && item.content.as_ref().is_some_and(|it| it.outline.context.is_some())
        };
        let reads = self.program.functions.iter().filter(is_read);
        let known: Vec<(&str, ModuleId)> =
            contexts.chain(channels).chain(reads.map(|item| (item.name, item.module))).collect();
        let name = path.last();
        // The compiler says which `use` is missing.
        if known.iter().any(|(known, _)| *known == name) {
            return None;
        }
        let meant = nearest(name, known.iter().map(|(known, _)| *known))?;
        let (_, home) = known.iter().find(|(known, _)| *known == meant)?;
        let message = format!("there is no `{name}`, and {expected} is expected");
        let help = match *home == module {
            true => format!("write `{meant}`, if that is meant"),
            false => format!("write `{}::{meant}`, if that is meant", self.path_of(*home, module)),
        };
        Some(Diagnostic::error(path.span, message).with_help(help))
    }

    /// The path of a module, as it is written in another one.
    fn path_of(&self, module: ModuleId, from: ModuleId) -> String {
        let (module, from) = (self.scan.module(module), self.scan.module(from));
        match module.path.strip_prefix(&from.crate_name) {
            Some(rest) if module.root == from.root => format!("crate{rest}"),
            _ => module.path.clone(),
        }
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

    /// The context, the channel or the function that a declaration is. The lists are in the order of
    /// the source.
    fn find(&self, id: ItemId<'scan>) -> Option<Reference> {
        let Program { functions, contexts, channels, .. } = &self.program;
        let key = (id.module, id.number);
        if let Kind::Data(_) = id.declaration.kind {
            let found = contexts.binary_search_by_key(&key, |item| (item.module, item.number));
            let channel = channels.binary_search_by_key(&key, |item| (item.module, item.number));
            found.map(Reference::Context).or(channel.map(Reference::Channel)).ok()
        } else {
            let found = functions.binary_search_by_key(&key, |item| (item.module, item.number));
            found.ok().map(Reference::Function)
        }
    }
}

enum Followed<'scan> {
    Reference(Reference),
    /// Something of the package that is neither a context, a channel nor a client function.
    Other(ItemId<'scan>),
    Nothing,
}
