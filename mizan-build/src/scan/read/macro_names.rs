//! The names that the `use` items of a file give to Mizan's macros.

use mizan_syntax::bare_name;
use syn::{Item, UseTree};

use crate::scan::elsewhere::{Elsewhere, Rename};

/// The names of Mizan's macros and of serde's derives in a file.
pub(super) struct MacroNames {
    pub(super) client: Aliases,
    pub(super) context: Aliases,
    pub(super) channel: Aliases,
    pub(super) ty: Aliases,
    pub(super) identity: Aliases,
    pub(super) failure: Aliases,
    pub(super) form: Aliases,
    pub(super) serialize: Aliases,
    pub(super) deserialize: Aliases,
}

impl MacroNames {
    /// With the names that other files give to the macros.
    pub(super) fn new(items: &[Item], elsewhere: &Elsewhere) -> Self {
        let mut names = Self {
            client: Aliases::new("client"),
            context: Aliases::new("Context"),
            channel: Aliases::new("Channel"),
            ty: Aliases::new("Type"),
            identity: Aliases::new("Identity"),
            failure: Aliases::new("Failure"),
            form: Aliases::new("Form"),
            serialize: Aliases::new("Serialize"),
            deserialize: Aliases::new("Deserialize"),
        };
        collect_renames(items, &mut names);
        for Rename { name, of } in &elsewhere.renames {
            names.add(of, name);
        }
        names
    }

    fn add(&mut self, of: &str, name: &str) {
        match of {
            "client" => self.client.add(name),
            "Context" => self.context.add(name),
            "Channel" => self.channel.add(name),
            "Type" => self.ty.add(name),
            "Identity" => self.identity.add(name),
            "Failure" => self.failure.add(name),
            "Form" => self.form.add(name),
            "Serialize" => self.serialize.add(name),
            "Deserialize" => self.deserialize.add(name),
            _ => {}
        }
    }
}

/// The names of a macro, with and without `r#`. An identifier is compared with both: to make a text
/// of each identifier would take longer.
pub(super) struct Aliases(Vec<String>);

impl Aliases {
    fn new(name: &str) -> Self {
        let mut called = Self(Vec::new());
        called.add(name);
        called
    }

    fn add(&mut self, name: &str) {
        self.0.push(name.to_owned());
        self.0.push(format!("r#{name}"));
    }

    /// Returns true if an identifier may be the macro.
    pub(super) fn is(&self, ident: &syn::Ident) -> bool {
        for name in &self.0 {
            if ident == name {
                return true;
            }
        }
        false
    }
}

impl Aliases {
    /// Returns true if an identifier is the derive of serde_repr for that of serde.
    pub(super) fn is_numbered(&self, ident: &syn::Ident) -> bool {
        let serde = self.0.first().map_or("", String::as_str);
        ident.to_string().strip_suffix("_repr") == Some(serde)
    }
}

/// `use mizan::client as endpoint`, anywhere in the file, makes `endpoint` a candidate. The
/// resolution decides whether it is Mizan's.
fn collect_renames(items: &[Item], names: &mut MacroNames) {
    for item in items {
        match item {
            Item::Use(item) => collect_renames_of(&item.tree, names),
            Item::Mod(item) => {
                if let Some((_, items)) = &item.content {
                    collect_renames(items, names);
                }
            }
            _ => {}
        }
    }
}

fn collect_renames_of(tree: &UseTree, names: &mut MacroNames) {
    match tree {
        UseTree::Path(path) => collect_renames_of(&path.tree, names),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| collect_renames_of(tree, names))
        }
        UseTree::Rename(rename) => {
            names.add(&bare_name(&rename.ident), &bare_name(&rename.rename));
        }
        UseTree::Name(_) | UseTree::Glob(_) => {}
    }
}
