//! What other files define for one: by `pub use mizan::Type as Api` in one file, `#[derive(Api)]` is
//! Mizan's in another; and a `macro_rules!` may be called in another file too.

use super::{
    outline::{Declaration, GLOB, Kind},
    tree::Scan,
};

/// Mizan's macros, and the derives of serde that it reads.
const MACROS: [&str; 7] =
    ["client", "Context", "Type", "Identity", "Failure", "Serialize", "Deserialize"];

/// The other names of macros, and the definitions of macros, in all files of a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Elsewhere {
    /// Sorted.
    pub(super) renames: Vec<Rename>,
    /// Sorted.
    pub(super) macros: Vec<MacroRules>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Rename {
    pub(super) name: String,
    /// One of [`MACROS`].
    pub(super) of: &'static str,
}

/// A `macro_rules!`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct MacroRules {
    pub(super) name: String,
    /// The crate that defines it.
    pub(super) crate_name: String,
    /// The text of its rules.
    pub(super) rules: String,
}

impl Elsewhere {
    /// The resolution decides whether a name is that of Mizan's macro.
    pub(super) fn find(scan: &Scan) -> Self {
        let mut all = Self::default();
        for module in &scan.modules {
            for declaration in module.declarations.iter() {
                all.add(declaration, &module.crate_name);
            }
        }
        all.renames.sort();
        all.renames.dedup();
        all.macros.sort();
        all.macros.dedup();
        // Of two macros with one name, only the compiler knows which one is called.
        let names: Vec<String> = all.macros.iter().map(|it| it.name.clone()).collect();
        all.macros.retain(|it| names.iter().filter(|name| **name == it.name).count() == 1);
        all
    }

    fn add(&mut self, declaration: &Declaration, crate_name: &str) {
        let name = &declaration.name;
        match &declaration.kind {
            Kind::Use(path) => {
                let of = MACROS.into_iter().find(|of| *of == path.last());
                if let Some(of) = of.filter(|of| ![*of, GLOB, "_"].contains(&name.as_str())) {
                    self.renames.push(Rename { name: name.clone(), of });
                }
            }
            Kind::Macro(rules) => {
                let (name, crate_name) = (name.clone(), crate_name.to_owned());
                self.macros.push(MacroRules { name, crate_name, rules: rules.clone() });
            }
            _ => {}
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.renames.is_empty() && self.macros.is_empty()
    }

    /// What a file may use, and does not define itself.
    pub(super) fn within(&self, text: &str) -> Self {
        let uses = |name: &str, definition: &str| {
            text.contains(name) && !text.contains(&format!("{definition} {name}"))
        };
        let is_named = |rename: &&Rename| uses(&rename.name, " as");
        let is_called = |rules: &&MacroRules| {
            uses(&rules.name, "macro_rules!") && text.contains(&format!("{}!", rules.name))
        };
        Self {
            renames: self.renames.iter().filter(is_named).cloned().collect(),
            macros: self.macros.iter().filter(is_called).cloned().collect(),
        }
    }
}

/// The name of a crate in the place of `$crate`. No source writes such a name.
const DEFINING_CRATE: &str = "__mizan_crate_";

/// The name for `$crate` of a macro that another file defines.
pub(super) fn name_crate(crate_name: &str) -> String {
    format!("{DEFINING_CRATE}{crate_name}")
}

/// The crate of such a name.
pub(crate) fn find_named_crate(name: &str) -> Option<&str> {
    name.strip_prefix(DEFINING_CRATE)
}
