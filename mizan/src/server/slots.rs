//! The slots that functions merge into: a merge into a context means the one read that shows what
//! the function answers.

use std::borrow::Cow;

use super::errors::WiringError;
use crate::declared::context::{Target, TargetKind};
use crate::declared::function::Function;
use crate::declared::model::slots::find_slot_name;

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
    find_slot_name(function, context, functions)
        .map(|name| context.named(TargetKind::Function, name))
        .map_err(|names| WiringError::no_slot(function, context.name, names))
}
