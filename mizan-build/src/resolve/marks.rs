//! Whom a word after `auth` lets in, by the marks of who is asking.

use mizan_ir::Auth;

use super::{Resolver, names::Target};
use crate::{
    finding::Finding,
    scan::{
        ModuleId,
        outline::{self, Derived, Form, Kind, Marks, Mention},
    },
};

impl<'source> Resolver<'_, 'source> {
    /// A function that borrows who is asking lets nobody in, if that type marks nobody as what
    /// `auth` asks for. Whom it asks otherwise, only a server knows.
    pub(super) fn check_marks(
        &self,
        module: ModuleId,
        outline: &'source outline::Function,
    ) -> Option<Finding> {
        let word = match &outline.auth {
            Auth::Staff => "staff",
            Auth::Superuser => "superuser",
            Auth::Open | Auth::SignedIn | Auth::Guard(_) => return None,
        };
        let mut unmarked = None;
        for lent in outline.lent.iter().filter(|lent| self.is_identity(module, &lent.ty)) {
            let (name, marks) = self.find_marks(module, &lent.ty)?;
            let is_marked = if word == "staff" { marks.is_staff } else { marks.is_superuser };
            if is_marked {
                return None;
            }
            unmarked = Some(name);
        }
        let (name, guard) = (unmarked?, outline.guard.as_ref()?);
        let message = format!(
            "`{name}` has no field with `#[mizan({word})]`, so this lets nobody in\nmark the field \
             that says it: `#[mizan({word})] is_{word}: bool`"
        );
        Some(Finding::error(guard.span, message))
    }

    /// The marks of a type of who is asking, which derives that.
    fn find_marks(
        &self,
        module: ModuleId,
        ty: &'source Mention,
    ) -> Option<(&'source str, &'source Marks)> {
        let Form::Path(path, _) = &ty.form else { return None };
        let Some(Target::Item(item)) = self.names.follow_aliases(module, path) else { return None };
        let Kind::Data(derived) = &item.declaration.kind else { return None };
        let marks = derived.iter().find_map(|derived| match derived {
            Derived::Identity(identity) => identity.content.as_ref(),
            _ => None,
        });
        Some((item.declaration.name.as_str(), marks?))
    }
}
