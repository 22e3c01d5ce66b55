//! The run after an edit that declares nothing new, of a function's body, of a comment: the
//! commonest one, and no reason to do the work again. All is as the last run left it, but for the
//! locations of what the edit moved.
//!
//! The last run leaves in `OUT_DIR` what it read, what it wrote and what it told Cargo.

use std::{
    ffi::OsStr,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use mizan_ir::{MovedPositions, binary::Binary, binary_structs, kdl};
use mizan_syntax::report::{self, Report};

use crate::{
    emit::move_locations,
    files::write_own,
    output::{Output, OutputKind},
    package::{Package, fingerprint_program},
    scan::{Packages, Scan, map_positions},
    write::{is_map, replace},
};

/// Where the last run is told of, and what makes this one like it.
pub(crate) struct Incremental {
    path: PathBuf,
    /// What a run depends on beside the files that it reads.
    key: u64,
    /// The report for the macros.
    report: PathBuf,
    /// The outputs that are models.
    models: Vec<PathBuf>,
    /// Whether outputs are only held against the tree.
    is_check: bool,
}

/// The files that a run wrote, or found to be as they should.
pub(crate) struct Written {
    /// What the build script asks for.
    pub(crate) outputs: Vec<PathBuf>,
    /// What the macros and the tests of the package read.
    pub(crate) own: Vec<PathBuf>,
}

/// What a run leaves.
struct Record {
    inputs: Vec<Input>,
    products: Vec<Product>,
    lines: Vec<String>,
}

/// A source file.
struct Input {
    /// The path under which it was found.
    requested: String,
    /// The path that this led to.
    path: String,
    /// As it is called in locations.
    name: String,
    text: String,
}

/// A file that was written, or a directory that holds such files.
struct Product {
    path: String,
    length: u64,
    /// Nanoseconds since 1970.
    modified: u64,
}

binary_structs! {
    Record { inputs products lines }
    Input { requested path name text }
    Product { path length modified }
}

/// The files in which something moved, as the report and as locations call them.
#[derive(Default)]
struct Moved {
    by_path: Vec<(String, MovedPositions)>,
    by_name: Vec<(String, MovedPositions)>,
    newest: Option<SystemTime>,
}

impl Incremental {
    pub(crate) fn new(package: &Package, outputs: &[Output], packages: &Packages) -> Self {
        let mut hasher = DefaultHasher::new();
        (fingerprint_program(), &package.name, &package.root, &package.cfg).hash(&mut hasher);
        (package.is_packaged, package.is_check, &packages.scanned).hash(&mut hasher);
        let mut models = Vec::new();
        for (index, output) in outputs.iter().enumerate() {
            (output.kind, &output.path).hash(&mut hasher);
            let is_model = output.kind == OutputKind::Kdl;
            models.extend(is_model.then(|| output.resolve(package, index)));
        }
        let report = report::path(&package.out_dir);
        let (path, key) = (report.with_file_name("run"), hasher.finish());
        Self { path, key, report, models, is_check: package.is_check }
    }

    /// Does what is left to do, where the last run was as good as a new one would be, and returns
    /// what to tell Cargo.
    pub(crate) fn run(&self) -> Option<Vec<String>> {
        let mut record = self.recall()?;
        if !record.products.iter().all(Product::is_intact) {
            return None;
        }
        let moved = record.take_edits()?;
        if !moved.by_path.is_empty() {
            self.move_locations(&record, &moved)?;
            for product in &mut record.products {
                *product = Product::look(Path::new(&product.path))?;
            }
            self.write(&record).ok()?;
        }
        Some(record.lines)
    }

    /// Keeps what a run read, wrote and told. Without it the next one takes longer, and that is
    /// all.
    pub(crate) fn keep(&self, scan: &Scan, written: &Written, lines: &[String]) {
        let _ = match self.record(scan, written, lines) {
            Some(record) => self.write(&record),
            None => fs::remove_file(&self.path),
        };
    }

    fn record(&self, scan: &Scan, written: &Written, lines: &[String]) -> Option<Record> {
        let inputs = scan.files.iter().map(|file| {
            let (requested, path) =
                (file.requested.to_str()?.to_owned(), file.path.to_str()?.to_owned());
            Some(Input { requested, path, name: file.name.clone(), text: file.text.clone() })
        });
        // A file that turns up in a directory of ours may be one to remove.
        let mut paths: Vec<&Path> = Vec::new();
        for path in &written.outputs {
            let directory = path.parent().filter(|_| !self.models.contains(path));
            paths.extend(directory.filter(|directory| !paths.contains(directory)));
        }
        for path in written.outputs.iter().chain(&written.own) {
            paths.push(path);
        }
        Some(Record {
            inputs: inputs.collect::<Option<_>>()?,
            products: paths.into_iter().map(Product::look).collect::<Option<_>>()?,
            lines: lines.to_vec(),
        })
    }

    /// The key stands before the record, which is not read for another one.
    fn write(&self, record: &Record) -> io::Result<()> {
        let mut bytes = self.key.to_bytes();
        record.write(&mut bytes);
        write_own(&self.path, bytes)
    }

    fn recall(&self) -> Option<Record> {
        let bytes = fs::read(&self.path).ok()?;
        Record::from_bytes(bytes.strip_prefix(&self.key.to_bytes()[..])?)
    }

    /// Lets the report, the models and the maps name the new locations.
    fn move_locations(&self, record: &Record, moved: &Moved) -> Option<()> {
        let directory = self.report.parent()?;
        for path in record.products.iter().map(|product| Path::new(&product.path)) {
            let text = || fs::read_to_string(path).ok();
            if self.models.iter().any(|model| model == path) {
                let text =
                    kdl::move_locations(&text()?, &moved.by_name).filter(|_| !self.is_check)?;
                replace(path, &text, moved.newest?).ok()?;
            } else if is_map(path) {
                let text = move_locations(&text()?, |source| moved.of_source(path, source))?;
                replace(path, &text, moved.newest?).ok()?;
            } else if path == self.report {
                write_own(path, Report::move_positions(&text()?, &moved.by_path)?).ok()?;
            } else if path.starts_with(directory) && path.extension() == Some(OsStr::new("kdl")) {
                write_own(path, kdl::move_locations(&text()?, &moved.by_name)?).ok()?;
            }
        }
        Some(())
    }
}

impl Record {
    /// Reads every file again, and takes what changed in it for the last one. `None` where
    /// something else may be declared.
    fn take_edits(&mut self) -> Option<Moved> {
        let mut moved = Moved::default();
        for input in &mut self.inputs {
            if fs::canonicalize(&input.requested).ok()?.to_str() != Some(&input.path) {
                return None;
            }
            let text = fs::read_to_string(&input.path).ok()?;
            if text == input.text {
                continue;
            }
            let moves = map_positions(&input.text, &text)?;
            if moves.iter().any(|(before, after)| before != after) {
                moved.by_path.push((input.path.clone(), moves.clone()));
                moved.by_name.push((input.name.clone(), moves));
                let modified = fs::metadata(&input.path).and_then(|file| file.modified()).ok();
                moved.newest = moved.newest.max(modified);
                input.text = text;
            }
        }
        Some(moved)
    }
}

impl Moved {
    /// What moved in a source, as it is reached from a map.
    fn of_source(&self, map: &Path, source: &str) -> Option<&MovedPositions> {
        let source = fs::canonicalize(map.parent()?.join(source)).ok()?;
        self.by_path.iter().find(|(path, _)| source == Path::new(path)).map(|(_, moves)| moves)
    }
}

impl Product {
    fn look(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let modified = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        Some(Self {
            path: path.to_str()?.to_owned(),
            length: metadata.len(),
            modified: u64::try_from(modified.as_nanos()).ok()?,
        })
    }

    /// Whether nobody has touched it since.
    fn is_intact(&self) -> bool {
        Self::look(Path::new(&self.path))
            .is_some_and(|found| (found.length, found.modified) == (self.length, self.modified))
    }
}
