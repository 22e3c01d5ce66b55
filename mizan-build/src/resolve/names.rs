//! What a path names: modules, `use`, globs, `self`, `super`, `crate`, as the compiler reads them.

use std::collections::BTreeMap;

use crate::scan::{
    Extern, Module, ModuleId, Source,
    outline::{Declaration, GLOB, Kind, Path},
};

use super::known;

/// What a path leads to.
#[derive(Clone, Debug)]
pub(super) enum Target<'source> {
    Module(ModuleId),
    Item(ItemId<'source>),
    /// Something outside of what was scanned, by its path.
    External(Vec<&'source str>),
}

/// A declaration, with the module it stands in.
#[derive(Clone, Copy, Debug)]
pub(super) struct ItemId<'source> {
    pub(super) module: ModuleId,
    pub(super) declaration: &'source Declaration,
}

impl PartialEq for ItemId<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.module == other.module && std::ptr::eq(self.declaration, other.declaration)
    }
}

/// The names of every module.
pub(super) struct Names<'source> {
    source: &'source Source,
    tables: Vec<Table<'source>>,
}

#[derive(Default)]
struct Table<'source> {
    names: BTreeMap<&'source str, Vec<&'source Declaration>>,
    globs: Vec<&'source Path>,
    /// What its crate calls others.
    externs: Option<&'source BTreeMap<String, Extern>>,
}

/// The lookups that are under way, so that `use` items in a circle end.
type Trail<'path> = Vec<(ModuleId, &'path str)>;

impl<'source> Names<'source> {
    pub(super) fn new(source: &'source Source) -> Self {
        let table = |module: &'source Module| Table {
            externs: source.externs(module.root),
            ..Table::new(&module.declarations)
        };
        Self { source, tables: source.modules.iter().map(table).collect() }
    }

    /// Follows a path from a module. A first name that nothing declares is taken for a crate's.
    pub(super) fn resolve(&self, module: ModuleId, path: &'source Path) -> Option<Target<'source>> {
        self.follow(module, path, &mut Vec::new())
    }

    /// Whether a path leads to that item of the crate `mizan`.
    pub(super) fn is_mizan(&self, module: ModuleId, path: &'source Path, item: &str) -> bool {
        match self.resolve(module, path) {
            Some(Target::External(path)) => path == ["mizan", item],
            _ => false,
        }
    }

    fn follow(
        &self,
        module: ModuleId,
        path: &'source Path,
        trail: &mut Trail<'source>,
    ) -> Option<Target<'source>> {
        let (first, mut rest) = path.segments.split_first()?;
        let mut target = if path.is_global {
            self.find_crate(module, first)
        } else {
            match first.as_str() {
                "crate" => Target::Module(self.source.module(module).root),
                "self" => Target::Module(module),
                "super" => Target::Module(self.source.module(module).parent?),
                name => self
                    .look_up(module, name, trail)
                    .filter(|target| rest.is_empty() || !is_value(target))
                    .unwrap_or_else(|| self.find_crate(module, name)),
            }
        };
        while let Some((name, after)) = rest.split_first() {
            target = match target {
                Target::Module(inner) if name == "super" => {
                    Target::Module(self.source.module(inner).parent?)
                }
                Target::Module(inner) => self.look_up(inner, name, trail)?,
                Target::External(mut path) => {
                    path.push(name);
                    Target::External(path)
                }
                Target::Item(_) => return None,
            };
            rest = after;
        }
        Some(target)
    }

    /// A crate that was scanned too, or any other.
    fn find_crate(&self, module: ModuleId, name: &'source str) -> Target<'source> {
        match self.tables[module.0].externs.and_then(|externs| externs.get(name)) {
            Some(Extern::Scanned(root)) => Target::Module(*root),
            Some(Extern::Unknown(real_name)) => Target::External(vec![real_name]),
            None => Target::External(vec![name]),
        }
    }

    /// What a module calls by a name: its own first, then what its globs bring.
    fn look_up(
        &self,
        module: ModuleId,
        name: &'source str,
        trail: &mut Trail<'source>,
    ) -> Option<Target<'source>> {
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

    fn look_up_own(
        &self,
        module: ModuleId,
        name: &'source str,
        trail: &mut Trail<'source>,
    ) -> Option<Target<'source>> {
        let declarations = self.tables[module.0].names.get(name)?;
        declarations.iter().find_map(|declaration| match &declaration.kind {
            Kind::Use(path) => self.follow(module, path, trail),
            Kind::Module(_) => {
                self.source.module(module).children.get(name).map(|child| Target::Module(*child))
            }
            _ => Some(Target::Item(ItemId { module, declaration })),
        })
    }

    fn look_up_globs(
        &self,
        module: ModuleId,
        name: &'source str,
        trail: &mut Trail<'source>,
    ) -> Option<Target<'source>> {
        self.tables[module.0].globs.iter().find_map(|glob| {
            match self.follow(module, glob, trail)? {
                Target::Module(inner) => self.look_up(inner, name, trail),
                Target::External(mut path) => {
                    path.push(name);
                    known::is_known(&path).then_some(Target::External(path))
                }
                Target::Item(_) => None,
            }
        })
    }
}

/// No path goes on behind a function or a number, so a crate may bear its name: `mizan` and `mizan::client`.
fn is_value(target: &Target<'_>) -> bool {
    match target {
        Target::Item(item) => {
            matches!(item.declaration.kind, Kind::Function | Kind::Client(_) | Kind::Constant(_))
        }
        _ => false,
    }
}

impl<'source> Table<'source> {
    fn new(declarations: &'source [Declaration]) -> Self {
        let mut table = Self::default();
        for declaration in declarations {
            match &declaration.kind {
                Kind::Use(path) if declaration.name == GLOB => table.globs.push(path),
                Kind::Implementation(..) => {}
                // No function and no number is a type, so they come after whatever else bears
                // their name.
                Kind::Function | Kind::Constant(_) => {
                    table.names.entry(&declaration.name).or_default().push(declaration)
                }
                _ => table.names.entry(&declaration.name).or_default().insert(0, declaration),
            }
        }
        table
    }
}
