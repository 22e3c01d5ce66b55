//! Paths and types as they are mentioned, with the spans of their tokens.

use mizan_syntax::bare_name;
use syn::{Expr, GenericArgument, GenericParam, Generics, PathArguments};

use super::lengths::read_length;
use crate::scan::{
    outline::{AliasParameter, Argument, Calculation, Form, Length, Mention, Path, Projection},
    span::Span,
};

pub(super) fn read_argument(argument: &mizan_syntax::Argument) -> Argument {
    Argument {
        wire_name: argument.wire_name.clone(),
        span: argument.name.span().into(),
        ty: read_type(&argument.ty),
        replacement: argument.replacement.as_deref().map(read_type),
        is_upload: argument.upload.is_some(),
        is_checked: argument.valid.is_some(),
        docs: argument.docs.clone(),
    }
}

pub(super) fn read_type(ty: &syn::Type) -> Mention {
    let boxed = |ty: &syn::Type| Box::new(read_type(ty));
    let form = match ty {
        syn::Type::Path(path) if path.qself.is_none() => {
            let (path, arguments) = (read_path(&path.path), read_arguments(&path.path));
            return Mention { span: path.span, form: Form::Path(path, arguments) };
        }
        syn::Type::Path(path) => read_projection(path),
        syn::Type::Tuple(tuple) => Form::Tuple(tuple.elems.iter().map(read_type).collect()),
        syn::Type::Array(array) => Form::Array(boxed(&array.elem), read_length(&array.len)),
        syn::Type::Reference(reference) => Form::Reference(boxed(&reference.elem)),
        syn::Type::Slice(slice) => Form::Slice(boxed(&slice.elem)),
        syn::Type::Paren(paren) => return read_type(&paren.elem),
        syn::Type::Group(group) => return read_type(&group.elem),
        _ => Form::Opaque,
    };
    Mention { span: span_of(ty), form }
}

/// `<M as Model>::Id`, with one name behind the trait.
fn read_projection(path: &syn::TypePath) -> Form {
    let segments = &path.path.segments;
    match (&path.qself, segments.last()) {
        (Some(subject), Some(last))
            if subject.position > 0 && subject.position + 1 == segments.len() =>
        {
            let mut of = path.path.clone();
            of.segments.pop();
            of.segments.pop_punct();
            let (subject, of) = (read_type(&subject.ty), read_path(&of));
            Form::Projection(Box::new(Projection { subject, of, name: bare_name(&last.ident) }))
        }
        _ => Form::Opaque,
    }
}

/// Tokens are only made where there is no cheaper way to their ends.
fn span_of(ty: &syn::Type) -> Span {
    match ty {
        syn::Type::Path(path) if path.qself.is_none() => span_of_path(&path.path),
        syn::Type::Reference(reference) => {
            Span::from(reference.and_token.span).to(span_of(&reference.elem))
        }
        syn::Type::Tuple(tuple) => Span::from(tuple.paren_token.span.join()),
        syn::Type::Slice(slice) => Span::from(slice.bracket_token.span.join()),
        syn::Type::Array(array) => Span::from(array.bracket_token.span.join()),
        _ => Span::of(ty),
    }
}

fn span_of_path(path: &syn::Path) -> Span {
    let (Some(first), Some(last)) = (path.segments.first(), path.segments.last()) else {
        return Span::of(path);
    };
    let start = path.leading_colon.map_or(first.ident.span(), |colons| colons.spans[0]);
    let end = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.gt_token.span,
        _ => last.ident.span(),
    };
    Span::between(start, end)
}

pub(super) fn read_path(path: &syn::Path) -> Path {
    let mut names = path.segments.iter();
    let first = names.next().map_or_else(String::new, |segment| bare_name(&segment.ident));
    let mut rest = Vec::new();
    for segment in names {
        rest.push(bare_name(&segment.ident));
    }
    Path { span: span_of_path(path), is_global: path.leading_colon.is_some(), first, rest }
}

fn read_arguments(path: &syn::Path) -> Vec<Mention> {
    let mut mentions = Vec::new();
    if let Some(last) = path.segments.last()
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
    {
        for argument in &arguments.args {
            mentions.extend(read_argument_of_type(argument));
        }
    }
    mentions
}

fn read_argument_of_type(argument: &GenericArgument) -> Option<Mention> {
    match argument {
        GenericArgument::Type(ty) => Some(read_type(ty)),
        GenericArgument::Const(number) => Some(read_number(number)),
        _ => None,
    }
}

/// A number, or the name of a constant, in the place of a type.
fn read_number(number: &Expr) -> Mention {
    let form = match read_length(number) {
        Length::Number(number) => Form::Number(number),
        Length::Computed(_, Calculation::Named(path)) => {
            return Mention { span: path.span, form: Form::Path(path, Vec::new()) };
        }
        Length::Computed(..) => Form::Opaque,
    };
    Mention { span: Span::of(number), form }
}

pub(super) fn read_parameters(generics: &Generics) -> Vec<AliasParameter> {
    let mut parameters = Vec::new();
    for parameter in &generics.params {
        parameters.extend(match parameter {
            GenericParam::Type(parameter) => {
                let default = parameter.default.as_ref().map(|(_, ty)| read_type(ty));
                Some(AliasParameter { name: bare_name(&parameter.ident), default })
            }
            GenericParam::Const(parameter) => {
                let default = parameter.default.as_ref().map(|(_, number)| read_number(number));
                Some(AliasParameter { name: bare_name(&parameter.ident), default })
            }
            GenericParam::Lifetime(_) => None,
        });
    }
    parameters
}
