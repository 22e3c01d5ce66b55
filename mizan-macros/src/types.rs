//! `#[derive(mizan::Type)]`: the hash and the model of a type, and the bounds on its parts.

use mizan_ir::hash::UNRESOLVED;
use mizan_syntax::report::{Derived, Item, Kind};
use mizan_syntax::{TypeItem, parse_type};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Error, Generics, Ident, Type, TypeParamBound, parse_quote};

use crate::assertion::{self, Role};
use crate::diagnostics::raise;
use crate::lengths::Lengths;
use crate::samples::expand_samples;
use crate::{build_report, model};

pub(crate) fn expand(item: &DeriveInput) -> TokenStream {
    let (content, demands) = match check(item) {
        Ok((parsed, scanned)) => {
            let demands = expand_demands(item, &parsed, scanned.as_ref());
            let identity = expand_identity_demand(&parsed);
            let hidden = scanned.as_ref().and_then(|scanned| expand_visible(item, scanned));
            let failure = expand_failure(item, &parsed);
            let derived = scanned.as_ref().map(|scanned| scanned.derived);
            let serde = derived.and_then(|derived| expand_serde_demand(item, &parsed, derived));
            // Without a record of the build it is not known which traits are derived.
            let is_only_written = derived.is_none_or(|derived| derived.output && !derived.input);
            let has_lifetime = item.generics.lifetimes().next().is_some();
            // The samples would name an unknown type again, and the compiler would report it twice.
            let is_known = scanned.as_ref().is_none_or(|it| !it.hashes.contains(&Some(UNRESOLVED)));
            let has_samples = (is_only_written || has_lifetime) && !parsed.is_replaced && is_known;
            let samples = if has_samples { expand_samples(item) } else { None };
            let content = match is_known {
                false => expand_nothing(),
                true => {
                    expand_content(item, &parsed, &Lengths::new(scanned.as_ref(), &item.generics))
                }
            };
            (content, quote!(#demands #identity #hidden #failure #serde #samples))
        }
        Err(error) => (expand_nothing(), raise(&error)),
    };
    // The trait is implemented even after a mistake, so that the users of the type have no errors
    // too.
    let implementation = expand_implementation(item, &content);
    quote!(#implementation #demands)
}

/// Demands `mizan::Failure` of an enum whose variants have classes, such as `#[mizan(conflict)]`.
fn expand_failure(item: &DeriveInput, parsed: &TypeItem) -> Option<TokenStream> {
    let class = parsed.class.as_ref()?;
    let mut bounded = bound(&item.generics);
    for parameter in bounded.type_params_mut() {
        parameter.bounds.push(parse_quote!(::mizan::__private::Written));
    }
    let (generics, _, bounds) = bounded.split_for_impl();
    let (_, arguments, _) = item.generics.split_for_impl();
    let name = &item.ident;
    let demand =
        quote_spanned!(class.span()=> ::mizan::__private::demand_failure::<#name #arguments>());
    Some(quote! {
        const _: () = {
            #[allow(dead_code)]
            fn demand #generics () #bounds {
                #demand
            }
        };
    })
}

/// Asserts that each serde trait of the type is derived. The build cannot read the JSON of an
/// implementation that is written by hand.
fn expand_serde_demand(
    item: &DeriveInput,
    parsed: &TypeItem,
    derived: Derived,
) -> Option<TokenStream> {
    if parsed.is_replaced || derived == Derived::BOTH {
        return None;
    }
    let sample = model::expand_sample(item)?;
    let probe = quote!(::mizan::__private::SerdeProbe::<#sample>);
    let (condition, verb) = match (derived.output, derived.input) {
        (false, false) => (quote!(#probe::IS_WRITTEN || #probe::IS_READ), "writes or reads"),
        (false, true) => (quote!(#probe::IS_WRITTEN), "writes"),
        _ => (quote!(#probe::IS_READ), "reads"),
    };
    let message = format!(
        "`{}` {verb} its JSON by code of its own and not by serde's derive, so the client cannot know \
         what that looks like\n\
         say it above the type: `#[mizan(as = \"String\")]`, with the type whose JSON it is",
        item.ident
    );
    let assertion = quote_spanned!(item.ident.span()=> ::core::assert!(!(#condition), #message););
    Some(quote! {
        const _: () = {
            #[allow(unused_imports)]
            use ::mizan::__private::NoSerde as _;
            #assertion
        };
    })
}

/// Asserts that the type is an identity only if the build knows that: the build refuses identities
/// in what a caller sends.
fn expand_visible(item: &DeriveInput, scanned: &Item) -> Option<TokenStream> {
    let sample = model::expand_sample(item).filter(|_| !scanned.is_identity)?;
    let message = format!(
        "`{}` is an identity by an `impl` that the build does not see, so that a caller could send \
         it and claim to be anyone\n\
         derive `mizan::Identity`, or write the `impl` for this very type into a module",
        item.ident
    );
    Some(quote_spanned! {item.ident.span()=>
        const _: () = {
            #[allow(unused_imports)]
            use ::mizan::__private::NoIdentity as _;
            ::core::assert!(!::mizan::__private::IdentityProbe::<#sample>::IS_IDENTITY, #message);
        };
    })
}

fn check(item: &DeriveInput) -> Result<(TypeItem, Option<Item>), Error> {
    let parsed = parse_type(item)?;
    let scanned =
        build_report::check(Kind::Type, &parsed.name, parsed.fingerprint(), item.to_token_stream())
            .map_err(|refusal| refusal.error)?;
    Ok((parsed, scanned))
}

fn expand_content(item: &DeriveInput, parsed: &TypeItem, lengths: &Lengths) -> TokenStream {
    let hash = hash_of(item);
    let parts: Vec<Type> = parsed.wire_types().map(|ty| name_self(ty, item)).collect();
    let describe = model::expand_type(item, parsed, &parts, lengths);
    quote!(const HASH: u64 = #hash; #describe)
}

/// The content of the implementation for a type that has an error.
fn expand_nothing() -> TokenStream {
    quote! {
        const HASH: u64 = ::mizan::__private::hash::UNRESOLVED;

        fn describe(_: &mut ::mizan::__private::Types) -> ::mizan::__private::ModelType {
            ::core::default::Default::default()
        }
    }
}

fn hash_of(item: &DeriveInput) -> TokenStream {
    let bare_name = mizan_syntax::bare_name(&item.ident);
    let parameters = item.generics.type_params().map(|parameter| &parameter.ident);
    quote! {
        ::mizan::__private::hash::node(
            ::core::concat!(::core::module_path!(), "::", #bare_name),
            &[#(<#parameters as ::mizan::Type>::HASH),*],
        )
    }
}

fn expand_implementation(item: &DeriveInput, content: &TokenStream) -> TokenStream {
    let name = &item.ident;
    let bounded = bound(&item.generics);
    let (generics, _, bounds) = bounded.split_for_impl();
    let (_, arguments, _) = item.generics.split_for_impl();
    quote! {
        impl #generics ::mizan::Type for #name #arguments #bounds {
            #content
        }

        impl #generics ::mizan::__private::Plain for #name #arguments #bounds {}
    }
}

/// The generics with the bound `mizan::Type` on every type parameter. A parameter outlives every
/// lifetime of the type: the compiler infers that of a definition with `&'a T`, and nowhere else.
pub(crate) fn bound(generics: &Generics) -> Generics {
    let mut bounded = generics.clone();
    for parameter in bounded.type_params_mut() {
        parameter.bounds.push(parse_quote!(::mizan::Type));
        for lifetime in generics.lifetimes() {
            parameter.bounds.push(TypeParamBound::Lifetime(lifetime.lifetime.clone()));
        }
    }
    bounded
}

/// Asserts the hash of each part. A constant cannot name generic parameters, so a generic type gets
/// a function with bounds instead: each part has to implement `mizan::Type`, and the build has to
/// know it.
fn expand_demands(item: &DeriveInput, parsed: &TypeItem, scanned: Option<&Item>) -> TokenStream {
    let hashes = scanned.map(|scanned| scanned.hashes.as_slice()).unwrap_or_default();
    if item.generics.params.is_empty() {
        let assertions = parsed.wire_types().enumerate().map(|(index, ty)| {
            let ty = name_self(ty, item);
            match hashes.get(index).copied().flatten() {
                Some(UNRESOLVED) => assertion::expand_copied(&item.ident, &ty),
                expected => assertion::expand(&ty, Role::Value, expected),
            }
        });
        return quote!(#(#assertions)*);
    }
    let bounded = bound(&item.generics);
    let (generics, _, bounds) = bounded.split_for_impl();
    let demands = parsed.wire_types().enumerate().map(|(index, ty)| {
        let ty = name_self(ty, item);
        match hashes.get(index).copied().flatten() {
            Some(UNRESOLVED) => {
                quote_spanned!(ty.span()=> ::mizan::__private::demand_followed::<#ty>();)
            }
            _ => quote_spanned!(ty.span()=> ::mizan::__private::demand_type::<#ty>();),
        }
    });
    quote! {
        const _: () = {
            #[allow(dead_code)]
            fn demand #generics () #bounds {
                #(#demands)*
            }
        };
    }
}

/// Demands `mizan::Identity` of a struct with a key that only `#[derive(mizan::Identity)]` reads.
fn expand_identity_demand(parsed: &TypeItem) -> Option<TokenStream> {
    let key = parsed.identity_key.as_ref()?;
    let name = Ident::new(&parsed.name.to_string(), key.span());
    Some(quote_spanned!(key.span()=> const _: () = ::mizan::__private::demand_identity::<#name>();))
}

/// The type with the name of its item in place of `Self`, which has no meaning outside of the item.
pub(crate) fn name_self(ty: &Type, item: &DeriveInput) -> Type {
    let (_, arguments, _) = item.generics.split_for_impl();
    let name = &item.ident;
    let named = replace_self(ty.to_token_stream(), &quote!(#name #arguments));
    syn::parse2(named).unwrap_or_else(|_| ty.clone())
}

fn replace_self(tokens: TokenStream, name: &TokenStream) -> TokenStream {
    let replace = |token| match token {
        TokenTree::Ident(ident) if ident == "Self" => name.clone(),
        TokenTree::Group(group) => {
            let mut replaced = Group::new(group.delimiter(), replace_self(group.stream(), name));
            replaced.set_span(group.span());
            TokenTree::Group(replaced).into()
        }
        token => token.into(),
    };
    tokens.into_iter().map(replace).collect()
}
