//! The outputs that a build script asks for, and their files.

use std::path::{Component, Path, PathBuf};

use mizan_ir::{Api, Diagnostic, SourceLocation};

use crate::{
    diagnostics::{CallDiagnostic, CallSite},
    emit::{File, emit_edge, emit_python, emit_source_map, emit_typescript, frameworks::Framework},
    join::join,
    package::Package,
    write::{LINES_ABOVE, Tree},
};

/// An output of a configuration.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) kind: OutputKind,
    /// The path as the build script gives it, relative to the package.
    pub(crate) path: PathBuf,
    /// The call in the build script that asks for the output.
    pub(crate) call: CallSite,
}

/// The kind of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OutputKind {
    /// A directory with a client in TypeScript, for a framework or for none.
    TypeScript(Option<&'static dyn Framework>),
    /// A file with a client in Python.
    Python,
    /// A file with a client in Rust, and a folder with its fixed part.
    #[cfg(feature = "rust")]
    Rust,
    /// A file with the model of the API.
    Kdl,
    /// A file with the manifest for a cache at the edge.
    Edge,
}

const EACH_ITS_OWN: &str =
    "give each a place of its own, for one would remove what the other writes";

/// Emits the files of every output. The source locations in the API are relative to `sources`.
pub(crate) fn emit_outputs(
    package: &Package,
    outputs: &[Output],
    api: &Api,
    sources: &Path,
) -> Vec<Tree> {
    let trees = outputs.iter().enumerate();
    trees.flat_map(|(index, output)| output.emit(package, index, api, sources)).collect()
}

/// The paths of all outputs.
pub(crate) fn files_of(package: &Package, outputs: &[Output]) -> Vec<PathBuf> {
    let outputs = outputs.iter().enumerate();
    outputs.map(|(index, output)| normalize(&output.resolve(package, index))).collect()
}

/// Checks the paths of all outputs, before anything is written.
pub(crate) fn check_outputs(
    package: &Package,
    outputs: &[Output],
) -> Result<(), Vec<CallDiagnostic>> {
    let mut diagnostics = Vec::new();
    for (index, output) in outputs.iter().enumerate() {
        let (root, earlier) = (output.resolve(package, index), &outputs[..index]);
        let diagnostic = output
            .check_same(package, earlier)
            .or_else(|| output.check(package, &root))
            .or_else(|| output.check_nested(package, earlier));
        diagnostics.extend(diagnostic);
    }
    if diagnostics.is_empty() { Ok(()) } else { Err(diagnostics) }
}

/// The warnings about outputs that go to unexpected places for the first time: below a directory
/// that does not exist either, which a slip in the path makes, or out of the package.
pub(crate) fn find_new_places(package: &Package, outputs: &[Output]) -> Vec<CallDiagnostic> {
    let mut warnings = Vec::new();
    for (index, output) in outputs.iter().enumerate() {
        let path = normalize(&output.resolve(package, index));
        if !path.starts_with(&package.out_dir) && !path.exists() {
            warnings.extend(output.warn_of_place(package, &path));
        }
    }
    warnings
}

impl Output {
    fn emit(&self, package: &Package, index: usize, api: &Api, sources: &Path) -> Vec<Tree> {
        let path = self.resolve(package, index);
        match self.kind {
            OutputKind::TypeScript(framework) => {
                let files = add_source_maps(emit_typescript(api, framework), &path, sources);
                vec![self.folder(path, files)]
            }
            OutputKind::Python => vec![self.file(&path, emit_python(api))],
            #[cfg(feature = "rust")]
            OutputKind::Rust => {
                let folder = path.with_extension("");
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                let text = crate::emit::emit_rust(api, &name);
                let fixed_part = self.folder(folder.clone(), crate::emit::emit_fixed_part(api));
                vec![self.file(&path, text), fixed_part]
            }
            OutputKind::Kdl => vec![self.file(&path, mizan_ir::to_kdl(api))],
            OutputKind::Edge => vec![self.file(&path, emit_edge(api))],
        }
    }

    fn folder(&self, root: PathBuf, files: Vec<File>) -> Tree {
        Tree { root, files, is_whole: true, call: self.call }
    }

    fn file(&self, path: &Path, text: String) -> Tree {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let root = path.parent().map_or_else(PathBuf::new, Path::to_owned);
        Tree { root, files: vec![File::new(&name, text)], is_whole: false, call: self.call }
    }

    /// The path to write to. The outputs of a packaged crate go to `OUT_DIR`.
    pub(crate) fn resolve(&self, package: &Package, index: usize) -> PathBuf {
        if package.is_packaged {
            let name = self.path.file_name().unwrap_or_default();
            return package.out_dir.join("mizan").join(format!("output-{index}")).join(name);
        }
        package.root.join(&self.path)
    }

    /// Two outputs cannot go to one place.
    fn check_same(&self, package: &Package, earlier: &[Self]) -> Option<CallDiagnostic> {
        let own = self.place(package);
        let is_taken = earlier.iter().any(|other| other.place(package) == own);
        is_taken.then(|| {
            let message = format!("`{}` is the place of two outputs", self.path.display());
            self.refuse(message, EACH_ITS_OWN.to_owned())
        })
    }

    /// A client cannot go below another one. A file may be in the directory of a client.
    fn check_nested(&self, package: &Package, earlier: &[Self]) -> Option<CallDiagnostic> {
        let own = self.place(package);
        earlier.iter().filter(|other| self.is_client() && other.is_client()).find_map(|other| {
            let others = other.place(package);
            let relation = match (own.starts_with(&others), others.starts_with(&own)) {
                (true, _) => "is in",
                (_, true) => "holds",
                _ => return None,
            };
            let (own, others) = (self.path.display(), other.path.display());
            let message = format!("`{own}` {relation} `{others}`, the place of another output");
            Some(self.refuse(message, EACH_ITS_OWN.to_owned()))
        })
    }

    /// Returns true for a client that is a directory.
    fn is_client(&self) -> bool {
        matches!(self.kind, OutputKind::TypeScript(_))
    }

    fn place(&self, package: &Package) -> PathBuf {
        normalize(&package.root.join(&self.path))
    }

    fn warn_of_place(&self, package: &Package, path: &Path) -> Option<CallDiagnostic> {
        let shown = self.path.display();
        let missing = path.ancestors().skip(1).take_while(|above| !above.exists()).last();
        let message = match missing {
            Some(missing) => format!(
                "the first output goes to `{shown}`, and `{}` is a new directory",
                missing.display()
            ),
            None if !path.starts_with(&package.root) => format!(
                "the first output goes to `{shown}`, outside of the package, to `{}`",
                path.display()
            ),
            None => return None,
        };
        let help = "if that is a slip, correct the path here, and delete what was made";
        Some(Diagnostic::warning(self.call, message).with_help(help))
    }

    fn check(&self, package: &Package, path: &Path) -> Option<CallDiagnostic> {
        match self.kind {
            OutputKind::TypeScript(_) => {
                self.check_ancestors(package, path).or_else(|| self.check_content(package, path))
            }
            OutputKind::Python => self
                .check_file(path, ("the Python client", "python", "api.py"))
                .or_else(|| self.check_extension(("a Python module", "python", "py"))),
            #[cfg(feature = "rust")]
            OutputKind::Rust => self
                .check_file(path, ("the Rust client", "rust", "api.rs"))
                .or_else(|| self.check_extension(("a Rust module", "rust", "rs")))
                .or_else(|| self.check_ancestors(package, &path.with_extension(""))),
            OutputKind::Kdl => self.check_file(path, ("the KDL", "kdl", "api.kdl")),
            OutputKind::Edge => self
                .check_file(path, ("the edge manifest", "edge", "edge.json"))
                .or_else(|| self.check_extension(("a file of JSON", "edge", "json"))),
        }
    }

    /// An output that is a file; `about` has its subject, its method and a name for it.
    fn check_file(&self, path: &Path, about: (&str, &str, &str)) -> Option<CallDiagnostic> {
        let (subject, method, name) = about;
        let own = self.path.display();
        path.is_dir().then(|| {
            self.refuse(
                format!("`{own}` is a directory, and {subject} is a file"),
                format!("name the file: `.{method}(\"{own}/{name}\")`"),
            )
        })
    }

    /// An output whose file ends in one way only; `about` has what it is, its method and its extension.
    fn check_extension(&self, about: (&str, &str, &str)) -> Option<CallDiagnostic> {
        let (subject, method, extension) = about;
        let is_right = self.path.extension().is_some_and(|own| own == extension);
        (!is_right).then(|| {
            let named = self.path.with_extension(extension);
            self.refuse(
                format!(
                    "`{}` is no name of {subject}, which ends in `.{extension}`",
                    self.path.display()
                ),
                format!("write `.{method}(\"{}\")`", named.display()),
            )
        })
    }

    /// A directory cannot be made below a file.
    fn check_ancestors(&self, package: &Package, path: &Path) -> Option<CallDiagnostic> {
        let file = path.ancestors().find(|ancestor| ancestor.is_file())?;
        let shown = file.strip_prefix(&package.root).unwrap_or(file).display();
        Some(self.refuse(
            format!("the client cannot go to `{}`: `{shown}` is a file", self.path.display()),
            "name a directory for the client alone, such as `web/src/api`; it is made if it is \
             not there"
                .to_owned(),
        ))
    }

    /// A client's directory holds nothing else, because files in it may be removed.
    fn check_content(&self, package: &Package, path: &Path) -> Option<CallDiagnostic> {
        let normal = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let own = package.root.canonicalize().unwrap_or_else(|_| package.root.clone());
        let held = [own.join("src"), package.out_dir.clone()]
            .into_iter()
            .find(|held| held.starts_with(&normal));
        held.map(|held| {
            self.refuse(
                format!(
                    "the client cannot go to `{}`: that directory holds `{}`",
                    self.path.display(),
                    held.display()
                ),
                "name a directory for the client alone, such as `web/src/api`: files that Mizan no \
                 longer writes are removed from it"
                    .to_owned(),
            )
        })
    }

    fn refuse(&self, message: String, help: String) -> CallDiagnostic {
        Diagnostic::error(self.call, message).with_help(help)
    }
}

/// Adds the source maps that lead to existing sources.
fn add_source_maps(mut files: Vec<File>, client: &Path, sources: &Path) -> Vec<File> {
    let client = normalize(client);
    let locate = &|file: &str| {
        let source = normalize(&sources.join(file));
        source.is_file().then(|| SourceLocation::file_from(&client, source))
    };
    let emit_maps = |files: &[&File]| {
        let mut maps = Vec::new();
        for file in files {
            maps.extend(emit_source_map(file, LINES_ABOVE, locate));
        }
        maps
    };
    let traced: Vec<&File> = files.iter().filter(|file| !file.origins.marks.is_empty()).collect();
    let (some, others) = traced.split_at(traced.len() / 2);
    let (some, others) = join(|| emit_maps(some), || emit_maps(others));
    files.extend(some);
    files.extend(others);
    files
}

/// Removes `..` from a path without following links: both paths of a source map are in one tree.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if normal.file_name().is_some() => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}
