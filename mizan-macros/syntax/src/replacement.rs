//! `#[mizan(as = "Type")]`: the type whose JSON a type, a field, an argument or a result has.

use syn::{Attribute, Error, Ident, Type, parse::ParseStream};

use crate::{
    errors::Errors,
    keys::{AS, mizan_attributes, parse_keys, parse_text},
};

/// Reads `#[mizan(as = "Type")]` where no other key is allowed.
pub(crate) fn parse_replacement(attributes: &[Attribute], errors: &mut Errors) -> Option<Type> {
    let mut replacement = None;
    for tokens in mizan_attributes(attributes, errors) {
        parse_keys(tokens, &[AS], errors, |key, input, _| {
            replacement = Some(parse_as(key, input)?);
            Ok(())
        });
    }
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
