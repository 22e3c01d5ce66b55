//! The items of some modules, with the types that they mention, but not what they say of each
//! other.

use std::ops::Range;

use mizan_ir::{Diagnostic, Identity, Type};

use super::{
    auth,
    external::ExternalType,
    identities::is_identity,
    names::{ItemId, Names, Target},
    program::{Channel, Context, Function, Item, Program, TypeDefinition},
    tables::Tables,
    types::{Types, describe_context},
    uploads,
};
use crate::scan::{
    ModuleId, Scan, Span,
    outline::{self, Argument, Declaration, Derived, Form, Injected, Kind, Mention},
};

pub(super) struct Collector<'program, 'scan> {
    scan: &'scan Scan,
    names: Names<'program, 'scan>,
    identities: &'program [ItemId<'scan>],
    program: Program<'scan>,
}

impl<'program, 'scan> Collector<'program, 'scan> {
    pub(super) fn new(
        scan: &'scan Scan,
        tables: &'program Tables<'scan>,
        identities: &'program [ItemId<'scan>],
    ) -> Self {
        Self { scan, names: Names::new(tables), identities, program: Program::default() }
    }

    pub(super) fn collect(mut self, modules: Range<usize>) -> Program<'scan> {
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
                derived.iter().for_each(|derived| self.collect_derived(id, derived));
            }
            _ => {}
        }
    }

    fn collect_derived(&mut self, id: ItemId<'scan>, derived: &'scan Derived) {
        match derived {
            Derived::Context(derived)
                if self.names.is_mizan(id.module, &derived.path, "Context") =>
            {
                self.collect_context(id, derived.content.as_ref());
            }
            Derived::Channel(derived)
                if self.names.is_mizan(id.module, &derived.path, "Channel") =>
            {
                self.collect_channel(id, derived.content.as_deref());
            }
            Derived::Type(derived) if self.names.is_mizan(id.module, &derived.path, "Type") => {
                self.collect_type(id, derived.content.as_deref());
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
            channel: None,
            identity: self.find_identity(id.module, &outline.injected),
            borrows_request: outline.injected.iter().any(|it| self.is_request(id.module, &it.ty)),
            arguments: types.resolve_sent(id.module, &outline.arguments),
            overridden: types.list_replaced(id.module, &outline.arguments),
            result: match outline.replacement.as_ref().or(outline.output.as_ref()) {
                // A page answers no JSON.
                _ if outline.route.is_some() => Type::Unit,
                Some(output) => types.resolve_output(id.module, output),
                None => Type::Unit,
            },
            error: outline
                .output
                .as_ref()
                .and_then(|output| types.resolve_error(id.module, output)),
        });
        let (mut diagnostics, lengths) = (types.diagnostics, types.lengths);
        if let Some(content) = &content {
            let outline = content.outline;
            self.refuse_contexts(id.module, &outline.injected, &mut diagnostics);
            diagnostics.extend(auth::check_flags(&self.names, self.identities, id.module, outline));
            diagnostics.extend(auth::check_word(&self.names, id.module, outline));
            diagnostics.extend(uploads::check_uploads(&outline.arguments, &content.arguments));
        }
        self.program.functions.push(id.with(content, diagnostics, lengths));
    }

    /// No server injects a context.
    fn refuse_contexts(
        &self,
        module: ModuleId,
        injected: &'scan [Injected],
        diagnostics: &mut Vec<Diagnostic<Span>>,
    ) {
        for Injected { ty, .. } in injected {
            if let Form::Path(path, _) = &ty.form
                && let Some(Target::Item(item)) = self.names.follow_aliases(module, path)
                && let Some(context) = self.names.derived_context(item)
            {
                let (message, help) = describe_context(item.declaration, context);
                diagnostics.push(Diagnostic::error(ty.span, message).with_help(help));
            }
        }
    }

    /// The need of a function for an identity: none, or one among the types that it borrows, which
    /// may be optional.
    fn find_identity(&self, module: ModuleId, injected: &'scan [Injected]) -> Option<Identity> {
        let mut found = None;
        for Injected { ty, is_optional } in injected {
            if is_identity(&self.names, self.identities, module, ty) {
                found = match (found, is_optional) {
                    (Some(Identity::Required), _) | (_, false) => Some(Identity::Required),
                    (_, true) => Some(Identity::Optional),
                };
            }
        }
        found
    }

    fn is_request(&self, module: ModuleId, ty: &'scan Mention) -> bool {
        let Form::Path(path, _) = &ty.form else { return false };
        let of_request =
            [ExternalType::Mizan("Request"), ExternalType::Mizan("auth::Session")].map(Some);
        match self.names.follow_aliases(module, path) {
            Some(Target::External(external)) => of_request.contains(&external.ty),
            _ => false,
        }
    }

    fn collect_context(&mut self, id: ItemId<'scan>, outline: Option<&'scan outline::Context>) {
        let mut types = self.types();
        let content = outline.map(|outline| Context {
            outline,
            parameters: types.resolve_arguments(id.module, &outline.parameters),
            overridden: types.list_replaced(id.module, &outline.parameters),
        });
        let item = id.with(content, types.diagnostics, types.lengths);
        self.program.contexts.push(item);
    }

    fn collect_channel(&mut self, id: ItemId<'scan>, outline: Option<&'scan outline::Channel>) {
        let mut types = self.types();
        let content = outline.map(|outline| Channel {
            outline,
            parameters: types.resolve_arguments(id.module, &outline.parameters),
            overridden: types.list_replaced(id.module, &outline.parameters),
            message: types.resolve_plain(id.module, &outline.message),
            presence: outline.presence.as_ref().map(|ty| types.resolve_plain(id.module, ty)),
        });
        let item = id.with(content, types.diagnostics, types.lengths);
        self.program.channels.push(item);
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
            let overridden = types.list_overridden(id.module, outline, &own);
            let mut resolve = types.resolve_parts(id.module, outline, own);
            let shape = outline.shape.map(&mut resolve);
            let defaults = outline.defaults().map(resolve).collect();
            TypeDefinition {
                outline,
                defaults,
                shape,
                path: path.clone(),
                is_identity: self.identities.contains(&id),
                overridden,
            }
        });
        let (mut diagnostics, lengths) = (types.diagnostics, types.lengths);
        if let Some(error) = outline.and_then(|outline| outline.error.as_ref()) {
            let (message, help) = error.text.split_once('\n').unwrap_or((&error.text, ""));
            diagnostics.push(Diagnostic::error(error.span, message).with_help(help));
        }
        let item = id.with(content, diagnostics, lengths);
        self.program.types.push(item);
    }

    fn types(&self) -> Types<'_, 'scan> {
        Types::new(self.scan, &self.names, self.identities)
    }
}

impl<'scan> Types<'_, 'scan> {
    /// The types of the parameters that a function owns.
    fn resolve_sent(&mut self, module: ModuleId, arguments: &'scan [Argument]) -> Vec<Type> {
        let mut types = Vec::new();
        for argument in arguments {
            self.parameter = Some(argument);
            types.push(self.resolve_plain(module, argument.wire_type()));
        }
        self.parameter = None;
        types
    }

    fn resolve_arguments(&mut self, module: ModuleId, arguments: &'scan [Argument]) -> Vec<Type> {
        arguments.iter().map(|argument| self.resolve_plain(module, argument.wire_type())).collect()
    }
}

impl<'scan> ItemId<'scan> {
    fn with<T>(
        self,
        content: Option<T>,
        diagnostics: Vec<Diagnostic<Span>>,
        lengths: Vec<String>,
    ) -> Item<'scan, T> {
        let Declaration { name, span, .. } = self.declaration;
        let (module, number) = (self.module, self.number);
        Item { module, number, name, span: *span, content, diagnostics, lengths }
    }
}
