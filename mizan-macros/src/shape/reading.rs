//! A row as a value of the struct, and its relations.

use mizan_syntax::{Shape, ShapeFieldKind};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::place_of;

/// The columns come first, then what is computed, in the order of the struct; relations are empty.
pub(super) fn expand_read(shape: &Shape) -> TokenStream {
    let (mut column, mut aggregate) = (0, shape.columns().count());
    let fields = shape.fields.iter().map(|field| {
        let (name, ty) = (&field.name, &field.ty);
        let value = match &field.kind {
            ShapeFieldKind::Column(_) => {
                column += 1;
                expand_value(ty, column - 1)
            }
            ShapeFieldKind::Aggregate(_) => {
                aggregate += 1;
                expand_value(ty, aggregate - 1)
            }
            ShapeFieldKind::Relation(_) => quote!(::core::default::Default::default()),
        };
        quote!(#name: #value)
    });
    quote! {
        fn read(
            row: &::mizan::shapes::__private::Row<'_>,
        ) -> ::core::result::Result<Self, ::mizan::shapes::__private::DbErr> {
            ::core::result::Result::Ok(Self { #(#fields),* })
        }
    }
}

fn expand_value(ty: &syn::Type, index: usize) -> TokenStream {
    quote_spanned!(place_of(ty)=> row.get::<#ty>(#index)?)
}

/// Each relation is read once for all rows.
pub(super) fn expand_load(shape: &Shape) -> Option<TokenStream> {
    shape.relations().next()?;
    let relations = shape.relations().enumerate().map(|(index, (field, relation))| {
        let (name, child) = (&field.name, &relation.shape);
        let read = if relation.is_many { quote!(MANY) } else { quote!(ONE) };
        let probe = quote!(::mizan::shapes::__private::RelationProbe::<#child>);
        quote! {
            let found = (#probe::#read)(loader, table, #index, links, rows.len()).await?;
            for (row, found) in rows.iter_mut().zip(found) {
                row.#name = found;
            }
        }
    });
    Some(quote! {
        fn load<'call>(
            loader: ::mizan::shapes::__private::Loader<'call>,
            mut rows: ::std::vec::Vec<&'call mut Self>,
            links: &'call ::mizan::shapes::__private::Links,
        ) -> ::mizan::shapes::__private::BoxFuture<
            'call,
            ::core::result::Result<(), ::mizan::shapes::__private::DbErr>,
        > {
            #[allow(unused_imports)]
            use ::mizan::shapes::__private::NoShape as _;
            ::std::boxed::Box::pin(async move {
                let table = <Self as ::mizan::Shape>::table();
                #(#relations)*
                ::core::result::Result::Ok(())
            })
        }
    })
}
