//! `#[derive(mizan::Failure)]`: the conversion of an application's error into `mizan::Error`.

use mizan_syntax::{ErrorClass, Failure, FailureVariant, parse_failure, parse_type};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Error, Fields, Ident, LitStr, parse_quote};

use crate::diagnostics::raise;

pub(crate) fn expand(item: &DeriveInput) -> TokenStream {
    match parse_failure(item) {
        Ok(failure) => {
            let arms = failure.variants.iter().map(|variant| expand_variant(&failure, variant));
            let known = expand_known(&failure.name);
            let body = quote!(match self { #(#arms)* });
            let implementation = expand_implementation(item, &known, &body);
            let conversion = expand_conversion(item, &failure);
            quote!(#implementation #conversion)
        }
        Err(error) => add_error(item, &error),
    }
}

/// Implements the trait even after a mistake, so that the functions with this error have no errors
/// too. A mistake that `#[derive(mizan::Type)]` reports on the same item is not repeated.
fn add_error(item: &DeriveInput, error: &Error) -> TokenStream {
    let error = parse_type(item).is_ok().then(|| raise(error));
    let body = quote!(::core::unreachable!());
    let implementation = expand_implementation(item, &TokenStream::new(), &body);
    quote!(#implementation #error)
}

/// The error's type in the client, taken from its `mizan::Type`.
fn expand_known(name: &Ident) -> TokenStream {
    let own = quote_spanned!(name.span()=> <Self as ::mizan::Type>);
    quote! {
        const HASH: ::core::primitive::u64 = #own::HASH;

        fn describe(
            types: &mut ::mizan::__private::Types,
        ) -> ::core::option::Option<::mizan::__private::ModelType> {
            ::core::option::Option::Some(#own::describe(types))
        }
    }
}

fn expand_implementation(
    item: &DeriveInput,
    known: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let name = &item.ident;
    let mut bounded = item.generics.clone();
    for parameter in bounded.type_params_mut() {
        parameter.bounds.push(parse_quote!(::mizan::Type));
        parameter.bounds.push(parse_quote!(::mizan::__private::Written));
    }
    let (generics, _, bounds) = bounded.split_for_impl();
    let (_, arguments, _) = item.generics.split_for_impl();
    quote! {
        impl #generics ::mizan::Failure for #name #arguments #bounds {
            #known

            fn into_error(self) -> ::mizan::Error {
                #body
            }
        }
    }
}

fn expand_variant(failure: &Failure, variant: &FailureVariant) -> TokenStream {
    let FailureVariant { name, kind, fields, class, message } = variant;
    let code = match class {
        ErrorClass::Transparent(_) => {
            let held = fields.iter().next().map_or_else(|| name.span(), |field| field.ty.span());
            let open = quote_spanned!(held=> ::mizan::__private::Transparent::open(error));
            return quote!(Self::#name(error) => #open,);
        }
        class => class.variant(),
    };
    let (pattern, message) = match message {
        None => (quote!({ .. }), quote!(::core::option::Option::None)),
        Some(message) => {
            let message = name_positions(message);
            let format = quote_spanned!(message.span()=> ::std::format!(#message));
            (expand_fields(fields), quote!(::core::option::Option::Some(#format)))
        }
    };
    // The compiler reports an error that is not serialisable at its name.
    let fail = quote_spanned!(failure.name.span()=> ::mizan::__private::fail);
    quote! {
        #[allow(unused_variables)]
        ref failure @ Self::#name #pattern => {
            #fail(failure, #kind, ::mizan::Code::#code, #message)
        }
    }
}

/// The pattern that binds the fields for the message: unnamed ones as `_0`, `_1`.
fn expand_fields(fields: &Fields) -> TokenStream {
    match fields {
        Fields::Unit => quote!({ .. }),
        Fields::Named(fields) => {
            let names = fields.named.iter().filter_map(|field| field.ident.as_ref());
            quote!({ #(ref #names),* })
        }
        Fields::Unnamed(fields) => {
            let names = (0..fields.unnamed.len()).map(|index| format_ident!("_{index}"));
            quote!(( #(ref #names),* ))
        }
    }
}

/// Renames the positions in a message to the bound names: `{0}` to `{_0}`. `{{0}}` stays.
fn name_positions(message: &LitStr) -> LitStr {
    let text = message.value();
    let mut letters = text.chars().peekable();
    let mut named = String::new();
    while let Some(letter) = letters.next() {
        named.push(letter);
        match letters.peek() {
            Some('{') if letter == '{' => named.extend(letters.next()),
            Some(next) if letter == '{' && next.is_ascii_digit() => named.push('_'),
            _ => {}
        }
    }
    LitStr::new(&named, message.span())
}

/// `From<E>` for the transparent variant, so that `?` converts every other error.
fn expand_conversion(item: &DeriveInput, failure: &Failure) -> TokenStream {
    let mut variants = failure.variants.iter();
    let variant = variants.find_map(|variant| match variant.class {
        ErrorClass::Transparent(_) => Some(&variant.name),
        ErrorClass::Word(_) => None,
    });
    let Some(variant) = variant else { return expand_no_conversion(item) };
    let name = &item.ident;
    let mut generics = item.generics.clone();
    let source: Ident = parse_quote!(Source);
    if implements_error(item) {
        let (generics, arguments, bounds) = generics.split_for_impl();
        return quote! {
            impl #generics ::core::convert::From<::mizan::Error> for #name #arguments #bounds {
                fn from(error: ::mizan::Error) -> Self {
                    Self::#variant(::mizan::__private::close(error))
                }
            }
        };
    }
    generics.params.push(parse_quote!(#source: ::core::convert::Into<::mizan::Error>));
    let (generics, _, bounds) = generics.split_for_impl();
    let (_, arguments, _) = item.generics.split_for_impl();
    quote! {
        impl #generics ::core::convert::From<#source> for #name #arguments #bounds {
            fn from(error: #source) -> Self {
                Self::#variant(::mizan::__private::close(error.into()))
            }
        }
    }
}

/// A `From<E>` that holds for no error: where `?` needs one, the compiler names the trait that is
/// missing, and its text says how to declare a transparent variant.
fn expand_no_conversion(item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let mut generics = item.generics.clone();
    let source: Ident = parse_quote!(Source);
    let (_, arguments, _) = item.generics.split_for_impl();
    generics
        .params
        .push(parse_quote!(#source: ::mizan::__private::ConvertedInto<#name #arguments>));
    let (generics, _, bounds) = generics.split_for_impl();
    quote! {
        impl #generics ::core::convert::From<#source> for #name #arguments #bounds {
            fn from(error: #source) -> Self {
                ::mizan::__private::ConvertedInto::convert(error)
            }
        }
    }
}

/// True if the enum derives `thiserror::Error` too. Then it is itself convertible into
/// `mizan::Error`, and a `From` for all such errors would overlap with `From<T> for T`.
fn implements_error(item: &DeriveInput) -> bool {
    let is_error = |attribute: &Attribute| attribute.path().is_ident("error");
    let Data::Enum(data) = &item.data else { return false };
    item.attrs.iter().chain(data.variants.iter().flat_map(|variant| &variant.attrs)).any(is_error)
}
