//! The slots that functions merge into: a merge into a context means the one read that shows what
//! the function answers.

use std::borrow::Cow;

use mizan_ir::hash::{UNRESOLVED, node};

use super::WiringError;
use crate::function::{Function, Target, TargetKind};

/// The reads that take the answer of a function.
pub(super) fn find_slots(
    function: &'static Function,
    functions: &[&'static Function],
    errors: &mut Vec<WiringError>,
) -> Cow<'static, [Target]> {
    if function.merges.iter().all(|target| target.kind == TargetKind::Function) {
        return Cow::Borrowed(function.merges);
    }
    let mut slots = Vec::new();
    for target in function.merges {
        match target.kind {
            TargetKind::Function => slots.push(*target),
            TargetKind::Context => match find_slot(function, target, functions) {
                Ok(slot) => slots.push(slot),
                Err(error) => errors.push(error),
            },
        }
    }
    Cow::Owned(slots)
}

fn find_slot(
    function: &Function,
    context: &Target,
    functions: &[&'static Function],
) -> Result<Target, WiringError> {
    find_name(function, context, functions)
        .map(|name| context.named(TargetKind::Function, name))
        .map_err(|names| WiringError::no_slot(function, context.name, names))
}

/// The one read of a context that shows what a function answers; if it is not one, all that do.
pub(crate) fn find_name(
    function: &Function,
    context: &Target,
    functions: &[&'static Function],
) -> Result<&'static str, Vec<&'static str>> {
    let shown = |read: &Function| {
        read.answer != UNRESOLVED
            && [function.answer, node("Vec", &[function.answer])].contains(&read.answer)
    };
    let reads = functions.iter().filter(|read| {
        let is_member = read.context.is_some_and(|other| other.name == context.name);
        is_member && !read.private && read.route.is_none() && shown(read)
    });
    let names: Vec<&'static str> = reads.map(|read| read.name).collect();
    match names.as_slice() {
        [name] => Ok(name),
        _ => Err(names),
    }
}
