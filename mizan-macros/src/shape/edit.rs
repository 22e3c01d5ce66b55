//! The type of the changes of a shape's rows, and its values as those of columns.

use mizan_syntax::{EditRole, Shape, ShapeField, ShapeFieldKind};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

pub(super) fn expand(shape: &Shape, item: &DeriveInput) -> Option<TokenStream> {
    let edit = shape.edit_type(item)?;
    let (name, change) = (&shape.name, &edit.ident);
    let fields = shape.fields.iter().filter(|field| field.edit_role().is_some());
    let fields = fields.map(|field| &field.name);
    let columns = shape.columns().map(|(field, _)| expand_column(field));
    let lists = shape.relations().map(|(field, _)| expand_list(field));
    Some(quote! {
        #[derive(::serde::Deserialize, ::mizan::Type)]
        #[allow(clippy::large_enum_variant, missing_docs)]
        #edit

        impl ::mizan::shapes::EditedShape for #name {
            type Edit = #change;

            fn edited(change: #change) -> ::mizan::shapes::__private::GivenEdit {
                match change {
                    #change::Insert(row) => ::mizan::shapes::__private::GivenEdit::Insert(
                        ::mizan::Shape::given(&row),
                    ),
                    #change::Delete(row) => ::mizan::shapes::__private::GivenEdit::Delete(
                        ::mizan::Shape::given(&row),
                    ),
                    #change::Update { #(#fields),* } => {
                        ::mizan::shapes::__private::GivenEdit::Update(
                            ::mizan::shapes::__private::GivenUpdate {
                                columns: ::std::vec![#(#columns),*],
                                lists: ::std::vec![#(#lists),*],
                            },
                        )
                    }
                }
            }
        }
    })
}

/// What changed of a column: nothing of one that is only shown.
fn expand_column(field: &ShapeField) -> TokenStream {
    let (name, span) = (&field.name, field.ty.span());
    let column = quote!(::mizan::shapes::__private::GivenColumn);
    // The value in a `BigInteger`.
    let inner = field.bigint.as_ref().map(|_| quote!(.0));
    match field.edit_role() {
        Some(EditRole::Identity) => quote_spanned! {span=>
            #column::Same(::core::convert::Into::into(#name #inner))
        },
        Some(EditRole::Position) => quote_spanned! {span=>
            #column::placed(#name.map(::core::convert::Into::into))
        },
        Some(EditRole::Column) => quote_spanned! {span=>
            #column::changed(#name.map(|(from, to)| {
                (::core::convert::Into::into(from #inner), ::core::convert::Into::into(to #inner))
            }))
        },
        Some(EditRole::Relation) | None => quote!(#column::Kept),
    }
}

fn expand_list(field: &ShapeField) -> TokenStream {
    let ShapeFieldKind::Relation(relation) = &field.kind else { return TokenStream::new() };
    let (name, shape) = (&field.name, &relation.shape);
    match field.edit_role() {
        Some(_) => quote_spanned! {shape.span()=>
            #name.into_iter().map(<#shape as ::mizan::shapes::EditedShape>::edited).collect()
        },
        None => quote!(::std::vec::Vec::new()),
    }
}
