//! The types inside a type as it is written.

use syn::{GenericArgument, PathArguments, Type, TypePath};

/// A type and all types that are written inside it, outermost first.
///
/// ```
/// let ty = syn::parse_quote!(Vec<(u8, Option<Me>)>);
/// assert_eq!(mizan_syntax::parts(&ty).len(), 5);
/// ```
pub fn parts(ty: &Type) -> Vec<&Type> {
    let mut parts = Vec::new();
    collect(ty, &mut parts);
    parts
}

fn collect<'ty>(ty: &'ty Type, parts: &mut Vec<&'ty Type>) {
    parts.push(ty);
    match ty {
        Type::Array(array) => collect(&array.elem, parts),
        Type::Slice(slice) => collect(&slice.elem, parts),
        Type::Paren(paren) => collect(&paren.elem, parts),
        Type::Group(group) => collect(&group.elem, parts),
        Type::Reference(reference) => collect(&reference.elem, parts),
        Type::Tuple(tuple) => tuple.elems.iter().for_each(|item| collect(item, parts)),
        Type::Path(path) => collect_arguments(path, parts),
        _ => {}
    }
}

fn collect_arguments<'ty>(path: &'ty TypePath, parts: &mut Vec<&'ty Type>) {
    for segment in &path.path.segments {
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else { continue };
        for argument in &arguments.args {
            if let GenericArgument::Type(ty) = argument {
                collect(ty, parts);
            }
        }
    }
}

/// The same type without the invisible groups in which a `macro_rules!` puts the types that it was given.
pub(crate) fn ungrouped(ty: &Type) -> Type {
    let mut path = match ty {
        Type::Group(group) => return ungrouped(&group.elem),
        Type::Path(path) => path.clone(),
        ty => return ty.clone(),
    };
    for segment in &mut path.path.segments {
        let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else { continue };
        for argument in &mut arguments.args {
            if let GenericArgument::Type(inner) = argument {
                *inner = ungrouped(inner);
            }
        }
    }
    Type::Path(path)
}
