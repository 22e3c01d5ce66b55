//! Assertions for the compiler: a type is serialisable, and has the identity that the build found.
//!
//! The build resolves the names of types itself, from the source. It writes the hash of each
//! resolved type into its report, and the constants below compare it with `Type::HASH`, which the
//! compiler computes.

use mizan_ir::hash::UNRESOLVED;
use mizan_syntax::Client;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

/// The role of an asserted type.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    /// A value that is sent.
    Value,
    /// The return type of a function: a value, or a `Result`.
    Answer,
}

/// Asserts the hash of a type. All tokens have the span of the type, so that the compiler reports
/// there.
pub(crate) fn expand(ty: &Type, role: Role, expected: Option<u64>) -> TokenStream {
    let hash = match role {
        // The span puts the error of a type that no function can return at the type.
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
    expand_agreement(ty, &hash, expected)
}

/// Asserts the hash of an answer whose success has the JSON of another type. The error of a stream
/// is asserted with its items.
pub(crate) fn expand_replaced(ty: &Type, replacement: &Type, expected: u64) -> TokenStream {
    let hash = quote_spanned!(replacement.span()=> {
        #[allow(unused_imports)]
        use ::mizan::__private::ReplacedAlone as _;
        ::mizan::__private::ReplacedProbe::<#ty, #replacement>::WHOLE
    });
    expand_agreement(replacement, &hash, expected)
}

fn expand_agreement(ty: &Type, hash: &TokenStream, expected: u64) -> TokenStream {
    let message = explain(&quote!(#ty).to_string(), expected);
    let agreed = quote_spanned!(ty.span()=> ::mizan::__private::hash::agree(#hash, #expected));
    quote_spanned!(ty.span()=> const _: () = ::core::assert!(#agreed, #message);)
}

/// Asserts that the type of a parameter, or with `None` of the result, is one that the build could
/// not resolve. The compiler infers the type from the function instead of reading it a second time:
/// it reports an unknown name only once, at the function itself.
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
        None => bound_answer(client),
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

/// The bound by which the compiler infers the answer of a function, and the hash of it.
fn bound_answer(client: &Client) -> (TokenStream, TokenStream) {
    let mut bound = quote!(::mizan::Answer);
    let mut layers = Vec::new();
    if let Some(stream) = client.stream {
        layers.push((quote!(::mizan::Stream), quote!(Item)));
        if stream.is_fallible {
            layers.push((quote!(::mizan::__private::Fallible), quote!(Value)));
        }
    }
    if client.is_async {
        layers.push((quote!(::core::future::Future), quote!(Output)));
    }
    for (layer, name) in &layers {
        bound = quote!(#layer<#name: #bound>);
    }
    let mut answer = quote!(Output);
    for (layer, name) in layers.iter().rev() {
        answer = quote!(<#answer as #layer>::#name);
    }
    (quote!(Output: #bound), quote!(::mizan::__private::hash_of_answer::<#answer>()))
}

/// The name of a function with the span of the first token of a type, and an inferred type with the
/// span of the last: the compiler joins the two spans in its error, and underlines the whole type.
fn stretch(name: &Ident, ty: &Type) -> (Ident, TokenStream) {
    let mut tokens = ty.to_token_stream().into_iter().map(|token| token.span());
    let first = tokens.next().unwrap_or_else(|| ty.span());
    let last = tokens.last().unwrap_or(first);
    let mut name = name.clone();
    name.set_span(name.span().located_at(first));
    (name, quote_spanned!(last=> _))
}

/// Asserts that a part of an item is one that the build could not resolve. The type is repeated in
/// a struct whose name has the span of the item's, because the compiler reports equal errors of one
/// place only once.
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
    // The text is a format string.
    let written = written.replace('{', "{{").replace('}', "}}");
    if expected == UNRESOLVED && written.contains(" as ") {
        return format!(
            "the build could not find out what `{written}` is, so the client cannot know it: it \
             follows a trait where the source has one `impl` of it for that type\n\
             write the type that it leads to, or in a field `#[mizan(as = \"…\")]` with that type"
        );
    }
    if expected == UNRESOLVED {
        return format!(
            "the build could not find out what `{written}` is, so the client cannot know it: it \
             reads the source as it is written, and does not see what a macro or `include!` \
             makes\n\
             write the type out, where the source declares it"
        );
    }
    format!(
        "the build took `{written}` for another type than the compiler does, so the client would \
         be wrong\n\
         write the type by its full path"
    )
}
