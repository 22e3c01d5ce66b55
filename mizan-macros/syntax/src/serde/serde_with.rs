//! The attributes of the crate serde_with: `#[skip_serializing_none]` and `#[serde_as]`.
//!
//! Both are macros that rewrite the item. The build sees the item before the rewriting, the derive
//! after it. This file derives from the attributes the same keys that the macros write, so that
//! both read the same item.

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Field, LitStr, Meta, Type};

use super::conversion::{Conversion, Function};

/// True if `#[skip_serializing_none]` is above serde's derive. Below it, it has no effect.
pub(super) fn skips_none(attributes: &[Attribute]) -> bool {
    let Some(position) = attributes.iter().position(|attribute| {
        attribute.path().segments.last().is_some_and(|last| last.ident == "skip_serializing_none")
    }) else {
        return false;
    };
    attributes[position..].iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if attribute.path().is_ident("derive") => mentions_serialize(&list.tokens),
        _ => false,
    })
}

fn mentions_serialize(tokens: &TokenStream) -> bool {
    tokens
        .clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(name) if name == "Serialize"))
}

/// True if `#[skip_serializing_none]` leaves out a field that is `None`: an `Option` of the
/// standard library without `#[serialize_always]`.
pub(super) fn is_skipped_if_none(attributes: &[Attribute], ty: &Type) -> bool {
    let is_always =
        attributes.iter().any(|attribute| attribute.path().is_ident("serialize_always"));
    is_std_option(ty) && !is_always
}

/// The `#[serde_as(…)]` of a field.
#[derive(Default)]
pub(super) struct SerdeAs {
    pub(super) conversion: Conversion,
    /// True if serde_with adds `#[serde(default)]`.
    pub(super) has_default: bool,
}

pub(super) fn parse_serde_as(field: &Field) -> SerdeAs {
    let mut read = SerdeAs::default();
    let mut no_default = false;
    for attribute in &field.attrs {
        let Meta::List(list) = &attribute.meta else { continue };
        if !attribute.path().is_ident("serde_as") {
            continue;
        }
        for (key, text) in pairs(list.tokens.clone()) {
            no_default |= key == "no_default";
            let Some(adapter) = text.and_then(|text| Some((text.parse::<Type>().ok()?, text)))
            else {
                continue;
            };
            read.has_default |= key != "serialize_as" && is_std_option(&adapter.0);
            let function = Some(Function::Adapter(Box::new(adapter.0), adapter.1));
            match key.as_str() {
                "as" => read.conversion.with = function,
                "serialize_as" => read.conversion.serialize_with = function,
                "deserialize_as" => read.conversion.deserialize_with = function,
                _ => {}
            }
        }
    }
    read.has_default = read.has_default && !no_default && is_std_option(&field.ty);
    read
}

/// The keys of an attribute with the texts after them, read from the tokens: syn accepts no
/// keyword, such as `as`, as a key.
fn pairs(tokens: TokenStream) -> Vec<(String, Option<LitStr>)> {
    let mut pairs: Vec<(String, Option<LitStr>)> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(key) => pairs.push((crate::bare_name(&key), None)),
            TokenTree::Literal(_) => {
                if let Some((_, text)) = pairs.last_mut() {
                    *text = syn::parse2(token.into()).ok();
                }
            }
            TokenTree::Group(_) | TokenTree::Punct(_) => {}
        }
    }
    pairs
}

/// True for the paths that serde_with recognises as the `Option` of the standard library.
fn is_std_option(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_std_option(&group.elem),
        Type::Paren(paren) => is_std_option(&paren.elem),
        Type::Path(path) if path.qself.is_none() => {
            let names: Vec<String> =
                path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            match names.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["Option"] => path.path.leading_colon.is_none(),
                ["std" | "core", "option", "Option"] => true,
                _ => false,
            }
        }
        _ => false,
    }
}
