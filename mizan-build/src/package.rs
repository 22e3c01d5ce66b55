//! The package whose build script is running, from the environment that Cargo sets.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::scan::Cfg;

/// A package, as a build script sees it.
pub(crate) struct Package {
    pub(crate) name: String,
    /// The directory of its manifest.
    pub(crate) root: PathBuf,
    pub(crate) out_dir: PathBuf,
    pub(crate) cfg: Cfg,
    /// True if the package is unpacked from a registry, or built for docs.rs: outputs stay in
    /// `out_dir`.
    pub(crate) is_packaged: bool,
    /// True if outputs are compared with the tree, not written.
    pub(crate) is_check: bool,
    /// The time when Cargo started the build script.
    pub(crate) started: SystemTime,
}

impl Package {
    /// Reads the environment; `None` outside of a build script.
    pub(crate) fn from_environment() -> Option<Self> {
        let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
        let mut variables = Vec::new();
        for (name, value) in env::vars_os() {
            if let (Ok(name), Ok(value)) = (name.into_string(), value.into_string()) {
                variables.push((name, value));
            }
        }
        let out_dir = PathBuf::from(env::var_os("OUT_DIR")?);
        Some(Self {
            name: env::var("CARGO_PKG_NAME").ok()?,
            started: find_start(&out_dir).unwrap_or_else(SystemTime::now),
            out_dir,
            cfg: Cfg::from_variables(variables),
            is_packaged: root.join("Cargo.toml.orig").is_file() || env::var_os("DOCS_RS").is_some(),
            is_check: env::var_os("MIZAN_CHECK")
                .is_some_and(|value| value != "0" && !value.is_empty()),
            root,
        })
    }
}

/// The time of the file that Cargo touches before it starts a build script. Cargo compares this time
/// with those of the files that the build script watches.
fn find_start(out_dir: &Path) -> Option<SystemTime> {
    fs::metadata(out_dir.parent()?.join("invoked.timestamp")).ok()?.modified().ok()
}

/// The identity of the build script's program. It is linked again whenever this crate, its
/// dependencies or the compiler change.
pub(crate) fn fingerprint_program() -> u64 {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    if let Ok(program) = env::current_exe().and_then(fs::metadata) {
        let modified = program.modified().ok();
        let since = modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        (program.len(), since).hash(&mut hasher);
    }
    hasher.finish()
}
