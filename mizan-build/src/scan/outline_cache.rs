//! The cache of outlines in `OUT_DIR`: parsing is most of the work of a build script, and between
//! two runs few files change.
//!
//! Each source has a cache file, which begins with everything that its outline was made from: the
//! program, the configuration, the whole text. The outline is used if that is the same to the byte.
//! A broken cache file is as good as none.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use mizan_ir::binary::Binary;

use super::{cfg::Cfg, elsewhere::Elsewhere, outline::Declaration, read::read_source};
use crate::{
    files::{entries_of, write_own},
    package::fingerprint_program,
};

/// The outlines of earlier runs.
pub(super) struct OutlineCache {
    directory: PathBuf,
    /// The identity of the program: another one may read a source differently.
    program: u64,
    elsewhere: Elsewhere,
}

impl OutlineCache {
    pub(super) fn new(out_dir: &Path, elsewhere: &Elsewhere) -> Self {
        let directory = out_dir.join("mizan").join("outlines");
        Self { directory, program: fingerprint_program(), elsewhere: elsewhere.clone() }
    }

    /// The declarations of a source; `None` if it is not Rust.
    pub(super) fn read(&self, path: &Path, text: &str, cfg: &Cfg) -> Option<Vec<Declaration>> {
        let elsewhere = self.elsewhere.within(text);
        let (place, origin) = (self.place_of(path), self.origin(text, cfg, &elsewhere));
        if let Some(declarations) = recall(&place, &origin) {
            return Some(declarations);
        }
        let declarations = read_source(text, cfg, &elsewhere)?;
        let mut bytes = origin;
        declarations.write(&mut bytes);
        // A failure only makes the next run slower.
        let _ = write_own(&place, bytes);
        Some(declarations)
    }

    /// Removes the cache files of sources that are no longer read.
    pub(super) fn forget_others(&self, read: &[&Path]) {
        let mut entries = entries_of(&self.directory);
        // Every file that was read has its cache file by now, so there are no others.
        if entries.len() == read.len() {
            return;
        }
        for path in read {
            if let Ok(at) = entries.binary_search(&self.place_of(path)) {
                entries.remove(at);
            }
        }
        for path in entries {
            let _ = fs::remove_file(path);
        }
    }

    /// The path of a cache file, by a hash of the source's path. Two sources of one hash overwrite
    /// each other's cache file, which is only slow.
    fn place_of(&self, path: &Path) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        path.hash(&mut hasher);
        self.directory.join(format!("{:016x}", hasher.finish()))
    }

    /// Everything that the outline of a text is made from.
    fn origin(&self, text: &str, cfg: &Cfg, elsewhere: &Elsewhere) -> Vec<u8> {
        let mut hasher = DefaultHasher::new();
        (self.program, cfg, elsewhere).hash(&mut hasher);
        let mut bytes = Vec::with_capacity(2 * text.len());
        hasher.finish().write(&mut bytes);
        text.len().write(&mut bytes);
        bytes.extend_from_slice(text.as_bytes());
        bytes
    }
}

fn recall(place: &Path, origin: &[u8]) -> Option<Vec<Declaration>> {
    let bytes = fs::read(place).ok()?;
    Vec::from_bytes(bytes.strip_prefix(origin)?)
}
