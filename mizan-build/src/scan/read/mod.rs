//! The outline of a source file, read from its text.

mod derives;
mod functions;
mod hidden;
mod lengths;
mod macro_names;
mod mentions;
#[cfg(test)]
mod stripped;
mod uses;

use std::{cell::Cell, mem::ManuallyDrop};

use mizan_syntax::{bare_name, parse_shape};
use proc_macro2::TokenStream;
use syn::{
    Attribute, DeriveInput, Expr, ExprLit, ImplItem, Item, ItemImpl, ItemMacro, ItemMod, Lit,
};

pub(crate) use self::hidden::hides_function;
use self::{
    derives::read_derived,
    functions::read_function,
    lengths::read_calculation,
    macro_names::MacroNames,
    mentions::{read_parameters, read_path, read_type},
    uses::{read_extern_crate, read_use},
};
use super::{
    cfg::Cfg,
    elsewhere::Elsewhere,
    expand::Macros,
    outline::{
        Alias, Associated, AssociatedType, Calculation, Declaration, Derived, Kind, Module,
        SerdeDerive,
    },
    strip::strip_bodies,
};

/// The declarations of a file; `None` if it is not Rust, which the compiler explains better.
pub(super) fn read_source(
    source: &str,
    cfg: &Cfg,
    elsewhere: &Elsewhere,
) -> Option<Vec<Declaration>> {
    read_whole(&strip_bodies(source), cfg, elsewhere)
}

/// The same, with the bodies of functions parsed too.
fn read_whole(source: &str, cfg: &Cfg, elsewhere: &Elsewhere) -> Option<Vec<Declaration>> {
    let mut file = syn::parse_file(source).ok()?;
    cfg.configure_attributes(&mut file.attrs);
    if !cfg.allows(&file.attrs) {
        return Some(Vec::new());
    }
    let (names, macros) = (MacroNames::new(&file.items, elsewhere), Macros::new(elsewhere));
    let mut reader = Reader { cfg, names, macros, depth: Cell::new(0) };
    reader.add_macros(&file.items);
    Some(reader.read_items(file.items))
}

struct Reader<'cfg> {
    cfg: &'cfg Cfg,
    names: MacroNames,
    macros: Macros,
    /// The number of macros whose expansions are being read, each in that of the one before.
    depth: Cell<usize>,
}

impl Reader<'_> {
    /// Adds the macros of a file, wherever they are in it.
    fn add_macros(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Macro(item) if self.cfg.allows(&item.attrs) => {
                    if let Some(name) = &item.ident {
                        self.macros.add(bare_name(name), item.mac.tokens.clone());
                    }
                }
                Item::Mod(item) => {
                    let inner = item.content.as_ref().map_or(&[][..], |(_, items)| items);
                    self.add_macros(inner);
                }
                _ => {}
            }
        }
    }

    fn read_items(&self, items: Vec<Item>) -> Vec<Declaration> {
        let mut declarations = Vec::new();
        for item in items {
            self.read_item(item, &mut declarations);
        }
        declarations
    }

    /// Functions and types, which are most of a file, are not dropped: to free each of their tokens is
    /// a hundredth of a first build, and the process ends soon.
    fn read_item(&self, mut item: Item, declarations: &mut Vec<Declaration>) {
        if let Some(attributes) = attributes_of(&mut item) {
            self.cfg.configure_attributes(attributes);
            if !self.cfg.allows(attributes) {
                return;
            }
        }
        let declaration = match item {
            Item::Use(item) => return read_use(&item, declarations),
            Item::ExternCrate(item) => read_extern_crate(&item),
            Item::Mod(item) => self.read_module(item),
            Item::Type(item) => {
                let alias =
                    Alias { parameters: read_parameters(&item.generics), ty: read_type(&item.ty) };
                declare(&item.ident, Kind::Alias(alias))
            }
            Item::Fn(item) => {
                let item = ManuallyDrop::new(item);
                return read_function(&item, &self.names.client, declarations);
            }
            Item::Struct(item) => {
                let item = DeriveInput::from(item);
                declarations.extend(self.read_edit(&item));
                self.read_data(item)
            }
            Item::Enum(item) => self.read_data(item.into()),
            Item::Union(item) => self.read_data(item.into()),
            Item::Const(item) => match read_calculation(&item.expr) {
                Calculation::Unknown => return,
                calculation => declare(&item.ident, Kind::Constant(calculation)),
            },
            Item::Impl(item) => {
                declarations.extend(self.read_implementation(&item));
                declarations.extend(read_associated(&item));
                return;
            }
            Item::Macro(item) => return self.read_macro(&item, declarations),
            Item::Trait(item) => declare(&item.ident, Kind::Other),
            Item::TraitAlias(item) => declare(&item.ident, Kind::Other),
            _ => return,
        };
        declarations.push(declaration);
    }

    /// The definition of a macro that is followed, or what the call of one makes.
    fn read_macro(&self, item: &ItemMacro, declarations: &mut Vec<Declaration>) {
        if let Some(name) = &item.ident {
            if self.macros.follows(&bare_name(name)) {
                declarations.push(declare(name, Kind::Macro(text_of_rules(&item.mac.tokens))));
            }
            return;
        }
        let depth = self.depth.get();
        if depth < MACRO_DEPTH
            && let Some(items) = self.macros.expand(&item.mac)
        {
            self.depth.set(depth + 1);
            items.into_iter().for_each(|item| self.read_item(item, declarations));
            self.depth.set(depth);
        }
    }

    fn read_module(&self, item: ItemMod) -> Declaration {
        let path = path_attribute(&item.attrs);
        let module = match item.content {
            Some((_, items)) => Module::Inline(self.read_items(items).into(), path),
            None => Module::File(path),
        };
        declare(&item.ident, Kind::Module(module))
    }

    fn read_data(&self, item: DeriveInput) -> Declaration {
        let mut item = ManuallyDrop::new(item);
        self.cfg.configure_data(&mut item.data);
        declare(&item.ident, Kind::Data(read_derived(&item, &self.names)))
    }

    /// The type of the changes of a shape, which `#[derive(mizan::Shape)]` adds to the source. It has the
    /// derives of the shape.
    fn read_edit(&self, item: &DeriveInput) -> Option<Declaration> {
        let is_shape = |attribute: &Attribute| attribute.path().is_ident("shape");
        item.attrs.iter().find(|attribute| is_shape(attribute))?;
        let mut item = item.clone();
        self.cfg.configure_data(&mut item.data);
        let mut edit = parse_shape(&item).ok()?.edit_type(&item)?;
        let derives = item.attrs.into_iter().filter(|it| it.path().is_ident("derive"));
        edit.attrs.extend(derives);
        let derived = derives_of_edit(read_derived(&edit, &self.names));
        Some(declare(&edit.ident, Kind::Data(derived)))
    }

    /// An `impl` of a trait that may be `mizan::Identity`.
    fn read_implementation(&self, item: &ItemImpl) -> Option<Declaration> {
        let (of, _) = item.trait_.as_ref()?;
        let syn::Type::Path(subject) = item.self_ty.as_ref() else { return None };
        if !self.names.identity.is(&of.segments.last()?.ident) {
            return None;
        }
        let (of, subject) = (read_path(of), read_path(&subject.path));
        let span = of.span;
        Some(Declaration { name: String::new(), span, kind: Kind::Implementation(of, subject) })
    }
}

/// The derives of a shape that the type of its changes has as well: it is read, and never written.
fn derives_of_edit(derived: Vec<Derived>) -> Vec<Derived> {
    let types = derived.into_iter().filter_map(|derived| match derived {
        Derived::Type(mut ty) => {
            if let Some(content) = &mut ty.content {
                content.writes = SerdeDerive::Missing;
                content.reads = SerdeDerive::Serde;
            }
            Some(Derived::Type(ty))
        }
        _ => None,
    });
    types.collect()
}

/// An `impl` of a trait with associated types.
fn read_associated(item: &ItemImpl) -> Option<Declaration> {
    let (of, _) = item.trait_.as_ref()?;
    let mut types = Vec::new();
    for inner in &item.items {
        if let ImplItem::Type(inner) = inner
            && inner.generics.params.is_empty()
        {
            types.push(AssociatedType { name: bare_name(&inner.ident), ty: read_type(&inner.ty) });
        }
    }
    if types.is_empty() {
        return None;
    }
    let (of, subject) = (read_path(of), read_type(&item.self_ty));
    let span = of.span;
    let kind = Kind::Associated(Box::new(Associated { of, subject, types }));
    Some(Declaration { name: String::new(), span, kind })
}

/// The limit of macros that call each other. The compiler has one too.
const MACRO_DEPTH: usize = 32;

/// The text of a macro's rules. The bodies of its functions declare nothing, as anywhere.
fn text_of_rules(rules: &TokenStream) -> String {
    let text = strip_bodies(&rules.to_string());
    text.parse::<TokenStream>().map_or(text, |rules| rules.to_string())
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    match &attribute.meta.require_name_value().ok()?.value {
        Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
        _ => None,
    }
}

fn declare(name: &syn::Ident, kind: Kind) -> Declaration {
    Declaration { name: bare_name(name), span: name.span().into(), kind }
}

/// The attributes of an item that can declare something here.
fn attributes_of(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Use(item) => &mut item.attrs,
        Item::ExternCrate(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Const(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Union(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::TraitAlias(item) => &mut item.attrs,
        _ => return None,
    })
}
