//! A value of the struct as the values of its columns, and what the database gave it.

use mizan_syntax::{Shape, ShapeRelation};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::place_of;

pub(super) fn expand_given(shape: &Shape) -> TokenStream {
    let values = shape.columns().map(|(field, _)| {
        let (name, ty) = (&field.name, &field.ty);
        quote_spanned! {place_of(ty)=>
            ::core::convert::Into::into(::core::clone::Clone::clone(&self.#name))
        }
    });
    let lists = shape.relations().map(|(field, relation)| {
        let (name, child) = (&field.name, &relation.shape);
        match is_written(relation) {
            // All of it stands at the type, so that the compiler tells once of one that is no shape.
            true => {
                let rows = quote!(&self.#name);
                quote_spanned! {child.span()=>
                    ::mizan::shapes::__private::given_all(#rows, <#child as ::mizan::Shape>::given)
                }
            }
            false => quote!(::std::vec::Vec::new()),
        }
    });
    quote! {
        fn given(&self) -> ::mizan::shapes::__private::Given {
            ::mizan::shapes::__private::Given {
                values: ::std::vec![#(#values),*],
                lists: ::std::vec![#(#lists),*],
            }
        }
    }
}

/// The columns that the server gives are those of the key, the version and the position.
pub(super) fn expand_take(shape: &Shape) -> TokenStream {
    let given = shape
        .columns()
        .enumerate()
        .filter(|(_, (_, column))| column.is_key || column.is_version || column.is_position);
    let columns = given.map(|(index, (field, _))| {
        let name = &field.name;
        quote!(saved.set(row, #index, &mut self.#name)?;)
    });
    let written = shape.relations().enumerate();
    let written = written.filter(|(_, (_, relation))| is_written(relation));
    let [this, saved, row] = [quote!(self), quote!(saved), quote!(row)];
    let relations = written.map(|(index, (field, relation))| {
        let (name, child) = (&field.name, &relation.shape);
        quote_spanned! {child.span()=>
            for (below, place) in #this.#name.iter_mut().zip(#saved.children(#row, #index)) {
                <#child as ::mizan::Shape>::take_saved(below, #saved, *place)?;
            }
        }
    });
    quote! {
        fn take_saved(
            &mut self,
            saved: &::mizan::shapes::__private::SavedRows<'_>,
            row: usize,
        ) -> ::core::result::Result<(), ::mizan::shapes::__private::DbErr> {
            #(#columns)*
            #(#relations)*
            ::core::result::Result::Ok(())
        }
    }
}

fn is_written(relation: &ShapeRelation) -> bool {
    let is_whole = relation.filter.is_none() && relation.limit.is_none();
    is_whole && !relation.is_read_only
}
