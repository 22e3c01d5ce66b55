//! `#[derive(mizan::Shape)]` on a struct: what of a table a page needs.

mod edit;
mod field;
mod relation;

use syn::{
    Data, DeriveInput, Error, Fields, Ident, Path, Token,
    parse::{ParseStream, discouraged::Speculative},
};

pub use edit::EditRole;
pub(crate) use field::serde_keys;
pub use field::{Aggregate, ShapeColumn, ShapeField, ShapeFieldKind};
pub use relation::{Missing, ShapeRelation};

use crate::{bare_name, errors::Errors};

/// A struct whose fields are columns and relations of one entity.
pub struct Shape {
    /// Its name in Rust.
    pub name: Ident,
    /// The path of the module of the entity.
    pub entity: Path,
    /// The flag `edit`, if clients send what changed of its rows.
    pub edit: Option<Ident>,
    /// Its fields, in the order of the struct.
    pub fields: Vec<ShapeField>,
}

impl Shape {
    /// The fields that are columns, in their order.
    pub fn columns(&self) -> impl Iterator<Item = (&ShapeField, &ShapeColumn)> {
        self.fields.iter().filter_map(|field| match &field.kind {
            ShapeFieldKind::Column(column) => Some((field, column)),
            _ => None,
        })
    }

    /// The fields that are relations, in their order.
    pub fn relations(&self) -> impl Iterator<Item = (&ShapeField, &ShapeRelation)> {
        self.fields.iter().filter_map(|field| match &field.kind {
            ShapeFieldKind::Relation(relation) => Some((field, relation.as_ref())),
            _ => None,
        })
    }

    /// The fields that the database computes, in their order.
    pub fn aggregates(&self) -> impl Iterator<Item = (&ShapeField, &Aggregate)> {
        self.fields.iter().filter_map(|field| match &field.kind {
            ShapeFieldKind::Aggregate(aggregate) => Some((field, aggregate.as_ref())),
            _ => None,
        })
    }
}

/// The variant by which an entity names a column or a relation, in its enums.
///
/// ```
/// let field: syn::Ident = syn::parse_quote!(customer_id);
/// assert_eq!(mizan_syntax::variant_of(&field), "CustomerId");
/// ```
pub fn variant_of(field: &Ident) -> Ident {
    Ident::new(&heck::AsUpperCamelCase(bare_name(field)).to_string(), field.span())
}

/// Reads a struct as a shape.
///
/// ```
/// let item = syn::parse_quote! {
///     #[shape(order)]
///     struct Order { id: i64, total: i64, lines: Vec<Line>, #[shape(of = "lines.count")] count: i64 }
/// };
/// let shape = mizan_syntax::parse_shape(&item).unwrap();
/// assert_eq!(shape.columns().count(), 2);
/// assert_eq!(shape.relations().count(), 1);
/// assert_eq!(shape.aggregates().count(), 1);
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_shape(item: &DeriveInput) -> syn::Result<Shape> {
    let mut errors = Errors::default();
    if !item.generics.params.is_empty() {
        errors.at(
            &item.generics.params,
            "a shape cannot be generic: its columns are those of one table\n\
             write a struct without parameters",
        );
    }
    let entity = parse_entity(item, &mut errors);
    let mut fields = Vec::new();
    for field in parse_fields(item, &mut errors).into_iter().flatten() {
        fields.extend(field::parse(field, &mut errors));
    }
    let mut shape =
        entity.map(|(entity, edit)| Shape { name: item.ident.clone(), entity, edit, fields });
    if let Some(shape) = shape.as_mut().filter(|_| errors.is_empty()) {
        check_key(shape, &mut errors);
        check_marks(shape, &mut errors);
        edit::check_edit(shape, item, &mut errors);
    }
    errors.finish(shape).map(|shape| shape.expect("a missing entity is an error"))
}

/// The path of the entity, and the flag `edit` behind it.
fn parse_entity(item: &DeriveInput, errors: &mut Errors) -> Option<(Path, Option<Ident>)> {
    let mut found: Option<(Path, Option<Ident>)> = None;
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("shape")) {
        let parse = |input: ParseStream| {
            if input.peek(syn::LitStr) {
                return Err(input.error(
                    "an entity is named by the path of its module, which the compiler checks\n\
                     write it without quotes: `#[shape(customer)]`",
                ));
            }
            let path = Path::parse_mod_style(input).map_err(|error| {
                Error::new(
                    error.span(),
                    "expected the path of the module of an entity\n\
                     write it as in Rust: `#[shape(customer)]`, or `#[shape(crate::entities::customer)]`",
                )
            })?;
            let mut edit = None;
            if input.peek(Token![,]) && input.peek2(Ident) {
                let fork = input.fork();
                fork.parse::<Token![,]>()?;
                edit = Some(fork.parse::<Ident>()?).filter(|flag| flag == "edit");
                if edit.is_some() {
                    input.advance_to(&fork);
                }
            }
            if !input.is_empty() {
                return Err(input.error(
                    "a shape says only its entity above the struct, and perhaps `edit`\n\
                     write the other keys above the fields",
                ));
            }
            Ok((path, edit))
        };
        match errors.take(attribute.parse_args_with(parse)) {
            Some((path, _)) if found.is_some() => {
                errors.at(path, "the entity is named twice\nkeep one of them");
            }
            path => found = found.or(path),
        }
    }
    if found.is_none() && errors.is_empty() {
        errors.at(
            &item.ident,
            "a shape says of which entity it is\n\
             write the path of the module of the entity above it: `#[shape(customer)]`",
        );
    }
    found
}

fn parse_fields<'item>(item: &'item DeriveInput, errors: &mut Errors) -> Option<&'item Fields> {
    const STRUCT: &str = "a shape is a struct with named fields: each is a column or a relation\n\
                          write `struct … { id: i64, … }`";
    match &item.data {
        Data::Struct(data) if matches!(data.fields, Fields::Named(_)) => {
            return Some(&data.fields);
        }
        Data::Struct(_) => errors.at(&item.ident, STRUCT),
        Data::Enum(data) => errors.at(data.enum_token, STRUCT),
        Data::Union(data) => errors.at(data.union_token, STRUCT),
    }
    None
}

/// The fields of the primary key are those with the mark, or otherwise the one called `id`.
fn check_key(shape: &mut Shape, errors: &mut Errors) {
    if shape.columns().any(|(_, column)| column.is_key) {
        return;
    }
    let id = shape.fields.iter_mut().find(|field| bare_name(&field.name) == "id");
    match id.map(|field| &mut field.kind) {
        Some(ShapeFieldKind::Column(column)) => column.is_key = true,
        _ => errors.at(
            &shape.name,
            "a shape names the primary key of its entity, by which its rows are told apart\n\
             name a field `id`, or write `#[shape(key)]` above each field of the key",
        ),
    }
}

/// A version and a position are one field each, and no part of the key.
fn check_marks(shape: &Shape, errors: &mut Errors) {
    for (word, has) in [
        ("version", (|column: &ShapeColumn| column.is_version) as fn(&ShapeColumn) -> bool),
        ("position", |column| column.is_position),
    ] {
        let marked: Vec<_> = shape.columns().filter(|(_, column)| has(column)).collect();
        for (field, _) in marked.iter().skip(1) {
            errors.at(
                &field.name,
                format!("another field is the `{word}` already\nmark one of them"),
            );
        }
        for (field, _) in marked.iter().filter(|(_, column)| column.is_key) {
            errors.at(
                &field.name,
                format!(
                    "the primary key is no `{word}`: it stays as it is while its row lives\n\
                     mark a column of its own"
                ),
            );
        }
    }
}
