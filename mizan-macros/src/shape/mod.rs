//! `#[derive(mizan::Shape)]`: how the rows of an entity become values of a struct.

mod aggregates;
mod demands;
mod edit;
mod reading;
mod table;
mod writing;

use mizan_syntax::{Shape, ShapeRelation, parse_shape};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

use crate::diagnostics::raise;

pub(crate) fn expand(item: &DeriveInput) -> TokenStream {
    match parse_shape(item) {
        Ok(shape) => {
            let implementation = expand_implementation(&shape);
            let demands = demands::expand(&shape);
            let edit = edit::expand(&shape, item);
            quote!(#implementation #demands #edit)
        }
        Err(error) => raise(&error),
    }
}

/// The place of tokens, for names of this expansion: in an item that another macro has written, the tokens have a
/// context of their own, in which a variable of this expansion is unknown.
fn place_of(tokens: &impl Spanned) -> Span {
    Span::call_site().located_at(tokens.span())
}

fn expand_implementation(shape: &Shape) -> TokenStream {
    let (name, entity) = (&shape.name, &shape.entity);
    let mode = expand_mode(shape);
    let table = table::expand(shape);
    let (read, load) = (reading::expand_read(shape), reading::expand_load(shape));
    let (given, take) = (writing::expand_given(shape), writing::expand_take(shape));
    quote! {
        impl ::mizan::Shape for #name {
            type Entity = #entity::Entity;
            type Mode = #mode;
            #table
            #read
            #load
            #given
            #take
        }
    }
}

/// Whether all rows of all relations are shown.
fn expand_mode(shape: &Shape) -> TokenStream {
    let name = &shape.name;
    let whole = quote!(::mizan::shapes::__private::Whole);
    if shape.relations().any(|(_, relation)| is_part(relation)) {
        return quote!(::mizan::shapes::__private::Part<#name>);
    }
    let others = shape.relations().filter(|(_, relation)| {
        // The mode of a shape that contains itself is decided by its other relations.
        !relation.is_read_only && !contains(&relation.shape, shape)
    });
    others.fold(whole, |mode, (_, relation)| {
        let ty = &relation.shape;
        quote_spanned! {ty.span()=>
            <#mode as ::mizan::shapes::__private::And<<#ty as ::mizan::Shape>::Mode>>::Both
        }
    })
}

/// True if the relation shows a part of its rows, and that part would be written.
fn is_part(relation: &ShapeRelation) -> bool {
    (relation.filter.is_some() || relation.limit.is_some()) && !relation.is_read_only
}

fn contains(ty: &syn::Type, shape: &Shape) -> bool {
    let name = shape.name.to_string();
    mentions(quote!(#ty), &name)
}

fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == name,
        proc_macro2::TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}
