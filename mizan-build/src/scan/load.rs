//! The loading of crates: from their root files along `mod` to every file that the compiler reads.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    cfg::Cfg,
    elsewhere::Elsewhere,
    outline::{Declaration, Kind, Module as ModuleForm},
    packages::{self, Packages, Root},
    source_files::SourceFiles,
    tree::{Extern, Externs, Module, ModuleId, Scan},
};
use crate::{output::normalize, package::Package};

/// Reads the packages in their order; each can name those before it.
pub(super) fn load_packages(
    package: &Package,
    packages: &Packages,
    elsewhere: &Elsewhere,
    written: &[PathBuf],
) -> Scan {
    let mut loader = Loader {
        written,
        scan: Scan { is_complete: true, ..Scan::default() },
        files: SourceFiles::new(package, elsewhere),
    };
    loader.load(packages);
    let Loader { scan, files, .. } = loader;
    Scan { files: files.finish(), ..scan }
}

/// A scan that is not finished, and its files.
struct Loader<'a> {
    /// The files that the build writes: a module that is one of them may be missing until then.
    written: &'a [PathBuf],
    scan: Scan,
    files: SourceFiles,
}

/// The directories where the files of a module's own modules are looked for.
#[derive(Clone)]
struct Directories {
    /// For `mod name;`.
    children: PathBuf,
    /// For `#[path = "…"]`.
    path: PathBuf,
}

impl Loader<'_> {
    fn load(&mut self, packages: &Packages) {
        let mut libraries: Vec<Option<ModuleId>> = Vec::new();
        let own = packages.scanned.len() - 1;
        for (index, package) in packages.scanned.iter().enumerate() {
            let mut externs = Externs::new();
            for (name, target) in &package.externs {
                let target = match target {
                    packages::Extern::Scanned(index) => libraries[*index].map(Extern::Scanned),
                    packages::Extern::Unscanned(name) => Some(Extern::Unknown(name.clone())),
                };
                externs.extend(target.map(|target| (name.clone(), target)));
            }
            let is_own = index == own;
            let mut library = None;
            if let Some(root) = &package.library {
                library = self.load_root(root, &package.cfg, &externs, is_own);
                if let Some(id) = library {
                    packages::set(&mut externs, root.crate_name.clone(), Extern::Scanned(id));
                }
            }
            libraries.push(library);
            // Only the crates of the package itself are programs of it.
            for root in package.binaries.iter().filter(|_| is_own) {
                let binary = self.load_root(root, &package.cfg, &externs, is_own);
                self.scan.binaries.extend(binary);
            }
        }
    }

    fn load_root(
        &mut self,
        root: &Root,
        cfg: &Cfg,
        externs: &Externs,
        is_own: bool,
    ) -> Option<ModuleId> {
        let id = self.load_crate(root, cfg)?;
        self.scan.externs.push((id, externs.clone()));
        self.scan.roots.extend(is_own.then_some(id));
        Some(id)
    }

    fn load_crate(&mut self, root: &Root, cfg: &Cfg) -> Option<ModuleId> {
        let Some(file) = self.files.load(&root.file, cfg) else {
            self.scan.is_complete = false;
            return None;
        };
        let declarations = self.declarations_of(file)?;
        let id = ModuleId(self.scan.modules.len());
        self.scan.modules.push(Module {
            path: root.crate_name.clone(),
            crate_name: root.crate_name.clone(),
            root: id,
            parent: None,
            file,
            declarations,
            children: Vec::new(),
        });
        let directory = parent_of(&self.files.get(file).path);
        self.load_children(id, &Directories { children: directory.clone(), path: directory }, cfg);
        Some(id)
    }

    fn load_children(&mut self, parent: ModuleId, directories: &Directories, cfg: &Cfg) {
        let declarations = Arc::clone(&self.scan.module(parent).declarations);
        let mut files = Vec::new();
        for declaration in declarations.iter() {
            if let Kind::Module(ModuleForm::File(path)) = &declaration.kind {
                files.extend(candidates(&declaration.name, path.as_deref(), directories));
            }
        }
        self.files.load_all(&files, cfg);
        for declaration in declarations.iter() {
            match &declaration.kind {
                Kind::Module(ModuleForm::Inline(inner, path)) => {
                    let name = &declaration.name;
                    let file = self.scan.module(parent).file;
                    let id = self.add_module(parent, name, file, Arc::clone(inner));
                    let directory = match path {
                        Some(path) => directories.path.join(path),
                        None => directories.children.join(name),
                    };
                    let inside = Directories { children: directory.clone(), path: directory };
                    self.load_children(id, &inside, cfg);
                }
                Kind::Module(ModuleForm::File(path)) => {
                    let candidates = candidates(&declaration.name, path.as_deref(), directories);
                    let is_named = path.is_none();
                    self.load_module(parent, &declaration.name, candidates, is_named, cfg);
                }
                _ => {}
            }
        }
    }

    /// Loads a module from the first candidate that is a file. `is_named` tells that the candidates
    /// follow from the module's name.
    fn load_module(
        &mut self,
        parent: ModuleId,
        name: &str,
        candidates: Vec<PathBuf>,
        is_named: bool,
        cfg: &Cfg,
    ) {
        let found = candidates.iter().find(|candidate| candidate.is_file());
        let loaded = found.and_then(|found| Some((found, self.files.load(found, cfg)?)));
        let Some((found, file)) = loaded.filter(|(_, file)| !self.is_open(parent, *file)) else {
            self.scan.is_complete &= self.is_written(&candidates);
            self.scan.missing.extend(candidates);
            return;
        };
        let Some(declarations) = self.declarations_of(file) else { return };
        let directory = parent_of(found);
        let is_flat = is_named && *found == candidates[0];
        let children = if is_flat { directory.join(name) } else { directory.clone() };
        let id = self.add_module(parent, name, file, declarations);
        self.load_children(id, &Directories { children, path: directory }, cfg);
    }

    fn is_written(&self, candidates: &[PathBuf]) -> bool {
        candidates.iter().any(|candidate| self.written.contains(&normalize(candidate)))
    }

    /// Returns true if a file is among those that lead to a module: a file cannot hold itself.
    fn is_open(&self, module: ModuleId, file: usize) -> bool {
        let module = self.scan.module(module);
        module.file == file || module.parent.is_some_and(|parent| self.is_open(parent, file))
    }

    fn add_module(
        &mut self,
        parent: ModuleId,
        name: &str,
        file: usize,
        declarations: Arc<[Declaration]>,
    ) -> ModuleId {
        let id = ModuleId(self.scan.modules.len());
        let above = &mut self.scan.modules[parent.0];
        match above.find_child(name) {
            Ok(at) => above.children[at].1 = id,
            Err(at) => above.children.insert(at, (name.to_owned(), id)),
        }
        let (path, crate_name) = (format!("{}::{name}", above.path), above.crate_name.clone());
        let (root, parent) = (above.root, Some(parent));
        let children = Vec::new();
        let module = Module { path, crate_name, root, parent, file, declarations, children };
        self.scan.modules.push(module);
        id
    }

    fn declarations_of(&mut self, file: usize) -> Option<Arc<[Declaration]>> {
        let declarations = self.files.get(file).declarations.clone();
        self.scan.is_complete &= declarations.is_some();
        declarations
    }
}

/// The paths where the file of a module may be.
fn candidates(name: &str, path: Option<&str>, directories: &Directories) -> Vec<PathBuf> {
    match path {
        Some(path) => vec![directories.path.join(path)],
        None => vec![
            directories.children.join(format!("{name}.rs")),
            directories.children.join(name).join("mod.rs"),
        ],
    }
}

fn parent_of(path: &Path) -> PathBuf {
    path.parent().map_or_else(PathBuf::new, Path::to_owned)
}
