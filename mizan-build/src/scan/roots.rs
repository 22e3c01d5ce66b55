//! The crates to read: those of the package, and the libraries that it depends on by path and that
//! use Mizan too. What they call each other stands in their manifests.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::{
    cfg::Cfg,
    manifest::{Table, Value, parse_manifest},
};
use crate::package::Package;

/// A package whose crates are read.
pub(super) struct ScannedPackage {
    pub(super) library: Option<Root>,
    pub(super) binaries: Vec<Root>,
    /// What its crates call the crates of others.
    pub(super) externs: BTreeMap<String, Extern>,
    pub(super) cfg: Cfg,
}

/// The root file of a crate.
pub(super) struct Root {
    pub(super) crate_name: String,
    pub(super) file: PathBuf,
}

/// A crate of another package.
pub(super) enum Extern {
    /// An index into [`Packages::scanned`].
    Scanned(usize),
    /// Its real name.
    Renamed(String),
}

/// The packages to read, each behind those it depends on, so the last is the one that is built.
#[derive(Default)]
pub(super) struct Packages {
    pub(super) scanned: Vec<ScannedPackage>,
    /// Every manifest, and every directory where more binaries may turn up.
    pub(super) looked_at: Vec<PathBuf>,
    by_directory: BTreeMap<PathBuf, Option<usize>>,
}

/// A manifest, and what it may inherit from.
struct Manifest {
    directory: PathBuf,
    value: Value,
    workspace: Option<(PathBuf, Value)>,
}

/// An entry of `[dependencies]`.
struct Dependency {
    alias: String,
    package: String,
    /// The directory of a path dependency.
    directory: Option<PathBuf>,
}

impl Packages {
    pub(super) fn find(package: &Package) -> Self {
        let mut packages = Self::default();
        let manifest = packages.read_manifest(&package.root);
        packages.add(&manifest, &package.name, package.cfg.clone());
        packages
    }

    /// Adds a package, behind those it depends on.
    fn add(&mut self, manifest: &Manifest, name: &str, cfg: Cfg) -> usize {
        let enabled = manifest.enabled(cfg.features());
        let mut externs = BTreeMap::new();
        for dependency in manifest.dependencies(&enabled) {
            let scanned =
                dependency.directory.as_deref().and_then(|path| self.add_dependency(path, &cfg));
            let own_name = crate_name(&dependency.package);
            match scanned {
                Some(index) => {
                    externs.insert(dependency.alias, Extern::Scanned(index));
                }
                None if own_name != dependency.alias => {
                    externs.insert(dependency.alias, Extern::Renamed(own_name));
                }
                None => {}
            }
        }
        let (library, binaries) = (manifest.library(name), manifest.binaries(name));
        let directory = manifest.directory.join("src").join("bin");
        self.looked_at.extend(directory.is_dir().then_some(directory));
        self.scanned.push(ScannedPackage { library, binaries, externs, cfg });
        self.scanned.len() - 1
    }

    /// Only what depends on Mizan can have anything that is Mizan's.
    fn add_dependency(&mut self, directory: &Path, cfg: &Cfg) -> Option<usize> {
        let directory = directory.canonicalize().ok()?;
        if let Some(known) = self.by_directory.get(&directory) {
            return *known;
        }
        self.by_directory.insert(directory.clone(), None);
        let manifest = self.read_manifest(&directory);
        let name = manifest.value.text(&["package", "name"])?.to_owned();
        // Which other features Cargo has enabled there it does not tell.
        let enabled = manifest.enabled(["default".to_owned()].into());
        let uses_mizan =
            manifest.dependencies(&enabled).iter().any(|dependency| dependency.package == "mizan");
        if name == "mizan" || !uses_mizan {
            return None;
        }
        let index = self.add(&manifest, &name, cfg.with_features(&enabled));
        self.by_directory.insert(directory, Some(index));
        Some(index)
    }

    fn read_manifest(&mut self, directory: &Path) -> Manifest {
        let value = self.read_toml(directory);
        let above = directory.ancestors().skip(1);
        let workspace = std::iter::once(directory).chain(above).find_map(|directory| {
            let text = fs::read_to_string(directory.join("Cargo.toml")).ok()?;
            let value = parse_manifest(&text);
            value.get(&["workspace"]).is_some().then(|| (directory.to_owned(), value))
        });
        if let Some((directory, _)) = &workspace {
            self.looked_at.push(directory.join("Cargo.toml"));
        }
        Manifest { directory: directory.to_owned(), value, workspace }
    }

    fn read_toml(&mut self, directory: &Path) -> Value {
        let path = directory.join("Cargo.toml");
        let text = fs::read_to_string(&path).unwrap_or_default();
        if path.is_file() {
            self.looked_at.push(path);
        }
        parse_manifest(&text)
    }
}

impl Manifest {
    /// The features that follow from some, with `dep:name` for the dependencies they bring.
    fn enabled(&self, mut open: BTreeSet<String>) -> BTreeSet<String> {
        let mut enabled = BTreeSet::new();
        while let Some(feature) = open.pop_first() {
            let follows = self.value.list(&["features", &feature]).iter().filter_map(as_text);
            open.extend(follows.map(str::to_owned).filter(|next| !enabled.contains(next)));
            enabled.insert(feature);
        }
        enabled
    }

    fn dependencies(&self, enabled: &BTreeSet<String>) -> Vec<Dependency> {
        let own = self.value.get(&["dependencies"]);
        let targets = self.value.get(&["target"]).and_then(Value::table);
        let of_targets =
            targets.into_iter().flat_map(Table::values).map(|target| target.get(&["dependencies"]));
        let tables = std::iter::once(own).chain(of_targets).flatten().filter_map(Value::table);
        let entries = tables.flatten().filter(|(name, value)| {
            let is_optional = value.get(&["optional"]) == Some(&Value::Other("true".to_owned()));
            !is_optional || enabled.contains(*name) || enabled.contains(&format!("dep:{name}"))
        });
        entries.map(|(name, value)| self.dependency(name, value)).collect()
    }

    fn dependency(&self, name: &str, value: &Value) -> Dependency {
        let inherited =
            value.get(&["workspace"]).and(self.workspace.as_ref()).and_then(|(directory, root)| {
                Some((directory, root.get(&["workspace", "dependencies", name])?))
            });
        let (directory, value) = inherited.unwrap_or((&self.directory, value));
        Dependency {
            alias: crate_name(name),
            package: value.text(&["package"]).unwrap_or(name).to_owned(),
            directory: value.text(&["path"]).map(|path| directory.join(path)),
        }
    }

    fn library(&self, package: &str) -> Option<Root> {
        let file = self.directory.join(self.value.text(&["lib", "path"]).unwrap_or("src/lib.rs"));
        let name = crate_name(self.value.text(&["lib", "name"]).unwrap_or(package));
        file.is_file().then_some(Root { crate_name: name, file })
    }

    /// Those that the manifest names, then those that stand where Cargo looks.
    fn binaries(&self, package: &str) -> Vec<Root> {
        let source = self.directory.join("src");
        let mut roots: Vec<Root> = Vec::new();
        for binary in self.value.list(&["bin"]) {
            let Some(name) = binary.text(&["name"]) else { continue };
            let path = match binary.text(&["path"]) {
                Some(path) => self.directory.join(path),
                None => source.join("bin").join(format!("{name}.rs")),
            };
            let file =
                if path.is_file() { path } else { source.join("bin").join(name).join("main.rs") };
            let file = if file.is_file() { file } else { source.join("main.rs") };
            roots.push(Root { crate_name: crate_name(name), file });
        }
        if self.value.get(&["package", "autobins"]) != Some(&Value::Other("false".to_owned())) {
            let main = Root { crate_name: crate_name(package), file: source.join("main.rs") };
            let found = std::iter::once(main).chain(find_binaries(&source.join("bin")));
            for root in found {
                if roots.iter().all(|known| known.file != root.file) {
                    roots.push(root);
                }
            }
        }
        roots.retain(|root| root.file.is_file());
        roots
    }
}

/// `src/bin/name.rs` and `src/bin/name/main.rs`, in the order of their names.
fn find_binaries(directory: &Path) -> Vec<Root> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let binary = |path: PathBuf| {
        let name = crate_name(path.file_stem()?.to_str()?);
        let file = if path.is_dir() { path.join("main.rs") } else { path };
        let is_source = file.extension().is_some_and(|extension| extension == "rs");
        is_source.then_some(Root { crate_name: name, file })
    };
    paths.into_iter().filter_map(binary).collect()
}

fn as_text(value: &Value) -> Option<&str> {
    value.text(&[])
}

fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}
