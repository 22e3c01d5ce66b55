//! The resolution: what the scan read, with every name followed to what it names.

mod auth_flags;
mod external;
mod names;
mod references;
mod types;

use std::ops::Range;

use mizan_ir::Level;
use mizan_ir::{Auth, Identity, Shape, Type};

use crate::{
    finding::Finding,
    join::join,
    scan::{
        ModuleId, Scan, Span,
        outline::{self, Argument, Declaration, Derived, Injected, Kind, Mention, Path},
    },
};
use external::ExternalType;
use names::{External, ItemId, Names, Tables, Target};
use references::References;
use types::{Types, tell_context};

/// All Mizan items of a package, in the order of their source.
#[derive(Default)]
pub(crate) struct Program<'scan> {
    pub(crate) functions: Vec<Item<'scan, Function<'scan>>>,
    pub(crate) contexts: Vec<Item<'scan, Context<'scan>>>,
    pub(crate) types: Vec<Item<'scan, TypeDefinition<'scan>>>,
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
pub(crate) struct Item<'scan, T> {
    pub(crate) module: ModuleId,
    /// An index into the declarations of the module.
    number: usize,
    pub(crate) name: &'scan str,
    /// Where its name stands.
    pub(crate) span: Span,
    /// `None` where the grammar refuses it: the macro tells why.
    pub(crate) content: Option<T>,
    pub(crate) findings: Vec<Finding>,
}

impl<T> Item<'_, T> {
    /// What it is, where nothing is wrong with it.
    pub(crate) fn sound(&self) -> Option<&T> {
        let is_wrong = self.findings.iter().any(|finding| finding.level == Level::Error);
        self.content.as_ref().filter(|_| !is_wrong)
    }
}

pub(crate) struct Function<'scan> {
    pub(crate) outline: &'scan outline::Function,
    pub(crate) context: Option<Reference>,
    pub(crate) affects: Vec<Reference>,
    pub(crate) merge: Vec<Reference>,
    /// Whether it borrows who is asking, and does without.
    pub(crate) identity: Option<Identity>,
    /// Whether what it names as its guard is declared somewhere; of a word, whether a function of
    /// that name is.
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

pub(crate) struct Context<'scan> {
    pub(crate) outline: &'scan outline::Context,
    pub(crate) parameters: Vec<Option<Type>>,
}

pub(crate) struct TypeDefinition<'scan> {
    pub(crate) outline: &'scan outline::TypeDeclaration,
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
pub(crate) fn resolve(scan: &Scan) -> Program<'_> {
    let tables = Tables::new(scan);
    let identities = find_identities(scan, &Names::new(&tables));
    let collect = |modules| Resolver::new(scan, &tables, &identities).collect(modules);
    let (all, half) = (scan.modules.len(), scan.modules.len() / 2);
    let (mut second, mut program) = join(|| collect(half..all), || collect(0..half));
    program.functions.append(&mut second.functions);
    program.contexts.append(&mut second.contexts);
    program.types.append(&mut second.types);
    References { scan, names: &Names::new(&tables), program }.resolve()
}

/// The types of who is asking that say so by an `impl` of their own.
fn find_identities<'scan>(scan: &'scan Scan, names: &Names<'_, 'scan>) -> Vec<ItemId<'scan>> {
    let mut identities = Vec::new();
    for (index, module) in scan.modules.iter().enumerate() {
        for declaration in module.declarations.iter() {
            if let Kind::Implementation(of, subject) = &declaration.kind
                && names.is_mizan(ModuleId(index), of, "Identity")
                && let Some(Target::Item(item)) = names.follow_aliases(ModuleId(index), subject)
            {
                identities.push(item);
            }
        }
    }
    identities
}

/// Makes the items of some modules, all but what they say of each other.
struct Resolver<'program, 'scan> {
    scan: &'scan Scan,
    names: Names<'program, 'scan>,
    identities: &'program [ItemId<'scan>],
    program: Program<'scan>,
}

impl<'program, 'scan> Resolver<'program, 'scan> {
    fn new(
        scan: &'scan Scan,
        tables: &'program Tables<'scan>,
        identities: &'program [ItemId<'scan>],
    ) -> Self {
        Self { scan, names: Names::new(tables), identities, program: Program::default() }
    }

    fn collect(mut self, modules: Range<usize>) -> Program<'scan> {
        for index in modules {
            let declarations = &self.scan.modules[index].declarations;
            for number in 0..declarations.len() {
                self.collect_declaration(ItemId::new(ModuleId(index), number, declarations));
            }
        }
        self.program
    }

    fn collect_declaration(&mut self, id: ItemId<'scan>) {
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

    fn collect_function(&mut self, id: ItemId<'scan>, outline: Option<&'scan outline::Function>) {
        let mut types = self.types();
        let content = outline.map(|outline| Function {
            outline,
            context: None,
            affects: Vec::new(),
            merge: Vec::new(),
            identity: self.find_identity(id.module, &outline.injected),
            is_guard_declared: match &outline.auth {
                Auth::Guard(_) => self.is_declared(id.module, outline.guard.as_ref()),
                _ => self.is_function(id.module, outline.guard.as_ref()),
            },
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
        let mut item = id.with(content, types.findings);
        if let Some(outline) = outline {
            self.refuse_contexts(id.module, &outline.injected, &mut item.findings);
            item.findings.extend(self.check_auth_flags(id.module, outline));
        }
        self.program.functions.push(item);
    }

    /// No server lends a context.
    fn refuse_contexts(
        &self,
        module: ModuleId,
        injected: &'scan [Injected],
        findings: &mut Vec<Finding>,
    ) {
        for Injected { ty, .. } in injected {
            if let outline::Form::Path(path, _) = &ty.form
                && let Some(Target::Item(item)) = self.names.follow_aliases(module, path)
                && let Some(context) = self.names.derived_context(item)
            {
                findings.push(Finding::error(ty.span, tell_context(item.declaration, context)));
            }
        }
    }

    /// Whether one of the types that a function borrows is that of who is asking.
    fn find_identity(&self, module: ModuleId, injected: &'scan [Injected]) -> Option<Identity> {
        let mut found = None;
        for injected in injected.iter().filter(|injected| self.is_identity(module, &injected.ty)) {
            found = match (found, injected.is_optional) {
                (Some(Identity::Required), _) | (_, false) => Some(Identity::Required),
                (_, true) => Some(Identity::Optional),
            };
        }
        found
    }

    /// Whether a path leads to something that was scanned, or that nobody looked at.
    fn is_declared(&self, module: ModuleId, path: Option<&'scan Path>) -> bool {
        let Some(path) = path else { return false };
        !matches!(
            self.names.resolve(module, path),
            Some(Target::External(External { is_name: true, .. }))
        )
    }

    /// Whether a path leads to a function that is no client's.
    fn is_function(&self, module: ModuleId, path: Option<&'scan Path>) -> bool {
        match path.and_then(|path| self.names.resolve(module, path)) {
            Some(Target::Item(item)) => item.declaration.kind == Kind::Function,
            _ => false,
        }
    }

    fn is_identity(&self, module: ModuleId, ty: &'scan Mention) -> bool {
        let outline::Form::Path(path, _) = &ty.form else { return false };
        match self.names.follow_aliases(module, path) {
            Some(Target::External(external)) => {
                external.ty == Some(ExternalType::Mizan("auth::User"))
            }
            Some(Target::Item(item)) if self.identities.contains(&item) => true,
            Some(Target::Item(ItemId { module, declaration, .. })) => match &declaration.kind {
                Kind::Data(derived) => derived.iter().any(|derived| match derived {
                    Derived::Identity(derived) => {
                        self.names.is_mizan(module, &derived.path, "Identity")
                    }
                    _ => false,
                }),
                _ => false,
            },
            _ => false,
        }
    }

    fn collect_context(&mut self, id: ItemId<'scan>, outline: Option<&'scan outline::Context>) {
        let mut types = self.types();
        let content = outline.map(|outline| Context {
            outline,
            parameters: types.resolve_arguments(id.module, &outline.parameters),
        });
        let item = id.with(content, types.findings);
        self.program.contexts.push(item);
    }

    fn collect_type(
        &mut self,
        id: ItemId<'scan>,
        outline: Option<&'scan outline::TypeDeclaration>,
    ) {
        let mut types = self.types();
        let path = types.path_of(id);
        let content = outline.map(|outline| {
            let parameters = outline.type_parameters().cloned().map(Type::Parameter).collect();
            let own = Type::Named(path.clone(), parameters);
            let mut resolve = types.resolve_parts(id.module, outline, own);
            TypeDefinition { outline, shape: outline.shape.map(&mut resolve), path }
        });
        let item = id.with(content, types.findings);
        self.program.types.push(item);
    }

    fn types(&self) -> Types<'_, 'scan> {
        Types {
            scan: self.scan,
            names: &self.names,
            findings: Vec::new(),
            is_big: false,
            is_injectable: false,
        }
    }
}

impl<'scan> Types<'_, 'scan> {
    /// The types of the parameters that a function owns.
    fn resolve_sent(
        &mut self,
        module: ModuleId,
        arguments: &'scan [Argument],
    ) -> Vec<Option<Type>> {
        self.is_injectable = true;
        let types = self.resolve_arguments(module, arguments);
        self.is_injectable = false;
        types
    }

    fn resolve_arguments(
        &mut self,
        module: ModuleId,
        arguments: &'scan [Argument],
    ) -> Vec<Option<Type>> {
        arguments.iter().map(|argument| self.resolve_plain(module, &argument.ty)).collect()
    }
}

impl<'scan> ItemId<'scan> {
    fn with<T>(self, content: Option<T>, findings: Vec<Finding>) -> Item<'scan, T> {
        let Declaration { name, span, .. } = self.declaration;
        Item { module: self.module, number: self.number, name, span: *span, content, findings }
    }
}
