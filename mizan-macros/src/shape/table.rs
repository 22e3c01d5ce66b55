//! The description of a shape, which the code that is the same for all shapes works on.

use mizan_syntax::{Missing, Shape, ShapeColumn, ShapeField, ShapeRelation, bare_name};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::aggregates;

pub(super) fn expand(shape: &Shape) -> TokenStream {
    let entity = &shape.entity;
    let name = shape.name.to_string();
    let columns = shape.columns().map(|(field, column)| expand_column(field, column));
    let aggregates = shape.aggregates().map(|(_, aggregate)| aggregates::expand(shape, aggregate));
    let relations =
        shape.relations().map(|(field, relation)| expand_relation(shape, field, relation));
    quote! {
        fn table() -> &'static ::mizan::shapes::__private::Table {
            #[allow(unused_imports)]
            use ::mizan::shapes::__private::{ColumnTrait as _, ExprTrait as _, IntoCondition as _};
            static TABLE: ::mizan::shapes::__private::OnceLock<
                ::mizan::shapes::__private::Table
            > = ::mizan::shapes::__private::OnceLock::new();
            TABLE.get_or_init(|| {
                ::mizan::shapes::__private::Builder::<#entity::Entity>::new(#name)
                    #(#columns)*
                    #(#aggregates)*
                    #(#relations)*
                    .finish()
            })
        }
    }
}

fn expand_column(field: &ShapeField, column: &ShapeColumn) -> TokenStream {
    let ty = &field.ty;
    let (shown, name) = (bare_name(&field.name), bare_name(&column.model_field));
    let ShapeColumn { is_key, is_version, is_position, is_unique, is_read_only, .. } = column;
    quote_spanned! {ty.span()=>
        .column::<#ty>(#shown, #name, ::mizan::shapes::__private::Marks {
            is_key: #is_key,
            is_version: #is_version,
            is_position: #is_position,
            is_unique: #is_unique,
            is_read_only: #is_read_only,
        })
    }
}

fn expand_relation(shape: &Shape, field: &ShapeField, relation: &ShapeRelation) -> TokenStream {
    let path = expand_path(shape, relation);
    let (name, child, is_many) = (bare_name(&field.name), &relation.shape, relation.is_many);
    let filter = expand_option(
        relation
            .filter
            .as_ref()
            .map(|filter| quote_spanned!(filter.span()=> (#filter).into_condition())),
    );
    let order =
        expand_option(relation.order.as_ref().map(
            |order| quote_spanned!(order.span()=> ::mizan::shapes::__private::order_of(#order)),
        ));
    let limit = expand_option(relation.limit.as_ref().map(|limit| quote!(#limit)));
    let missing = match relation.missing {
        None => quote!(Refuse),
        Some(Missing::Delete) => quote!(Delete),
        Some(Missing::Keep) => quote!(Keep),
        Some(Missing::Replace) => quote!(Replace),
    };
    let is_read_only = relation.is_read_only;
    let table = quote_spanned!(child.span()=> <#child as ::mizan::Shape>::table);
    quote! {
        .relation(#path, ::mizan::shapes::__private::RelationOptions {
            field: #name,
            table: #table,
            is_many: #is_many,
            filter: #filter,
            order: #order,
            limit: #limit,
            missing: ::mizan::shapes::__private::Missing::#missing,
            is_read_only: #is_read_only,
        })
    }
}

fn expand_option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// The way to the rows of a relation that a field shows.
pub(super) fn expand_path(shape: &Shape, relation: &ShapeRelation) -> TokenStream {
    let (entity, child) = (&shape.entity, &relation.shape);
    match &relation.name {
        Some(name) => quote! {
            ::mizan::shapes::__private::RelationPath::named(#entity::Relation::#name)
        },
        None => quote_spanned! {child.span()=>
            ::mizan::shapes::__private::RelationPath::between::<
                #entity::Entity,
                <#child as ::mizan::Shape>::Entity,
            >()
        },
    }
}
