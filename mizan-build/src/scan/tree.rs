//! The tree of modules, and the files that it stands in. No file is read twice.

use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::SystemTime,
};

use mizan_ir::SourceLocation;

use super::{
    cfg::Cfg,
    outline::{Declaration, Kind, Module as ModuleForm},
    outline_cache::OutlineCache,
    roots::{self, Packages, Root},
};
use crate::package::Package;

/// Every crate that was read.
pub(crate) struct Scan {
    /// Whether all of it could be read. If not, rustc says why.
    pub(crate) is_complete: bool,
    /// The files, in the order they were met.
    pub(crate) files: Vec<SourceFile>,
    /// Where files were looked for and not found.
    pub(crate) missing: Vec<PathBuf>,
    pub(crate) modules: Vec<Module>,
    /// The modules that the package's own crates begin with.
    pub(crate) roots: Vec<ModuleId>,
    /// Those of them that are binaries.
    pub(crate) binaries: Vec<ModuleId>,
    /// Every manifest, and every directory where more binaries may turn up.
    pub(crate) looked_at: Vec<PathBuf>,
    /// What each crate, by its root, calls the others.
    externs: Vec<(ModuleId, Externs)>,
    package_root: PathBuf,
    /// Indices into `files`, in the order of the paths.
    by_path: Vec<usize>,
    kept: OutlineCache,
}

/// A file that was read.
pub(crate) struct SourceFile {
    /// The path it was asked for by.
    pub(crate) asked: PathBuf,
    /// Absolute and canonical.
    pub(crate) path: PathBuf,
    /// Relative to the package, with `/` between its parts.
    pub(crate) name: String,
    pub(crate) modified: SystemTime,
    pub(crate) text: String,
    /// `None` after a syntax error.
    declarations: Option<Arc<[Declaration]>>,
}

/// What a crate calls others, in the order of the names.
type Externs = Vec<(String, Extern)>;

/// A crate that another one names.
#[derive(Clone, Debug)]
pub(crate) enum Extern {
    /// It was read too: its root.
    Scanned(ModuleId),
    /// It was not; its real name.
    Unknown(String),
}

/// An index into [`Scan::modules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ModuleId(pub(crate) usize);

pub(crate) struct Module {
    /// As `module_path!()` has it.
    pub(crate) path: String,
    pub(crate) crate_name: String,
    pub(crate) root: ModuleId,
    pub(crate) parent: Option<ModuleId>,
    /// An index into [`Scan::files`].
    pub(crate) file: usize,
    pub(crate) declarations: Arc<[Declaration]>,
    /// The modules declared in it, in the order of their names.
    children: Vec<(String, ModuleId)>,
}

impl Module {
    /// The module of that name declared in it.
    pub(crate) fn child(&self, name: &str) -> Option<ModuleId> {
        self.find_child(name).ok().map(|at| self.children[at].1)
    }

    fn find_child(&self, name: &str) -> Result<usize, usize> {
        self.children.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }
}

/// Where the files of a module's own modules are looked for.
#[derive(Clone)]
struct Directories {
    /// For `mod name;`.
    children: PathBuf,
    /// For `#[path = "…"]`.
    path: PathBuf,
}

impl Scan {
    pub(super) fn new(package: &Package) -> Self {
        let root = &package.root;
        Self {
            is_complete: true,
            files: Vec::new(),
            missing: Vec::new(),
            modules: Vec::new(),
            roots: Vec::new(),
            binaries: Vec::new(),
            looked_at: Vec::new(),
            externs: Vec::new(),
            package_root: root.canonicalize().unwrap_or_else(|_| root.clone()),
            by_path: Vec::new(),
            kept: OutlineCache::new(&package.out_dir),
        }
    }

    pub(crate) fn module(&self, id: ModuleId) -> &Module {
        &self.modules[id.0]
    }

    pub(crate) fn file_of(&self, id: ModuleId) -> &SourceFile {
        &self.files[self.module(id).file]
    }

    /// Whether a module belongs to the package that is built, not to one that it depends on.
    pub(crate) fn is_own(&self, id: ModuleId) -> bool {
        self.roots.contains(&self.module(id).root)
    }

    /// Whether a module is linked into the tests of a root: other binaries are not.
    pub(crate) fn is_linked(&self, id: ModuleId, into: ModuleId) -> bool {
        let root = self.module(id).root;
        root == into || !self.binaries.contains(&root)
    }

    /// The crates that a program of a root has to link, by their roots: the library beside a binary,
    /// and those of other packages.
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

    /// When the newest of the files was changed.
    pub(crate) fn newest(&self) -> Option<SystemTime> {
        self.files.iter().map(|file| file.modified).max()
    }

    /// What a crate, by its root, means by the name of another.
    pub(crate) fn find_extern(&self, root: ModuleId, name: &str) -> Option<&Extern> {
        self.externs(root).iter().find(|(known, _)| known == name).map(|(_, target)| target)
    }

    fn externs(&self, root: ModuleId) -> &[(String, Extern)] {
        self.externs.iter().find(|(known, _)| *known == root).map_or(&[], |(_, externs)| externs)
    }

    /// Reads the packages in their order, and lets each know those before it.
    pub(super) fn load_packages(&mut self, packages: Packages) {
        let mut libraries: Vec<Option<ModuleId>> = Vec::new();
        let own = packages.scanned.len() - 1;
        for (index, package) in packages.scanned.iter().enumerate() {
            let mut externs = Externs::new();
            for (name, target) in &package.externs {
                let target = match target {
                    roots::Extern::Scanned(index) => libraries[*index].map(Extern::Scanned),
                    roots::Extern::Renamed(name) => Some(Extern::Unknown(name.clone())),
                };
                externs.extend(target.map(|target| (name.clone(), target)));
            }
            let is_own = index == own;
            let mut library = None;
            if let Some(root) = &package.library {
                library = self.load_root(root, &package.cfg, &externs, is_own);
                if let Some(id) = library {
                    roots::set(&mut externs, root.crate_name.clone(), Extern::Scanned(id));
                }
            }
            libraries.push(library);
            // Only the crates of the package itself are programs of it.
            for root in package.binaries.iter().filter(|_| is_own) {
                let binary = self.load_root(root, &package.cfg, &externs, is_own);
                self.binaries.extend(binary);
            }
        }
        self.looked_at = packages.looked_at;
        self.kept.forget_others(&self.files);
    }

    fn load_root(
        &mut self,
        root: &Root,
        cfg: &Cfg,
        externs: &Externs,
        is_own: bool,
    ) -> Option<ModuleId> {
        let id = self.load_crate(root, cfg)?;
        self.externs.push((id, externs.clone()));
        self.roots.extend(is_own.then_some(id));
        Some(id)
    }

    fn load_crate(&mut self, root: &Root, cfg: &Cfg) -> Option<ModuleId> {
        let Some(file) = self.load_file(&root.file, cfg) else {
            self.is_complete = false;
            return None;
        };
        let declarations = self.declarations_of(file)?;
        let id = ModuleId(self.modules.len());
        self.modules.push(Module {
            path: root.crate_name.clone(),
            crate_name: root.crate_name.clone(),
            root: id,
            parent: None,
            file,
            declarations,
            children: Vec::new(),
        });
        let directory = parent_of(&self.files[file].path);
        self.load_children(id, &Directories { children: directory.clone(), path: directory }, cfg);
        Some(id)
    }

    fn load_children(&mut self, parent: ModuleId, directories: &Directories, cfg: &Cfg) {
        let declarations = Arc::clone(&self.module(parent).declarations);
        let mut files = Vec::new();
        for declaration in declarations.iter() {
            if let Kind::Module(ModuleForm::File(path)) = &declaration.kind {
                files.extend(candidates(&declaration.name, path.as_deref(), directories));
            }
        }
        self.load_together(&files, cfg);
        for declaration in declarations.iter() {
            let Kind::Module(form) = &declaration.kind else { continue };
            match form {
                ModuleForm::Inline(inner, path) => {
                    let file = self.module(parent).file;
                    let id = self.add_module(parent, &declaration.name, file, Arc::clone(inner));
                    let directory = match path {
                        Some(path) => directories.path.join(path),
                        None => directories.children.join(&declaration.name),
                    };
                    let inside = Directories { children: directory.clone(), path: directory };
                    self.load_children(id, &inside, cfg);
                }
                ModuleForm::File(path) => {
                    self.load_file_module(
                        parent,
                        &declaration.name,
                        path.as_deref(),
                        directories,
                        cfg,
                    );
                }
            }
        }
    }

    fn load_file_module(
        &mut self,
        parent: ModuleId,
        name: &str,
        path: Option<&str>,
        directories: &Directories,
        cfg: &Cfg,
    ) {
        let candidates = candidates(name, path, directories);
        let found = candidates.iter().find(|candidate| candidate.is_file());
        let loaded = found.and_then(|found| Some((found, self.load_file(found, cfg)?)));
        let Some((found, file)) = loaded.filter(|(_, file)| !self.is_open(parent, *file)) else {
            self.is_complete = false;
            self.missing.extend(candidates);
            return;
        };
        let Some(declarations) = self.declarations_of(file) else { return };
        let directory = parent_of(found);
        let is_flat = path.is_none() && *found == candidates[0];
        let children = if is_flat { directory.join(name) } else { directory.clone() };
        let id = self.add_module(parent, name, file, declarations);
        self.load_children(id, &Directories { children, path: directory }, cfg);
    }

    /// Whether a file is among those that lead to a module: a file cannot hold itself.
    fn is_open(&self, module: ModuleId, file: usize) -> bool {
        let module = self.module(module);
        module.file == file || module.parent.is_some_and(|parent| self.is_open(parent, file))
    }

    fn add_module(
        &mut self,
        parent: ModuleId,
        name: &str,
        file: usize,
        declarations: Arc<[Declaration]>,
    ) -> ModuleId {
        let id = ModuleId(self.modules.len());
        let above = &mut self.modules[parent.0];
        match above.find_child(name) {
            Ok(at) => above.children[at].1 = id,
            Err(at) => above.children.insert(at, (name.to_owned(), id)),
        }
        let (path, crate_name) = (format!("{}::{name}", above.path), above.crate_name.clone());
        let (root, parent) = (above.root, Some(parent));
        let children = Vec::new();
        self.modules.push(Module { path, crate_name, root, parent, file, declarations, children });
        id
    }

    fn load_file(&mut self, path: &Path, cfg: &Cfg) -> Option<usize> {
        let asked = Asked::new(path)?;
        if let Ok(at) = self.find_file(&asked.path) {
            return Some(self.by_path[at]);
        }
        let file = read_file(&asked, cfg, &self.kept)?;
        self.add_file(asked, file);
        Some(self.files.len() - 1)
    }

    /// Where a file is in `by_path`, or belongs. Canonical paths are the same to the byte.
    fn find_file(&self, path: &Path) -> Result<usize, usize> {
        let path = path.as_os_str();
        self.by_path.binary_search_by(|file| self.files[*file].path.as_os_str().cmp(path))
    }

    /// Adds a file to the list, unless it is there.
    fn add_file(&mut self, asked: Asked, file: ReadFile) {
        let Err(at) = self.find_file(&asked.path) else { return };
        self.by_path.insert(at, self.files.len());
        self.files.push(SourceFile {
            name: self.name_of(&asked.path),
            asked: asked.asked,
            path: asked.path,
            modified: file.modified,
            text: file.text,
            declarations: file.declarations,
        });
    }

    /// Reads files side by side: parsing is most of the work, and modules know nothing of each
    /// other. Whoever is done takes the next.
    fn load_together(&mut self, paths: &[PathBuf], cfg: &Cfg) {
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        let mut new = Vec::new();
        for path in paths {
            new.extend(Asked::new(path).filter(|asked| self.find_file(&asked.path).is_err()));
        }
        if new.len() < workers {
            return;
        }
        let (kept, next) = (&self.kept, AtomicUsize::new(0));
        let read_some = || {
            let mut read = Vec::new();
            while let index = next.fetch_add(1, Ordering::Relaxed)
                && let Some(asked) = new.get(index)
            {
                read.push((index, read_file(asked, cfg, kept)));
            }
            read
        };
        let mut files: Vec<Option<ReadFile>> = Vec::new();
        files.resize_with(new.len(), || None);
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for _ in 1..workers {
                threads.push(scope.spawn(read_some));
            }
            let mut read = read_some();
            for thread in threads {
                read.extend(thread.join().unwrap_or_default());
            }
            for (index, file) in read {
                files[index] = file;
            }
        });
        for (asked, file) in new.into_iter().zip(files) {
            if let Some(file) = file {
                self.add_file(asked, file);
            }
        }
    }

    fn declarations_of(&mut self, file: usize) -> Option<Arc<[Declaration]>> {
        let declarations = self.files[file].declarations.clone();
        self.is_complete &= declarations.is_some();
        declarations
    }

    /// From the package, through `..` to a file outside of it.
    fn name_of(&self, path: &Path) -> String {
        SourceLocation::file_from(&self.package_root, path)
    }
}

/// A file that is there.
struct Asked {
    asked: PathBuf,
    /// Absolute and canonical.
    path: PathBuf,
}

impl Asked {
    fn new(path: &Path) -> Option<Self> {
        Some(Self { path: path.canonicalize().ok()?, asked: path.to_owned() })
    }
}

/// A file with what it declares, before it is added to the others.
struct ReadFile {
    modified: SystemTime,
    text: String,
    declarations: Option<Arc<[Declaration]>>,
}

fn read_file(asked: &Asked, cfg: &Cfg, kept: &OutlineCache) -> Option<ReadFile> {
    let modified = fs::metadata(&asked.path).and_then(|metadata| metadata.modified()).ok()?;
    let text = fs::read_to_string(&asked.path).ok();
    let declarations =
        text.as_ref().and_then(|text| kept.read(&asked.path, text, cfg)).map(Arc::from);
    Some(ReadFile { modified, text: text.unwrap_or_default(), declarations })
}

/// Where the file of a module may be.
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
