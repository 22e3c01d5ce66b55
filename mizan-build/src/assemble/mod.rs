//! The model of the API, made from a program in which every name is followed.
//!
//! The model is total: it has all that the checks can judge, with an unknown type or name in the
//! place of what could not be followed. A client is made of it only if nothing in it is unknown.

mod duplicates;
mod spans;
mod unchecked_forms;

use mizan_ir::{
    Affects, Api, Channel, ChannelRole, Context, Function, Merge, Parameter, Route, Target, Type,
    TypeDefinition,
};

use crate::{
    resolve::{self, Item, Program, Reference},
    scan::{
        Scan,
        outline::{self, Argument, RoleKind},
    },
};
pub(crate) use duplicates::check_duplicates;
pub(crate) use spans::Spans;
pub(crate) use unchecked_forms::find_unchecked_forms;

/// The wire name of `mizan::Global`.
pub(crate) const GLOBAL: &str = "global";

/// The name for a context or a function that could not be followed. No wire name is written so.
const UNKNOWN: &str = "?";

/// A model, and whether it has all that the source declares.
pub(crate) struct Assembled {
    pub(crate) api: Api,
    pub(crate) is_whole: bool,
}

/// Makes the model of everything. Of items that share a name it has the first.
pub(crate) fn assemble(scan: &Scan, program: &Program<'_>) -> Assembled {
    let mut assembler = Assembler { scan, program, is_whole: true };
    let (mut contexts, mut functions, mut types) = (Vec::new(), Vec::new(), Vec::new());
    // The first of a name has to come last, to be the one that stays.
    for item in program.contexts.iter().rev() {
        contexts.extend(assembler.assemble_context(item));
    }
    let mut channels = Vec::new();
    for item in program.channels.iter().rev() {
        channels.extend(assembler.assemble_channel(item));
    }
    let mut names_global = false;
    for item in program.functions.iter().rev() {
        names_global |= item.content.as_ref().is_some_and(names_global_context);
        functions.extend(assembler.assemble_function(item));
    }
    if names_global {
        contexts.push((GLOBAL.to_owned(), Context::default()));
    }
    for row in mizan_ir::external_types() {
        types.extend(row.definition().map(|definition| (row.path.to_owned(), definition)));
    }
    for item in program.types.iter().rev() {
        types.extend(assembler.assemble_type(item));
    }
    let mut api = Api {
        contexts: contexts.into_iter().collect(),
        channels: channels.into_iter().collect(),
        functions: functions.into_iter().collect(),
        types: types.into_iter().collect(),
    };
    api.complete();
    Assembled { api, is_whole: assembler.is_whole }
}

fn names_global_context(function: &resolve::Function<'_>) -> bool {
    function.context == Some(Reference::Global) || function.affects.contains(&Reference::Global)
}

struct Assembler<'program, 'scan> {
    scan: &'program Scan,
    program: &'program Program<'scan>,
    is_whole: bool,
}

impl<'program> Assembler<'program, '_> {
    /// The content of an item, unless the grammar refuses it.
    fn content<T>(&mut self, item: &'program Item<'_, T>) -> Option<&'program T> {
        self.is_whole &= item.content.is_some();
        item.content.as_ref()
    }

    fn file_of<T>(&self, item: &Item<'_, T>) -> &'program str {
        &self.scan.file_of(item.module).name
    }

    fn assemble_context(
        &mut self,
        item: &'program Item<'_, resolve::Context<'_>>,
    ) -> Option<(String, Context)> {
        let context = self.content(item)?;
        let (outline, file) = (context.outline, self.file_of(item));
        let assembled = Context {
            parameters: self.assemble_parameters(&outline.parameters, &context.parameters, file),
            live: outline.is_live,
            stale: outline.stale,
            docs: outline.docs.clone(),
            deprecated: outline.deprecated.clone(),
            location: item.span.location(file),
        };
        Some((outline.wire_name.clone(), assembled))
    }

    fn assemble_channel(
        &mut self,
        item: &'program Item<'_, resolve::Channel<'_>>,
    ) -> Option<(String, Channel)> {
        let channel = self.content(item)?;
        let (outline, file) = (channel.outline, self.file_of(item));
        let assembled = Channel {
            parameters: self.assemble_parameters(&outline.parameters, &channel.parameters, file),
            message: self.known(&channel.message),
            presence: channel.presence.as_ref().map(|ty| self.known(ty)),
            docs: outline.docs.clone(),
            deprecated: outline.deprecated.clone(),
            location: item.span.location(file),
        };
        Some((outline.wire_name.clone(), assembled))
    }

    fn assemble_role(&mut self, function: &resolve::Function<'_>) -> Option<ChannelRole> {
        let (role, reference) = (function.outline.role.as_ref()?, function.channel?);
        let channel = match reference {
            Reference::Channel(index) => self.program.channels[index].content.as_ref(),
            _ => None,
        };
        let name = match channel {
            Some(channel) => channel.outline.wire_name.as_str(),
            None => self.unknown(),
        };
        let make = match role.kind {
            RoleKind::Join => ChannelRole::Join,
            RoleKind::Send => ChannelRole::Send,
            RoleKind::Present => ChannelRole::Present,
        };
        Some(make(name.to_owned()))
    }

    fn assemble_parameters(
        &mut self,
        arguments: &[Argument],
        types: &[Type],
        file: &str,
    ) -> Vec<Parameter> {
        let mut parameters = Vec::with_capacity(arguments.len());
        for (argument, ty) in arguments.iter().zip(types) {
            let (docs, location) = (argument.docs.clone(), argument.span.location(file));
            let parameter = Parameter::new(argument.wire_name.as_str(), self.known(ty));
            parameters.push(Parameter { docs, location, ..parameter });
        }
        parameters
    }

    fn assemble_function(
        &mut self,
        item: &'program Item<'_, resolve::Function<'_>>,
    ) -> Option<(String, Function)> {
        let function = self.content(item)?;
        let (outline, file) = (function.outline, self.file_of(item));
        let (mut affects, mut merge) = (Vec::new(), Vec::new());
        for (target, written) in function.affects.iter().zip(&outline.affects) {
            affects.push(self.assemble_affects(function, *target, written));
        }
        for slot in &function.merge {
            merge.push(self.assemble_merge(function, *slot));
        }
        let assembled = Function {
            context: function.context.map(|context| self.name_context(context).to_owned()),
            channel: self.assemble_role(function),
            affects,
            merge,
            arguments: self.assemble_parameters(&outline.arguments, &function.arguments, file),
            result: self.known(&function.result),
            error: function.error.clone(),
            auth: outline.auth.clone(),
            identity: function.identity,
            request: function.context.is_some() && function.borrows_request,
            private: outline.is_private,
            websocket: outline.is_websocket,
            paging: outline.paging.clone(),
            edits: outline.edits.clone(),
            stream: outline.is_stream,
            route: outline.route.as_ref().map(assemble_route),
            rev: outline.rev,
            cache: outline.cache,
            limits: outline.limits,
            docs: outline.docs.clone(),
            deprecated: outline.deprecated.clone(),
            location: item.span.location(file),
        };
        Some((outline.wire_name.clone(), assembled))
    }

    /// The target, and the parameters that have a value: those that an explicit scope names, or
    /// those that are arguments of the function too.
    fn assemble_affects(
        &mut self,
        function: &resolve::Function<'_>,
        target: Reference,
        written: &outline::Affects,
    ) -> Affects {
        let (target, context) = match target {
            Reference::Function(index) => match self.program.functions[index].content.as_ref() {
                Some(read) => (Target::Function(read.outline.wire_name.clone()), read.context),
                None => (Target::Function(self.unknown().to_owned()), None),
            },
            context => (Target::Context(self.name_context(context).to_owned()), Some(context)),
        };
        let scope = match &written.scope {
            Some(scope) => self.order_scope(context, scope),
            None => self.take_scope(function, context),
        };
        Affects::new(target, scope).with_explicit(written.scope.is_some())
    }

    /// The read, and the parameters of its context that are arguments of the function too.
    fn assemble_merge(&mut self, function: &resolve::Function<'_>, slot: Reference) -> Merge {
        let read = match slot {
            Reference::Function(index) => self.program.functions[index].content.as_ref(),
            _ => None,
        };
        match read {
            Some(read) => {
                let scope = self.take_scope(function, read.context);
                Merge::new(&*read.outline.wire_name, scope)
            }
            None => Merge::new(self.unknown(), Vec::new()),
        }
    }

    fn take_scope(
        &self,
        function: &resolve::Function<'_>,
        context: Option<Reference>,
    ) -> Vec<String> {
        let arguments = &function.outline.arguments;
        let is_taken = |name: &str| arguments.iter().any(|argument| argument.wire_name == name);
        self.narrow(context, &is_taken)
    }

    /// The names of an explicit scope in the order of the context's parameters, then those that
    /// are none of these.
    fn order_scope(&self, context: Option<Reference>, scope: &[outline::Name]) -> Vec<String> {
        let is_named = |name: &str| scope.iter().any(|named| named.text == name);
        let mut names = self.narrow(context, &is_named);
        for name in scope {
            if !names.contains(&name.text) {
                names.push(name.text.clone());
            }
        }
        names
    }

    /// The parameters of a context that have a value, in the context's order.
    fn narrow(&self, context: Option<Reference>, has_value: &dyn Fn(&str) -> bool) -> Vec<String> {
        let Some(Reference::Context(index)) = context else { return Vec::new() };
        let Some(context) = &self.program.contexts[index].content else { return Vec::new() };
        let mut names = Vec::new();
        for parameter in &context.outline.parameters {
            if has_value(&parameter.wire_name) {
                names.push(parameter.wire_name.clone());
            }
        }
        names
    }

    fn name_context(&mut self, reference: Reference) -> &'program str {
        match reference {
            Reference::Context(index) => match &self.program.contexts[index].content {
                Some(context) => &context.outline.wire_name,
                None => self.unknown(),
            },
            Reference::Global => GLOBAL,
            Reference::Channel(_) | Reference::Function(_) | Reference::Unknown => self.unknown(),
        }
    }

    fn assemble_type(
        &mut self,
        item: &'program Item<'_, resolve::TypeDefinition<'_>>,
    ) -> Option<(String, TypeDefinition)> {
        let definition = self.content(item)?;
        let outline = definition.outline;
        let mut assembled = TypeDefinition {
            parameters: outline.type_parameters().cloned().collect(),
            defaults: definition.defaults.iter().map(|ty| self.known(ty)).collect(),
            shape: definition.shape.map(&mut |ty| self.known(ty)),
            transparent: outline.is_wrapper,
            key: outline.key.clone(),
            form: outline.form.clone(),
            docs: outline.docs.clone(),
            deprecated: outline.deprecated.clone(),
            location: item.span.location(self.file_of(item)),
        };
        assembled.complete(self.file_of(item));
        Some((definition.path.clone(), assembled))
    }

    /// A type, and that the model is not whole where it is unknown.
    fn known(&mut self, ty: &Type) -> Type {
        self.is_whole &= *ty != Type::Unknown;
        ty.clone()
    }

    fn unknown(&mut self) -> &'static str {
        self.is_whole = false;
        UNKNOWN
    }
}

fn assemble_route(route: &outline::Route) -> Route {
    Route::new(&*route.path.text).with_methods(route.methods.clone())
}
