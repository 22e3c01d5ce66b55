//! The lengths of arrays: numbers, and constants that are numbers.

use super::{
    Types,
    terms::{Bound, Term},
};
use crate::{
    resolve::names::Target,
    scan::{
        ModuleId,
        outline::{Form, Kind, Length, Path},
    },
};

impl<'scan> Types<'_, 'scan> {
    /// The length of an array, where it is a number, or the name of one.
    pub(super) fn length(&self, term: &Term<'scan>, length: &'scan Length) -> Option<usize> {
        let path = match length {
            Length::Number(number) => return Some(*number),
            Length::Named(path) => path,
            Length::Computed => return None,
        };
        let Some(bound) = term.generic(path) else { return self.constant(term.module, path) };
        let Bound::Term(argument) = bound else { return None };
        match &argument.mention.form {
            Form::Number(number) => Some(*number),
            Form::Path(path, _) => self.constant(argument.module, path),
            _ => None,
        }
    }

    fn constant(&self, module: ModuleId, path: &'scan Path) -> Option<usize> {
        let Some(Target::Item(item)) = self.names.resolve(module, path) else { return None };
        match &item.declaration.kind {
            Kind::Constant(number) => Some(*number),
            _ => None,
        }
    }
}
