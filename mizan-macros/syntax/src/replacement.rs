//! `#[mizan(as = "Type")]`: the type whose JSON a type, a field, an argument or a result has.

use syn::{Attribute, Error, Ident, Type, parse::ParseStream};

use crate::{
    errors::Errors,
    keys::{AS, Allowed, parse_mizan_keys, parse_text},
};

/// Reads `#[mizan(as = "Type")]`, the only key of Mizan's beside the attributes of serde.
pub(crate) fn parse_replacement(attributes: &[Attribute], errors: &mut Errors) -> Option<Type> {
    parse_only_as(attributes, Allowed::beside_serde(&[AS]), errors)
}

/// Reads `#[mizan(as = "Type")]` above a parameter of a context, which serde does not read.
pub(crate) fn parse_parameter_replacement(
    attributes: &[Attribute],
    errors: &mut Errors,
) -> Option<Type> {
    parse_only_as(attributes, Allowed::from(&[AS]), errors)
}

fn parse_only_as(
    attributes: &[Attribute],
    allowed: Allowed<'_>,
    errors: &mut Errors,
) -> Option<Type> {
    let mut replacement = None;
    parse_mizan_keys(attributes, allowed, errors, |key, input, _| {
        replacement = Some(parse_as(key, input)?);
        Ok(())
    });
    replacement
}

/// Reads `= "Type"`.
pub(crate) fn parse_as(key: &Ident, input: ParseStream) -> syn::Result<Type> {
    let text = parse_text(key, input)?;
    text.parse().map_err(|_| {
        Error::new(
            text.span(),
            "`as` takes the type of Rust whose JSON it is, from which the client has its own\n\
             write `as = \"Option<String>\"`",
        )
    })
}
