//! The attributes of Mizan on a function and its parameters, removed before the compiler sees them.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, FnArg, ItemFn};

/// Whether an attribute makes a function one of the client's.
pub(crate) fn is_client(attribute: &Attribute) -> bool {
    let mut names = attribute.path().segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|last| last == "client") && names.all(|name| name == "mizan")
}

/// The function without them.
pub(crate) fn strip_attributes(item: TokenStream, function: &ItemFn) -> TokenStream {
    if !attributes(function).any(is_ours) {
        return item;
    }
    let mut function = function.clone();
    remove_attributes(&mut function);
    function.into_token_stream()
}

/// Takes them away, so that the compiler does not tell of each what it does not know.
pub(crate) fn remove_attributes(function: &mut ItemFn) {
    function.attrs.retain(|attribute| !is_client(attribute));
    for input in &mut function.sig.inputs {
        if let FnArg::Typed(parameter) = input {
            parameter.attrs.retain(|attribute| !is_ours(attribute));
        }
    }
}

/// Those of its parameters.
fn attributes(function: &ItemFn) -> impl Iterator<Item = &Attribute> {
    function.sig.inputs.iter().flat_map(|input| match input {
        FnArg::Typed(parameter) => parameter.attrs.as_slice(),
        FnArg::Receiver(_) => &[],
    })
}

fn is_ours(attribute: &Attribute) -> bool {
    ["mizan", "serde"].iter().any(|name| attribute.path().is_ident(name))
}
