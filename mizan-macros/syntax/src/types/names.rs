//! The refusal of two fields, or two variants, with one name in JSON: serde would write both, and
//! read only one.

use mizan_ir::{Field, Name, Presence, Variant};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Ident, LitStr};

use crate::errors::Errors;

/// A field or a variant with its names in JSON, and the tokens to report an error at.
struct Named<'item> {
    name: &'item Name,
    aliases: &'item [String],
    is_written: bool,
    is_read: bool,
    ident: &'item Ident,
    attributes: &'item [Attribute],
}

/// Reports at the second of two fields that both have one name in JSON.
pub(super) fn refuse_equal_fields<Type>(
    fields: &[(Field<Type>, &syn::Field)],
    errors: &mut Errors,
) {
    let own = fields.iter().filter(|(field, _)| !field.flatten);
    let named = own.filter_map(|(field, item)| {
        Some(Named {
            name: &field.name,
            aliases: &field.aliases,
            is_written: field.output != Presence::Skipped,
            is_read: field.input != Presence::Skipped,
            ident: item.ident.as_ref()?,
            attributes: &item.attrs,
        })
    });
    refuse_equal("fields", named, errors);
}

/// Reports at the second of two variants that both have one name in JSON.
pub(super) fn refuse_equal_variants<Type>(
    variants: &[(Variant<Type>, &syn::Variant)],
    errors: &mut Errors,
) {
    let tagged = variants.iter().filter(|(variant, _)| !variant.untagged);
    let named = tagged.map(|(variant, item)| Named {
        name: &variant.name,
        aliases: &variant.aliases,
        is_written: variant.output != Presence::Skipped,
        // `#[serde(other)]` is read for every unknown name, so its own name cannot clash.
        is_read: variant.input != Presence::Skipped && !variant.other,
        ident: &item.ident,
        attributes: &item.attrs,
    });
    refuse_equal("variants", named, errors);
}

fn refuse_equal<'item>(what: &str, all: impl Iterator<Item = Named<'item>>, errors: &mut Errors) {
    let mut seen: Vec<Named<'item>> = Vec::new();
    for named in all {
        let equal = seen.iter().find_map(|known| Some((known, named.shared_with(known)?)));
        if let Some((known, name)) = equal {
            let message = format!(
                "two {what} are `{name}` in JSON, this and `{}`\nrename one of them",
                known.ident
            );
            errors.at(named.find_spelling(name), message);
        }
        seen.push(named);
    }
}

impl Named<'_> {
    /// A name that both have in one direction.
    fn shared_with(&self, other: &Self) -> Option<&str> {
        if self.is_written && other.is_written && self.name.output == other.name.output {
            return Some(&self.name.output);
        }
        let is_read = self.is_read && other.is_read;
        self.read_names().find(|name| is_read && other.read_names().any(|known| known == *name))
    }

    fn read_names(&self) -> impl Iterator<Item = &str> {
        self.aliases.iter().chain([&self.name.input]).map(String::as_str)
    }

    /// The literal in a serde attribute that gives the name, else the identifier.
    fn find_spelling(&self, name: &str) -> TokenStream {
        let serde = self.attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
        let mut lists = serde.filter_map(|attribute| attribute.meta.require_list().ok());
        let text = lists.find_map(|list| find_text(list.tokens.clone(), name));
        text.map_or_else(|| self.ident.to_token_stream(), ToTokens::into_token_stream)
    }
}

fn find_text(tokens: TokenStream, text: &str) -> Option<LitStr> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => find_text(group.stream(), text),
        TokenTree::Literal(_) => {
            let literal: LitStr = syn::parse2(token.into()).ok()?;
            (literal.value() == text).then_some(literal)
        }
        _ => None,
    })
}
