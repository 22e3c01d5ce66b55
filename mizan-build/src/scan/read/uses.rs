//! The declarations of `use` items and `extern crate`.

use mizan_syntax::bare_name;
use syn::{ItemExternCrate, ItemUse, UseTree};

use crate::scan::{
    outline::{Declaration, GLOB, Kind, Path},
    span::Span,
};

pub(super) fn read_use(item: &ItemUse, declarations: &mut Vec<Declaration>) {
    let mut prefix = Prefix {
        span: Span::of(&item.tree),
        is_global: item.leading_colon.is_some(),
        names: Vec::new(),
    };
    read_tree(&item.tree, &mut prefix, declarations);
}

pub(super) fn read_extern_crate(item: &ItemExternCrate) -> Declaration {
    let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name);
    let (span, first) = (item.ident.span().into(), bare_name(&item.ident));
    let path = Path { span, is_global: true, first, rest: Vec::new() };
    Declaration { name: bare_name(name), span: name.span().into(), kind: Kind::Use(path) }
}

/// The names before a part of a `use` item.
struct Prefix {
    span: Span,
    is_global: bool,
    names: Vec<String>,
}

impl Prefix {
    /// A path that ends with a name, or with the last of these; `None` where it has no name.
    fn path(&self, last: Option<String>) -> Option<Path> {
        let mut names = self.names.clone();
        names.extend(last);
        let first = if names.is_empty() { return None } else { names.remove(0) };
        Some(Path { span: self.span, is_global: self.is_global, first, rest: names })
    }
}

fn read_tree(tree: &UseTree, prefix: &mut Prefix, declarations: &mut Vec<Declaration>) {
    let (name, ident) = match tree {
        UseTree::Path(inner) => {
            prefix.names.push(bare_name(&inner.ident));
            read_tree(&inner.tree, prefix, declarations);
            prefix.names.pop();
            return;
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                read_tree(tree, prefix, declarations);
            }
            return;
        }
        UseTree::Glob(glob) => {
            let Some(path) = prefix.path(None) else { return };
            let (span, kind) = (glob.star_token.span.into(), Kind::Use(path));
            return declarations.push(Declaration { name: GLOB.to_owned(), span, kind });
        }
        UseTree::Name(name) => (&name.ident, &name.ident),
        UseTree::Rename(rename) => (&rename.rename, &rename.ident),
    };
    let is_prefix = ident == "self" && !prefix.names.is_empty();
    let Some(path) = prefix.path((!is_prefix).then(|| bare_name(ident))) else { return };
    let bare = if name == "self" { path.last().to_owned() } else { bare_name(name) };
    declarations.push(Declaration { name: bare, span: name.span().into(), kind: Kind::Use(path) });
}
