//! The report for the macros: every item of Mizan's in the package, with its hashes and its
//! diagnostics.

use mizan_ir::{Diagnostic, Type, hash};
use mizan_syntax::report::{self, Derived, Kind, Report};

use crate::{
    resolve::{Channel, Function, Item, Program, TypeDefinition},
    scan::{Scan, Span, outline::SerdeDerive},
};

/// Makes the report of a resolved and checked program.
pub(crate) fn make_report(scan: &Scan, program: &Program<'_>) -> Report {
    let (Program { functions, contexts, channels, types, .. }, mut items) = (program, Vec::new());
    items.reserve(functions.len() + contexts.len() + channels.len() + types.len());
    for item in functions {
        let hashes = item.content.as_ref().map_or_else(Vec::new, hash_function);
        let fingerprint = item.content.as_ref().map(|function| function.outline.fingerprint);
        let scope = item.content.as_ref().map_or_else(Vec::new, |it| find_scope(program, it));
        items.push(report::Item {
            scope,
            ..make_item(scan, item, Kind::Function, fingerprint, hashes)
        });
    }
    for item in contexts {
        let hashes =
            item.content.as_ref().map_or_else(Vec::new, |context| hash_all(&context.parameters));
        let fingerprint = item.content.as_ref().map(|context| context.outline.fingerprint);
        items.push(make_item(scan, item, Kind::Context, fingerprint, hashes));
    }
    for item in channels {
        let hashes = item.content.as_ref().map_or_else(Vec::new, hash_channel);
        let fingerprint = item.content.as_ref().map(|channel| channel.outline.fingerprint);
        items.push(make_item(scan, item, Kind::Channel, fingerprint, hashes));
    }
    for item in types {
        let hashes = item.content.as_ref().map_or_else(Vec::new, hash_parts);
        let fingerprint = item.content.as_ref().map(|definition| definition.outline.fingerprint);
        let derived = item.content.as_ref().map_or(Derived::BOTH, find_derived);
        items.push(report::Item {
            derived,
            is_identity: item.content.as_ref().is_some_and(|definition| definition.is_identity),
            ..make_item(scan, item, Kind::Type, fingerprint, hashes)
        });
    }
    let mut roots = Vec::new();
    for root in &scan.roots {
        roots.push(scan.module(*root).crate_name.clone());
    }
    Report {
        complete: scan.is_complete,
        elsewhere: None,
        mizan: program.mizan_path.clone(),
        roots,
        items,
    }
}

fn make_item<T>(
    scan: &Scan,
    item: &Item<'_, T>,
    kind: Kind,
    fingerprint: Option<u64>,
    hashes: Vec<Option<u64>>,
) -> report::Item {
    report::Item {
        kind,
        crate_name: scan.module(item.module).crate_name.clone(),
        file: scan.file_of(item.module).path.to_string_lossy().into_owned(),
        line: item.span.line,
        column: item.span.column,
        fingerprint: fingerprint.unwrap_or_default(),
        derived: Derived::BOTH,
        is_identity: false,
        hashes,
        lengths: item.lengths.clone(),
        scope: Vec::new(),
        diagnostics: item.diagnostics.iter().map(make_diagnostic).collect(),
    }
}

/// The arguments that are parameters of a context that the function changes.
fn find_scope(program: &Program<'_>, function: &Function<'_>) -> Vec<String> {
    let mut scope = Vec::new();
    for target in function.affects.iter().chain(&function.merge) {
        let Some(context) = program.context_of(*target) else { continue };
        for argument in &function.outline.arguments {
            let name = &argument.wire_name;
            let is_parameter = context.outline.parameters.iter().any(|it| it.wire_name == *name);
            if is_parameter && !scope.contains(name) {
                scope.push(name.clone());
            }
        }
    }
    scope
}

fn find_derived(definition: &TypeDefinition<'_>) -> Derived {
    Derived {
        output: definition.outline.writes != SerdeDerive::Missing,
        input: definition.outline.reads != SerdeDerive::Missing,
    }
}

fn make_diagnostic(diagnostic: &Diagnostic<Span>) -> report::Diagnostic {
    let Diagnostic { level, span, message, help } = diagnostic;
    let Span { line, column, end_line, end_column } = *span;
    report::Diagnostic {
        level: *level,
        span: report::Tokens { line, column, end_line, end_column },
        message: message.clone(),
        help: help.clone(),
    }
}

fn hash_function(function: &Function<'_>) -> Vec<Option<u64>> {
    let mut hashes = hash_all(&function.arguments);
    if function.outline.output.is_some() && function.outline.route.is_none() {
        hashes.push(Some(hash_output(function)));
    }
    hashes
}

fn hash_channel(channel: &Channel<'_>) -> Vec<Option<u64>> {
    let mut hashes = hash_all(&channel.parameters);
    hashes.push(Some(channel.message.hash()));
    hashes.extend(channel.presence.iter().map(|presence| Some(presence.hash())));
    hashes
}

/// The hash of the whole output, as the compiler computes it.
fn hash_output(function: &Function<'_>) -> u64 {
    let result = function.result.hash();
    match &function.error {
        Some(error) => hash::node("Result", &[result, error.hash()]),
        None => result,
    }
}

fn hash_all(types: &[Type]) -> Vec<Option<u64>> {
    types.iter().map(|ty| Some(ty.hash())).collect()
}

/// The hashes of the types in a definition. A generic parameter has no hash that the compiler could
/// compare.
fn hash_parts(definition: &TypeDefinition<'_>) -> Vec<Option<u64>> {
    let is_generic = definition.outline.type_parameters().next().is_some();
    let mut hashes = Vec::new();
    for ty in definition.shape.types() {
        hashes.push(if is_generic && mentions_parameter(ty) { None } else { Some(ty.hash()) });
    }
    hashes
}

fn mentions_parameter(ty: &Type) -> bool {
    matches!(ty, Type::Parameter(_)) || ty.children().any(mentions_parameter)
}
