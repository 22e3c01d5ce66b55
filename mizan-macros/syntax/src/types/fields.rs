//! The fields of a struct or variant that travels.

use mizan_ir::{Field, Fields, Presence, Shape, Tagging, Variant};
use syn::Type;

use super::{FIELD_KEYS, Reader, names, parse_replacement};
use crate::{
    bare_name,
    context::mizan_attributes,
    docs::{parse_deprecated, parse_docs},
    identity,
    keys::{Key, parse_keys, parse_text},
    place,
    serde::{Member, parse_member},
};

impl Reader<'_> {
    pub(super) fn parse_fields(
        &mut self,
        fields: &syn::Fields,
        variant: Option<&Member>,
    ) -> Fields<Type> {
        match fields {
            syn::Fields::Unit => Fields::Unit,
            syn::Fields::Unnamed(unnamed) => self.parse_tuple(unnamed),
            syn::Fields::Named(named) => {
                let mut fields = Vec::new();
                for field in &named.named {
                    fields.extend(self.parse_field(field, variant).map(|read| (read, field)));
                }
                names::refuse_equal_fields(&fields, self.errors);
                Fields::Named(fields.into_iter().map(|(field, _)| field).collect())
            }
        }
    }

    fn parse_tuple(&mut self, fields: &syn::FieldsUnnamed) -> Fields<Type> {
        let is_newtype = fields.unnamed.len() == 1;
        let mut items = Vec::new();
        self.optional_positions = 0;
        for field in &fields.unnamed {
            let replacement = parse_replacement(&field.attrs, self.errors);
            let member = parse_member(&field.attrs, self.errors);
            if member.is_skipped() {
                continue;
            }
            if [member.output, member.input].contains(&Presence::Skipped) {
                let message = "what travels one way only has a name, by which it can be left out: \
                               write `{ name: Type }`";
                self.errors.at(field, message);
            }
            let is_optional = self.container.default || member.input == Presence::Optional;
            self.optional_positions = if is_optional { self.optional_positions + 1 } else { 0 };
            items.push(member.conversion.apply(&field.ty, replacement, self.errors));
        }
        let is_single = (is_newtype || self.container.transparent) && items.len() == 1;
        if is_single { Fields::Newtype(items.remove(0)) } else { Fields::Tuple(items) }
    }

    fn parse_field(&mut self, field: &syn::Field, variant: Option<&Member>) -> Option<Field<Type>> {
        let member = parse_member(&field.attrs, self.errors);
        let ident = field.ident.as_ref()?;
        let bare = bare_name(ident);
        let name = match variant {
            None => self.container.field_name(bare, &member.names),
            Some(variant) => variant.names.field_name(self.container, bare, &member.names),
        };
        let replacement = self.parse_keys(field, variant, &name.output);
        if member.is_skipped() {
            return None;
        }
        let by_container = self.container.default && member.input == Presence::Required;
        Some(Field {
            name,
            ty: member.conversion.apply(&field.ty, replacement, self.errors),
            output: member.output,
            input: if by_container { Presence::Optional } else { member.input },
            flatten: member.flatten,
            aliases: member.aliases,
            docs: parse_docs(&field.attrs),
            deprecated: parse_deprecated(&field.attrs),
            place: place(ident.span()),
        })
    }

    /// Reads the keys of a field, and returns the type that `as` names.
    fn parse_keys(
        &mut self,
        field: &syn::Field,
        variant: Option<&Member>,
        name: &str,
    ) -> Option<Type> {
        let mut replacement = None;
        let allowed: Vec<Key> = FIELD_KEYS.into_iter().chain(identity::KEYS).collect();
        for tokens in mizan_attributes(&field.attrs, self.errors) {
            let (taken, identity_key) = (&mut self.key, &mut self.identity_key);
            parse_keys(tokens, &allowed, self.errors, |key, input, errors| {
                if identity::KEYS.iter().any(|known| key == known.name) {
                    *identity_key = Some(key.clone());
                } else if key == "as" {
                    replacement = Some(parse_text(key, input)?.parse()?);
                } else if variant.is_some() {
                    errors
                        .at(key, "a key tells the elements of a list apart: only a struct has one");
                } else if taken.is_some() {
                    errors.at(key, "another field is the key already: one field is enough");
                } else {
                    *taken = Some(name.to_owned());
                }
                Ok(())
            });
        }
        replacement
    }
}

/// A tuple that is read without its last positions, too: it is written whole, and read in any of
/// its lengths.
pub(super) fn shape_of_lengths(items: Vec<Type>, optional: usize) -> Shape<Type> {
    let lengths = (items.len() - optional..=items.len()).rev();
    let variants = lengths
        .map(|length| Variant::new(length.to_string(), Fields::Tuple(items[..length].to_vec())));
    let input = Shape::Enum { tagging: Tagging::Untagged, variants: variants.collect() };
    let output = Shape::Struct(Fields::Tuple(items));
    Shape::Directed { output: Box::new(output), input: Box::new(input) }
}

/// A transparent struct is what its only field is.
pub(super) fn single(mut fields: Vec<Field<Type>>) -> Fields<Type> {
    if fields.len() == 1 { Fields::Newtype(fields.remove(0).ty) } else { Fields::Named(fields) }
}
