//! What the compiler has to hold of the fields of a shape, each at its own tokens.

use mizan_syntax::{Shape, variant_of};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

pub(super) fn expand(shape: &Shape) -> TokenStream {
    let entity = &shape.entity;
    let columns = expand_columns(shape);
    let keys = expand_keys(shape);
    quote! {
        const _: () = {
            #[allow(dead_code)]
            fn demand_columns(model: &#entity::Model) {
                #columns
            }
            #keys
        };
    }
}

/// That the entity has each column, and that the type of the field fits.
fn expand_columns(shape: &Shape) -> TokenStream {
    let columns = shape.columns();
    let demand = columns.map(|(field, column)| {
        let (ty, name) = (&field.ty, &column.model_field);
        let demand = match column.is_key {
            true => quote_spanned!(ty.span()=> is_key_of),
            false => quote_spanned!(ty.span()=> is_shown_by),
        };
        let shown = quote_spanned!(ty.span()=> #demand::<#ty>());
        quote!(::mizan::shapes::__private::ModelColumn::of(&model.#name).#shown;)
    });
    demand.collect()
}

/// That the fields of the key are the primary key of the entity, all of it.
fn expand_keys(shape: &Shape) -> TokenStream {
    let entity = &shape.entity;
    let keys = shape.columns().filter(|(_, column)| column.is_key);
    let variants = keys.map(|(_, column)| {
        let name = variant_of(&column.model_field);
        quote!(let _ = #entity::PrimaryKey::#name;)
    });
    let variants: Vec<TokenStream> = variants.collect();
    let count = variants.len();
    let shape_name = shape.name.to_string();
    let message = format!(
        "the primary key of the entity has more columns than the key of `{shape_name}`\nwrite \
         `#[shape(key)]` above a field for each of them"
    );
    let assertion = quote_spanned! {Span::call_site().located_at(shape.name.span())=>
        ::core::assert!(ARITY == #count, #message)
    };
    quote! {
        #[allow(dead_code)]
        fn demand_primary_key() {
            #(#variants)*
        }
        const ARITY: usize = <<<#entity::Entity as ::mizan::shapes::__private::EntityTrait>
            ::PrimaryKey as ::mizan::shapes::__private::PrimaryKeyTrait>
            ::ValueType as ::mizan::shapes::__private::PrimaryKeyArity>::ARITY;
        const _: () = #assertion;
    }
}
