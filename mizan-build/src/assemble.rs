//! The model of the API, made from a program in which everything is resolved.

use mizan_ir::{
    Affects, Api, Context, Function, Merge, Parameter, Route, Target, Type, TypeDefinition,
};
use mizan_syntax::report::Level;

use crate::{
    check::find_slot,
    resolve::{self, Item, Program, Reference},
    scan::{
        Source,
        outline::{self, Argument},
    },
};

/// The wire name of `mizan::Global`.
const GLOBAL: &str = "global";

/// Makes the model of everything; `None` where something is wrong or could not be followed, which
/// the macros and the compiler tell.
pub(crate) fn assemble(source: &Source, program: &Program<'_>) -> Option<Api> {
    let mut api = Api::default();
    for item in &program.contexts {
        let context = sound(item)?;
        api.contexts
            .insert(context.outline.wire_name.clone(), assemble_context(source, item, context)?);
    }
    for item in &program.functions {
        let function = sound(item)?;
        let targets = function.affects.iter().chain(&function.context);
        if targets.into_iter().any(|target| *target == Reference::Global) {
            api.contexts.insert(GLOBAL.to_owned(), Context::default());
        }
        let assembled = assemble_function(source, program, item, function)?;
        api.functions.insert(function.outline.wire_name.clone(), assembled);
    }
    for item in &program.types {
        let definition = sound(item)?;
        api.types.insert(definition.path.clone(), assemble_type(source, item, definition)?);
    }
    let foreign = mizan_ir::foreign_definitions().into_iter();
    api.types.extend(foreign.map(|(path, definition)| (path.to_owned(), definition)));
    api.keep_mentioned();
    Some(api)
}

fn sound<'item, T>(item: &'item Item<'_, T>) -> Option<&'item T> {
    let is_wrong = item.findings.iter().any(|finding| finding.level == Level::Error);
    item.content.as_ref().filter(|_| !is_wrong)
}

fn assemble_context(
    source: &Source,
    item: &Item<'_, resolve::Context<'_>>,
    context: &resolve::Context<'_>,
) -> Option<Context> {
    let file = &source.file_of(item.module).name;
    Some(Context {
        parameters: assemble_parameters(&context.outline.parameters, &context.parameters, file)?,
        docs: context.outline.docs.clone(),
        deprecated: context.outline.deprecated.clone(),
        place: item.span.place(file),
    })
}

fn assemble_parameters(
    arguments: &[Argument],
    types: &[Option<Type>],
    file: &str,
) -> Option<Vec<Parameter>> {
    let assemble = |(argument, ty): (&Argument, &Option<Type>)| {
        let (docs, place) = (argument.docs.clone(), argument.span.place(file));
        Some(Parameter { docs, place, ..Parameter::new(&argument.wire_name, ty.clone()?) })
    };
    arguments.iter().zip(types).map(assemble).collect()
}

fn assemble_function(
    source: &Source,
    program: &Program<'_>,
    item: &Item<'_, resolve::Function<'_>>,
    function: &resolve::Function<'_>,
) -> Option<Function> {
    let context = match function.context {
        Some(reference) => Some(context_name(program, reference)?.to_owned()),
        None => None,
    };
    let outline = function.outline;
    let file = &source.file_of(item.module).name;
    let affects = function.affects.iter().zip(&outline.affects);
    let affects =
        affects.map(|(target, written)| assemble_affects(program, function, *target, written));
    let merge = function.merge.iter().map(|slot| assemble_merge(program, function, *slot));
    Some(Function {
        context,
        affects: affects.collect::<Option<_>>()?,
        merge: merge.collect::<Option<_>>()?,
        arguments: assemble_parameters(&outline.arguments, &function.arguments, file)?,
        result: function.result.clone()?,
        error: function.error.clone(),
        auth: outline.auth.clone(),
        identity: function.identity,
        private: outline.is_private,
        websocket: outline.is_websocket,
        route: outline
            .route
            .as_ref()
            .map(|route| Route { path: route.path.text.clone(), methods: route.methods.clone() }),
        rev: outline.rev,
        cache: outline.cache,
        docs: outline.docs.clone(),
        deprecated: outline.deprecated.clone(),
        place: item.span.place(file),
    })
}

fn context_name<'program>(
    program: &'program Program<'_>,
    reference: Reference,
) -> Option<&'program str> {
    match reference {
        Reference::Context(index) => {
            Some(&program.contexts[index].content.as_ref()?.outline.wire_name)
        }
        Reference::Global => Some(GLOBAL),
        Reference::Function(_) | Reference::Unknown => None,
    }
}

/// The target, and which of its parameters have a value: what an explicit scope says, or the
/// mutation's own arguments.
fn assemble_affects(
    program: &Program<'_>,
    function: &resolve::Function<'_>,
    target: Reference,
    written: &outline::Affects,
) -> Option<Affects> {
    let (target, context) = match target {
        Reference::Function(index) => {
            let read = program.functions[index].content.as_ref()?;
            (Target::Function(read.outline.wire_name.clone()), read.context?)
        }
        context => (Target::Context(context_name(program, context)?.to_owned()), context),
    };
    let scope = match &written.scope {
        Some(scope) => narrow(program, context, scope.iter().map(|name| &name.text))?,
        None => assemble_scope(program, function, context)?,
    };
    Some(Affects { target, scope, is_explicit: written.scope.is_some() })
}

/// The read, and which parameters of its context the mutation's own arguments name.
fn assemble_merge(
    program: &Program<'_>,
    function: &resolve::Function<'_>,
    slot: Reference,
) -> Option<Merge> {
    let read = match slot {
        Reference::Function(index) => program.functions[index].content.as_ref()?,
        context => find_slot(program, function, context).ok()?,
    };
    let scope = assemble_scope(program, function, read.context?)?;
    Some(Merge { slot: read.outline.wire_name.clone(), scope })
}

fn assemble_scope(
    program: &Program<'_>,
    function: &resolve::Function<'_>,
    context: Reference,
) -> Option<Vec<String>> {
    let arguments = function.outline.arguments.iter();
    narrow(program, context, arguments.map(|argument| &argument.wire_name))
}

/// The parameters of a context among those names, in the context's order.
fn narrow<'name>(
    program: &Program<'_>,
    context: Reference,
    names: impl Iterator<Item = &'name String> + Clone,
) -> Option<Vec<String>> {
    let parameters = match context {
        Reference::Context(index) => {
            &program.contexts[index].content.as_ref()?.outline.parameters[..]
        }
        _ => &[],
    };
    let parameters = parameters.iter().map(|parameter| &parameter.wire_name);
    let named = parameters.filter(|parameter| names.clone().any(|name| name == *parameter));
    Some(named.cloned().collect())
}

fn assemble_type(
    source: &Source,
    item: &Item<'_, resolve::TypeDefinition<'_>>,
    definition: &resolve::TypeDefinition<'_>,
) -> Option<TypeDefinition> {
    let is_resolved = definition.shape.types().into_iter().all(Option::is_some);
    let file = &source.file_of(item.module).name;
    is_resolved.then(|| {
        let mut definition = TypeDefinition {
            parameters: definition.outline.type_parameters().cloned().collect(),
            shape: definition.shape.map(&mut |ty| ty.clone().unwrap_or_default()),
            key: definition.outline.key.clone(),
            docs: definition.outline.docs.clone(),
            deprecated: definition.outline.deprecated.clone(),
            place: item.span.place(file),
        };
        definition.complete(file);
        definition
    })
}
