//! The signature of a client function: its parameters, its result, and what Rust allows there and
//! Mizan does not.

use mizan_ir::{Cache, Limits};
use quote::ToTokens;
use syn::{GenericParam, Ident, ItemFn, ReturnType, Signature, Type};

use super::{
    auth::Auth,
    function::Client,
    stream::{Output, Stream, parse_stream},
};
use crate::{
    bare_name,
    docs::{parse_deprecated, parse_docs},
    errors::Errors,
    generic_arguments::type_arguments,
    parameter::{parse_parameters, refuse_unnamed},
};

/// Reads everything but the keys of the attribute.
pub(super) fn parse_function(item: &ItemFn, is_page: bool, errors: &mut Errors) -> Client {
    refuse_signature(&item.sig, errors);
    let (stream, output) = match &item.sig.output {
        ReturnType::Default => (None, None),
        ReturnType::Type(_, ty) => parse_output(ty, is_page, errors),
    };
    Client {
        name: item.sig.ident.clone(),
        wire_name: bare_name(&item.sig.ident),
        context: None,
        affects: Vec::new(),
        merge: Vec::new(),
        edit: None,
        edits: None,
        role: None,
        auth: Auth::Open,
        is_private: false,
        is_websocket: false,
        route: None,
        methods: vec![Ident::new("GET", item.sig.ident.span())],
        rev: 0,
        cache: Cache::Default,
        cache_key: None,
        limits: Limits::default(),
        is_blocking: false,
        parameters: parse_parameters(&item.sig.inputs, errors),
        is_async: item.sig.asyncness.is_some(),
        stream,
        output,
        replacement: None,
        docs: parse_docs(&item.attrs),
        deprecated: parse_deprecated(&item.attrs),
    }
}

/// Reads the type of a result, and whether it is streamed. The result of a page is a response, which
/// may be `impl IntoResponse`.
fn parse_output(ty: &Type, is_page: bool, errors: &mut Errors) -> (Option<Stream>, Option<Type>) {
    match parse_stream(ty, errors) {
        Some(Output::Stream(stream, item)) => (Some(stream), parse_answer(&item, is_page, errors)),
        Some(Output::Plain) => (None, parse_answer(ty, is_page, errors)),
        None => (None, None),
    }
}

fn parse_answer(ty: &Type, is_page: bool, errors: &mut Errors) -> Option<Type> {
    if let Some(error) = find_boxed_error(ty) {
        errors.at(
            error,
            "the client of a function knows what can go wrong\n\
             write `mizan::Error`, into which `?` turns every error, or an enum of your own that \
             derives `mizan::Failure`",
        );
        return None;
    }
    if !is_page {
        refuse_unnamed(ty, errors)?;
    }
    Some(ty.clone())
}

/// The error type of a function if it is a `Box<dyn Trait>`.
fn find_boxed_error(ty: &Type) -> Option<&Type> {
    let error = find_error(ty)?;
    let Type::Path(path) = error else { return None };
    let boxed = path.path.segments.last().filter(|segment| segment.ident == "Box")?;
    type_arguments(boxed).any(|ty| matches!(ty, Type::TraitObject(_))).then_some(error)
}

/// The error type of a type that is written as `Result<T, E>`.
pub(super) fn find_error(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let result = path.path.segments.last().filter(|segment| segment.ident == "Result")?;
    type_arguments(result).nth(1)
}

fn refuse_signature(signature: &Signature, errors: &mut Errors) {
    if let Some(constness) = &signature.constness {
        errors.at(
            constness,
            "a client function runs on a request, never at compile time\nleave `const` out",
        );
    }
    if !signature.safety.to_token_stream().is_empty() {
        errors.at(
            &signature.safety,
            "a client function is called by anybody, and cannot be `unsafe`\n\
             leave `unsafe` out, and keep what is unsafe inside of the body",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, "a client function has Rust's own calling convention\nleave `extern` out");
    }
    for parameter in &signature.generics.params {
        let reason = match parameter {
            GenericParam::Lifetime(_) => {
                "a client function has no lifetimes of its own: what it borrows, it borrows for \
                 the call\n\
                 leave the lifetime out, and write `&Db`"
            }
            GenericParam::Type(_) | GenericParam::Const(_) => {
                "a client function cannot be generic, for the caller cannot choose types\n\
                 name the type"
            }
        };
        errors.at(parameter, reason);
    }
}
