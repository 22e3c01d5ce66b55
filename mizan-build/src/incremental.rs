//! The run after an edit that declares nothing new: of a function's body, of a comment, of space.
//!
//! Most edits are such, and the client stays the same but for the locations of Rust in its source
//! maps. A run leaves a record in `OUT_DIR`: the lookups that it found the packages by, the texts
//! that it read, the files that it wrote with their lengths and times, and its instructions for
//! Cargo. The next run compares the texts. If only tokens moved, it moves the locations and repeats
//! the instructions, without a parser. The record holds for one build script and one configuration,
//! and only while every lookup finds the same and no file that was written has been touched; in
//! every other case the run is a whole one.
//!
//! In the benchmark of 1 000 functions and types, unoptimised, an edit of bodies costs 140 million
//! instructions and no edit 3 million, where an edit of a declaration costs 730 million.

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
    build::Job,
    diagnostics::CallDiagnostic,
    emit::move_locations,
    files::{Targets, write_own},
    output::OutputKind,
    package::fingerprint_program,
    scan::{Lookups, Scan, map_positions},
    write::{is_map, replace},
};

/// The record of the last run, and the conditions under which it holds.
pub(crate) struct Incremental {
    path: PathBuf,
    /// The hash of everything that a run depends on beside the files that it reads.
    key: u64,
    /// The report for the macros.
    report: PathBuf,
    /// The outputs that are models.
    models: Vec<PathBuf>,
    /// True if outputs are compared with the tree, not written.
    is_check: bool,
    /// The time when Cargo started the build script.
    started: SystemTime,
}

/// The files that a run wrote, or found as they should be.
pub(crate) struct Written {
    /// The outputs of the build script.
    pub(crate) outputs: Vec<PathBuf>,
    /// The files for the macros and the tests of the package.
    pub(crate) own: Vec<PathBuf>,
    /// The warnings of this run alone.
    pub(crate) warnings: Vec<CallDiagnostic>,
}

/// The record of a run.
struct Record {
    lookups: Lookups,
    inputs: Vec<Input>,
    products: Vec<Product>,
    lines: Vec<String>,
}

/// A source file.
struct Input {
    /// The path under which it was found.
    requested: String,
    /// The same path without links.
    path: String,
    /// The name of the file in locations.
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
    Record { lookups inputs products lines }
    Input { requested path name text }
    Product { path length modified }
}

/// The files in which something moved, as the report and as locations call them.
#[derive(Default)]
struct Moved {
    by_path: Vec<(String, MovedPositions)>,
    by_name: Vec<(String, MovedPositions)>,
}

impl Incremental {
    pub(crate) fn new(job: Job<'_>) -> Self {
        let Job { package, outputs, requires_auth, .. } = job;
        let mut hasher = DefaultHasher::new();
        (fingerprint_program(), &package.name, &package.root, &package.cfg).hash(&mut hasher);
        (package.is_packaged, package.is_check, requires_auth).hash(&mut hasher);
        let mut models = Vec::new();
        for (index, output) in outputs.iter().enumerate() {
            (output.kind, &output.path).hash(&mut hasher);
            let is_model = output.kind == OutputKind::Kdl;
            models.extend(is_model.then(|| output.resolve(package, index)));
        }
        let report = report::path(&package.out_dir);
        let (path, key) = (report.with_file_name("run"), hasher.finish());
        let (is_check, started) = (package.is_check, package.started);
        Self { path, key, report, models, is_check, started }
    }

    /// Brings the results of the last run up to date, and returns its instructions for Cargo.
    /// `None` if a whole run is needed.
    pub(crate) fn run(&self) -> Option<Vec<String>> {
        let mut record = self.recall()?;
        if !record.lookups.still_hold() || !record.products.iter().all(Product::is_intact) {
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

    /// Writes the record of a run. A failure only makes the next run a whole one.
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
        // A directory is a product too: its time changes when a file in it appears, which a whole
        // run may have to remove.
        let mut paths: Vec<&Path> = Vec::new();
        for path in &written.outputs {
            let directory = path.parent().filter(|_| !self.models.contains(path));
            paths.extend(directory.filter(|directory| !paths.contains(directory)));
        }
        for path in written.outputs.iter().chain(&written.own) {
            paths.push(path);
        }
        Some(Record {
            lookups: scan.lookups.clone(),
            inputs: inputs.collect::<Option<_>>()?,
            products: paths.into_iter().map(Product::look).collect::<Option<_>>()?,
            lines: lines.to_vec(),
        })
    }

    /// The key comes first, so that a record of another key is not parsed.
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
                replace(path, &text, self.started).ok()?;
            } else if is_map(path) {
                let text = move_locations(&text()?, |source| moved.of_source(path, source))?;
                replace(path, &text, self.started).ok()?;
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
    /// Reads every file again, and puts the texts that changed into the record. `None` if something
    /// else may be declared.
    fn take_edits(&mut self) -> Option<Moved> {
        let (mut moved, mut targets) = (Moved::default(), Targets::default());
        for input in &mut self.inputs {
            if targets.find(Path::new(&input.requested))?.to_str() != Some(&input.path) {
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
                input.text = text;
            }
        }
        Some(moved)
    }
}

impl Moved {
    /// The moved positions of a source, which a map names by its path from the map.
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

    /// Returns true if the file has the length and the time that the run left it with.
    fn is_intact(&self) -> bool {
        Self::look(Path::new(&self.path))
            .is_some_and(|found| (found.length, found.modified) == (self.length, self.modified))
    }
}
