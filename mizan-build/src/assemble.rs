//! The model of the API, made from a program in which everything is resolved.

use mizan_ir::{
    Affects, Api, Context, Function, Merge, Parameter, Route, Target, Type, TypeDefinition,
};

use crate::{
    check::find_slot,
    resolve::{self, Item, Program, Reference},
    scan::{
        Scan,
        outline::{self, Argument},
    },
};

/// The wire name of `mizan::Global`.
const GLOBAL: &str = "global";

/// Makes the model of everything; `None` where something is wrong or could not be followed, which
/// the macros and the compiler tell.
pub(crate) fn assemble(scan: &Scan, program: &Program<'_>) -> Option<Api> {
    let (mut contexts, mut functions, mut types) = (Vec::new(), Vec::new(), Vec::new());
    for item in &program.contexts {
        let context = item.sound()?;
        let assembled = assemble_context(scan, item, context)?;
        contexts.push((context.outline.wire_name.clone(), assembled));
    }
    let mut names_global = false;
    for item in &program.functions {
        let function = item.sound()?;
        names_global |= function.context == Some(Reference::Global)
            || function.affects.contains(&Reference::Global);
        let assembled = assemble_function(scan, program, item, function)?;
        functions.push((function.outline.wire_name.clone(), assembled));
    }
    if names_global {
        contexts.push((GLOBAL.to_owned(), Context::default()));
    }
    for item in &program.types {
        let definition = item.sound()?;
        types.push((definition.path.clone(), assemble_type(scan, item, definition)?));
    }
    for (path, definition) in mizan_ir::external_definitions() {
        types.push((path.to_owned(), definition));
    }
    let mut api = Api {
        contexts: contexts.into_iter().collect(),
        functions: functions.into_iter().collect(),
        types: types.into_iter().collect(),
    };
    api.keep_mentioned();
    Some(api)
}

fn assemble_context(
    scan: &Scan,
    item: &Item<'_, resolve::Context<'_>>,
    context: &resolve::Context<'_>,
) -> Option<Context> {
    let file = &scan.file_of(item.module).name;
    Some(Context {
        parameters: assemble_parameters(&context.outline.parameters, &context.parameters, file)?,
        docs: context.outline.docs.clone(),
        deprecated: context.outline.deprecated.clone(),
        location: item.span.location(file),
    })
}

fn assemble_parameters(
    arguments: &[Argument],
    types: &[Option<Type>],
    file: &str,
) -> Option<Vec<Parameter>> {
    let mut parameters = Vec::with_capacity(arguments.len());
    for (argument, ty) in arguments.iter().zip(types) {
        let (docs, location) = (argument.docs.clone(), argument.span.location(file));
        let parameter = Parameter::new(argument.wire_name.as_str(), ty.clone()?);
        parameters.push(Parameter { docs, location, ..parameter });
    }
    Some(parameters)
}

fn assemble_function(
    scan: &Scan,
    program: &Program<'_>,
    item: &Item<'_, resolve::Function<'_>>,
    function: &resolve::Function<'_>,
) -> Option<Function> {
    let context = match function.context {
        Some(reference) => Some(context_name(program, reference)?.to_owned()),
        None => None,
    };
    let outline = function.outline;
    let file = &scan.file_of(item.module).name;
    let (mut affects, mut merge) = (Vec::new(), Vec::new());
    for (target, written) in function.affects.iter().zip(&outline.affects) {
        affects.push(assemble_affects(program, function, *target, written)?);
    }
    for slot in &function.merge {
        merge.push(assemble_merge(program, function, *slot)?);
    }
    Some(Function {
        context,
        affects,
        merge,
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
        location: item.span.location(file),
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
        Some(scope) => {
            let is_named = |name: &str| scope.iter().any(|named| named.text == name);
            narrow(program, context, &is_named)?
        }
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
    let arguments = &function.outline.arguments;
    let is_taken = |name: &str| arguments.iter().any(|argument| argument.wire_name == name);
    narrow(program, context, &is_taken)
}

/// The parameters of a context that have a value, in the context's order.
fn narrow(
    program: &Program<'_>,
    context: Reference,
    has_value: &dyn Fn(&str) -> bool,
) -> Option<Vec<String>> {
    let Reference::Context(index) = context else { return Some(Vec::new()) };
    let context = program.contexts[index].content.as_ref()?;
    let mut names = Vec::new();
    for parameter in &context.outline.parameters {
        if has_value(&parameter.wire_name) {
            names.push(parameter.wire_name.clone());
        }
    }
    Some(names)
}

fn assemble_type(
    scan: &Scan,
    item: &Item<'_, resolve::TypeDefinition<'_>>,
    definition: &resolve::TypeDefinition<'_>,
) -> Option<TypeDefinition> {
    let file = &scan.file_of(item.module).name;
    let mut is_resolved = true;
    let shape = definition.shape.map(&mut |ty| {
        is_resolved &= ty.is_some();
        ty.clone().unwrap_or_default()
    });
    let mut definition = TypeDefinition {
        parameters: definition.outline.type_parameters().cloned().collect(),
        shape,
        key: definition.outline.key.clone(),
        docs: definition.outline.docs.clone(),
        deprecated: definition.outline.deprecated.clone(),
        location: item.span.location(file),
    };
    definition.complete(file);
    is_resolved.then_some(definition)
}
