//! The fields of a struct as the parameters of a context or a channel.

use syn::{Data, DeriveInput, Fields};

use crate::{
    docs::parse_docs,
    errors::Errors,
    parameter::{Argument, parse_argument, refuse_alike, refuse_unnamed},
    replacement::parse_parameter_replacement,
};

/// The words for an item whose fields are parameters.
pub(crate) struct Parametrised {
    pub(crate) noun: &'static str,
    pub(crate) example: &'static str,
}

/// The fields of a struct, in the order of their declaration.
pub(crate) fn parse_struct_parameters(
    item: &DeriveInput,
    words: &Parametrised,
    errors: &mut Errors,
) -> Vec<Argument> {
    let Parametrised { noun, example } = words;
    let is_struct = format!("{noun} is a struct: its fields are its parameters\nwrite `{example}`");
    let fields = match &item.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(data) => {
            errors.at(data.enum_token, is_struct);
            return Vec::new();
        }
        Data::Union(data) => {
            errors.at(data.union_token, is_struct);
            return Vec::new();
        }
    };
    match fields {
        Fields::Unit => Vec::new(),
        Fields::Unnamed(unnamed) => {
            errors.at(
                unnamed,
                format!(
                    "the parameters of {noun} have names, callers send them by these\n\
                     write `{example}`"
                ),
            );
            Vec::new()
        }
        Fields::Named(named) => {
            let parameters: Vec<Argument> =
                named.named.iter().filter_map(|field| parse_parameter(field, errors)).collect();
            refuse_alike(parameters.iter(), errors);
            parameters
        }
    }
}

fn parse_parameter(field: &syn::Field, errors: &mut Errors) -> Option<Argument> {
    let replacement = parse_parameter_replacement(&field.attrs, errors);
    let replacement = replacement.filter(|ty| refuse_unnamed(ty, errors).is_some()).map(Box::new);
    let argument = parse_argument(field.ident.clone()?, &field.ty, errors)?;
    Some(Argument { replacement, docs: parse_docs(&field.attrs), ..argument })
}
