//! The named types in a mention whose JSON is not its own, so that none of them has to travel.

use mizan_ir::Type;

use super::{
    Types, generics_inside,
    terms::{Head, Term},
};
use crate::{
    resolve::{external::ExternalType, identities::USER, program::Overridden},
    scan::{
        ModuleId,
        outline::{Argument, Form, TypeDeclaration},
    },
};

impl<'scan> Types<'_, 'scan> {
    /// The named types in the fields of the type `own` whose JSON is that of another type.
    pub(in crate::resolve) fn list_overridden(
        &self,
        module: ModuleId,
        declaration: &'scan TypeDeclaration,
        own: &Type,
    ) -> Vec<Type> {
        let mut named = Vec::new();
        for mention in &declaration.overridden {
            let generics = generics_inside(declaration, own.clone());
            self.list_named(&Term::new(module, mention, generics), &mut named);
        }
        named
    }

    /// The named types in the arguments whose JSON is that of another type.
    pub(in crate::resolve) fn list_replaced(
        &self,
        module: ModuleId,
        arguments: &'scan [Argument],
    ) -> Overridden {
        let mut all = Vec::new();
        for (number, argument) in arguments.iter().enumerate() {
            if argument.replacement.is_some() {
                let mut named = Vec::new();
                self.list_named(&Term::new(module, &argument.ty, None), &mut named);
                all.extend(named.into_iter().map(|ty| (number, ty)));
            }
        }
        all
    }

    fn list_named(&self, term: &Term<'scan>, named: &mut Vec<Type>) {
        let term = match term.head(self.names) {
            Head::Item(item, term) => {
                named.push(Type::named(item.path(self.scan)));
                term
            }
            Head::External(external, term) => {
                if external == ExternalType::Mizan("auth::User") {
                    named.push(Type::named(USER));
                }
                term
            }
            Head::Structure(term) | Head::Foreign(_, term) => term,
            Head::Type(ty) => return named.push(ty),
            Head::Unknown => return,
        };
        match &term.mention.form {
            Form::Path(_, inner) | Form::Tuple(inner) => {
                inner.iter().for_each(|inner| self.list_named(&term.inner(inner), named));
            }
            Form::Array(inner, _) | Form::Reference(inner) | Form::Slice(inner) => {
                self.list_named(&term.inner(inner), named);
            }
            Form::Opaque | Form::Number(_) | Form::Projection(_) => {}
        }
    }
}
