//! The lengths of arrays: numbers, and constants that are numbers.

use super::{
    Types,
    terms::{Bound, DEPTH, Term},
};
use crate::{
    resolve::names::Target,
    scan::{
        ModuleId,
        outline::{Calculation, Form, Kind, Length, Operator, Path},
    },
};

impl<'scan> Types<'_, 'scan> {
    /// The length of an array, where it can be computed from numbers and constants.
    pub(super) fn length(&self, term: &Term<'scan>, length: &'scan Length) -> Option<usize> {
        match length {
            Length::Number(number) => Some(*number),
            Length::Computed(_, calculation) => compute(calculation, &|path| {
                let Some(bound) = term.generic(path) else {
                    return self.constant(term.module, path, term.depth);
                };
                let Bound::Term(argument) = bound else { return None };
                match &argument.mention.form {
                    Form::Number(number) => Some(*number),
                    Form::Path(path, _) => self.constant(argument.module, path, term.depth),
                    _ => None,
                }
            }),
        }
    }

    fn constant(&self, module: ModuleId, path: &'scan Path, depth: usize) -> Option<usize> {
        let Some(Target::Item(item)) = self.names.resolve(module, path) else { return None };
        match &item.declaration.kind {
            Kind::Constant(calculation) if depth < DEPTH => {
                compute(calculation, &|path| self.constant(item.module, path, depth + 1))
            }
            _ => None,
        }
    }
}

/// The number that a calculation comes to, where `find` knows the names in it.
fn compute<'scan>(
    calculation: &'scan Calculation,
    find: &dyn Fn(&'scan Path) -> Option<usize>,
) -> Option<usize> {
    match calculation {
        Calculation::Unknown => None,
        Calculation::Number(number) => Some(*number),
        Calculation::Named(path) => find(path),
        Calculation::Operation(operator, operands) => {
            let [left, right] = operands.as_slice() else { return None };
            let left = compute(left, find)?;
            apply(*operator, left, compute(right, find)?)
        }
    }
}

/// The result of an operation; `None` where the compiler refuses it.
fn apply(operator: Operator, left: usize, right: usize) -> Option<usize> {
    match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide => left.checked_div(right),
        Operator::Remainder => left.checked_rem(right),
        Operator::ShiftLeft => left.checked_shl(u32::try_from(right).ok()?),
    }
}
