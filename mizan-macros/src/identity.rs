//! `#[derive(mizan::Identity)]`: the id, and the staff and superuser flags, of a signed-in user.

use mizan_syntax::{Identity, IdentityField, parse_identity};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput};

use crate::diagnostics::raise;

pub(crate) fn expand(item: &DeriveInput) -> TokenStream {
    match parse_identity(item) {
        Ok(identity) => {
            let demand = expand_demand(&identity);
            let (methods, audience) = (expand_methods(&identity), expand_audience(item));
            let implementation = expand_implementation(item, &quote!(#methods #audience));
            quote!(#implementation #demand)
        }
        Err(error) if !item.generics.params.is_empty() => raise(&error),
        Err(error) => {
            // The trait is implemented even after a mistake, so that the functions that borrow the
            // type have no errors too.
            let id = quote! {
                fn id(&self) -> ::std::borrow::Cow<'_, str> {
                    ::core::unreachable!()
                }
            };
            let implementation = expand_implementation(item, &id);
            let error = raise(&error);
            quote!(#implementation #error)
        }
    }
}

fn expand_implementation(item: &DeriveInput, methods: &TokenStream) -> TokenStream {
    let name = &item.ident;
    quote! {
        impl ::mizan::Identity for #name {
            #methods
        }
    }
}

fn expand_methods(identity: &Identity) -> TokenStream {
    let IdentityField { member, ty } = &identity.id;
    // The span makes the compiler report a type without text form at the type.
    let id = quote_spanned!(ty.span()=> ::mizan::__private::text_of::<#ty>(&self.#member));
    let staff = expand_question("is_staff", identity.staff.as_ref());
    let superuser = expand_question("is_superuser", identity.superuser.as_ref());
    quote! {
        fn id(&self) -> ::std::borrow::Cow<'_, str> {
            #id
        }
        #staff
        #superuser
    }
}

fn expand_question(name: &str, mark: Option<&IdentityField>) -> Option<TokenStream> {
    let IdentityField { member, .. } = mark?;
    let name = Ident::new(name, Span::call_site());
    Some(quote! {
        fn #name(&self) -> bool {
            self.#member
        }
    })
}

/// The text of all fields, if each of them serialises.
fn expand_audience(item: &DeriveInput) -> Option<TokenStream> {
    let Data::Struct(data) = &item.data else { return None };
    let members = data.fields.members();
    Some(quote! {
        #[allow(unused_imports)]
        fn audience(&self) -> ::core::option::Option<::std::string::String> {
            use ::mizan::__private::{ScopeText as _, Unscoped as _};
            ::mizan::__private::join_audience([
                #((&::mizan::__private::Probe(&self.#members)).text()),*
            ])
        }
    })
}

/// Demands `mizan::Type` of a struct with a key that only `#[derive(mizan::Type)]` reads.
fn expand_demand(identity: &Identity) -> Option<TokenStream> {
    let (name, key) = (&identity.name, identity.wire_key.as_ref()?);
    let name = Ident::new(&name.to_string(), key.span());
    Some(quote_spanned!(key.span()=> const _: u64 = <#name as ::mizan::Type>::HASH;))
}
