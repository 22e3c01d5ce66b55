//! What a path leads to, and what is asked of that: an item of the source, a type of another crate,
//! a macro of Mizan's.

use std::cell::RefCell;

use super::{
    external::ExternalType,
    tables::{Association, Tables},
};
use crate::scan::{
    ModuleId, Scan,
    outline::{Associated, Attributed, Context, Declaration, Derived, Form, Kind, Path},
};

/// The target of a path.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target<'scan> {
    Module,
    Item(ItemId<'scan>),
    External(External<'scan>),
}

/// Something outside of what was scanned.
#[derive(Clone, Copy, Debug)]
pub(super) struct External<'scan> {
    pub(super) ty: Option<ExternalType>,
    /// The crate of its path, where a manifest names that among its dependencies.
    pub(super) crate_name: Option<&'scan str>,
    /// True if its path is a single name.
    pub(super) is_name: bool,
}

/// A declaration, with its module.
#[derive(Clone, Copy, Debug)]
pub(super) struct ItemId<'scan> {
    pub(super) module: ModuleId,
    /// An index into the declarations of the module.
    pub(super) number: usize,
    pub(super) declaration: &'scan Declaration,
}

impl PartialEq for ItemId<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.module, self.number) == (other.module, other.number)
    }
}

/// Follows paths, and remembers the targets of single names: most paths of a program are a few
/// names over and over.
pub(super) struct Names<'program, 'scan> {
    tables: &'program Tables<'scan>,
    /// By module.
    found: RefCell<Vec<Found<'scan>>>,
}

/// The targets of single names, sorted by name.
type Found<'scan> = Vec<(&'scan str, Option<Target<'scan>>)>;

impl<'program, 'scan> Names<'program, 'scan> {
    pub(super) fn new(tables: &'program Tables<'scan>) -> Self {
        Self { tables, found: RefCell::new(vec![Vec::new(); tables.scan.modules.len()]) }
    }

    /// Follows a path from a module. A first name that nothing declares is taken for a crate's.
    pub(super) fn resolve(&self, module: ModuleId, path: &'scan Path) -> Option<Target<'scan>> {
        let name = match path.single() {
            Some(name) if !path.is_global => name,
            _ => return self.tables.resolve(module, path),
        };
        let found = &mut self.found.borrow_mut()[module.0];
        match found.binary_search_by(|(other, _)| (*other).cmp(name)) {
            Ok(index) => found[index].1,
            Err(index) => {
                let target = self.tables.resolve(module, path);
                found.insert(index, (name, target));
                target
            }
        }
    }

    /// Every `impl` with an associated type of that name, of the trait that a path in a module leads
    /// to.
    pub(super) fn find_associations(
        &self,
        module: ModuleId,
        of: &'scan Path,
        name: &str,
    ) -> Vec<Association<'scan>> {
        let Some(Target::Item(of)) = self.resolve(module, of) else { return Vec::new() };
        let has_name = |associated: &Associated| associated.types.iter().any(|it| it.name == name);
        let associations = self.tables.associations.iter().copied();
        associations
            .filter(|(id, associated)| {
                has_name(associated)
                    && matches!(self.resolve(*id, &associated.of), Some(Target::Item(it)) if it == of)
            })
            .collect()
    }

    /// The path of an item, as the macro's `module_path!()` has it.
    pub(super) fn path_of(&self, item: ItemId<'scan>) -> String {
        item.path(self.tables.scan)
    }

    /// Returns true for a single name that the module neither declares nor imports. A glob of another
    /// crate may import any name.
    pub(super) fn is_undeclared(&self, module: ModuleId, path: &'scan Path) -> bool {
        let is_unknown = matches!(
            self.resolve(module, path),
            None | Some(Target::External(External { ty: None, is_name: true, .. }))
        );
        path.single().is_some()
            && !path.is_global
            && is_unknown
            && !self.tables.has_open_glob(module, 8)
    }

    /// Returns true if a path leads to that item of the crate `mizan`.
    pub(super) fn is_mizan(&self, module: ModuleId, path: &'scan Path, item: &str) -> bool {
        match self.resolve(module, path) {
            Some(Target::External(External { ty: Some(ExternalType::Mizan(name)), .. })) => {
                name == item
            }
            _ => false,
        }
    }

    /// The content of an item's derive of `mizan::Context`, if it has that.
    pub(super) fn derived_context(
        &self,
        item: ItemId<'scan>,
    ) -> Option<&'scan Attributed<Context>> {
        let Kind::Data(derived) = &item.declaration.kind else { return None };
        for derived in derived {
            if let Derived::Context(context) = derived
                && self.is_mizan(item.module, &context.path, "Context")
            {
                return Some(context);
            }
        }
        None
    }

    /// The target of a path. An alias is followed to the item that it means, eight times at most:
    /// the compiler refuses circles, but only after this.
    pub(super) fn follow_aliases(
        &self,
        module: ModuleId,
        path: &'scan Path,
    ) -> Option<Target<'scan>> {
        let mut target = self.resolve(module, path);
        for _ in 0..8 {
            let Some(Target::Item(ItemId { module, declaration, .. })) = target else { break };
            let Some(path) = aliased(declaration) else { break };
            target = self.resolve(module, path);
        }
        target
    }
}

fn aliased(declaration: &Declaration) -> Option<&Path> {
    match &declaration.kind {
        Kind::Alias(alias) => match &alias.ty.form {
            Form::Path(path, arguments) if arguments.is_empty() => Some(path),
            _ => None,
        },
        _ => None,
    }
}

impl<'scan> ItemId<'scan> {
    pub(super) fn new(module: ModuleId, number: usize, declarations: &'scan [Declaration]) -> Self {
        Self { module, number, declaration: &declarations[number] }
    }

    /// The path of an item, as the macro's `module_path!()` has it.
    pub(super) fn path(&self, scan: &Scan) -> String {
        format!("{}::{}", scan.module(self.module).path, self.declaration.name)
    }
}
