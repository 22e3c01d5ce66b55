//! The fields that the database computes of a relation.

use mizan_syntax::{Aggregate, Shape, ShapeFieldKind, ShapeRelation, bare_name, variant_of};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Error, Ident, Type};

use super::table::expand_path;

pub(super) fn expand(shape: &Shape, aggregate: &Aggregate) -> TokenStream {
    let shown = find(shape, aggregate);
    let path = match (&aggregate.entity, shown) {
        (Some(module), _) => {
            let entity = &shape.entity;
            quote_spanned! {module.span()=>
                ::mizan::shapes::__private::RelationPath::between::<
                    #entity::Entity,
                    #module::Entity,
                >()
            }
        }
        (None, Some(relation)) => expand_path(shape, relation),
        (None, None) => expand_named(shape, &aggregate.relation),
    };
    let operation = match &aggregate.column {
        None => expand_simple(aggregate),
        Some(column) => expand_of_column(shape, aggregate, column, shown),
    };
    let filter = match &aggregate.filter {
        None => quote!(::core::option::Option::None),
        Some(filter) => quote_spanned! {filter.span()=>
            ::core::option::Option::Some((#filter).into_condition())
        },
    };
    quote!(.aggregate(#path, #operation, #filter))
}

/// The field of the shape that shows the rows.
fn find<'shape>(shape: &'shape Shape, aggregate: &Aggregate) -> Option<&'shape ShapeRelation> {
    let mut relations = shape.relations();
    relations.find(|(field, _)| field.name == aggregate.relation).map(|(_, relation)| relation)
}

/// The relation of that name among those of the entity.
fn expand_named(shape: &Shape, relation: &Ident) -> TokenStream {
    let entity = &shape.entity;
    let name = variant_of(relation);
    quote!(::mizan::shapes::__private::RelationPath::named(#entity::Relation::#name))
}

fn expand_simple(aggregate: &Aggregate) -> TokenStream {
    match aggregate.operation == "exists" {
        true => quote!(::mizan::shapes::__private::Operation::Exists),
        false => quote!(::mizan::shapes::__private::Operation::Count),
    }
}

fn expand_of_column(
    shape: &Shape,
    aggregate: &Aggregate,
    column: &Ident,
    shown: Option<&ShapeRelation>,
) -> TokenStream {
    let entity = match (&aggregate.entity, shown) {
        (Some(module), _) => quote!(#module::Entity),
        (None, Some(relation)) => {
            let child = &relation.shape;
            quote!(<#child as ::mizan::Shape>::Entity)
        }
        (None, None) => {
            let text = &aggregate.text;
            let message = format!(
                "no field of the shape shows `{}`, so the entity of `{column}` is not known\n\
                 write its module beside it: `#[shape(of = {}, entity = order)]`",
                aggregate.relation,
                quote!(#text)
            );
            return Error::new(text.span(), message).to_compile_error();
        }
    };
    let name = bare_name(column);
    let column = quote! {{
        // The compiler tells a column that the entity does not have.
        let _ = |model: &<#entity as ::mizan::shapes::__private::EntityTrait>::Model| {
            let _ = &model.#column;
        };
        ::mizan::shapes::__private::column_of::<#entity>(#name)
    }};
    match aggregate.operation.to_string().as_str() {
        "min" => quote!(::mizan::shapes::__private::Operation::Min(#column)),
        "max" => quote!(::mizan::shapes::__private::Operation::Max(#column)),
        _ => expand_sum(shape, aggregate, &column),
    }
}

fn expand_sum(shape: &Shape, aggregate: &Aggregate, column: &TokenStream) -> TokenStream {
    let mut fields = shape.fields.iter();
    let field = fields.find(|field| match &field.kind {
        ShapeFieldKind::Aggregate(other) => std::ptr::eq(other.as_ref(), aggregate),
        _ => false,
    });
    let ty = field.map(|field| &field.ty);
    let name = match ty.and_then(last_name).as_deref() {
        Some("i64") => "bigint",
        Some("f64") => "double precision",
        Some("Decimal" | "BigDecimal") => "decimal",
        _ => {
            let message = "a sum is an `i64`, an `f64` or a `Decimal`: it may be larger than each of \
                           its values\n\
                           write one of these types";
            return Error::new_spanned(ty, message).to_compile_error();
        }
    };
    quote!(::mizan::shapes::__private::Operation::Sum(#column, #name))
}

fn last_name(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    Some(path.path.segments.last()?.ident.to_string())
}
