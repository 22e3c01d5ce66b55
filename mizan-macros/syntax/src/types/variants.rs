//! The variants of an enum with `#[derive(mizan::Type)]`.

use mizan_ir::{Fields, Tagging, Variant};
use syn::Type;

use super::{Reader, names};
use crate::{
    bare_name,
    docs::{parse_deprecated, parse_docs},
    failure::{ErrorClass, check_variant, parse_variant_keys},
    location,
    serde::{Member, parse_variant_member},
};

impl Reader<'_> {
    pub(super) fn parse_variants(&mut self, data: &syn::DataEnum) -> Vec<Variant<Type>> {
        let variants: Vec<(Variant<Type>, &syn::Variant)> = data
            .variants
            .iter()
            .filter_map(|variant| Some((self.parse_variant(variant)?, variant)))
            .collect();
        if self.container.tagging() != Tagging::Untagged {
            names::refuse_equal_variants(&variants, self.errors);
        }
        variants.into_iter().map(|(variant, _)| variant).collect()
    }

    fn parse_variant(&mut self, variant: &syn::Variant) -> Option<Variant<Type>> {
        let member = parse_variant_member(&variant.attrs, self.errors);
        let class = self.parse_class(variant);
        let is_transparent = matches!(class, Some(ErrorClass::Transparent(_)));
        self.is_transparent |= is_transparent;
        if member.is_skipped() || is_transparent {
            return None;
        }
        Some(Variant {
            name: self.container.variant_name(bare_name(&variant.ident), &member.names),
            fields: self.parse_content(&variant.fields, &member),
            output: member.output,
            input: member.input,
            untagged: member.untagged,
            other: member.other,
            code: class.as_ref().and_then(ErrorClass::code),
            aliases: member.aliases,
            docs: parse_docs(&variant.attrs),
            deprecated: parse_deprecated(&variant.attrs),
            location: location(variant.ident.span()),
        })
    }

    /// Reads the error class of a variant.
    fn parse_class(&mut self, variant: &syn::Variant) -> Option<ErrorClass> {
        let keys = parse_variant_keys(&variant.attrs, self.errors);
        check_variant(variant, &keys, self.errors);
        if let Some(ErrorClass::Word(word) | ErrorClass::Transparent(word)) = &keys.class {
            self.class.get_or_insert_with(|| word.clone());
        }
        keys.class
    }

    /// The fields of a variant. A newtype may have a conversion on the variant, such as
    /// `#[serde(with = "…")]`, which applies to its only field.
    fn parse_content(&mut self, fields: &syn::Fields, variant: &Member) -> Fields<Type> {
        match self.parse_fields(fields, Some(variant)) {
            Fields::Newtype(ty) => {
                Fields::Newtype(variant.conversion.apply(&ty, None, self.errors))
            }
            // serde treats a variant as a unit if its only field is skipped.
            Fields::Tuple(items) if items.is_empty() && fields.len() == 1 => Fields::Unit,
            fields => fields,
        }
    }
}
