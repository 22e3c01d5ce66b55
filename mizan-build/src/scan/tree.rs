//! The scan of a package: its crates and those that it depends on, each a tree of modules.

use std::{path::PathBuf, sync::Arc};

use super::{lookups::Lookups, outline::Declaration, source_files::SourceFile};

/// Every crate that was read.
#[derive(Default)]
pub(crate) struct Scan {
    /// True if every file could be read and parsed. If not, the compiler says why.
    pub(crate) is_complete: bool,
    /// The files, in the order in which they were found.
    pub(crate) files: Vec<SourceFile>,
    /// The paths where files were looked for and not found.
    pub(crate) missing: Vec<PathBuf>,
    pub(crate) modules: Vec<Module>,
    /// The root modules of the package's own crates.
    pub(crate) roots: Vec<ModuleId>,
    /// Those of them that are binaries.
    pub(crate) binaries: Vec<ModuleId>,
    /// Every manifest, and every directory where more binaries may turn up.
    pub(crate) looked_at: Vec<PathBuf>,
    /// Everything that the packages were found by.
    pub(crate) lookups: Lookups,
    /// True if the package depends on Mizan itself, and has it not from another crate alone.
    pub(crate) names_mizan: bool,
    /// The crates that each crate can name, by its root module.
    pub(super) externs: Vec<(ModuleId, Externs)>,
}

/// The crates that a crate can name, sorted by those names.
pub(super) type Externs = Vec<(String, Extern)>;

/// A crate that another one names.
#[derive(Clone, Debug)]
pub(crate) enum Extern {
    /// A crate that was scanned too, by its root module.
    Scanned(ModuleId),
    /// Any other crate, by its real name.
    Unknown(String),
}

/// An index into [`Scan::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ModuleId(pub(crate) usize);

/// A module of a crate. The compiler keeps one tree for each crate, so a file in two crates is two
/// modules.
pub(crate) struct Module {
    /// The path that `module_path!()` returns.
    pub(crate) path: String,
    pub(crate) crate_name: String,
    pub(crate) root: ModuleId,
    pub(crate) parent: Option<ModuleId>,
    /// An index into [`Scan::files`].
    pub(crate) file: usize,
    pub(crate) declarations: Arc<[Declaration]>,
    /// The modules declared in it, sorted by name.
    pub(super) children: Vec<(String, ModuleId)>,
}

impl Module {
    /// The module of that name declared in it.
    pub(crate) fn child(&self, name: &str) -> Option<ModuleId> {
        self.find_child(name).ok().map(|at| self.children[at].1)
    }

    pub(super) fn find_child(&self, name: &str) -> Result<usize, usize> {
        self.children.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }
}

impl Scan {
    pub(crate) fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0]
    }

    pub(crate) fn file_of(&self, id: ModuleId) -> &SourceFile {
        &self.files[self.module(id).file]
    }

    /// Returns true if a module belongs to the package that is built, not to one that it depends
    /// on.
    pub(crate) fn is_own(&self, id: ModuleId) -> bool {
        self.roots.contains(&self.module(id).root)
    }

    /// Returns true if a module is linked into the tests of a root: other binaries are not.
    pub(crate) fn is_linked(&self, id: ModuleId, into: ModuleId) -> bool {
        let root = self.module(id).root;
        root == into || !self.binaries.contains(&root)
    }

    /// The crates that a program of a root has to link, by their roots: the library beside a
    /// binary, and those of other packages.
    pub(crate) fn linked_crates(&self, root: ModuleId) -> impl Iterator<Item = ModuleId> {
        let all = (0..self.modules.len()).map(ModuleId);
        all.filter(move |id| {
            self.module(*id).root == *id && *id != root && self.is_linked(*id, root)
        })
    }

    /// The name by which a crate knows another. A crate that it depends on only through others is
    /// known by its own name.
    pub(crate) fn alias_of(&self, linked_crate: ModuleId, root: ModuleId) -> &str {
        for (name, target) in self.externs(root) {
            if matches!(target, Extern::Scanned(id) if *id == linked_crate) {
                return name;
            }
        }
        &self.module(linked_crate).crate_name
    }

    /// The root of the crate of that name; of several, the one that a module belongs to.
    pub(crate) fn find_crate_of(&self, module: ModuleId, crate_name: &str) -> Option<ModuleId> {
        let own = self.module(module).root;
        let is_it = |id: &ModuleId| {
            self.module(*id).root == *id && self.module(*id).crate_name == crate_name
        };
        let all = (0..self.modules.len()).map(ModuleId);
        Some(own).filter(is_it).or_else(|| all.into_iter().find(is_it))
    }

    /// The crate that a crate, by its root, calls by a name.
    pub(crate) fn find_extern(&self, root: ModuleId, name: &str) -> Option<&Extern> {
        self.externs(root).iter().find(|(known, _)| known == name).map(|(_, target)| target)
    }

    /// Returns true if one of the scanned crates depends on a crate of that real name, which is not
    /// scanned.
    pub(crate) fn is_unscanned(&self, name: &str) -> bool {
        let is_it = |target: &Extern| matches!(target, Extern::Unknown(known) if known == name);
        self.externs.iter().any(|(_, externs)| externs.iter().any(|(_, target)| is_it(target)))
    }

    /// The crates that a crate, by its root, can name.
    pub(crate) fn externs(&self, root: ModuleId) -> &[(String, Extern)] {
        self.externs.iter().find(|(known, _)| *known == root).map_or(&[], |(_, externs)| externs)
    }
}
