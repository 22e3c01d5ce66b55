//! The types that are identities: by a derive, by an `impl`, or as Mizan's own.

use crate::scan::{
    ModuleId, Scan,
    outline::{Derived, Form, Kind, Mention},
};

use super::{
    external::ExternalType,
    names::{ItemId, Names, Target},
};

/// The types that an `impl` of their own makes identities.
pub(super) fn find_implementations<'scan>(
    scan: &'scan Scan,
    names: &Names<'_, 'scan>,
) -> Vec<ItemId<'scan>> {
    let mut identities = Vec::new();
    for (index, module) in scan.modules.iter().enumerate() {
        for declaration in module.declarations.iter() {
            if let Kind::Implementation(of, subject) = &declaration.kind
                && names.is_mizan(ModuleId(index), of, "Identity")
                && let Some(Target::Item(item)) = names.follow_aliases(ModuleId(index), subject)
            {
                identities.push(item);
            }
        }
    }
    identities
}

/// Returns true if a type is an identity; `implementations` are those that an `impl` makes one.
pub(super) fn is_identity<'scan>(
    names: &Names<'_, 'scan>,
    implementations: &[ItemId<'scan>],
    module: ModuleId,
    ty: &'scan Mention,
) -> bool {
    let Form::Path(path, _) = &ty.form else { return false };
    match names.follow_aliases(module, path) {
        Some(Target::External(external)) => external.ty == Some(ExternalType::Mizan("auth::User")),
        Some(Target::Item(item)) => {
            implementations.contains(&item) || derives_identity(names, item)
        }
        _ => false,
    }
}

fn derives_identity<'scan>(names: &Names<'_, 'scan>, item: ItemId<'scan>) -> bool {
    let Kind::Data(derived) = &item.declaration.kind else { return false };
    derived.iter().any(|derived| match derived {
        Derived::Identity(derived) => names.is_mizan(item.module, &derived.path, "Identity"),
        _ => false,
    })
}
