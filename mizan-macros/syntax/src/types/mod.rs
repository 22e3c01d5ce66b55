//! `#[derive(mizan::Type)]` on a struct or enum.

mod fields;
mod names;
#[cfg(test)]
mod tests;
mod variants;

use mizan_ir::{Fields, Form, Presence, Shape};
use syn::{Data, DeriveInput, GenericParam, Ident, Type};

use crate::{
    bare_name,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    form::parse_form_keys,
    replacement::parse_replacement,
    serde::{Container, parse_container},
};

/// A struct or enum with `#[derive(mizan::Type)]`. Its types are not resolved.
pub struct TypeItem {
    /// Its name in Rust.
    pub name: Ident,
    /// Its generic parameters without lifetimes, in order.
    pub parameters: Vec<Generic>,
    /// The shape of its JSON, without the members that both directions skip.
    pub shape: Shape<Type>,
    /// The wire name of the field that identifies an element of a list: the client merges and
    /// shares elements by it.
    pub key: Option<String>,
    /// The texts of the form that it is. `#[derive(mizan::Form)]` tells the mistakes in them.
    pub form: Option<Form>,
    /// The declared types of fields whose JSON is that of another type, by `as` or by functions of
    /// their own, and which serde reads nevertheless.
    pub overridden: Vec<Type>,
    /// A key that only `#[derive(mizan::Identity)]` reads, so the type needs that derive too.
    pub identity_key: Option<Ident>,
    /// The first class of an error on its variants, such as `conflict`. The type needs
    /// `#[derive(mizan::Failure)]` then.
    pub class: Option<Ident>,
    /// True if `#[mizan(as = "…")]` above it gives the type of its JSON.
    pub is_replaced: bool,
    /// True if serde reads its content in its place: with `transparent`, `from` or `try_from`.
    pub is_wrapper: bool,
    /// True if it has a transparent variant. That variant is not part of the shape, because the
    /// error that it holds is sent instead.
    pub is_transparent: bool,
    /// Its documentation, lines joined by `\n`.
    pub docs: String,
    /// `Some` when deprecated, with the note if there is one.
    pub deprecated: Option<String>,
}

/// A generic parameter.
pub enum Generic {
    /// A type parameter, with its default.
    Type(Ident, Option<Box<Type>>),
    /// A const parameter. An array of this length is a list of any length in the client.
    Const(Ident),
}

impl TypeItem {
    /// The types of the shape, whose hashes the report lists in this order.
    pub fn wire_types(&self) -> impl Iterator<Item = &Type> {
        self.shape.types().into_iter()
    }
}

/// Reads a struct or enum with the attributes of serde, serde_with and Mizan.
///
/// ```
/// use mizan_ir::{Fields, Shape};
///
/// let item = syn::parse_quote! {
///     #[serde(rename_all = "camelCase")]
///     struct Profile { user_id: i64 }
/// };
/// let item = mizan_syntax::parse_type(&item).unwrap();
/// let Shape::Struct(Fields::Named(fields)) = item.shape else { unreachable!() };
/// assert_eq!(fields[0].name.output, "userId");
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_type(item: &DeriveInput) -> syn::Result<TypeItem> {
    let mut errors = Errors::default();
    let container = parse_container(&item.attrs, &mut errors);
    let replacement = parse_replacement(&item.attrs, &mut errors);
    let mut reader = Reader {
        container: &container,
        key: None,
        overridden: Vec::new(),
        identity_key: None,
        class: None,
        is_transparent: false,
        optional_positions: 0,
        errors: &mut errors,
    };
    let is_replaced = replacement.is_some();
    let shape = match replacement {
        Some(ty) => {
            reader.override_all(item);
            Shape::Struct(Fields::Newtype(ty))
        }
        None => reader.parse_converted(item),
    };
    let item = TypeItem {
        name: item.ident.clone(),
        parameters: item.generics.params.iter().filter_map(parse_generic).collect(),
        form: parse_form_keys(item, &shape),
        key: reader.key.or_else(|| key_by_convention(&shape)),
        class: reader.class,
        is_replaced,
        is_wrapper: !is_replaced && (container.transparent || container.from.is_some()),
        is_transparent: reader.is_transparent,
        shape,
        overridden: reader.overridden,
        identity_key: reader.identity_key,
        docs: parse_docs(&item.attrs),
        deprecated: parse_deprecated(&item.attrs),
    };
    errors.finish(item)
}

fn parse_generic(parameter: &GenericParam) -> Option<Generic> {
    match parameter {
        GenericParam::Type(parameter) => {
            let default = parameter.default.as_ref().map(|(_, ty)| ty.clone());
            Some(Generic::Type(parameter.ident.clone(), default.map(Box::new)))
        }
        GenericParam::Const(parameter) => Some(Generic::Const(parameter.ident.clone())),
        GenericParam::Lifetime(_) => None,
    }
}

/// The key of a type without `#[mizan(key)]`: its field `id`, if that is always written.
fn key_by_convention(shape: &Shape<Type>) -> Option<String> {
    let fields = match shape {
        Shape::Struct(Fields::Named(fields))
        | Shape::Tagged { fields: Fields::Named(fields), .. } => fields,
        Shape::Directed { output, .. } => return key_by_convention(output),
        _ => return None,
    };
    let id = fields.iter().find(|field| field.name.output == "id" && !field.flatten)?;
    (id.output == Presence::Required).then(|| id.name.output.clone())
}

struct Reader<'item> {
    container: &'item Container,
    key: Option<String>,
    overridden: Vec<Type>,
    identity_key: Option<Ident>,
    class: Option<Ident>,
    is_transparent: bool,
    /// The number of positions at the end of a tuple that may be missing when serde reads it.
    optional_positions: usize,
    errors: &'item mut Errors,
}

impl Reader<'_> {
    /// The shape of an item. In a direction with `into`, `from` or `try_from`, it is the shape of
    /// the other type.
    fn parse_converted(&mut self, item: &DeriveInput) -> Shape<Type> {
        let other = |ty: &Type| Shape::Struct(Fields::Newtype(ty.clone()));
        match (&self.container.into, &self.container.from) {
            (None, None) => self.parse_own(item),
            (Some(into), Some(from)) if is_same(into, from) => other(into),
            (into, from) => {
                let mut direction = |ty: &Option<Type>| {
                    Box::new(ty.as_ref().map_or_else(|| self.parse_own(item), other))
                };
                Shape::Directed { output: direction(into), input: direction(from) }
            }
        }
    }

    /// Keeps the types of all fields of an item whose JSON `as` gives. With `from` or `try_from`
    /// serde reads another type, and no field.
    fn override_all(&mut self, item: &DeriveInput) {
        let fields: Vec<&syn::Field> = match &item.data {
            _ if self.container.from.is_some() => Vec::new(),
            Data::Struct(data) => data.fields.iter().collect(),
            Data::Enum(data) => data.variants.iter().flat_map(|it| &it.fields).collect(),
            Data::Union(_) => Vec::new(),
        };
        self.overridden.extend(fields.into_iter().map(|field| field.ty.clone()));
    }

    fn parse_own(&mut self, item: &DeriveInput) -> Shape<Type> {
        match &item.data {
            Data::Struct(data) => self.parse_struct(bare_name(&item.ident), &data.fields),
            Data::Enum(data) => Shape::Enum {
                tagging: self.container.tagging(),
                variants: self.parse_variants(data),
            },
            Data::Union(data) => {
                self.errors.at(data.union_token, "a union has no JSON\nuse an enum");
                Shape::default()
            }
        }
    }

    fn parse_struct(&mut self, name: String, fields: &syn::Fields) -> Shape<Type> {
        let fields = self.parse_fields(fields, None);
        match (fields, self.container.tag_of_struct(name)) {
            (Fields::Named(fields), None) if self.container.transparent => {
                Shape::Struct(fields::single(fields))
            }
            (fields @ Fields::Named(_), Some((tag, name))) => Shape::Tagged { tag, name, fields },
            (Fields::Tuple(items), _) if self.optional_positions > 0 => {
                fields::shape_of_lengths(items, self.optional_positions)
            }
            (fields, _) => Shape::Struct(fields),
        }
    }
}

fn is_same(one: &Type, other: &Type) -> bool {
    quote::quote!(#one).to_string() == quote::quote!(#other).to_string()
}
