//! The types that traits lead to: `<M as Model>::Id`, where the source has the one `impl` that says it.

use std::rc::Rc;

use mizan_ir::Type;

use super::terms::{Bound, DEPTH, Head, Term};
use crate::{
    resolve::{names::Names, tables::Association},
    scan::outline::{Form, Projection},
};

impl<'scan> Term<'scan> {
    pub(super) fn head_of_projection(
        &self,
        names: &Names<'_, 'scan>,
        projection: &'scan Projection,
    ) -> Head<'scan> {
        let subject = self.inner(&projection.subject);
        let Some(own) = Subject::of(&subject, names).filter(|_| self.depth <= DEPTH) else {
            return Head::Unknown;
        };
        let mut found = names.find_associations(self.module, &projection.of, &projection.name);
        found.retain(|association| own.is_of(association, names));
        // Of several, only the compiler knows which one is meant.
        let [(module, associated)] = found.as_slice() else { return Head::Unknown };
        let named = associated.types.iter().find(|it| it.name == projection.name);
        let Some(named) = named else { return Head::Unknown };
        let mut generics = vec![("Self", Bound::Term(subject.clone()))];
        generics.extend(own.bind(&associated.subject.form));
        let inside = Self {
            module: *module,
            mention: &named.ty,
            generics: Some(Rc::new(generics)),
            site: Some(self.site.unwrap_or(self.mention.span)),
            depth: self.depth + 1,
        };
        inside.head(names)
    }
}

/// The type before `as`, with its aliases followed.
struct Subject<'scan> {
    path: String,
    /// The term that has its generic arguments.
    term: Term<'scan>,
}

impl<'scan> Subject<'scan> {
    fn of(term: &Term<'scan>, names: &Names<'_, 'scan>) -> Option<Self> {
        match term.head(names) {
            Head::Item(item, term) => Some(Self { path: names.path_of(item), term }),
            // `Self` in a definition.
            Head::Type(Type::Named(path, _)) => Some(Self { path, term: term.clone() }),
            _ => None,
        }
    }

    /// Returns true if an `impl` is for a type of this name, whatever its arguments.
    fn is_of(&self, (module, associated): &Association<'scan>, names: &Names<'_, 'scan>) -> bool {
        let subject = Term::new(*module, &associated.subject, None);
        Self::of(&subject, names).is_some_and(|subject| subject.path == self.path)
    }

    /// The meanings of the parameters of an `impl` for `Name<A, B>`: the arguments at their places.
    fn bind(&self, form: &'scan Form) -> Vec<(&'scan str, Bound<'scan>)> {
        let Form::Path(_, parameters) = form else { return Vec::new() };
        let mut bound = Vec::new();
        for (parameter, argument) in parameters.iter().zip(self.term.arguments()) {
            if let Form::Path(path, _) = &parameter.form
                && let Some(name) = path.single()
            {
                bound.push((name, Bound::Term(self.term.inner(argument))));
            }
        }
        bound
    }
}
