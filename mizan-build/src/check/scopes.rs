//! Which instances a mutation means: by names that its context has, with their types.

use mizan_syntax::{Suggestion, nearest};

use super::{
    context_name, context_of,
    parameters::{check_same, find_parameter, list_parameters, parameter_names},
    shown_read,
};
use crate::{
    finding::Finding,
    resolve::{Function, Program, Reference},
    scan::{
        Scan,
        outline::{Affects, Name},
    },
};

pub(super) fn check_scopes(
    scan: &Scan,
    program: &Program<'_>,
    function: &Function<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (target, written) in function.affects.iter().zip(&function.outline.affects) {
        match &written.scope {
            None => check_arguments(scan, program, function, *target, &mut findings),
            Some(scope) => check_explicit(program, *target, written, scope, &mut findings),
        }
    }
    for slot in &function.merge {
        check_arguments(scan, program, function, *slot, &mut findings);
    }
    findings
}

/// A mutation that takes a parameter of what it affects says which instance it means.
fn check_arguments(
    scan: &Scan,
    program: &Program<'_>,
    function: &Function<'_>,
    target: Reference,
    findings: &mut Vec<Finding>,
) {
    let Some(Reference::Context(index)) = context_of(program, target) else { return };
    let context = &program.contexts[index];
    for (argument, ty) in function.outline.arguments.iter().zip(&function.arguments) {
        if let (Some(ty), Some(parameter)) = (ty, find_parameter(context, argument)) {
            check_same(scan, context, parameter, (argument, ty), findings);
        }
    }
}

/// The names of an explicit scope; their types are the compiler's affair.
fn check_explicit(
    program: &Program<'_>,
    target: Reference,
    written: &Affects,
    scope: &[Name],
    findings: &mut Vec<Finding>,
) {
    if let Some(context) = shown_read(program, target).and_then(|read| read.context) {
        let message = format!(
            "`{}` is a read, and a scope is that of a context: write `{} {{ … }}`",
            written.target.last(),
            context_name(program, context)
        );
        return findings.push(Finding::error(written.target.span, message));
    }
    let context = match target {
        Reference::Context(index) => Some(&program.contexts[index]),
        Reference::Global => None,
        Reference::Function(_) | Reference::Unknown => return,
    };
    if context.is_some_and(|context| context.content.is_none()) {
        return;
    }
    let known = parameter_names(context);
    for name in scope.iter().filter(|name| !known.contains(&name.text.as_str())) {
        let target = written.target.last();
        let message = match known.is_empty() {
            true => format!(
                "`{target}` has no parameters: there is one instance of it\nwrite \
                 `affects = {target}`"
            ),
            false => format!(
                "`{}` is not a parameter of `{target}`{}\nit {}",
                name.text,
                Suggestion(nearest(&name.text, known.iter().copied())),
                list_parameters(context),
            ),
        };
        findings.push(Finding::error(name.span, message));
    }
}
