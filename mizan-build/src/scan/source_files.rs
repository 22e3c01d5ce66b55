//! The source files of a scan. None is read twice, and several are read side by side.

use std::{
    fs,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use mizan_ir::SourceLocation;

use super::{cfg::Cfg, elsewhere::Elsewhere, outline::Declaration, outline_cache::OutlineCache};
use crate::package::Package;

/// A file that was read.
pub(crate) struct SourceFile {
    /// The path under which it was found.
    pub(crate) requested: PathBuf,
    /// The same, absolute and without links.
    pub(crate) path: PathBuf,
    /// The path from the package, with `/` between its parts.
    pub(crate) name: String,
    pub(crate) text: String,
    /// `None` after a syntax error.
    pub(super) declarations: Option<Arc<[Declaration]>>,
}

/// All files so far.
pub(super) struct SourceFiles {
    files: Vec<SourceFile>,
    /// Indices into `files`, sorted by path.
    by_path: Vec<usize>,
    package_root: PathBuf,
    cache: OutlineCache,
}

impl SourceFiles {
    pub(super) fn new(package: &Package, elsewhere: &Elsewhere) -> Self {
        let root = &package.root;
        Self {
            files: Vec::new(),
            by_path: Vec::new(),
            package_root: root.canonicalize().unwrap_or_else(|_| root.clone()),
            cache: OutlineCache::new(&package.out_dir, elsewhere),
        }
    }

    pub(super) fn get(&self, index: usize) -> &SourceFile {
        &self.files[index]
    }

    /// All files in the order in which they were found. The cache forgets every other file.
    pub(super) fn finish(self) -> Vec<SourceFile> {
        let paths: Vec<&Path> = self.files.iter().map(|file| file.path.as_path()).collect();
        self.cache.forget_others(&paths);
        self.files
    }

    /// The index of the file at a path; `None` if there is none.
    pub(super) fn load(&mut self, path: &Path, cfg: &Cfg) -> Option<usize> {
        let found = Found::new(path)?;
        if let Ok(at) = self.find(&found.path) {
            return Some(self.by_path[at]);
        }
        let file = read_file(&found, cfg, &self.cache);
        self.add(found, file);
        Some(self.files.len() - 1)
    }

    /// Reads files on all processors, each thread one after the other: parsing is most of the work
    /// of a scan, and no file depends on another. Paths that lead to no file are passed over.
    pub(super) fn load_all(&mut self, paths: &[PathBuf], cfg: &Cfg) {
        let workers = thread::available_parallelism().map_or(1, NonZero::get);
        let mut new = Vec::new();
        for path in paths {
            new.extend(Found::new(path).filter(|found| self.find(&found.path).is_err()));
        }
        // To start threads takes longer than to read a few files.
        if new.len() < workers {
            return;
        }
        let files = read_files(&new, cfg, &self.cache, workers);
        for (found, file) in new.into_iter().zip(files) {
            if let Some(file) = file {
                self.add(found, file);
            }
        }
    }

    /// The position of a file in `by_path`, or the one where it belongs. Paths without links are
    /// the same to the byte if they lead to the same file.
    fn find(&self, path: &Path) -> Result<usize, usize> {
        let path = path.as_os_str();
        self.by_path.binary_search_by(|file| self.files[*file].path.as_os_str().cmp(path))
    }

    /// Adds a file, unless it is there.
    fn add(&mut self, found: Found, file: ReadFile) {
        let Err(at) = self.find(&found.path) else { return };
        self.by_path.insert(at, self.files.len());
        self.files.push(SourceFile {
            name: SourceLocation::file_from(&self.package_root, &found.path),
            requested: found.requested,
            path: found.path,
            text: file.text,
            declarations: file.declarations,
        });
    }
}

/// A file that exists.
struct Found {
    requested: PathBuf,
    /// Absolute and without links.
    path: PathBuf,
}

impl Found {
    fn new(path: &Path) -> Option<Self> {
        Some(Self { path: path.canonicalize().ok()?, requested: path.to_owned() })
    }
}

/// The content of a file.
struct ReadFile {
    text: String,
    declarations: Option<Arc<[Declaration]>>,
}

/// Reads the files, in their order.
fn read_files(
    found: &[Found],
    cfg: &Cfg,
    cache: &OutlineCache,
    workers: usize,
) -> Vec<Option<ReadFile>> {
    let next = AtomicUsize::new(0);
    let read_some = || {
        let mut read = Vec::new();
        while let index = next.fetch_add(1, Ordering::Relaxed)
            && let Some(found) = found.get(index)
        {
            read.push((index, Some(read_file(found, cfg, cache))));
        }
        read
    };
    let mut files: Vec<Option<ReadFile>> = Vec::new();
    files.resize_with(found.len(), || None);
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
    files
}

fn read_file(found: &Found, cfg: &Cfg, cache: &OutlineCache) -> ReadFile {
    let text = fs::read_to_string(&found.path).ok();
    let declarations =
        text.as_ref().and_then(|text| cache.read(&found.path, text, cfg)).map(Arc::from);
    ReadFile { text: text.unwrap_or_default(), declarations }
}
