//! The warnings about what a function changes by something else in its list as well.

use mizan_ir::{Affects, Function, Part, Target};

use crate::check::checker::{Checker, function};

pub(in crate::check) fn check_redundant(checker: &mut Checker<'_>) {
    for (name, caller) in &checker.api.functions {
        if caller.affects.is_empty() || caller.affects.len() + caller.merge.len() < 2 {
            continue;
        }
        check_reads(checker, name, caller);
        check_scoped(checker, name, caller);
        check_merges(checker, name, caller);
    }
}

/// Returns true if an invalidation reaches every instance that another one with this scope reaches.
/// The values of both are arguments of the function.
fn covers(affects: &Affects, scope: &[String]) -> bool {
    !affects.is_explicit && affects.scope.iter().all(|parameter| scope.contains(parameter))
}

fn covers_context(affects: &Affects, context: &str, scope: &[String]) -> bool {
    matches!(&affects.target, Target::Context(name) if name == context) && covers(affects, scope)
}

/// A read whose whole context becomes stale.
fn check_reads(checker: &mut Checker<'_>, name: &str, caller: &Function) {
    for (index, affects) in caller.affects.iter().enumerate() {
        let Target::Function(read) = &affects.target else { continue };
        let Some((_, context, _)) = checker.shown_read(read) else { continue };
        let is_covered =
            caller.affects.iter().any(|other| covers_context(other, context, &affects.scope));
        if is_covered && !affects.is_explicit {
            let message = format!(
                "`{}` belongs to `{}`, all of which becomes stale",
                checker.target_name(name, Part::Affects(index), read),
                checker.context_name(context),
            );
            checker.warn(function(name).part(Part::Affects(index)), message, "leave it out");
        }
    }
}

/// An instance of a context, beside every instance of it.
fn check_scoped(checker: &mut Checker<'_>, name: &str, caller: &Function) {
    for (index, affects) in caller.affects.iter().enumerate() {
        let Target::Context(context) = &affects.target else { continue };
        let is_covered = caller.affects.iter().any(|other| covers_context(other, context, &[]));
        if affects.is_explicit && is_covered && checker.api.contexts.contains_key(context) {
            let message = format!(
                "every `{}` becomes stale, for it is listed without a scope too",
                checker.target_name(name, Part::Affects(index), context),
            );
            let help = "leave out this, or the one without a scope";
            checker.warn(function(name).part(Part::Affects(index)), message, help);
        }
    }
}

/// A merge with a read that becomes stale.
fn check_merges(checker: &mut Checker<'_>, name: &str, caller: &Function) {
    for (index, merge) in caller.merge.iter().enumerate() {
        let Some((_, context, _)) = checker.shown_read(&merge.slot) else { continue };
        let is_stale = caller.affects.iter().any(|affects| match &affects.target {
            Target::Function(read) => *read == merge.slot && covers(affects, &merge.scope),
            Target::Context(_) => covers_context(affects, context, &merge.scope),
        });
        if is_stale {
            let message = format!(
                "`{}` becomes stale too, so clients read it again, and the merge is of no use",
                checker.target_name(name, Part::Merge(index), &merge.slot),
            );
            let help = "leave it out of `affects`, or leave this out";
            checker.warn(function(name).part(Part::Merge(index)), message, help);
        }
    }
}
