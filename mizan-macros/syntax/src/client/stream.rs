//! A function that streams: `-> impl Stream<Item = T>`, or a `Result` of that.

use quote::ToTokens;
use syn::{
    AngleBracketedGenericArguments, GenericArgument, Path, PathArguments, PathSegment, Type,
    TypeImplTrait, TypeParamBound, TypePath, punctuated::Punctuated, token::Plus,
};

use crate::{errors::Errors, generic_arguments::type_arguments};

/// The way in which a function streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// `true` for `Result<impl Stream<…>, E>`: the function may fail before it streams.
    pub is_fallible: bool,
}

/// What stands after `->`: a stream with what one item answers, or any other type as it is.
pub(super) enum Output {
    /// Each item answers a `T` or a `Result<T, E>`, as a function without a stream does once.
    Stream(Stream, Box<Type>),
    /// No stream.
    Plain,
}

const FORM: &str = "a function that streams answers `impl Stream<Item = T>`, or a `Result` of \
                    that\n\
                    write one of the two, and `mizan::Stream` for the trait";

/// Finds a stream in what a function answers; nothing where it is written in a way that the build
/// cannot read.
pub(super) fn parse_stream(ty: &Type, errors: &mut Errors) -> Option<Output> {
    if let Some(bounds) = stream_bounds(ty) {
        let item = parse_item(ty, bounds, errors)?;
        return Some(Output::Stream(Stream { is_fallible: false }, Box::new(item.clone())));
    }
    if let Some((outer, stream)) = result_of_stream(ty) {
        let item = parse_item(stream, stream_bounds(stream)?, errors)?;
        let answer = join_results(outer, item, errors)?;
        return Some(Output::Stream(Stream { is_fallible: true }, Box::new(answer)));
    }
    match find_stream(ty) {
        None => Some(Output::Plain),
        Some(stream) => {
            errors.at(stream, FORM);
            None
        }
    }
}

/// The bounds of `impl Stream<…>`.
fn stream_bounds(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::ImplTrait(TypeImplTrait { bounds, .. }) => find_bound(bounds),
        Type::Paren(paren) => stream_bounds(&paren.elem),
        Type::Group(group) => stream_bounds(&group.elem),
        _ => None,
    }
}

fn find_bound(bounds: &Punctuated<TypeParamBound, Plus>) -> Option<&PathSegment> {
    bounds.iter().find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().filter(|it| it.ident == "Stream")
        }
        _ => None,
    })
}

/// `Result<impl Stream<…>, E>`, also under another name: the whole, and the stream.
fn result_of_stream(ty: &Type) -> Option<(&TypePath, &Type)> {
    let Type::Path(outer) = ty else { return None };
    let last = outer.path.segments.last().filter(|last| last.ident == "Result")?;
    let stream = type_arguments(last).next()?;
    stream_bounds(stream).map(|_| (outer, stream))
}

/// `T` in `Stream<Item = T>`.
fn parse_item<'ty>(
    ty: &'ty Type,
    stream: &'ty PathSegment,
    errors: &mut Errors,
) -> Option<&'ty Type> {
    let item = match &stream.arguments {
        PathArguments::AngleBracketed(AngleBracketedGenericArguments { args, .. }) => {
            args.iter().find_map(|argument| match argument {
                GenericArgument::AssocType(item) if item.ident == "Item" => Some(&item.ty),
                _ => None,
            })
        }
        _ => None,
    };
    if item.is_none() {
        errors.at(ty, "a stream says which items it brings\nwrite `impl Stream<Item = T>`");
    }
    item
}

/// The answer of one item where the function may fail before: `Result<T, E>`, with the one error
/// that the client knows.
fn join_results(outer: &TypePath, item: &Type, errors: &mut Errors) -> Option<Type> {
    let value = result_value(item).unwrap_or(item);
    let joined = Type::Path(with_first_argument(outer, value));
    if result_value(item).is_some() && text(item) != text(&joined) {
        errors.at(
            item,
            "a function fails in one way, before its stream and within it\n\
             write the same error in both, or leave the outer `Result` out",
        );
        return None;
    }
    Some(joined)
}

/// `T` in `Result<T, E>`.
fn result_value(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Result")?;
    type_arguments(last).next()
}

fn with_first_argument(outer: &TypePath, value: &Type) -> TypePath {
    let mut outer = outer.clone();
    let last = outer.path.segments.last_mut();
    if let Some(PathArguments::AngleBracketed(arguments)) = last.map(|last| &mut last.arguments) {
        let first = arguments.args.iter_mut().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        });
        if let Some(first) = first {
            *first = value.clone();
        }
    }
    outer
}

fn text(ty: &Type) -> String {
    ty.to_token_stream().to_string()
}

/// A stream in another place or form: in a list, boxed, or as a `dyn Stream`.
fn find_stream(ty: &Type) -> Option<&Type> {
    crate::type_parts::parts(ty).into_iter().find(|part| match part {
        Type::ImplTrait(it) => find_bound(&it.bounds).is_some(),
        Type::TraitObject(it) => find_bound(&it.bounds).is_some(),
        Type::Path(TypePath { path, .. }) => is_boxed_stream(path),
        _ => false,
    })
}

/// `BoxStream` and `LocalBoxStream` of the crate `futures`.
fn is_boxed_stream(path: &Path) -> bool {
    let boxed = ["BoxStream", "LocalBoxStream"];
    path.segments.last().is_some_and(|last| boxed.iter().any(|name| last.ident == name))
}
