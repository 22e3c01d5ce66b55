//! `#[shape(order, edit)]`: the type by which a client sends what changed of the rows of a shape.
//!
//! It is an ordinary enum, which the macro adds to the source, and the build to what it reads:
//!
//! ```text
//! enum OrderEdit {
//!     Insert(Order),
//!     Update { id: i64, version: i64, title: Option<(String, String)>, lines: Vec<LineEdit> },
//!     Delete(Order),
//! }
//! ```
//!
//! The type of a field says what the field is: the key and the version are as they are, the position of a
//! row is an `Option`, a changed column a pair of the value that was read and of the one that is to be, and a
//! relation a list of changes.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Data, DeriveInput, Field, Ident, Meta, Type};

use super::{Shape, ShapeColumn, ShapeField, ShapeFieldKind, field::serde_keys};
use crate::{bare_name, client::change_of, errors::Errors};

/// How a field of a row is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditRole {
    /// It tells the row apart, or says which version of it was read.
    Identity,
    /// The place of the row in its list.
    Position,
    /// A value.
    Column,
    /// The rows below it.
    Relation,
}

impl ShapeField {
    /// How the field is edited; `None` for one that is only shown.
    pub fn edit_role(&self) -> Option<EditRole> {
        match &self.kind {
            ShapeFieldKind::Aggregate(_) => None,
            ShapeFieldKind::Relation(relation) => {
                let is_part = relation.filter.is_some() || relation.limit.is_some();
                (!relation.is_read_only && !is_part).then_some(EditRole::Relation)
            }
            ShapeFieldKind::Column(ShapeColumn { is_key, is_version, .. })
                if *is_key || *is_version =>
            {
                Some(EditRole::Identity)
            }
            ShapeFieldKind::Column(column) if column.is_read_only => None,
            ShapeFieldKind::Column(column) if column.is_position => Some(EditRole::Position),
            ShapeFieldKind::Column(_) => Some(EditRole::Column),
        }
    }
}

impl Shape {
    /// The type of the changes of its rows, without derives; `None` for a shape without `edit`.
    ///
    /// ```
    /// let item = syn::parse_quote! {
    ///     #[shape(order, edit)]
    ///     struct Order { id: i64, title: String, lines: Vec<Line> }
    /// };
    /// let edit = mizan_syntax::parse_shape(&item).unwrap().edit_type(&item).unwrap();
    /// assert_eq!(edit.ident, "OrderEdit");
    /// ```
    pub fn edit_type(&self, item: &DeriveInput) -> Option<DeriveInput> {
        let flag = self.edit.as_ref()?;
        let name = Ident::new(&format!("{}Edit", bare_name(&self.name)), flag.span());
        let (row, visibility) = (&self.name, &item.vis);
        let variants = [("Insert", "insert"), ("Update", "update"), ("Delete", "delete")];
        let [insert, update, delete] = variants.map(|(name, wire)| {
            let name = Ident::new(name, flag.span());
            quote!(#[serde(rename = #wire)] #name)
        });
        let names = item.attrs.iter().filter_map(|attribute| find_key(attribute, "rename_all"));
        let fields = fields_of(item)
            .zip(&self.fields)
            .filter_map(|(written, field)| expand_field(written, field, field.edit_role()?));
        let docs = format!(
            " A change of a row of `{row}`: a new row; the fields of a row that changed, as they were read \
             and as they are to be; or a row that goes, as it was read."
        );
        let tokens = quote! {
            #[doc = #docs]
            #visibility enum #name {
                #insert(#row),
                #(#[serde(#names)])*
                #update { #(#fields,)* },
                #delete(#row),
            }
        };
        syn::parse2(tokens).ok()
    }
}

fn fields_of(item: &DeriveInput) -> impl Iterator<Item = &Field> {
    let fields = match &item.data {
        Data::Struct(data) => Some(data.fields.iter()),
        _ => None,
    };
    fields.into_iter().flatten()
}

fn expand_field(written: &Field, field: &ShapeField, role: EditRole) -> Option<TokenStream> {
    let (name, ty) = (&field.name, field.bigint.as_ref().unwrap_or(&field.ty));
    let renamed = written.attrs.iter().filter_map(|attribute| find_key(attribute, "rename"));
    let docs = written.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let ty = match role {
        EditRole::Identity => quote!(#ty),
        EditRole::Position => quote!(::std::option::Option<#ty>),
        EditRole::Column => quote!(::std::option::Option<(#ty, #ty)>),
        EditRole::Relation => {
            let ShapeFieldKind::Relation(relation) = &field.kind else { return None };
            let change = change_of(&relation.shape)?;
            quote!(::std::vec::Vec<#change>)
        }
    };
    let default = (role != EditRole::Identity).then(|| quote!(#[serde(default)]));
    Some(quote!(#(#docs)* #(#[serde(#renamed)])* #default #name: #ty))
}

/// The key of that name in an attribute of serde, as it is written.
fn find_key(attribute: &Attribute, name: &str) -> Option<Meta> {
    serde_keys(attribute).into_iter().find(|key| key.path().is_ident(name))
}

/// The keys of serde that leave the JSON of an edited field as its type says.
const HARMLESS: [&str; 3] = ["rename", "default", "alias"];

/// Refuses what has no changes that a client could send.
pub(super) fn check_edit(shape: &Shape, item: &DeriveInput, errors: &mut Errors) {
    let Some(flag) = &shape.edit else { return };
    let keys: Vec<_> = shape.columns().filter(|(_, column)| column.is_key).collect();
    if keys.len() > 1 {
        return errors.at(
            flag,
            "a client tells the rows of a list apart by one field, and this key has several\n\
             leave `edit` out, and take the edited rows whole: `Order::diff(rows)`",
        );
    }
    for attribute in &item.attrs {
        for key in serde_keys(attribute).iter().filter(|key| is_two_faced(key)) {
            errors.at(key, TWO_FACED);
        }
    }
    for (written, field) in fields_of(item).zip(&shape.fields) {
        if field.edit_role().is_some() || field.is_skipped {
            check_field(written, field, errors);
        }
    }
}

const TWO_FACED: &str = "a row that is edited is sent by the names by which it was read\n\
                         write one name for both: `rename = \"…\"`";

/// That the field travels as its type says.
fn check_keys(written: &Field, field: &ShapeField, errors: &mut Errors) {
    for key in written.attrs.iter().flat_map(serde_keys) {
        let is_bigint = key.path().is_ident("with") && field.bigint.is_some();
        if is_bigint && field.edit_role() == Some(EditRole::Position) {
            errors.at(
                &key,
                "the place of a row in its list is a small number\n\
                 leave `with` out",
            );
        }
        let is_harmless = is_bigint || HARMLESS.iter().any(|name| key.path().is_ident(name));
        if is_two_faced(&key) {
            errors.at(key, TWO_FACED);
        } else if !is_harmless && !key.path().is_ident("skip_serializing_if") {
            errors.at(
                &key,
                format!(
                    "an edited field travels as its type says, and `{}` changes that\n\
                     leave it out, or show the field only: `#[shape(read)]`",
                    key.path().to_token_stream()
                ),
            );
        }
    }
}

fn check_field(written: &Field, field: &ShapeField, errors: &mut Errors) {
    check_keys(written, field, errors);
    let role = field.edit_role();
    let marks = written.attrs.iter().filter(|attribute| attribute.path().is_ident("mizan"));
    let mut marks = marks.flat_map(|attribute| match &attribute.meta {
        Meta::List(list) => list.tokens.clone().into_iter().collect::<Vec<_>>(),
        _ => Vec::new(),
    });
    if role == Some(EditRole::Identity) && is_option(&field.ty) {
        errors.at(
            &field.ty,
            "a row that is edited has a key, and a version if it has the field\n\
             write the type without `Option`; a client gives a new row a key with `newKey()`",
        );
    }
    let is_id = bare_name(&field.name) == "id";
    let is_key = matches!(&field.kind, ShapeFieldKind::Column(column) if column.is_key);
    if role == Some(EditRole::Identity)
        && is_key
        && !is_id
        && !marks.any(|token| token.to_string() == "key")
    {
        errors.at(
            &field.name,
            "a client tells the rows of a list apart by the field that is their key\n\
             write `#[mizan(key)]` above it as well",
        );
    }
    if let ShapeFieldKind::Relation(relation) = &field.kind
        && relation.missing == Some(super::Missing::Keep)
    {
        errors.at(
            &field.name,
            "rows that are missing in an edit were deleted by the client, so they cannot be kept\n\
             leave `missing` out, and nobody can delete them, or write `missing = delete`",
        );
    }
}

fn is_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "Option")
}

/// True for a key with another name in each direction: `rename(serialize = "…")`.
fn is_two_faced(key: &Meta) -> bool {
    let is_name = ["rename", "rename_all"].iter().any(|name| key.path().is_ident(name));
    is_name && matches!(key, Meta::List(_))
}
