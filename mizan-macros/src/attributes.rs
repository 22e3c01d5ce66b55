//! The attributes of Mizan on a function and its parameters, removed before the compiler sees them.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, FnArg, ItemFn};

/// True for `#[client]` and `#[mizan::client]`.
pub(crate) fn is_client(attribute: &Attribute) -> bool {
    let mut names = attribute.path().segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|last| last == "client") && names.all(|name| name == "mizan")
}

/// The function without the attributes of Mizan. Its tokens stay as they were written if its
/// parameters have none.
pub(crate) fn strip_attributes(item: TokenStream, function: &ItemFn) -> TokenStream {
    if !attributes(function).any(is_ours) {
        return item;
    }
    let mut function = function.clone();
    remove_attributes(&mut function);
    function.into_token_stream()
}

/// Removes the attributes of Mizan, so that the compiler does not report each of them as unknown.
pub(crate) fn remove_attributes(function: &mut ItemFn) {
    function.attrs.retain(|attribute| !is_client(attribute));
    for input in &mut function.sig.inputs {
        if let FnArg::Typed(parameter) = input {
            parameter.attrs.retain(|attribute| !is_ours(attribute));
        }
    }
}

/// The attributes of the parameters.
fn attributes(function: &ItemFn) -> impl Iterator<Item = &Attribute> {
    function.sig.inputs.iter().flat_map(|input| match input {
        FnArg::Typed(parameter) => parameter.attrs.as_slice(),
        FnArg::Receiver(_) => &[],
    })
}

fn is_ours(attribute: &Attribute) -> bool {
    ["mizan", "serde"].iter().any(|name| attribute.path().is_ident(name))
}
