//! The resolution of paths through modules, `use`, globs, `self`, `super` and `crate`, by the rules
//! of the compiler.

use std::cell::RefCell;

use crate::{
    index::Index,
    scan::{
        Extern, ModuleId, Scan, find_named_crate,
        outline::{Associated, Attributed, Context, Declaration, Derived, Form, GLOB, Kind, Path},
    },
};

use super::external::{self, ExternalType};

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
        Self { tables, found: RefCell::new(vec![Vec::new(); tables.tables.len()]) }
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

/// The names of every module.
pub(super) struct Tables<'scan> {
    scan: &'scan Scan,
    tables: Vec<Table<'scan>>,
    associations: Vec<Association<'scan>>,
}

/// An `impl` with associated types, and its module.
pub(super) type Association<'scan> = (ModuleId, &'scan Associated);

struct Table<'scan> {
    /// With their indices in the declarations of the module.
    names: Index<'scan>,
    globs: Vec<&'scan Path>,
}

/// The target of a part of a path.
enum Reached<'scan> {
    Module(ModuleId),
    Item(ItemId<'scan>),
    /// Something outside of what was scanned, by its path.
    External(Vec<&'scan str>),
}

/// The lookups that are under way, so that `use` items in a circle end.
type Trail<'path> = Vec<(ModuleId, &'path str)>;

impl<'scan> Tables<'scan> {
    pub(super) fn new(scan: &'scan Scan) -> Self {
        let mut tables = Vec::with_capacity(scan.modules.len());
        let mut associations = Vec::new();
        for (index, module) in scan.modules.iter().enumerate() {
            let id = ModuleId(index);
            tables.push(Table::new(id, &module.declarations, &mut associations));
        }
        Self { scan, tables, associations }
    }

    fn resolve(&self, module: ModuleId, path: &'scan Path) -> Option<Target<'scan>> {
        Some(match self.follow(module, path, &mut Vec::new())? {
            Reached::Module(_) => Target::Module,
            Reached::Item(item) => Target::Item(item),
            Reached::External(path) => Target::External(External {
                ty: external::find(&path),
                is_name: path.len() == 1,
                crate_name: path.first().copied().filter(|name| self.scan.is_unscanned(name)),
            }),
        })
    }

    /// Returns true if a path leads to the crate `mizan` itself.
    pub(super) fn is_whole_mizan(&self, module: ModuleId, path: &'scan Path) -> bool {
        let reached = self.follow(module, path, &mut Vec::new());
        matches!(reached, Some(Reached::External(path)) if path == ["mizan"])
    }

    /// Returns true if a module imports by a glob what was not scanned, directly or by a glob of the
    /// module that it imports, eight deep at most.
    fn has_open_glob(&self, module: ModuleId, depth: usize) -> bool {
        let mut globs = self.tables[module.0].globs.iter();
        globs.any(|glob| match self.follow(module, glob, &mut Vec::new()) {
            Some(Reached::Module(inner)) => depth > 0 && self.has_open_glob(inner, depth - 1),
            _ => true,
        })
    }

    fn follow(
        &self,
        module: ModuleId,
        path: &'scan Path,
        trail: &mut Trail<'scan>,
    ) -> Option<Reached<'scan>> {
        let (first, mut rest) = (path.first.as_str(), path.rest.as_slice());
        let mut reached = if path.is_global {
            self.find_crate(module, first)
        } else {
            match first {
                "crate" => Reached::Module(self.scan.module(module).root),
                "self" => Reached::Module(module),
                "super" => Reached::Module(self.scan.module(module).parent?),
                name if let Some(crate_name) = find_named_crate(name) => {
                    Reached::Module(self.scan.find_crate_of(module, crate_name)?)
                }
                name => self
                    .look_up(module, name, trail)
                    .filter(|reached| rest.is_empty() || !is_value(reached))
                    .unwrap_or_else(|| self.find_crate(module, name)),
            }
        };
        while let Some((name, after)) = rest.split_first() {
            reached = match reached {
                Reached::Module(inner) if name == "super" => {
                    Reached::Module(self.scan.module(inner).parent?)
                }
                Reached::Module(inner) => self.look_up(inner, name, trail)?,
                Reached::External(mut path) => {
                    path.push(name);
                    Reached::External(path)
                }
                Reached::Item(_) => return None,
            };
            rest = after;
        }
        Some(reached)
    }

    /// A crate that was scanned too, or any other.
    fn find_crate(&self, module: ModuleId, name: &'scan str) -> Reached<'scan> {
        match self.scan.find_extern(self.scan.module(module).root, name) {
            Some(Extern::Scanned(root)) => Reached::Module(*root),
            Some(Extern::Unknown(real_name)) => Reached::External(vec![real_name]),
            None => Reached::External(vec![name]),
        }
    }

    /// The target of a name in a module: among its own declarations, then among those of its globs.
    fn look_up(
        &self,
        module: ModuleId,
        name: &'scan str,
        trail: &mut Trail<'scan>,
    ) -> Option<Reached<'scan>> {
        if trail.contains(&(module, name)) {
            return None;
        }
        trail.push((module, name));
        let found = self
            .look_up_own(module, name, trail)
            .or_else(|| self.look_up_globs(module, name, trail));
        trail.pop();
        found
    }

    /// The last declaration of a name counts. Functions and constants share names with types, and
    /// types are what paths here mean, so functions and constants come last.
    fn look_up_own(
        &self,
        module: ModuleId,
        name: &'scan str,
        trail: &mut Trail<'scan>,
    ) -> Option<Reached<'scan>> {
        let declarations = &self.scan.module(module).declarations;
        let named = self.tables[module.0].names.find(name);
        let is_type = |(_, number): &&(&str, usize)| {
            !matches!(declarations[*number].kind, Kind::Function | Kind::Constant(_))
        };
        for (_, number) in named.iter().rev().filter(is_type) {
            let found = self.enter(ItemId::new(module, *number, declarations), trail);
            if found.is_some() {
                return found;
            }
        }
        let (_, number) = named.iter().find(|named| !is_type(named))?;
        Some(Reached::Item(ItemId::new(module, *number, declarations)))
    }

    /// The target of a declaration, which may be a `use` or a module.
    fn enter(&self, id: ItemId<'scan>, trail: &mut Trail<'scan>) -> Option<Reached<'scan>> {
        match &id.declaration.kind {
            Kind::Use(path) => self.follow(id.module, path, trail),
            Kind::Module(_) => {
                self.scan.module(id.module).child(&id.declaration.name).map(Reached::Module)
            }
            _ => Some(Reached::Item(id)),
        }
    }

    fn look_up_globs(
        &self,
        module: ModuleId,
        name: &'scan str,
        trail: &mut Trail<'scan>,
    ) -> Option<Reached<'scan>> {
        self.tables[module.0].globs.iter().find_map(|glob| {
            match self.follow(module, glob, trail)? {
                Reached::Module(inner) => self.look_up(inner, name, trail),
                Reached::External(mut path) => {
                    path.push(name);
                    external::find(&path).is_some().then_some(Reached::External(path))
                }
                Reached::Item(_) => None,
            }
        })
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

/// Returns true if no path goes on after a target. A crate may bear its name: with a function
/// `mizan` in scope, `mizan::client` is still the macro.
fn is_value(reached: &Reached<'_>) -> bool {
    match reached {
        Reached::Item(item) => {
            matches!(item.declaration.kind, Kind::Function | Kind::Client(_) | Kind::Constant(_))
        }
        _ => false,
    }
}

impl<'scan> Table<'scan> {
    fn new(
        id: ModuleId,
        declarations: &'scan [Declaration],
        associations: &mut Vec<Association<'scan>>,
    ) -> Self {
        let mut globs = Vec::new();
        let mut names = Vec::with_capacity(declarations.len());
        for (number, declaration) in declarations.iter().enumerate() {
            match &declaration.kind {
                Kind::Use(path) if declaration.name == GLOB => globs.push(path),
                Kind::Implementation(..) | Kind::Macro(_) => {}
                Kind::Associated(associated) => associations.push((id, &**associated)),
                _ => names.push((declaration.name.as_str(), number)),
            }
        }
        Self { names: Index::new(names), globs }
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
