//! The rule that a function changes what clients show, and lists it once.

use mizan_ir::{Affects, Function, Part, Target};

use crate::check::checker::{Checker, function};

pub(in crate::check) fn check_targets(checker: &mut Checker<'_>) {
    for (name, caller) in &checker.api.functions {
        for (index, affects) in caller.affects.iter().enumerate() {
            if let Target::Function(read) = &affects.target {
                check_read(checker, name, Part::Affects(index), read);
            }
        }
        for (index, merge) in caller.merge.iter().enumerate() {
            check_read(checker, name, Part::Merge(index), &merge.slot);
        }
        check_repeated_targets(checker, name, caller);
        check_repeated_slots(checker, name, caller);
    }
}

/// A read that clients show, and not the function itself.
fn check_read(checker: &mut Checker<'_>, own: &str, part: Part, target: &str) {
    let Some(read) = checker.api.functions.get(target) else { return };
    let (fault, help) = if target == own {
        ("is this very function", "name the context or the read that its success changes")
    } else if read.private {
        (
            "is private, so no client shows it, and nothing of it becomes stale",
            "name what clients show, or leave it out",
        )
    } else if read.route.is_some() {
        (
            "is a page, and no client keeps it, so nothing of it becomes stale",
            "name the context or the read whose data it shows",
        )
    } else if read.context.is_none() {
        (
            "is not a read: it belongs to no context, so there is nothing of it to change",
            "name a context, or a function with `context`",
        )
    } else {
        return;
    };
    let message = format!("`{}` {fault}", checker.target_name(own, part, target));
    checker.error(function(own).part(part), message, help);
}

fn check_repeated_targets(checker: &mut Checker<'_>, name: &str, caller: &Function) {
    for (index, affects) in caller.affects.iter().enumerate() {
        let is_same = |earlier: &Affects| {
            !earlier.is_explicit
                && earlier.target == affects.target
                && earlier.scope == affects.scope
        };
        let earlier = caller.affects[..index].iter().position(is_same);
        if let (Some(earlier), false) = (earlier, affects.is_explicit)
            && let Some(wire_name) = find_name(checker, &affects.target)
        {
            let first = checker.target(name, Part::Affects(earlier), wire_name);
            let message = match checker.target(name, Part::Affects(index), wire_name) == first {
                true => format!("`{first}` is listed already"),
                false => format!("this is `{first}` by another path, and it is listed already"),
            };
            checker.error(function(name).part(Part::Affects(index)), message, ONCE);
        }
    }
}

/// The help for what is listed twice.
const ONCE: &str = "leave one of them out";

/// The wire name of a target that there is.
fn find_name<'api>(checker: &Checker<'api>, target: &Target) -> Option<&'api str> {
    let name = match target {
        Target::Context(name) => checker.api.contexts.get_key_value(name)?.0,
        Target::Function(name) => checker.api.functions.get_key_value(name)?.0,
    };
    Some(name)
}

fn check_repeated_slots(checker: &mut Checker<'_>, name: &str, caller: &Function) {
    for (index, merge) in caller.merge.iter().enumerate() {
        let slot = &merge.slot;
        let is_repeated = caller.merge[..index].iter().any(|earlier| earlier.slot == *slot);
        if is_repeated && checker.shown_read(slot).is_some() {
            let written = checker.target(name, Part::Merge(index), slot);
            let message = match written == *slot {
                true => format!("`{slot}` is listed already"),
                false => format!(
                    "`{written}` takes what this function answers as `{slot}`, which is listed \
                     already"
                ),
            };
            checker.error(function(name).part(Part::Merge(index)), message, ONCE);
        }
    }
}
