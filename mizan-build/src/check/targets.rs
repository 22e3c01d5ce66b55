//! What a function changes is something that clients show, and is named once.

use super::{context_name, context_of, parameters::find_parameter, shown_read};
use crate::{
    finding::Finding,
    resolve::{Function, Program, Reference},
    scan::outline::Path,
};

pub(super) fn check_targets(
    program: &Program<'_>,
    index: usize,
    function: &Function<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let affects = function.outline.affects.iter().map(|affects| &affects.target);
    for (target, path) in function.affects.iter().zip(affects) {
        findings.extend(check_target(program, index, *target, path));
    }
    for (slot, path) in function.merge.iter().zip(&function.outline.merge) {
        findings.extend(check_target(program, index, *slot, path));
    }
    check_doubles(function, &mut findings);
    check_unused(program, function, &mut findings);
    findings
}

fn check_target(
    program: &Program<'_>,
    own: usize,
    target: Reference,
    path: &Path,
) -> Option<Finding> {
    let Reference::Function(index) = target else { return None };
    let read = program.functions[index].content.as_ref()?;
    let name = path.last();
    let message = if index == own {
        format!(
            "`{name}` is this very function: name the context or the read that its success changes"
        )
    } else if read.outline.is_private {
        format!(
            "`{name}` is private, so no client shows it, and nothing of it becomes stale\n\
             name what clients show, or leave it out"
        )
    } else if read.outline.route.is_some() {
        format!(
            "`{name}` is a page, and no client keeps it, so nothing of it becomes stale\n\
             name the context or the read whose data it shows"
        )
    } else if read.context.is_none() {
        format!(
            "`{name}` is not a read: it belongs to no context, so there is nothing of it to change"
        )
    } else {
        return None;
    };
    Some(Finding::error(path.span, message))
}

/// The same target by two paths; by one path the grammar tells it.
fn check_doubles(function: &Function<'_>, findings: &mut Vec<Finding>) {
    let targets: Vec<_> = function.affects.iter().zip(&function.outline.affects).collect();
    for (position, (target, written)) in targets.iter().enumerate() {
        let is_same = |(other, earlier): &&(&Reference, &crate::scan::outline::Affects)| {
            *other == *target && earlier.scope.is_none() && written.scope.is_none()
        };
        if **target != Reference::Unknown
            && let Some((_, earlier)) = targets[..position].iter().find(is_same)
            && !earlier.target.reads_like(&written.target)
        {
            let message = format!(
                "this is `{}` by another path, and it is listed already: once is enough",
                earlier.target
            );
            findings.push(Finding::error(written.target.span, message));
        }
    }
}

/// What is changed by something else in the list as well.
fn check_unused(program: &Program<'_>, function: &Function<'_>, findings: &mut Vec<Finding>) {
    let by_arguments = function.affects.iter().zip(&function.outline.affects);
    let by_arguments: Vec<_> =
        by_arguments.filter(|(_, written)| written.scope.is_none()).collect();
    let is_whole = |context: Reference| by_arguments.iter().any(|(other, _)| **other == context);
    for (target, written) in &by_arguments {
        if let Some(read) = shown_read(program, **target)
            && let Some(context) = read.context.filter(|context| is_whole(*context))
        {
            let message = format!(
                "`{}` belongs to `{}`, all of which becomes stale: leave it out",
                written.target.last(),
                context_name(program, context)
            );
            findings.push(Finding::warning(written.target.span, message));
        }
    }
    for (target, written) in function.affects.iter().zip(&function.outline.affects) {
        if written.scope.is_some() && is_whole(*target) && !takes_part(program, function, *target) {
            let message = format!(
                "every `{name}` becomes stale, for it is listed without a scope too: leave this \
                 out, or that",
                name = written.target.last(),
            );
            findings.push(Finding::warning(written.target.span, message));
        }
    }
    for (slot, path) in function.merge.iter().zip(&function.outline.merge) {
        let is_stale = by_arguments.iter().any(|(other, _)| *other == slot)
            || context_of(program, *slot).is_some_and(is_whole);
        if is_stale {
            let message = format!(
                "`{name}` becomes stale too, so clients read it again, and the merge is of no \
                 use\nleave it out of `affects`, or leave this out",
                name = path.last(),
            );
            findings.push(Finding::warning(path.span, message));
        }
    }
}

/// Whether the arguments of a function say which instances of a context it means.
fn takes_part(program: &Program<'_>, function: &Function<'_>, context: Reference) -> bool {
    let Reference::Context(index) = context else { return false };
    let arguments = &function.outline.arguments;
    arguments.iter().any(|argument| find_parameter(&program.contexts[index], argument).is_some())
}
