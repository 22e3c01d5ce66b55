//! `#[derive(mizan::Type)]` on a struct or enum.

mod fields;
mod names;
#[cfg(test)]
mod tests;
mod variants;

use mizan_ir::{Fields, Presence, Shape};
use syn::{Attribute, Data, DeriveInput, Error, GenericParam, Ident, Type, parse::ParseStream};

use crate::{
    bare_name,
    context::mizan_attributes,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    keys::{Key, parse_keys, parse_text},
    serde::{Container, parse_container},
};

const KEY: Key = Key { name: "key", example: "key" };
const AS: Key = Key { name: "as", example: "as = \"Type\"" };

/// What this derive reads on a field.
pub(crate) const FIELD_KEYS: [Key; 2] = [KEY, AS];

/// A struct or enum that travels, its types as they are written.
pub struct TypeItem {
    /// Its name in Rust.
    pub name: Ident,
    /// Its generic parameters but for lifetimes, in order.
    pub parameters: Vec<Generic>,
    /// What its JSON looks like. What both directions skip is left out.
    pub shape: Shape<Type>,
    /// The field by which lists of this type are spliced and shared, by its name on the wire.
    pub key: Option<String>,
    /// A key that only `#[derive(mizan::Identity)]` reads: the type has to have that, too.
    pub identity_key: Option<Ident>,
    /// The first word that makes it an error, if there is one.
    pub class: Option<Ident>,
    /// True if `#[mizan(as = "…")]` above it says what its JSON is.
    pub is_replaced: bool,
    /// Whether it has a variant that is an error of another kind, which no value can be.
    pub is_transparent: bool,
    /// Its documentation, lines joined by `\n`.
    pub docs: String,
    /// `Some` when deprecated, with the note if there is one.
    pub deprecated: Option<String>,
}

/// A generic parameter.
pub enum Generic {
    /// A type, with what it is where nobody says.
    Type(Ident, Option<Box<Type>>),
    /// A number: what it counts has any length for the client.
    Const(Ident),
}

impl TypeItem {
    /// The types whose hashes the report lists, in its order: those of the shape, as written.
    pub fn wire_types(&self) -> impl Iterator<Item = &Type> {
        self.shape.types().into_iter()
    }
}

/// Reads a struct or enum with what serde's attributes and `mizan`'s say about it.
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
        identity_key: None,
        class: None,
        is_transparent: false,
        optional_positions: 0,
        errors: &mut errors,
    };
    let is_replaced = replacement.is_some();
    let shape = match replacement {
        Some(ty) => Shape::Struct(Fields::Newtype(ty)),
        None => reader.parse_converted(item),
    };
    let item = TypeItem {
        name: item.ident.clone(),
        parameters: item.generics.params.iter().filter_map(parse_generic).collect(),
        key: reader.key.or_else(|| key_by_convention(&shape)),
        class: reader.class,
        is_replaced,
        is_transparent: reader.is_transparent,
        shape,
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

/// `#[mizan(as = "Type")]`: the type whose JSON it is.
fn parse_replacement(attributes: &[Attribute], errors: &mut Errors) -> Option<Type> {
    let mut replacement = None;
    for tokens in mizan_attributes(attributes, errors) {
        parse_keys(tokens, &[AS], errors, |key, input, _| {
            replacement = Some(parse_as(key, input)?);
            Ok(())
        });
    }
    replacement
}

fn parse_as(key: &Ident, input: ParseStream) -> syn::Result<Type> {
    let text = parse_text(key, input)?;
    text.parse().map_err(|_| {
        Error::new(
            text.span(),
            "`as` takes the type of Rust whose JSON it is, from which the client has its own: \
             write `as = \"Option<String>\"`",
        )
    })
}

/// A field called `id` tells the elements of a list apart unless another is named.
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
    identity_key: Option<Ident>,
    class: Option<Ident>,
    is_transparent: bool,
    /// How many of the last positions of a tuple serde reads a value without.
    optional_positions: usize,
    errors: &'item mut Errors,
}

impl Reader<'_> {
    /// The shape of an item, where serde converts it from or into another type that type's.
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

    fn parse_own(&mut self, item: &DeriveInput) -> Shape<Type> {
        match &item.data {
            Data::Struct(data) => self.parse_struct(bare_name(&item.ident), &data.fields),
            Data::Enum(data) => Shape::Enum {
                tagging: self.container.tagging(),
                variants: self.parse_variants(data),
            },
            Data::Union(data) => {
                self.errors.at(data.union_token, "a union has no JSON: use an enum");
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
