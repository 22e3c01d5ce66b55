//! Whom a word after `auth` lets in, by the flags of an identity.

use mizan_ir::Auth;

use super::{Resolver, names::Target};
use crate::{
    finding::Finding,
    scan::{
        ModuleId,
        outline::{self, AuthFlags, Derived, Form, Kind, Mention},
    },
};

impl<'scan> Resolver<'_, 'scan> {
    /// A function that borrows who is asking lets nobody in, if that type marks nobody as what
    /// `auth` asks for. Whom it asks otherwise, only a server knows.
    pub(super) fn check_auth_flags(
        &self,
        module: ModuleId,
        outline: &'scan outline::Function,
    ) -> Option<Finding> {
        let word = match &outline.auth {
            Auth::Staff => "staff",
            Auth::Superuser => "superuser",
            Auth::Open | Auth::SignedIn | Auth::Guard(_) => return None,
        };
        let mut unflagged = None;
        for injected in
            outline.injected.iter().filter(|injected| self.is_identity(module, &injected.ty))
        {
            let (name, flags) = self.find_auth_flags(module, &injected.ty)?;
            let is_flagged = if word == "staff" { flags.is_staff } else { flags.is_superuser };
            if is_flagged {
                return None;
            }
            unflagged = Some(name);
        }
        let (name, guard) = (unflagged?, outline.guard.as_ref()?);
        let message = format!(
            "`{name}` has no field with `#[mizan({word})]`, so this lets nobody in\nmark the field \
             that says it: `#[mizan({word})] is_{word}: bool`"
        );
        Some(Finding::error(guard.span, message))
    }

    /// The flags of an identity type that derives `mizan::Identity`.
    fn find_auth_flags(
        &self,
        module: ModuleId,
        ty: &'scan Mention,
    ) -> Option<(&'scan str, &'scan AuthFlags)> {
        let Form::Path(path, _) = &ty.form else { return None };
        let Some(Target::Item(item)) = self.names.follow_aliases(module, path) else { return None };
        let Kind::Data(derived) = &item.declaration.kind else { return None };
        let flags = derived.iter().find_map(|derived| match derived {
            Derived::Identity(identity) => identity.content.as_ref(),
            _ => None,
        });
        Some((item.declaration.name.as_str(), flags?))
    }
}
