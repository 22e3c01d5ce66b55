//! The names of every module, and the resolution of paths through modules, `use`, globs, `self`,
//! `super` and `crate`, by the rules of the compiler.

use super::{
    external,
    names::{External, ItemId, Target},
};
use crate::{
    index::Index,
    scan::{
        Extern, ModuleId, Scan, find_named_crate,
        outline::{Associated, Declaration, GLOB, Kind, Path},
    },
};

/// The names of every module.
pub(super) struct Tables<'scan> {
    pub(super) scan: &'scan Scan,
    tables: Vec<Table<'scan>>,
    pub(super) associations: Vec<Association<'scan>>,
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

    pub(super) fn resolve(&self, module: ModuleId, path: &'scan Path) -> Option<Target<'scan>> {
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
    pub(super) fn has_open_glob(&self, module: ModuleId, depth: usize) -> bool {
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
