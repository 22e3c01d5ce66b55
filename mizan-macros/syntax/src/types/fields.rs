//! The fields of a struct or a variant with `#[derive(mizan::Type)]`.

use mizan_ir::{Field, Fields, Presence, Rule, Shape, Tagging, Variant};
use syn::{Ident, Type};

use super::{Reader, names};
use crate::{
    bare_name,
    docs::{parse_deprecated, parse_docs},
    form::parse_field_form,
    keys::{Allowed, IDENTITY_FIELD_KEYS, Key, TYPE_FIELD_KEYS, parse_mizan_keys},
    location,
    replacement::{parse_as, parse_replacement},
    serde::{Member, parse_field_member},
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
                name_matches(&mut fields);
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
            let member = parse_field_member(self.container, field, self.errors);
            if member.is_skipped() {
                continue;
            }
            if [member.output, member.input].contains(&Presence::Skipped) {
                let message = "what travels one way only has a name, by which it can be left \
                               out\n\
                               write `{ name: Type }`";
                self.errors.at(field, message);
            } else if !is_newtype && member.output != Presence::Required {
                let message = "serde leaves this position out, and the next ones take its place\n\
                               write `{ name: Type }`, for what may be left out has a name";
                self.errors.at(field, message);
            }
            let is_optional = self.container.default || member.input == Presence::Optional;
            self.optional_positions = if is_optional { self.optional_positions + 1 } else { 0 };
            self.keep_overridden(field, &member, &replacement);
            items.push(member.conversion.apply(&field.ty, replacement, self.errors));
        }
        let is_single = (is_newtype || self.container.transparent) && items.len() == 1;
        if is_single { Fields::Newtype(items.remove(0)) } else { Fields::Tuple(items) }
    }

    fn parse_field(&mut self, field: &syn::Field, variant: Option<&Member>) -> Option<Field<Type>> {
        let member = parse_field_member(self.container, field, self.errors);
        let ident = field.ident.as_ref()?;
        let bare = bare_name(ident);
        let name = match variant {
            None => self.container.field_name(bare, &member.names),
            Some(variant) => variant.names.field_name(self.container, bare, &member.names),
        };
        let (key, replacement) = self.parse_keys(field, variant);
        if member.is_skipped() {
            self.read_key(key, &name.output, &member, &field.ty);
            return None;
        }
        self.keep_overridden(field, &member, &replacement);
        let ty = member.conversion.apply(&field.ty, replacement, self.errors);
        self.read_key(key, &name.output, &member, &ty);
        let output = match member.output {
            Presence::UnlessNull => member.conversion.presence_unless_none(&field.ty, &ty),
            presence => presence,
        };
        let by_container = self.container.default && member.input == Presence::Required;
        Some(Field {
            name,
            ty,
            output,
            input: if by_container { Presence::Optional } else { member.input },
            flatten: member.flatten,
            aliases: member.aliases,
            form: parse_field_form(&field.attrs),
            docs: parse_docs(&field.attrs),
            deprecated: parse_deprecated(&field.attrs),
            location: location(ident.span()),
        })
    }

    /// Keeps the declared type of a field that is read, and whose JSON is that of another type.
    fn keep_overridden(&mut self, field: &syn::Field, member: &Member, replacement: &Option<Type>) {
        let is_overridden = replacement.is_some() || member.conversion.has_function();
        if is_overridden && member.input != Presence::Skipped {
            self.overridden.push(field.ty.clone());
        }
    }

    /// Reads the keys of a field, and returns the token of `key` and the type of `as`.
    fn parse_keys(
        &mut self,
        field: &syn::Field,
        variant: Option<&Member>,
    ) -> (Option<Ident>, Option<Type>) {
        let (mut own, mut replacement) = (None, None);
        let allowed: Vec<Key> = TYPE_FIELD_KEYS.into_iter().chain(IDENTITY_FIELD_KEYS).collect();
        let allowed = Allowed::beside_serde(&allowed);
        let (taken, identity_key) = (&self.key, &mut self.identity_key);
        parse_mizan_keys(&field.attrs, allowed, self.errors, |key, input, errors| {
            if IDENTITY_FIELD_KEYS.iter().any(|known| key == known.name) {
                *identity_key = Some(key.clone());
            } else if key == "as" {
                replacement = Some(parse_as(key, input)?);
            } else if variant.is_some() {
                errors.at(
                    key,
                    "a key tells the elements of a list apart, and only a struct has one\n\
                     leave `key` out",
                );
            } else if taken.is_some() {
                errors.at(key, "another field is the key already\nkeep one of them");
            } else {
                own = Some(key.clone());
            }
            Ok(())
        });
        (own, replacement)
    }

    /// Makes a field with `key` the key of its struct, or reports why it cannot be one.
    fn read_key(&mut self, key: Option<Ident>, name: &str, member: &Member, ty: &Type) {
        let Some(key) = key else { return };
        match reason_against_key(member, ty) {
            Some(reason) => self.errors.at(key, reason),
            None => self.key = Some(name.to_owned()),
        }
    }
}

/// Names the fields that others have to match as the server reads them.
fn name_matches(fields: &mut [(Field<Type>, &syn::Field)]) {
    let names: Vec<(Option<String>, String)> = fields
        .iter()
        .map(|(read, field)| (field.ident.as_ref().map(bare_name), read.name.input.clone()))
        .collect();
    let rules = fields.iter_mut().filter_map(|(field, _)| field.form.as_mut());
    for rule in rules.flat_map(|form| &mut form.rules) {
        if let Rule::Matches(other) = rule
            && let Some((_, name)) = names.iter().find(|(name, _)| name.as_ref() == Some(other))
        {
            other.clone_from(name);
        }
    }
}

/// The reason why a field cannot be a key. The client compares keys with `===`: an object equals no
/// other, and all elements without the field would be equal.
fn reason_against_key(member: &Member, ty: &Type) -> Option<&'static str> {
    if member.flatten {
        return Some(
            "what is flattened has no name of its own\nwrite `key` above a field of this \
                     struct",
        );
    }
    match member.output {
        Presence::Required => {}
        Presence::Skipped => {
            return Some(
                "a key is found in what the server writes, and this field is not \
                         written\nwrite `key` above a field that is",
            );
        }
        _ => {
            return Some(
                "a key is always there, and this field may be left out\n\
                 write `key` above a field that is always written",
            );
        }
    }
    let Type::Path(path) = ty else {
        return matches!(ty, Type::Tuple(_) | Type::Array(_) | Type::Slice(_)).then_some(COMPOSED);
    };
    match path.path.segments.last()?.ident.to_string().as_str() {
        "Option" => Some(
            "a key is always there: of an `Option`, all that are `None` would be one\n\
             write `key` above a field that is no `Option`",
        ),
        "f32" | "f64" => Some(
            "a fraction is no key, for it is rounded, and `null` where it is no number\n\
             write `key` above a text, an integer or a truth value",
        ),
        "Vec" | "VecDeque" | "LinkedList" | "HashMap" | "BTreeMap" | "HashSet" | "BTreeSet" => {
            Some(COMPOSED)
        }
        _ => None,
    }
}

const COMPOSED: &str = "a key is one value, which the client compares\n\
                        write `key` above a text, an integer or a truth value";

/// The shape of a tuple whose last positions are optional when it is read: it is written whole, and
/// read in any of its lengths, the longest first.
pub(super) fn shape_of_lengths(items: Vec<Type>, optional: usize) -> Shape<Type> {
    let lengths = (items.len() - optional..=items.len()).rev();
    let variants = lengths
        .map(|length| Variant::new(length.to_string(), Fields::Tuple(items[..length].to_vec())));
    let input = Shape::Enum { tagging: Tagging::Untagged, variants: variants.collect() };
    let output = Shape::Struct(Fields::Tuple(items));
    Shape::Directed { output: Box::new(output), input: Box::new(input) }
}

/// The fields of a transparent struct: a newtype of its only field.
pub(super) fn single(mut fields: Vec<Field<Type>>) -> Fields<Type> {
    if fields.len() == 1 { Fields::Newtype(fields.remove(0).ty) } else { Fields::Named(fields) }
}
