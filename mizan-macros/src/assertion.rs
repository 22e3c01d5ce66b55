//! Assertions that a type can travel, and is what the build took it for.

use mizan_ir::hash::UNRESOLVED;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

/// What a type is for.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    /// It is a value.
    Value,
    /// A function returns it: a value, or a value or an error.
    Answer,
}

/// Asserts at the user's own token, so that the compiler speaks of the type there.
pub(crate) fn expand(ty: &Type, role: Role, expected: Option<u64>) -> TokenStream {
    let hash = match role {
        Role::Answer => quote_spanned!(ty.span()=> ::mizan::__private::hash_of_answer::<#ty>()),
        Role::Value => quote_spanned!(ty.span()=> <#ty as ::mizan::Type>::HASH),
    };
    let Some(expected) = expected else {
        return quote_spanned!(ty.span()=> const _: u64 = #hash;);
    };
    let message = explain(&quote!(#ty).to_string(), expected);
    let agreed = quote_spanned!(ty.span()=> ::mizan::__private::hash::agree(#hash, #expected));
    quote_spanned!(ty.span()=> const _: () = ::core::assert!(#agreed, #message);)
}

fn explain(written: &str, expected: u64) -> String {
    if expected == UNRESOLVED {
        return format!(
            "the build could not find out what `{written}` is, so the client cannot know it: it \
             reads the source as it is written, and does not see what a macro or `include!` makes"
        );
    }
    format!(
        "the build took `{written}` for another type than the compiler does, so the client would \
         be wrong: write the type by its full path"
    )
}
