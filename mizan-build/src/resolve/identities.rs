//! The types that are identities: by a derive, by an `impl`, or as Mizan's own.

use crate::scan::{
    ModuleId, Scan,
    outline::{Derived, Form, Kind, Mention},
};

use super::{
    external::ExternalType,
    names::{ItemId, Names, Target},
};

/// The path of the identity that Mizan brings along.
pub(super) const USER: &str = "mizan::auth::User";

/// The types of the program that derive or implement `mizan::Identity`.
pub(super) fn find_identities<'scan>(
    scan: &'scan Scan,
    names: &Names<'_, 'scan>,
) -> Vec<ItemId<'scan>> {
    let mut identities = Vec::new();
    for (index, module) in scan.modules.iter().enumerate() {
        let id = ModuleId(index);
        for (number, declaration) in module.declarations.iter().enumerate() {
            match &declaration.kind {
                Kind::Implementation(of, subject) if names.is_mizan(id, of, "Identity") => {
                    if let Some(Target::Item(item)) = names.follow_aliases(id, subject) {
                        identities.push(item);
                    }
                }
                Kind::Data(derived) if derives_identity(names, id, derived) => {
                    identities.push(ItemId::new(id, number, &module.declarations));
                }
                _ => {}
            }
        }
    }
    identities
}

fn derives_identity<'scan>(
    names: &Names<'_, 'scan>,
    module: ModuleId,
    derived: &'scan [Derived],
) -> bool {
    derived.iter().any(|derived| match derived {
        Derived::Identity(derived) => names.is_mizan(module, &derived.path, "Identity"),
        _ => false,
    })
}

/// Returns true if a type is one of the identities, or Mizan's own.
pub(super) fn is_identity<'scan>(
    names: &Names<'_, 'scan>,
    identities: &[ItemId<'scan>],
    module: ModuleId,
    ty: &'scan Mention,
) -> bool {
    let Form::Path(path, _) = &ty.form else { return false };
    match names.follow_aliases(module, path) {
        Some(Target::External(external)) => external.ty == Some(ExternalType::Mizan("auth::User")),
        Some(Target::Item(item)) => identities.contains(&item),
        _ => false,
    }
}
