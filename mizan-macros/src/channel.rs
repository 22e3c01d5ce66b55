//! `#[derive(mizan::Channel)]`: the name of a channel, its parameters and the types of its messages.

use mizan_ir::hash::UNRESOLVED;
use mizan_syntax::report::Kind;
use mizan_syntax::{Channel, parse_channel};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Error};

use crate::assertion::{self, Role};
use crate::context::{expand_normalize, expand_scope};
use crate::diagnostics::{raise, warnings};
use crate::lengths::Lengths;
use crate::{build_report, model};

pub(crate) fn expand(item: &DeriveInput) -> TokenStream {
    let channel = match parse_channel(item) {
        Ok(channel) => channel,
        Err(error) => return add_error(expand_implementation(item, None), &error),
    };
    let tokens = item.to_token_stream();
    match build_report::check(Kind::Channel, &channel.name, channel.fingerprint(), tokens.clone()) {
        Ok(scanned) => {
            let warnings = warnings(scanned.as_ref(), tokens);
            let lengths = Lengths::new(scanned.as_ref(), &item.generics);
            let hashes = scanned.map(|scanned| scanned.hashes).unwrap_or_default();
            let is_known = !hashes.contains(&Some(UNRESOLVED));
            let lengths = is_known.then_some(&lengths);
            let implementation = expand_implementation(item, Some((&channel, lengths)));
            let assertions = channel.wire_types().enumerate().map(|(index, ty)| {
                match hashes.get(index).copied().flatten() {
                    Some(UNRESOLVED) => assertion::expand_copied(&channel.name, ty),
                    expected => assertion::expand(ty, Role::Value, expected),
                }
            });
            quote!(#implementation #warnings #(#assertions)*)
        }
        Err(refusal) => {
            add_error(expand_implementation(item, Some((&channel, None))), &refusal.error)
        }
    }
}

/// Raises an error beside the implementation, which stays: without it, each function of the channel
/// would have an error too.
fn add_error(implementation: TokenStream, error: &Error) -> TokenStream {
    let error = raise(error);
    quote!(#implementation #error)
}

/// The implementation of `mizan::Channel`, with a real `describe` only if all types are resolved and
/// their lengths are known.
fn expand_implementation(
    item: &DeriveInput,
    read: Option<(&Channel, Option<&Lengths>)>,
) -> TokenStream {
    let channel = read.map(|(channel, _)| channel);
    let name = &item.ident;
    let (generics, arguments, bounds) = item.generics.split_for_impl();
    let wire_name = channel.map(|channel| channel.wire_name.as_str()).unwrap_or_default();
    let fields = channel.map(|channel| channel.parameters.as_slice()).unwrap_or_default();
    let parameters: Vec<&String> = fields.iter().map(|field| &field.wire_name).collect();
    let message = channel.map_or_else(
        || {
            quote!(
                type Message = ();
            )
        },
        |channel| {
            let ty = &channel.message;
            quote_spanned!(ty.span()=> type Message = #ty;)
        },
    );
    let presence = channel.and_then(|channel| channel.presence.as_ref());
    let presence = presence.map_or_else(
        || {
            quote!(
                type Presence = ::mizan::NoPresence;
            )
        },
        |ty| {
            let ty = quote_spanned!(ty.span()=> type Presence = #ty;);
            quote!(#ty const HAS_PRESENCE: bool = true;)
        },
    );
    let types = channel.map_or_else(|| quote!(Unknown), |_| quote!(Known));
    let (scope, normalize) = (expand_scope(fields), expand_normalize(fields));
    let describe = match read {
        Some((channel, Some(lengths))) => {
            let about = model::expand_channel(channel, lengths);
            quote!(::mizan::__private::describe_channel(&#about, Self::PARAMETERS, types))
        }
        // The item has an error of its own.
        _ => quote!(::core::default::Default::default()),
    };
    quote! {
        impl #generics ::mizan::Channel for #name #arguments #bounds {
            #message
            #presence
            type Types = ::mizan::__private::#types;
            const NAME: &'static str = #wire_name;
            const PARAMETERS: &'static [&'static str] = &[#(#parameters),*];

            #scope
            #normalize

            #[allow(unused_variables)]
            fn describe(
                types: &mut ::mizan::__private::Types,
            ) -> ::mizan::__private::ModelChannel {
                #describe
            }
        }
    }
}
