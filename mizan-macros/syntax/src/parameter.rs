//! The parameters of a function: owned ones are sent by the caller, borrowed ones are injected by
//! the server.

use heck::ToLowerCamelCase;
use quote::ToTokens;
use syn::{
    FnArg, Ident, Lifetime, Pat, PatType, PathArguments, Token, Type, TypeReference,
    punctuated::Punctuated,
};

use crate::{
    argument_keys::{ArgumentKeys, parse_argument_keys, refuse_second_page},
    bare_name,
    docs::parse_docs,
    errors::Errors,
    extractor::Extractor,
    generic_arguments::{lifetime_arguments, type_arguments},
    type_parts::parts,
    upload::{Upload, is_upload, parse_upload},
};

/// A parameter, in the order in which it was declared.
#[derive(Clone)]
pub enum Parameter {
    /// An owned parameter, which the caller sends.
    Argument(Argument),
    /// A borrowed parameter, which the server injects.
    Injected(Injected),
}

impl Parameter {
    /// Its name in Rust.
    pub fn name(&self) -> &Ident {
        match self {
            Self::Argument(argument) => &argument.name,
            Self::Injected(injected) => &injected.name,
        }
    }
}

/// A parameter that the caller sends.
#[derive(Clone)]
pub struct Argument {
    /// Its name in Rust.
    pub name: Ident,
    /// Its name on the wire.
    pub wire_name: String,
    /// Its type: one that serde deserialises, or `mizan::Upload`.
    pub ty: Type,
    /// The type of `as`, whose JSON it has.
    pub replacement: Option<Box<Type>>,
    /// The limits of its files, which are not sent as JSON. `None` for any other parameter.
    pub upload: Option<Upload>,
    /// The type as it is written, for one in `mizan::Valid`, whose rules the server checks before the
    /// function runs: `ty` is the type inside.
    pub valid: Option<Box<Type>>,
    /// True if it names a page of the list that the function answers.
    pub is_page: bool,
    /// Its documentation, lines joined by `\n`. Rust itself allows no doc comments on the parameters
    /// of a function: the macro removes them.
    pub docs: String,
}

impl Argument {
    /// The type that the client knows.
    pub fn wire_type(&self) -> &Type {
        self.replacement.as_deref().unwrap_or(&self.ty)
    }
}

/// A parameter that the server injects by its type: a provided value, the request, or an identity.
#[derive(Clone)]
pub struct Injected {
    /// Its name in Rust.
    pub name: Ident,
    /// Its type, without the `&`.
    pub ty: Type,
    /// True if the value may be missing: `Option<&Me>`.
    pub is_optional: bool,
}

impl Injected {
    /// True for `&dyn Service`, which is lent from an `Arc` of it.
    pub fn is_trait_object(&self) -> bool {
        is_trait_object(&self.ty)
    }
}

fn is_trait_object(ty: &Type) -> bool {
    matches!(ty, Type::TraitObject(_))
}

/// The type in the parentheses of `&(dyn Service + Send)`. The compiler would warn of them where the
/// macro repeats the type.
fn without_parentheses(ty: &Type) -> &Type {
    match ty {
        Type::Paren(paren) => without_parentheses(&paren.elem),
        Type::Group(group) => without_parentheses(&group.elem),
        ty => ty,
    }
}

pub(crate) fn parse_parameters(
    inputs: &Punctuated<FnArg, Token![,]>,
    errors: &mut Errors,
) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    for input in inputs {
        parameters.extend(parse_parameter(input, errors));
    }
    let arguments = parameters.iter().filter_map(|parameter| match parameter {
        Parameter::Argument(argument) => Some(argument),
        Parameter::Injected(_) => None,
    });
    refuse_too_many(arguments.clone(), errors);
    refuse_alike(arguments.clone(), errors);
    refuse_second_page(arguments, errors);
    parameters
}

/// The number of arguments that a function reads at most, without files.
const MOST: usize = 12;

fn refuse_too_many<'item>(arguments: impl Iterator<Item = &'item Argument>, errors: &mut Errors) {
    let mut plain = arguments.filter(|argument| argument.upload.is_none());
    if let Some(first) = plain.nth(MOST) {
        errors.at(
            &first.name,
            "a client function takes at most twelve arguments\n\
             write a struct that derives `serde::Deserialize` and `mizan::Type`: it is one argument",
        );
    }
}

/// Refuses two parameters with equal names, on the wire or in the client. The client uses
/// camelCase, so that `user_id` and `userId` would both be `userId`.
pub(crate) fn refuse_alike<'item>(
    arguments: impl Iterator<Item = &'item Argument>,
    errors: &mut Errors,
) {
    let mut seen: Vec<(String, &Argument)> = Vec::new();
    for argument in arguments {
        let in_client = argument.wire_name.to_lower_camel_case();
        match seen.iter().find(|(known, _)| *known == in_client) {
            Some((_, other)) if other.wire_name == argument.wire_name => errors.at(
                &argument.name,
                format!(
                    "on the wire this and `{}` would both be `{}`, for `_` says only that a \
                     parameter is not used\n\
                     rename one of them",
                    other.name, argument.wire_name
                ),
            ),
            Some((_, other)) => errors.at(
                &argument.name,
                format!(
                    "in the client this and `{}` would both be `{in_client}`\n\
                     rename one of them",
                    other.name
                ),
            ),
            None => seen.push((in_client, argument)),
        }
    }
}

fn parse_parameter(input: &FnArg, errors: &mut Errors) -> Option<Parameter> {
    let typed = match input {
        FnArg::Typed(typed) => typed,
        FnArg::Receiver(receiver) => {
            errors.at(
                receiver,
                "a client function has no `self`\n\
                 write a free function, and borrow what it needs from the server: `db: &Db`",
            );
            return None;
        }
    };
    refuse_attributes(typed, errors);
    if let Some(extractor) = Extractor::parse(typed) {
        errors.at(typed, format!("{}\n{}", extractor.message(), extractor.help()));
        return None;
    }
    let name = parse_name(typed, errors)?;
    match typed.ty.as_ref() {
        Type::Reference(reference) => {
            refuse_keys(typed, errors);
            parse_injected(name, reference, errors, false).map(Parameter::Injected)
        }
        ty if let Some(reference) = optional_reference(ty) => {
            refuse_keys(typed, errors);
            parse_injected(name, reference, errors, true).map(Parameter::Injected)
        }
        ty if is_request(ty) => {
            errors.at(
                ty,
                "the server lends the request that it serves\n\
                 write `&mizan::Request`",
            );
            None
        }
        ty => {
            let (upload, keys) = match is_upload(ty) {
                true => (parse_upload(typed, errors), ArgumentKeys::default()),
                false => (None, parse_argument_keys(&typed.attrs, errors)),
            };
            let (is_page, replacement) = (keys.is_page, keys.replacement.map(Box::new));
            let valid = valid_content(ty).cloned();
            if let Some((inner, content)) = valid.is_none().then(|| find_valid(ty)).flatten() {
                errors.at(inner, valid_goes_around(ty, inner, content));
                return None;
            }
            let argument = parse_argument(name, valid.as_ref().unwrap_or(ty), errors)?;
            let valid = valid.map(|_| Box::new(ty.clone()));
            let docs = parse_docs(&typed.attrs);
            Some(Parameter::Argument(Argument {
                replacement,
                upload,
                valid,
                is_page,
                docs,
                ..argument
            }))
        }
    }
}

/// Refuses the attributes that are allowed on a field and have no meaning on a parameter.
fn refuse_attributes(typed: &PatType, errors: &mut Errors) {
    for attribute in &typed.attrs {
        if attribute.path().is_ident("serde") {
            let (name, ty) = (typed.pat.to_token_stream(), typed.ty.to_token_stream());
            errors.at(
                attribute,
                format!(
                    "a parameter takes no `serde` attributes\n\
                     write `{name}: Option<{ty}>` for what may be left out, and a struct that \
                     derives `mizan::Type` for what needs more"
                ),
            );
        }
        if attribute.path().is_ident("cfg") {
            errors.at(
                attribute,
                "a parameter cannot depend on `cfg`\n\
                 write the function twice, each with its own `#[cfg]`",
            );
        }
    }
}

/// Refuses the keys of `#[mizan(…)]` on a parameter that the server injects.
fn refuse_keys(typed: &PatType, errors: &mut Errors) {
    for attribute in typed.attrs.iter().filter(|attribute| attribute.path().is_ident("mizan")) {
        errors.at(
            attribute,
            "this parameter is lent by the server, and `#[mizan(…)]` is about what the caller \
             sends\nleave it out",
        );
    }
}

fn parse_name(typed: &PatType, errors: &mut Errors) -> Option<Ident> {
    match typed.pat.as_ref() {
        Pat::Ident(pattern) if pattern.by_ref.is_none() && pattern.subpat.is_none() => {
            Some(pattern.ident.clone())
        }
        Pat::Wild(wild) => {
            errors.at(
                wild,
                "a parameter of a client function has a name, the caller sends it by that\n\
                 write `_name` if the function does not use it",
            );
            None
        }
        pattern => {
            errors.at(
                pattern,
                "a parameter of a client function is a plain name, the caller sends it by that\n\
                 take the value apart in the body",
            );
            None
        }
    }
}

/// True for `mizan::Request`. A `Request` without the path may be a type of the application.
fn is_request(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|last| last == "Request")
        && names.next().is_some_and(|name| name == "mizan")
}

/// The type inside of `Valid<T>`.
fn valid_content(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == "Valid")?;
    type_arguments(segment).next()
}

/// A `Valid<T>` that stands inside of a type, and its content.
fn find_valid(ty: &Type) -> Option<(&Type, &Type)> {
    let Type::Path(path) = ty else { return None };
    let mut arguments = path.path.segments.iter().flat_map(type_arguments);
    arguments.find_map(|argument| match valid_content(argument) {
        Some(content) => Some((argument, content)),
        None => find_valid(argument),
    })
}

/// The advice for a `Valid<T>` inside of an `Option` or a `Vec`.
fn valid_goes_around(ty: &Type, inner: &Type, content: &Type) -> String {
    let text = |ty: &Type| ty.to_token_stream().to_string().replace(' ', "").replace(',', ", ");
    let (inner, content) = (text(inner), text(content));
    let checked = inner.replacen(&content, &text(ty).replacen(&inner, &content, 1), 1);
    format!(
        "`Valid` stands around the whole argument, and checks every form in it\nwrite `{checked}`"
    )
}

/// The reference in `Option<&Me>`. `None` for `Option<&str>`: an author who writes it expects the
/// caller to send it.
fn optional_reference(ty: &Type) -> Option<&TypeReference> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    match type_arguments(segment).next()? {
        Type::Reference(reference) if owned_form(reference).is_none() => Some(reference),
        _ => None,
    }
}

/// The owned type to suggest for a reference to a value that only a caller could send.
fn owned_form(reference: &TypeReference) -> Option<String> {
    match reference.elem.as_ref() {
        Type::Path(path) if path.path.is_ident("str") => Some("String".to_owned()),
        Type::Slice(_) => Some("Vec<…>".to_owned()),
        ty => plain_form(ty),
    }
}

/// Plain values of the standard library. They are not injected, because a type such as `i64` does
/// not say which value is meant.
const PLAIN: [&str; 17] = [
    "String", "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8",
    "u16", "u32", "u64", "u128", "usize",
];

/// The text of a type that consists of plain values only, in `Option` or `Vec` or alone.
fn plain_form(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let name = segment.ident.to_string();
    match segment.arguments {
        PathArguments::None => PLAIN.contains(&name.as_str()).then_some(name),
        _ if ["Option", "Vec"].contains(&name.as_str()) => {
            Some(format!("{name}<{}>", plain_form(type_arguments(segment).next()?)?))
        }
        _ => None,
    }
}

fn parse_injected(
    name: Ident,
    reference: &TypeReference,
    errors: &mut Errors,
    is_optional: bool,
) -> Option<Injected> {
    if let Some(mutability) = &reference.mutability {
        errors.at(
            mutability,
            "the server lends to all requests at once, so that nothing can be borrowed by \
             `&mut`\n\
             borrow with `&`, and keep what changes behind a lock or in a database",
        );
        return None;
    }
    if let Some(lifetime) = reference.lifetime.as_ref().filter(|it| it.ident == "static") {
        let ty = reference.elem.to_token_stream();
        let message = format!("what a function borrows, it borrows for the call\nwrite `&{ty}`");
        errors.at(lifetime, message);
        return None;
    }
    if let Some(owned) = owned_form(reference) {
        errors.at(
            reference,
            format!(
                "a borrowed parameter is lent by the server, and what the caller sends is owned\n\
                 write `{owned}`"
            ),
        );
        return None;
    }
    refuse_unnamed_unless(&reference.elem, is_trait_object, errors)?;
    let ty = without_parentheses(&reference.elem).clone();
    Some(Injected { name, ty, is_optional })
}

pub(crate) fn parse_argument(name: Ident, ty: &Type, errors: &mut Errors) -> Option<Argument> {
    refuse_unnamed(ty, errors)?;
    if let Some(borrow) = find_borrow(ty) {
        errors.at(
            borrow,
            "what the caller sends is owned, and nothing in it can be borrowed\n\
             write the owned type, `String` for `&str`",
        );
        return None;
    }
    let (wire_name, docs) = (wire_name(&name), String::new());
    let (ty, replacement) = (ty.clone(), None);
    Some(Argument {
        name,
        wire_name,
        ty,
        replacement,
        upload: None,
        valid: None,
        is_page: false,
        docs,
    })
}

/// The name on the wire: without the leading `_` by which Rust marks an unused parameter.
fn wire_name(name: &Ident) -> String {
    bare_name(name).trim_start_matches('_').to_owned()
}

/// Refuses `impl Trait`, `dyn Trait` and other types that name no type for JSON. `None` if refused.
pub(crate) fn refuse_unnamed(ty: &Type, errors: &mut Errors) -> Option<()> {
    refuse_unnamed_unless(ty, |_| false, errors)
}

fn refuse_unnamed_unless(
    ty: &Type,
    is_allowed: impl Fn(&Type) -> bool,
    errors: &mut Errors,
) -> Option<()> {
    let parts = parts(ty).into_iter().filter(|part| !is_allowed(part));
    let refused = parts.into_iter().find_map(|part| Some((part, reason_against(part)?)));
    let Some((part, reason)) = refused else { return Some(()) };
    errors.at(part, reason);
    None
}

fn reason_against(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::ImplTrait(_) => "`impl Trait` does not say which type travels\nname the type",
        Type::TraitObject(_) => "`dyn Trait` does not say which type this is\nname the type",
        Type::FnPtr(_) => {
            "a function pointer cannot travel\n\
             send a value that says which function is meant, such as an enum"
        }
        Type::Ptr(_) => "a raw pointer cannot travel\nsend the value that it points to",
        Type::Never(_) => {
            "`!` has no value that could travel\n\
             leave the result out, or return an error: `Result<(), mizan::Error>`"
        }
        Type::Macro(_) => "the build does not expand macros\nwrite the type out",
        _ => return None,
    })
}

/// The first reference in a type, or the lifetime argument of a named type. `Cow` is allowed: serde
/// deserialises it as owned.
fn find_borrow(ty: &Type) -> Option<&dyn ToTokens> {
    parts(ty).into_iter().find_map(|part| match part {
        Type::Reference(reference) => Some(reference as &dyn ToTokens),
        Type::Path(path) => {
            let segment = path.path.segments.last().filter(|segment| segment.ident != "Cow")?;
            let borrow = |it: &&Lifetime| it.ident == "static" || it.ident == "_";
            lifetime_arguments(segment).find(borrow).map(|it| it as &dyn ToTokens)
        }
        _ => None,
    })
}
