//! The resolution: what the scan read, with every name followed to what it names.

mod known;
mod names;
mod types;

use std::{collections::HashMap, ops::Range};

use mizan_ir::{Identity, Shape, Type};

use crate::{
    both::both,
    finding::Finding,
    scan::{
        ModuleId, Source, Span,
        outline::{self, Argument, Declaration, Derived, Kind, Lent, Mention, Path},
    },
};
use names::{ItemId, Names, Target};
use types::Types;

/// All Mizan items of a package, in the order of their source.
#[derive(Default)]
pub(crate) struct Program<'source> {
    pub(crate) functions: Vec<Item<'source, Function<'source>>>,
    pub(crate) contexts: Vec<Item<'source, Context<'source>>>,
    pub(crate) types: Vec<Item<'source, TypeDefinition<'source>>>,
}

impl Program<'_> {
    /// Looks at every finding, with the module that it is about.
    pub(crate) fn each_finding(&self, look: &mut impl FnMut(ModuleId, &Finding)) {
        fn of<T>(items: &[Item<'_, T>], look: &mut impl FnMut(ModuleId, &Finding)) {
            for item in items {
                item.findings.iter().for_each(|finding| look(item.module, finding));
            }
        }
        of(&self.functions, look);
        of(&self.contexts, look);
        of(&self.types, look);
    }
}

/// An item that one of Mizan's macros is for.
pub(crate) struct Item<'source, T> {
    pub(crate) module: ModuleId,
    pub(crate) name: &'source str,
    /// Where its name stands.
    pub(crate) span: Span,
    /// `None` where the grammar refuses it: the macro tells why.
    pub(crate) content: Option<T>,
    pub(crate) findings: Vec<Finding>,
}

pub(crate) struct Function<'source> {
    pub(crate) outline: &'source outline::Function,
    pub(crate) context: Option<Reference>,
    pub(crate) affects: Vec<Reference>,
    pub(crate) merge: Vec<Reference>,
    /// Whether it borrows who is asking, and does without.
    pub(crate) identity: Option<Identity>,
    /// Whether what it names as its guard is declared somewhere.
    pub(crate) is_guard_declared: bool,
    /// The types of its arguments, in order.
    pub(crate) arguments: Vec<Option<Type>>,
    /// What a success answers.
    pub(crate) result: Option<Type>,
    /// What it fails with, where the client knows its variants.
    pub(crate) error: Option<Type>,
}

impl Function<'_> {
    /// Whether it is a read that clients show.
    pub(crate) fn is_shown(&self) -> bool {
        self.context.is_some() && !self.outline.is_private && self.outline.route.is_none()
    }
}

pub(crate) struct Context<'source> {
    pub(crate) outline: &'source outline::Context,
    pub(crate) parameters: Vec<Option<Type>>,
}

pub(crate) struct TypeDefinition<'source> {
    pub(crate) outline: &'source outline::TypeDeclaration,
    /// Its path, which is its name in the model.
    pub(crate) path: String,
    pub(crate) shape: Shape<Option<Type>>,
}

/// What a path in `context` or `affects` leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// An index into [`Program::contexts`].
    Context(usize),
    /// An index into [`Program::functions`].
    Function(usize),
    /// The context that Mizan brings along.
    Global,
    /// Nothing that could be followed, or something that a finding is about already.
    Unknown,
}

/// Follows every name in what was read.
pub(crate) fn resolve(source: &Source) -> Program<'_> {
    let names = Names::new(source);
    let mut resolver = Resolver::new(source, &names);
    resolver.collect_identities();
    let identities = &resolver.identities;
    let collect = |modules: Range<usize>| {
        let identities = identities.clone();
        Resolver { identities, ..Resolver::new(source, &names) }.collect(modules)
    };
    let (all, half) = (source.modules.len(), source.modules.len() / 2);
    let (first, second) = both(|| collect(0..half), || collect(half..all));
    resolver.add(first);
    resolver.add(second);
    resolver.resolve_references();
    resolver.program
}

struct Resolver<'program, 'source> {
    source: &'source Source,
    names: &'program Names<'source>,
    program: Program<'source>,
    /// Contexts and functions, by the module and the place they are declared in.
    index: HashMap<(ModuleId, Span), Reference>,
    /// The types of who is asking that say so by an `impl` of their own.
    identities: Vec<ItemId<'source>>,
}

impl<'program, 'source> Resolver<'program, 'source> {
    fn new(source: &'source Source, names: &'program Names<'source>) -> Self {
        let (program, index) = (Program::default(), HashMap::new());
        Self { source, names, program, index, identities: Vec::new() }
    }

    fn collect_identities(&mut self) {
        for (index, module) in self.source.modules.iter().enumerate() {
            let module_id = ModuleId(index);
            for declaration in module.declarations.iter() {
                if let Kind::Implementation(of, subject) = &declaration.kind
                    && self.names.is_mizan(module_id, of, "Identity")
                    && let Some(Target::Item(item)) = self.follow_aliases(module_id, subject)
                {
                    self.identities.push(item);
                }
            }
        }
    }

    /// The items of some modules.
    fn collect(mut self, modules: Range<usize>) -> Program<'source> {
        for index in modules {
            for declaration in self.source.modules[index].declarations.iter() {
                self.collect_declaration(ItemId { module: ModuleId(index), declaration });
            }
        }
        self.program
    }

    /// Adds items, to be referred to.
    fn add(&mut self, items: Program<'source>) {
        for item in items.functions {
            let reference = Reference::Function(self.program.functions.len());
            self.index.insert((item.module, item.span), reference);
            self.program.functions.push(item);
        }
        for item in items.contexts {
            let reference = Reference::Context(self.program.contexts.len());
            self.index.insert((item.module, item.span), reference);
            self.program.contexts.push(item);
        }
        self.program.types.extend(items.types);
    }

    fn collect_declaration(&mut self, id: ItemId<'source>) {
        match &id.declaration.kind {
            Kind::Client(client) if self.names.is_mizan(id.module, &client.path, "client") => {
                self.collect_function(id, client.content.as_ref());
            }
            Kind::Data(derived) => {
                for derived in derived {
                    match derived {
                        Derived::Context(derived)
                            if self.names.is_mizan(id.module, &derived.path, "Context") =>
                        {
                            self.collect_context(id, derived.content.as_ref());
                        }
                        Derived::Type(derived)
                            if self.names.is_mizan(id.module, &derived.path, "Type") =>
                        {
                            self.collect_type(id, derived.content.as_ref());
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn collect_function(
        &mut self,
        id: ItemId<'source>,
        outline: Option<&'source outline::Function>,
    ) {
        let mut types = self.types();
        let content = outline.map(|outline| Function {
            outline,
            context: None,
            affects: Vec::new(),
            merge: Vec::new(),
            identity: self.find_identity(id.module, &outline.lent),
            is_guard_declared: self.is_declared(id.module, outline.guard.as_ref()),
            arguments: types.resolve_sent(id.module, &outline.arguments),
            result: match &outline.output {
                // A page answers no JSON.
                _ if outline.route.is_some() => Some(Type::Unit),
                Some(output) => types.resolve_output(id.module, output),
                None => Some(Type::Unit),
            },
            error: outline
                .output
                .as_ref()
                .and_then(|output| types.resolve_error(id.module, output)),
        });
        self.program.functions.push(id.with(content, types.findings));
    }

    /// Whether one of the types that a function borrows is that of who is asking.
    fn find_identity(&self, module: ModuleId, lent: &'source [Lent]) -> Option<Identity> {
        let mut found = None;
        for lent in lent.iter().filter(|lent| self.is_identity(module, &lent.ty)) {
            found = match (found, lent.is_optional) {
                (Some(Identity::Required), _) | (_, false) => Some(Identity::Required),
                (_, true) => Some(Identity::Optional),
            };
        }
        found
    }

    /// Whether a path leads to something that was scanned, or that nobody looked at.
    fn is_declared(&self, module: ModuleId, path: Option<&'source Path>) -> bool {
        let Some(path) = path else { return false };
        !matches!(self.names.resolve(module, path), Some(Target::External(path)) if path.len() == 1)
    }

    fn is_identity(&self, module: ModuleId, ty: &'source Mention) -> bool {
        let outline::Form::Path(path, _) = &ty.form else { return false };
        match self.follow_aliases(module, path) {
            Some(Target::External(path)) => path == ["mizan", "auth", "User"],
            Some(Target::Item(item)) if self.identities.contains(&item) => true,
            Some(Target::Item(ItemId { module, declaration })) => match &declaration.kind {
                Kind::Data(derived) => derived.iter().any(|derived| match derived {
                    Derived::Identity(path) => self.names.is_mizan(module, path, "Identity"),
                    _ => false,
                }),
                _ => false,
            },
            _ => false,
        }
    }

    fn collect_context(&mut self, id: ItemId<'source>, outline: Option<&'source outline::Context>) {
        let mut types = self.types();
        let content = outline.map(|outline| Context {
            outline,
            parameters: types.resolve_arguments(id.module, &outline.parameters),
        });
        self.program.contexts.push(id.with(content, types.findings));
    }

    fn collect_type(
        &mut self,
        id: ItemId<'source>,
        outline: Option<&'source outline::TypeDeclaration>,
    ) {
        let mut types = self.types();
        let path = types.path_of(id);
        let content = outline.map(|outline| {
            let parameters = outline.type_parameters().cloned().map(Type::Parameter).collect();
            let own = Type::Named(path.clone(), parameters);
            let mut resolve = types.resolve_parts(id.module, outline, own);
            TypeDefinition { outline, shape: outline.shape.map(&mut resolve), path }
        });
        self.program.types.push(id.with(content, types.findings));
    }

    fn types(&self) -> Types<'program, 'source> {
        Types {
            source: self.source,
            names: self.names,
            findings: Vec::new(),
            is_big: false,
            is_lendable: false,
        }
    }

    /// Functions and contexts may name each other in any order, so this comes when all are known.
    fn resolve_references(&mut self) {
        let mut functions = std::mem::take(&mut self.program.functions);
        for function in &mut functions {
            let Some(content) = &mut function.content else { continue };
            let outline = content.outline;
            let mut findings = Vec::new();
            content.context = outline
                .context
                .as_ref()
                .map(|path| self.resolve_context(function.module, path, &mut findings));
            content.affects = outline
                .affects
                .iter()
                .map(|affects| self.resolve_target(function.module, &affects.target, &mut findings))
                .collect();
            content.merge = outline
                .merge
                .iter()
                .map(|path| self.resolve_slot(function.module, path, &mut findings))
                .collect();
            function.findings.extend(findings);
        }
        self.program.functions = functions;
    }

    fn resolve_context(
        &self,
        module: ModuleId,
        path: &'source Path,
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

    fn resolve_target(
        &self,
        module: ModuleId,
        path: &'source Path,
        findings: &mut Vec<Finding>,
    ) -> Reference {
        self.expect(self.follow(module, path), path, "a context or a read function", findings)
    }

    fn resolve_slot(
        &self,
        module: ModuleId,
        path: &'source Path,
        findings: &mut Vec<Finding>,
    ) -> Reference {
        self.expect(self.follow(module, path), path, "a read function or a context", findings)
    }

    /// The reference, or a finding that tells what stands there instead.
    fn expect(
        &self,
        followed: Followed<'source>,
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
        let place = id.declaration.span.place(&self.source.file_of(id.module).name);
        let message = format!("`{}`, at {place}, is not {expected}\n{advice}", path.last());
        findings.push(Finding::error(path.span, message));
        Reference::Unknown
    }

    /// What a path leads to; an alias of something is that thing.
    fn follow_aliases(&self, module: ModuleId, path: &'source Path) -> Option<Target<'source>> {
        let mut target = self.names.resolve(module, path);
        for _ in 0..8 {
            let Some(Target::Item(ItemId { module, declaration })) = &target else { break };
            let Some(path) = aliased(declaration) else { break };
            target = self.names.resolve(*module, path);
        }
        target
    }

    fn follow(&self, module: ModuleId, path: &'source Path) -> Followed<'source> {
        match self.follow_aliases(module, path) {
            Some(Target::External(path)) if path == ["mizan", "Global"] => {
                Followed::Reference(Reference::Global)
            }
            Some(Target::Item(id)) => match self.index.get(&(id.module, id.declaration.span)) {
                Some(reference) => Followed::Reference(*reference),
                None => Followed::Other(id),
            },
            _ => Followed::Nothing,
        }
    }
}

enum Followed<'source> {
    Reference(Reference),
    /// Something of the package that is neither a context nor a client function.
    Other(ItemId<'source>),
    Nothing,
}

fn aliased(declaration: &Declaration) -> Option<&Path> {
    match &declaration.kind {
        Kind::Alias(alias) => match &alias.ty.form {
            outline::Form::Path(path, arguments) if arguments.is_empty() => Some(path),
            _ => None,
        },
        _ => None,
    }
}

impl<'source> Types<'_, 'source> {
    /// The types of the parameters that a function owns.
    fn resolve_sent(
        &mut self,
        module: ModuleId,
        arguments: &'source [Argument],
    ) -> Vec<Option<Type>> {
        self.is_lendable = true;
        let types = self.resolve_arguments(module, arguments);
        self.is_lendable = false;
        types
    }

    fn resolve_arguments(
        &mut self,
        module: ModuleId,
        arguments: &'source [Argument],
    ) -> Vec<Option<Type>> {
        arguments.iter().map(|argument| self.resolve_plain(module, &argument.ty)).collect()
    }
}

impl<'source> ItemId<'source> {
    fn with<T>(self, content: Option<T>, findings: Vec<Finding>) -> Item<'source, T> {
        let Declaration { name, span, .. } = self.declaration;
        Item { module: self.module, name, span: *span, content, findings }
    }
}
