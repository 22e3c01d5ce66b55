//! Samples of a type that serde writes and does not read, for `assert_types!`: each variant is made
//! of samples of its fields.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{Data, DeriveInput, Fields, GenericParam, Type, TypeReference, parse_quote};

use crate::types::{bound, name_self};

/// The implementation of `SampleOf`.
pub(crate) fn expand_samples(item: &DeriveInput) -> Option<TokenStream> {
    let variants: Vec<TokenStream> = match &item.data {
        Data::Struct(data) => vec![expand_value(item, quote!(Self), &data.fields)],
        Data::Enum(data) => data
            .variants
            .iter()
            .map(|variant| {
                let name = &variant.ident;
                expand_value(item, quote!(Self::#name), &variant.fields)
            })
            .collect(),
        Data::Union(_) => return None,
    };
    let count = variants.len();
    let numbers = 0..count;
    let mut bounded = bound(&item.generics);
    for parameter in &mut bounded.params {
        if let GenericParam::Type(parameter) = parameter {
            parameter.bounds.push(parse_quote!(::mizan::__private::SampleOf));
        }
    }
    let (generics, _, bounds) = bounded.split_for_impl();
    let (_, arguments, _) = item.generics.split_for_impl();
    let name = &item.ident;
    Some(quote! {
        #[allow(deprecated, unused_imports, unused_variables)]
        impl #generics ::mizan::__private::SampleOf for #name #arguments #bounds {
            const VARIANTS: usize = #count;

            fn sample(
                variant: usize,
                samples: &mut ::mizan::__private::Samples,
            ) -> ::core::option::Option<Self> {
                match variant {
                    #(#numbers => ::core::option::Option::Some(#variants),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
    })
}

/// The expression of a sample of a field.
fn expand_sample(ty: &Type) -> TokenStream {
    expand_sampler(ty, &quote!(make))
}

/// The expression of a sample that a method of `Sampler` makes.
fn expand_sampler(ty: &Type, method: &TokenStream) -> TokenStream {
    // The compiler cannot tell if a type with a lifetime is read for every lifetime.
    let reading = (!has_lifetime(quote!(#ty))).then(|| quote!(SampleByReading as _,));
    let receiver = reading.as_ref().map_or_else(|| quote!(&&&), |_| quote!(&&&&));
    quote! {{
        use ::mizan::__private::{
            NoSample as _, SampleByDefault as _, SampleOfItself as _, #reading
        };
        (#receiver ::mizan::__private::Sampler::<#ty>::NEW).#method(samples)?
    }}
}

/// The expression of a reference to a sample, which is never freed: a test makes a few and ends.
fn expand_reference(reference: &TypeReference) -> TokenStream {
    match reference.elem.as_ref() {
        Type::Path(path) if path.path.is_ident("str") => quote!("text"),
        Type::Slice(slice) => {
            let item = &slice.elem;
            let items = expand_sample(&parse_quote!(::std::vec::Vec<#item>));
            quote!(::std::vec::Vec::leak(#items))
        }
        ty => {
            let value = expand_sampler(ty, &quote!(boxed));
            quote!(&*::std::boxed::Box::leak(#value))
        }
    }
}

/// True if a type has a reference or a lifetime.
pub(crate) fn has_lifetime(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), '&' | '\''),
        TokenTree::Group(group) => has_lifetime(group.stream()),
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}

/// The expression of a struct or a variant.
fn expand_value(item: &DeriveInput, path: TokenStream, fields: &Fields) -> TokenStream {
    let values = fields.iter().map(|field| {
        let ty = name_self(&field.ty, item);
        match &ty {
            Type::Reference(reference) => expand_reference(reference),
            ty => expand_sample(ty),
        }
    });
    match fields {
        Fields::Unit => path,
        Fields::Unnamed(_) => quote!(#path(#(#values),*)),
        Fields::Named(named) => {
            let names = named.named.iter().map(|field| &field.ident);
            quote!(#path { #(#names: #values),* })
        }
    }
}
