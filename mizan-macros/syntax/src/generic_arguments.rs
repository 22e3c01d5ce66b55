//! The generic arguments of a segment of a path: its types and its lifetimes.

use syn::{GenericArgument, Lifetime, PathArguments, PathSegment, Type};

/// The type arguments, in order.
pub(crate) fn type_arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The lifetime arguments, in order.
pub(crate) fn lifetime_arguments(segment: &PathSegment) -> impl Iterator<Item = &Lifetime> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime),
        _ => None,
    })
}
