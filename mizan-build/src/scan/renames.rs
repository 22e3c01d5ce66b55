//! The names that `use` items give to Mizan's macros for other files: by `pub use mizan::Type as Api`
//! in one file, `#[derive(Api)]` is Mizan's in another.

use super::{
    outline::{Declaration, GLOB, Kind},
    tree::Scan,
};

/// Mizan's macros, and the derives of serde that it reads.
pub(super) const MACROS: [&str; 7] =
    ["client", "Context", "Type", "Identity", "Failure", "Serialize", "Deserialize"];

/// Other names of macros, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Renames(Vec<Rename>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Rename {
    pub(super) name: String,
    /// One of [`MACROS`].
    pub(super) of: &'static str,
}

impl Renames {
    /// The other names in all files of a scan. The resolution decides whether they are Mizan's.
    pub(super) fn find(scan: &Scan) -> Self {
        let mut renames = Vec::new();
        for module in &scan.modules {
            collect(&module.declarations, &mut renames);
        }
        renames.sort();
        renames.dedup();
        Self(renames)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that a file may use and does not make itself.
    pub(super) fn within(&self, text: &str) -> Self {
        let is_used = |rename: &&Rename| {
            text.contains(&rename.name) && !text.contains(&format!(" as {}", rename.name))
        };
        Self(self.0.iter().filter(is_used).cloned().collect())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Rename> {
        self.0.iter()
    }
}

fn collect(declarations: &[Declaration], renames: &mut Vec<Rename>) {
    for declaration in declarations {
        if let Kind::Use(path) = &declaration.kind
            && let Some(of) = MACROS.into_iter().find(|name| *name == path.last())
            && declaration.name != of
            && ![GLOB, "_"].contains(&declaration.name.as_str())
        {
            renames.push(Rename { name: declaration.name.clone(), of });
        }
    }
}
