//! The report for the macros: what was seen and what is wrong with it.

use mizan_ir::{Type, hash};
use mizan_syntax::report::{self, Kind, Report};

use crate::{
    finding::Finding,
    resolve::{Function, Item, Program},
    scan::Source,
};

/// Makes the report of a resolved and checked program.
pub(crate) fn make_report(source: &Source, program: &Program<'_>) -> Report {
    let mut items = Vec::new();
    for item in &program.functions {
        let hashes = item.content.as_ref().map_or_else(Vec::new, |function| {
            let output = function.outline.output.as_ref().map(|_| hash_of_output(function));
            let output = output.filter(|_| function.outline.route.is_none());
            function.arguments.iter().map(hash_of).chain(output).collect()
        });
        items.push(make_item(source, item, Kind::Function, hashes));
    }
    for item in &program.contexts {
        let parameters = item.content.iter().flat_map(|context| &context.parameters);
        items.push(make_item(source, item, Kind::Context, parameters.map(hash_of).collect()));
    }
    for item in &program.types {
        let types = item.content.iter().flat_map(|definition| definition.shape.types());
        items.push(make_item(source, item, Kind::Type, types.map(hash_of).collect()));
    }
    let roots = source.roots.iter().map(|root| source.module(*root).crate_name.clone());
    Report { complete: source.is_complete, elsewhere: None, roots: roots.collect(), items }
}

fn make_item<T>(
    source: &Source,
    item: &Item<'_, T>,
    kind: Kind,
    hashes: Vec<Option<u64>>,
) -> report::Item {
    report::Item {
        kind,
        crate_name: source.module(item.module).crate_name.clone(),
        file: source.file_of(item.module).path.to_string_lossy().into_owned(),
        line: item.span.line,
        column: item.span.column,
        hashes,
        findings: item.findings.iter().map(make_finding).collect(),
    }
}

fn make_finding(finding: &Finding) -> report::Finding {
    let Finding { level, span, message } = finding;
    report::Finding {
        level: *level,
        line: span.line,
        column: span.column,
        end_line: span.end_line,
        end_column: span.end_column,
        message: message.clone(),
    }
}

/// Of what a function answers, as the compiler computes it from the whole output.
fn hash_of_output(function: &Function<'_>) -> Option<u64> {
    let result = hash_of(&function.result)?;
    Some(match &function.error {
        Some(error) => hash::node("Result", &[result, error.hash()]),
        None => result,
    })
}

/// Generic parameters have no hash that the compiler could compare.
fn hash_of(ty: &Option<Type>) -> Option<u64> {
    match ty {
        None => Some(hash::UNRESOLVED),
        Some(ty) => (!mentions_parameter(ty)).then(|| ty.hash()),
    }
}

fn mentions_parameter(ty: &Type) -> bool {
    matches!(ty, Type::Parameter(_)) || ty.children().into_iter().any(mentions_parameter)
}
