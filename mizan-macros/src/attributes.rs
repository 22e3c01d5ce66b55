//! The attributes on a function and its parameters: those that the compiler must not see are removed,
//! and those that it needs are added.

use mizan_syntax::{Client, Parameter, bare_name};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, FnArg, Ident, ItemFn, Pat, parse_quote};

/// True for `#[client]` and `#[mizan::client]`.
pub(crate) fn is_client(attribute: &Attribute) -> bool {
    let mut names = attribute.path().segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|last| last == "client") && names.all(|name| name == "mizan")
}

/// The function as the compiler sees it. `scope` names the arguments that the build found among the
/// parameters of a changed context; `None` without a build. The tokens stay as they were written
/// where there is nothing to remove or to add.
pub(crate) fn prepare(
    item: TokenStream,
    function: &ItemFn,
    client: &Client,
    scope: Option<&[String]>,
) -> TokenStream {
    let used = used_by_scopes(client, scope);
    if used.is_empty() && !attributes(function).any(is_ours) {
        return item;
    }
    let mut function = function.clone();
    remove_attributes(&mut function);
    for input in &mut function.sig.inputs {
        if let FnArg::Typed(parameter) = input
            && let Pat::Ident(pattern) = parameter.pat.as_ref()
            && used.contains(&&pattern.ident)
        {
            parameter.attrs.push(parse_quote!(#[allow(unused_variables)]));
        }
    }
    function.into_token_stream()
}

/// The parameters that say which instances the function changes. Its body need not use them.
fn used_by_scopes<'client>(
    client: &'client Client,
    scope: Option<&[String]>,
) -> Vec<&'client Ident> {
    let is_implicit = client.affects.iter().any(|affects| affects.scope.is_none());
    let is_scope = |parameter: &Parameter| match (parameter, scope) {
        (Parameter::Argument(argument), Some(scope)) => scope.contains(&argument.wire_name),
        (Parameter::Argument(_), None) => is_implicit || !client.merge.is_empty(),
        (Parameter::Injected(_), _) => false,
    };
    let fields = || client.affects.iter().flat_map(|affects| affects.scope.iter().flatten());
    let is_mentioned = |name: &str| fields().any(|field| field.mentions(name).is_some());
    let used = client
        .parameters
        .iter()
        .filter(|parameter| is_scope(parameter) || is_mentioned(&bare_name(parameter.name())));
    used.map(Parameter::name).collect()
}

/// Removes the attributes of Mizan, so that the compiler does not report each of them as unknown, and
/// the documentation of parameters, which it does not allow.
pub(crate) fn remove_attributes(function: &mut ItemFn) {
    function.attrs.retain(|attribute| !is_client(attribute) && !attribute.path().is_ident("mizan"));
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

/// True for an attribute that the grammar reads from a parameter.
fn is_ours(attribute: &Attribute) -> bool {
    ["mizan", "serde", "doc"].iter().any(|name| attribute.path().is_ident(name))
}
