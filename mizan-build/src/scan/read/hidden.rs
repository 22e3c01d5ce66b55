//! Client functions where the build does not look for any: in an `impl`, in a trait, in the body of
//! another function, in the call of a macro.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Block, ImplItem, Item, ItemImpl, ItemTrait, Stmt, TraitItem};

use super::macro_names::{Aliases, MacroNames};
use crate::scan::{cfg::Cfg, elsewhere::Elsewhere};

/// Returns true if the compiler meets the attribute of a client function that no outline has. The
/// macro then raises an error at it.
pub(crate) fn hides_function(source: &str, cfg: &Cfg) -> bool {
    let Ok(file) = syn::parse_file(source) else { return false };
    let client = MacroNames::new(&file.items, &Elsewhere::default()).client;
    Search { cfg, client: &client }.in_items(&file.items)
}

struct Search<'search> {
    cfg: &'search Cfg,
    client: &'search Aliases,
}

impl Search<'_> {
    fn in_items(&self, items: &[Item]) -> bool {
        items.iter().any(|item| match item {
            Item::Mod(item) => {
                let items = item.content.as_ref().map(|(_, items)| items);
                self.cfg.allows(&item.attrs) && items.is_some_and(|items| self.in_items(items))
            }
            Item::Impl(item) => self.cfg.allows(&item.attrs) && self.in_impl(item),
            Item::Trait(item) => self.cfg.allows(&item.attrs) && self.in_trait(item),
            Item::Fn(item) => self.cfg.allows(&item.attrs) && self.in_block(&item.block),
            Item::Macro(item) => {
                self.cfg.allows(&item.attrs) && self.in_tokens(item.mac.tokens.clone())
            }
            _ => false,
        })
    }

    fn in_impl(&self, item: &ItemImpl) -> bool {
        item.items.iter().any(|item| match item {
            ImplItem::Fn(method) => self.is_client(&method.attrs) || self.in_block(&method.block),
            _ => false,
        })
    }

    fn in_trait(&self, item: &ItemTrait) -> bool {
        item.items.iter().any(|item| match item {
            TraitItem::Fn(method) => self.is_client(&method.attrs),
            _ => false,
        })
    }

    fn in_block(&self, block: &Block) -> bool {
        block.stmts.iter().any(|statement| match statement {
            Stmt::Item(Item::Fn(item)) => self.is_client(&item.attrs) || self.in_block(&item.block),
            Stmt::Item(item) => self.in_items(std::slice::from_ref(item)),
            _ => false,
        })
    }

    fn is_client(&self, attributes: &[Attribute]) -> bool {
        let is_named = |attribute: &Attribute| {
            attribute.path().segments.last().is_some_and(|last| self.client.is(&last.ident))
        };
        self.cfg.allows(attributes) && attributes.iter().any(is_named)
    }

    /// Tokens of a macro, where `#[…client…]` may become an attribute.
    fn in_tokens(&self, tokens: TokenStream) -> bool {
        let mut is_after_hash = false;
        tokens.into_iter().any(|token| match token {
            TokenTree::Punct(sign) => {
                is_after_hash = sign.as_char() == '#';
                false
            }
            TokenTree::Group(group) if is_after_hash => {
                is_after_hash = false;
                group
                    .stream()
                    .into_iter()
                    .any(|token| matches!(token, TokenTree::Ident(ident) if self.client.is(&ident)))
            }
            TokenTree::Group(group) => self.in_tokens(group.stream()),
            _ => {
                is_after_hash = false;
                false
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::hides_function;
    use crate::scan::Cfg;

    #[test]
    fn an_attribute_is_found_wherever_the_compiler_meets_it() {
        for (source, is_hidden) in [
            ("impl A { #[mizan::client] fn a(&self) {} }", true),
            ("trait A { #[client] fn a(&self); }", true),
            ("mod a { fn b() { #[mizan::client] fn a() {} } }", true),
            ("use mizan::client as call; impl A { #[call] fn a(&self) {} }", true),
            ("make! { #[mizan::client(affects = A)] fn a() {} }", true),
            ("// #[mizan::client]\nfn a() { let client = 1; }", false),
            ("#[cfg(test)] mod tests { impl A { #[client] fn a() {} } }", false),
            ("impl A { #[cfg(test)] #[client] fn a() {} }", false),
            ("make! { client }", false),
            ("fn a() {", false),
        ] {
            assert_eq!(hides_function(source, &Cfg::default()), is_hidden, "{source}");
        }
    }
}
