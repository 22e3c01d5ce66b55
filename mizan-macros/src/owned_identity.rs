//! The assertion that no argument is an identity, where no report of the build says so: in tests and
//! examples.

use mizan_syntax::{Argument, Client, parts};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

/// Asserts that neither the types of the arguments nor the types written inside them are identities.
pub(crate) fn expand(client: &Client) -> TokenStream {
    let assertions = client.plain_arguments().flat_map(|argument| {
        parts(&argument.ty).into_iter().map(|part| expand_part(argument, part))
    });
    quote! {
        const _: () = {
            #[allow(unused_imports)]
            use ::mizan::__private::NoIdentity as _;
            #(#assertions)*
        };
    }
}

fn expand_part(argument: &Argument, part: &Type) -> TokenStream {
    let (name, written) = (&argument.wire_name, quote!(#part).to_string());
    let message = format!(
        "`{written}` is an identity, and an owned parameter comes from the caller, who could claim \
         to be anyone\n\
         write `{name}: &{written}`"
    );
    quote_spanned! {part.span()=>
        ::core::assert!(!::mizan::__private::IdentityProbe::<#part>::IS_IDENTITY, #message);
    }
}
