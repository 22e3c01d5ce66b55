//! The packages to scan: the one that is built, and those that it depends on by path and that use
//! Mizan too. Their manifests name the crates, and the names by which these know each other.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    rc::Rc,
};

use super::{
    cfg::Cfg,
    lookups::Disk,
    manifest::{Value, parse_manifest},
};
use crate::package::Package;

/// A package whose crates are read.
pub(crate) struct ScannedPackage {
    pub(super) library: Option<Root>,
    pub(super) binaries: Vec<Root>,
    /// The crates of other packages that its crates can name, sorted by those names.
    pub(super) externs: Vec<(String, Extern)>,
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
    /// One that is not read, by its real name.
    Unscanned(String),
}

/// The packages to read, each behind those it depends on, so the last is the one that is built.
#[derive(Default)]
pub(crate) struct Packages {
    pub(crate) scanned: Vec<ScannedPackage>,
    /// Every manifest, and every directory where more crates may turn up.
    pub(super) looked_at: Vec<PathBuf>,
    /// True if the package that is built depends on Mizan itself.
    pub(super) names_mizan: bool,
    /// Everything that they were found by.
    pub(super) disk: Disk,
    /// Every manifest that was read, with its directory.
    manifests: Vec<(PathBuf, Rc<Value>)>,
    found: Vec<Found>,
}

/// A package that was found.
struct Found {
    /// The path under which it was found.
    directory: PathBuf,
    manifest: Rc<Manifest>,
    /// The features that are on, with `dep:name` and `name/feature` as manifests write them.
    features: BTreeSet<String>,
    /// Its index in [`Packages::scanned`], once it has one.
    index: Option<usize>,
}

/// A manifest, and the workspace that it may inherit from.
struct Manifest {
    directory: PathBuf,
    value: Rc<Value>,
    workspace: Option<(PathBuf, Rc<Value>)>,
}

/// An entry of `[dependencies]`.
struct Dependency {
    alias: String,
    package: String,
    /// The directory of a path dependency.
    directory: Option<PathBuf>,
    /// The features that are asked of it.
    features: BTreeSet<String>,
}

impl Packages {
    pub(crate) fn find(package: &Package) -> Self {
        let mut packages = Self::default();
        packages.turn_on(&package.root, package.cfg.features());
        // The first that was found.
        packages.add(0, &package.name, package.cfg.clone());
        let own = &packages.found[0];
        let dependencies = own.manifest.dependencies(&own.features, &packages.disk);
        packages.names_mizan = dependencies.iter().any(|it| it.package == "mizan");
        packages
    }

    /// Turns features of a package on, and with them those that it asks of others, until no more
    /// follow. So every package has the features that those which are read ask of it. What other
    /// members of a workspace ask of it, when they are built together, Cargo does not tell.
    fn turn_on(&mut self, directory: &Path, mut features: BTreeSet<String>) {
        let known = self.position(directory);
        let manifest = match known {
            Some(known) => Rc::clone(&self.found[known].manifest),
            None => Rc::new(self.read_manifest(directory)),
        };
        if let Some(known) = known {
            features.extend(self.found[known].features.iter().cloned());
        }
        let features = manifest.enabled(features);
        if known.is_some_and(|known| self.found[known].features == features) {
            return;
        }
        let dependencies = manifest.dependencies(&features, &self.disk);
        match known {
            Some(known) => self.found[known].features = features,
            None => {
                let directory = directory.to_owned();
                self.found.push(Found { directory, manifest, features, index: None });
            }
        }
        for dependency in dependencies {
            if let Some(directory) = dependency.directory {
                self.turn_on(&directory, dependency.features);
            }
        }
    }

    fn position(&self, directory: &Path) -> Option<usize> {
        self.found.iter().position(|found| found.directory == directory)
    }

    /// Adds a package that was found, behind those it depends on.
    fn add(&mut self, found: usize, name: &str, cfg: Cfg) -> usize {
        let found = &self.found[found];
        let manifest = Rc::clone(&found.manifest);
        let mut externs = Vec::new();
        for dependency in manifest.dependencies(&found.features, &self.disk) {
            let directory = dependency.directory.as_deref();
            let own_name = crate_name(&dependency.package);
            match directory.and_then(|directory| self.add_dependency(directory, &cfg)) {
                Some(index) => set(&mut externs, dependency.alias, Extern::Scanned(index)),
                None => set(&mut externs, dependency.alias, Extern::Unscanned(own_name)),
            }
        }
        let library = manifest.library(name, &self.disk);
        let binaries = manifest.binaries(name, &self.disk);
        // A `main.rs` or a `bin/tool.rs` makes another crate as soon as it is there.
        let source = manifest.directory.join("src");
        self.looked_at.extend(self.disk.is_directory(&source).then_some(source));
        self.scanned.push(ScannedPackage { library, binaries, externs, cfg });
        self.scanned.len() - 1
    }

    /// Returns true if a package depends on Mizan, itself or through another one of the workspace:
    /// no other can have items of Mizan's.
    fn uses_mizan(&self, Found { manifest, features, .. }: &Found) -> bool {
        manifest.dependencies(features, &self.disk).iter().any(|dependency| {
            let inner = dependency.directory.as_deref().and_then(|inner| self.position(inner));
            dependency.package == "mizan"
                || inner.is_some_and(|inner| self.uses_mizan(&self.found[inner]))
        })
    }

    /// Adds a package that uses Mizan.
    fn add_dependency(&mut self, directory: &Path, cfg: &Cfg) -> Option<usize> {
        let position = self.position(directory)?;
        let found = &self.found[position];
        if found.index.is_some() {
            return found.index;
        }
        let name = found.manifest.value.text(&["package", "name"])?.to_owned();
        if name == "mizan" || !self.uses_mizan(found) {
            return None;
        }
        let cfg = cfg.with_features(&found.features);
        let index = Some(self.add(position, &name, cfg));
        self.found[position].index = index;
        index
    }

    fn read_manifest(&mut self, directory: &Path) -> Manifest {
        let value = self.read_toml(directory).unwrap_or_else(|| Rc::new(parse_manifest("")));
        let workspace = directory.ancestors().find_map(|above| {
            let value = self.read_toml(above)?;
            value.get(&["workspace"]).is_some().then(|| (above.to_owned(), value))
        });
        Manifest { directory: directory.to_owned(), value, workspace }
    }

    fn read_toml(&mut self, directory: &Path) -> Option<Rc<Value>> {
        for (known, value) in &self.manifests {
            if known == directory {
                return Some(Rc::clone(value));
            }
        }
        let path = directory.join("Cargo.toml");
        let value = Rc::new(parse_manifest(&self.disk.text_of(&path)?));
        self.looked_at.push(path);
        self.manifests.push((directory.to_owned(), Rc::clone(&value)));
        Some(value)
    }
}

impl Manifest {
    /// The features that follow from some.
    fn enabled(&self, mut enabled: BTreeSet<String>) -> BTreeSet<String> {
        let mut open = enabled.clone();
        while let Some(feature) = open.pop_last() {
            for next in self.value.texts(&["features", &feature]) {
                if enabled.insert(next.to_owned()) {
                    open.insert(next.to_owned());
                }
            }
        }
        enabled
    }

    fn dependencies(&self, enabled: &BTreeSet<String>, disk: &Disk) -> Vec<Dependency> {
        let mut dependencies = self.dependencies_in(&self.value, enabled, disk);
        for (_, target) in self.value.entries(&["target"]) {
            dependencies.extend(self.dependencies_in(target, enabled, disk));
        }
        dependencies
    }

    /// Those of the table `[dependencies]` in a value.
    fn dependencies_in(
        &self,
        value: &Value,
        enabled: &BTreeSet<String>,
        disk: &Disk,
    ) -> Vec<Dependency> {
        let mut all = Vec::new();
        for (name, value) in value.entries(&["dependencies"]) {
            if value.flag(&["optional"]) != Some(true) || is_asked_for(name, enabled) {
                all.push(self.dependency(name, value, enabled, disk));
            }
        }
        all
    }

    fn dependency(
        &self,
        name: &str,
        own: &Value,
        enabled: &BTreeSet<String>,
        disk: &Disk,
    ) -> Dependency {
        let inherited =
            own.get(&["workspace"]).and(self.workspace.as_ref()).and_then(|(directory, root)| {
                Some((directory, root.get(&["workspace", "dependencies", name])?))
            });
        let (directory, value) = inherited.unwrap_or((&self.directory, own));
        let directory = value.text(&["path"]).map(|path| directory.join(path));
        let has_default = |value: &Value| value.flag(&["default-features"]);
        // Cargo lets a member turn the defaults of the workspace on, but not off.
        let is_default = has_default(value).unwrap_or(true) || has_default(own) == Some(true);
        let mut features = BTreeSet::new();
        for feature in own.texts(&["features"]).into_iter().chain(value.texts(&["features"])) {
            features.insert(feature.to_owned());
        }
        for feature in enabled {
            if let Some(feature) = feature_of(name, feature) {
                features.insert(feature.to_owned());
            }
        }
        if is_default {
            features.insert("default".to_owned());
        }
        Dependency {
            alias: crate_name(name),
            package: value.text(&["package"]).unwrap_or(name).to_owned(),
            directory: directory.and_then(|directory| disk.target_of(&directory)),
            features,
        }
    }

    fn library(&self, package: &str, disk: &Disk) -> Option<Root> {
        let file = self.directory.join(self.value.text(&["lib", "path"]).unwrap_or("src/lib.rs"));
        let name = crate_name(self.value.text(&["lib", "name"]).unwrap_or(package));
        disk.is_file(&file).then_some(Root { crate_name: name, file })
    }

    /// The binaries that the manifest names, then those in the directories where Cargo looks.
    fn binaries(&self, package: &str, disk: &Disk) -> Vec<Root> {
        let source = self.directory.join("src");
        let mut roots: Vec<Root> = Vec::new();
        for binary in self.value.list(&["bin"]) {
            let Some(name) = binary.text(&["name"]) else { continue };
            let path = match binary.text(&["path"]) {
                Some(path) => self.directory.join(path),
                None => source.join("bin").join(format!("{name}.rs")),
            };
            let inner = source.join("bin").join(name).join("main.rs");
            let file = [path, inner].into_iter().find(|path| disk.is_file(path));
            let file = file.unwrap_or_else(|| source.join("main.rs"));
            roots.push(Root { crate_name: crate_name(name), file });
        }
        if self.value.flag(&["package", "autobins"]) != Some(false) {
            let main = Root { crate_name: crate_name(package), file: source.join("main.rs") };
            let mut found = vec![main];
            find_binaries(&source.join("bin"), disk, &mut found);
            for root in found {
                if roots.iter().all(|known| known.file != root.file) {
                    roots.push(root);
                }
            }
        }
        roots.retain(|root| disk.is_file(&root.file));
        roots
    }
}

/// `src/bin/name.rs` and `src/bin/name/main.rs`, in the order of their names.
fn find_binaries(directory: &Path, disk: &Disk, roots: &mut Vec<Root>) {
    for path in disk.entries_of(directory) {
        let Some(name) = path.file_stem().and_then(|name| name.to_str()).map(crate_name) else {
            continue;
        };
        let file = if disk.is_directory(&path) { path.join("main.rs") } else { path };
        if file.extension().is_some_and(|extension| extension == "rs") {
            roots.push(Root { crate_name: name, file });
        }
    }
}

/// Returns true if an optional dependency is on: by its name, by `dep:name` or by `name/feature`.
fn is_asked_for(name: &str, enabled: &BTreeSet<String>) -> bool {
    enabled.iter().any(|feature| {
        feature.strip_prefix("dep:").unwrap_or(feature) == name
            || feature.split_once('/').is_some_and(|(dependency, _)| dependency == name)
    })
}

/// Gives a name to a crate, which takes it from any other. The names stay sorted.
pub(super) fn set<T>(externs: &mut Vec<(String, T)>, name: String, target: T) {
    let mut at = 0;
    while at < externs.len() && externs[at].0 < name {
        at += 1;
    }
    match externs.get_mut(at) {
        Some(known) if known.0 == name => known.1 = target,
        _ => externs.insert(at, (name, target)),
    }
}

/// The feature of a dependency in `name/feature` or `name?/feature`.
fn feature_of<'feature>(name: &str, feature: &'feature str) -> Option<&'feature str> {
    let (dependency, feature) = feature.split_once('/')?;
    (dependency.strip_suffix('?').unwrap_or(dependency) == name).then_some(feature)
}

fn crate_name(name: &str) -> String {
    name.replace('-', "_")
}
