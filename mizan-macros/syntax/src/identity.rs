//! `#[derive(mizan::Identity)]` on a struct.

use syn::{Data, DeriveInput, Error, Fields, Ident, Index, Member, Token, Type};

use crate::{
    bare_name,
    errors::Errors,
    keys::{IDENTITY_FIELD_KEYS, Key, TYPE_FIELD_KEYS, parse_mizan_keys, parse_text},
};

/// The type of the signed-in user in the application.
pub struct Identity {
    /// Its name in Rust.
    pub name: Ident,
    /// The field that tells one user from another.
    pub id: IdentityField,
    /// The `bool` field that is true for staff.
    pub staff: Option<IdentityField>,
    /// The `bool` field that is true for a superuser.
    pub superuser: Option<IdentityField>,
    /// A key that only `#[derive(mizan::Type)]` reads, so the struct needs that derive too.
    pub wire_key: Option<Ident>,
}

/// A field with a key.
pub struct IdentityField {
    /// The name or the index of the field.
    pub member: Member,
    /// Its type.
    pub ty: Type,
}

/// Reads a struct as an identity.
///
/// ```
/// let item = syn::parse_quote! {
///     struct Me { #[mizan(id)] id: i64, #[mizan(staff)] is_staff: bool }
/// };
/// let identity = mizan_syntax::parse_identity(&item).unwrap();
/// assert!(identity.id.member == syn::parse_quote!(id));
/// assert!(identity.superuser.is_none());
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_identity(item: &DeriveInput) -> syn::Result<Identity> {
    if !item.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &item.generics.params,
            "an identity cannot be generic: functions borrow it by its one type, from request to \
             request\n\
             write a struct without parameters",
        ));
    }
    let mut errors = Errors::default();
    let mut marks = Marks::default();
    if let Some(fields) = parse_fields(item, &mut errors) {
        for (index, field) in fields.iter().enumerate() {
            marks.read(index, field, &mut errors);
        }
        if marks.id.is_none() {
            errors.at(&item.ident, describe_missing_id(fields));
        }
    }
    let Marks { id, staff, superuser, wire_key } = marks;
    let id = errors.finish(id)?.expect("a missing id is an error");
    Ok(Identity { name: item.ident.clone(), id, staff, superuser, wire_key })
}

fn parse_fields<'item>(item: &'item DeriveInput, errors: &mut Errors) -> Option<&'item Fields> {
    const STRUCT: &str = "an identity is a struct: one of its fields is the id\n\
                          for anything else, write `impl mizan::Identity` by hand";
    match &item.data {
        Data::Struct(data) => return Some(&data.fields),
        Data::Enum(data) => errors.at(data.enum_token, STRUCT),
        Data::Union(data) => errors.at(data.union_token, STRUCT),
    }
    None
}

fn describe_missing_id(fields: &Fields) -> String {
    let likely = fields.iter().find_map(|field| field.ident.as_ref().filter(|name| *name == "id"));
    let example = likely.or_else(|| fields.iter().find_map(|field| field.ident.as_ref()));
    let name = example.map_or_else(|| "id".to_owned(), bare_name);
    format!(
        "an identity has an id, which tells one from another\n\
         write `#[mizan(id)]` above a field, such as `{name}`"
    )
}

#[derive(Default)]
struct Marks {
    id: Option<IdentityField>,
    staff: Option<IdentityField>,
    superuser: Option<IdentityField>,
    wire_key: Option<Ident>,
}

impl Marks {
    fn read(&mut self, index: usize, field: &syn::Field, errors: &mut Errors) {
        let allowed: Vec<Key> = IDENTITY_FIELD_KEYS.into_iter().chain(TYPE_FIELD_KEYS).collect();
        parse_mizan_keys(&field.attrs, allowed.as_slice(), errors, |key, input, errors| {
            let mark = match bare_name(key).as_str() {
                "id" => &mut self.id,
                "staff" => &mut self.staff,
                "superuser" => &mut self.superuser,
                _ => {
                    if input.peek(Token![=]) {
                        parse_text(key, input)?;
                    }
                    self.wire_key = Some(key.clone());
                    return Ok(());
                }
            };
            if mark.is_some() {
                errors.at(
                    key,
                    format!(
                        "another field is the `{key}` already\n\
                         keep one of them"
                    ),
                );
            } else if key != "id" && !is_bool(&field.ty) {
                errors.at(
                    &field.ty,
                    format!(
                        "`{key}` is a yes or a no\n\
                         write `bool` for the type of its field"
                    ),
                );
            }
            *mark = Some(IdentityField { member: member(index, field), ty: field.ty.clone() });
            Ok(())
        });
    }
}

fn member(index: usize, field: &syn::Field) -> Member {
    match &field.ident {
        Some(name) => Member::Named(name.clone()),
        None => Member::Unnamed(Index::from(index)),
    }
}

fn is_bool(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "bool"))
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn mistake(item: DeriveInput) -> String {
        parse_identity(&item).err().expect("a mistake").to_string()
    }

    #[test]
    fn every_field_may_bear_a_key() {
        let identity = parse_identity(&parse_quote! {
            struct Me(String, #[mizan(id, as = "u8", key)] i64, #[mizan(superuser, staff)] bool);
        })
        .unwrap();
        assert!(identity.id.member == parse_quote!(1));
        assert!(identity.staff.unwrap().member == parse_quote!(2));
        assert!(identity.superuser.unwrap().member == parse_quote!(2));
        assert_eq!(identity.wire_key.unwrap(), "key");
    }

    #[test]
    fn an_identity_has_one_id() {
        assert!(
            mistake(parse_quote!(
                struct Me {
                    name: String,
                    id: i64,
                }
            ))
            .contains("such as `id`")
        );
        assert!(
            mistake(parse_quote!(
                struct Me;
            ))
            .contains("such as `id`")
        );
        assert!(
            mistake(parse_quote!(
                struct Me(#[mizan(id)] i64, #[mizan(id)] i64);
            ))
            .contains("another field is the `id` already")
        );
    }

    #[test]
    fn staff_is_a_yes_or_a_no() {
        assert!(
            mistake(parse_quote!(
                struct Me(#[mizan(id)] i64, #[mizan(staff)] Option<bool>);
            ))
            .contains("write `bool` for the type of its field")
        );
    }
}
