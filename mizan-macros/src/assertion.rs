//! Assertions that a type can travel, and is what the build took it for.

use mizan_ir::hash::UNRESOLVED;
use mizan_syntax::Client;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

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
        // What no function can return is told where it is written.
        Role::Answer => quote_spanned!(ty.span()=> {
            #[allow(unused_imports)]
            use ::mizan::__private::NoAnswer as _;
            ::mizan::__private::AnswerProbe::<#ty>::WHOLE
        }),
        Role::Value => quote_spanned!(ty.span()=> <#ty as ::mizan::Type>::HASH),
    };
    let Some(expected) = expected else {
        return quote_spanned!(ty.span()=> const _: u64 = #hash;);
    };
    let message = explain(&quote!(#ty).to_string(), expected);
    let agreed = quote_spanned!(ty.span()=> ::mizan::__private::hash::agree(#hash, #expected));
    quote_spanned!(ty.span()=> const _: () = ::core::assert!(#agreed, #message);)
}

/// Asserts of a parameter of a function, or of what it answers, where the build does not know what
/// that is. The compiler infers it: a name that it does not know either, it has told already where
/// the function mentions it.
pub(crate) fn expand_inferred(
    client: &Client,
    parameter: Option<&Ident>,
    ty: &Type,
) -> TokenStream {
    let (name, end) = stretch(&client.name, ty);
    let types: Vec<Ident> =
        (0..client.parameters.len()).map(|index| format_ident!("Parameter{index}")).collect();
    let holes = client.parameters.iter().map(|_| quote!(_));
    let asserted =
        client.parameters.iter().zip(&types).find(|(it, _)| Some(it.name()) == parameter);
    let (bound, hash) = match asserted {
        Some((_, own)) => (quote!(#own: ::mizan::Type), quote!(#own::HASH)),
        None if client.is_async => (
            quote!(Output: ::core::future::Future<Output: ::mizan::Answer>),
            quote!(::mizan::__private::hash_of_answer::<Output::Output>()),
        ),
        None => (
            quote!(Output: ::mizan::Answer),
            quote!(::mizan::__private::hash_of_answer::<Output>()),
        ),
    };
    let message = explain(&quote!(#ty).to_string(), UNRESOLVED);
    quote_spanned! {ty.span()=>
        const _: () = {
            const fn hash<#(#types,)* Output>(_: fn(#(#types),*) -> Output) -> u64
            where
                #bound,
            {
                #hash
            }
            #[allow(deprecated)]
            let hash = hash(#name as fn(#(#holes),*) -> #end);
            ::core::assert!(hash == ::mizan::__private::hash::UNRESOLVED, #message)
        };
    }
}

/// The name of a function where a type begins, and a type to infer where it ends: the compiler
/// speaks of what stands between them.
fn stretch(name: &Ident, ty: &Type) -> (Ident, TokenStream) {
    let mut tokens = ty.to_token_stream().into_iter().map(|token| token.span());
    let first = tokens.next().unwrap_or_else(|| ty.span());
    let last = tokens.last().unwrap_or(first);
    let mut name = name.clone();
    name.set_span(name.span().located_at(first));
    (name, quote_spanned!(last=> _))
}

/// Asserts of a part of an item, where the build does not know what it is. The copy of the item
/// stands where the item stands, so that what the compiler tells of the one it does not tell of the
/// other.
pub(crate) fn expand_copied(item: &Ident, ty: &Type) -> TokenStream {
    let copy = Ident::new("Copy", item.span());
    let message = explain(&quote!(#ty).to_string(), UNRESOLVED);
    quote_spanned! {ty.span()=>
        const _: () = {
            #[allow(dead_code)]
            struct #copy(#ty);

            const fn hash<Part: ::mizan::Type>(_: fn(&#copy) -> &Part) -> u64 {
                Part::HASH
            }
            let hash = hash(|copy| &copy.0);
            ::core::assert!(hash == ::mizan::__private::hash::UNRESOLVED, #message)
        };
    }
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
