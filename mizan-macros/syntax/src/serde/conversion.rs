//! The conversions of a field: `with`, `serialize_with`, `deserialize_with`, the adapters of
//! serde_with, and the override `#[mizan(as = "…")]`.
//!
//! The result is a type: `mizan::__private::Directed<Written, Read>` and
//! `mizan::__private::BigInteger<T>` exist both for the compiler and for the scan, so no later
//! phase has a special case for conversions.

use mizan_ir::Presence;
use syn::{LitStr, Path, Type, parse_quote, parse_quote_spanned, spanned::Spanned};

use super::adapter::{Adapted, adapt};
use crate::{errors::Errors, generic_arguments::type_arguments};

/// The functions that write and read a field instead of serde's own.
#[derive(Default)]
pub(crate) struct Conversion {
    pub(super) with: Option<Function>,
    pub(super) serialize_with: Option<Function>,
    pub(super) deserialize_with: Option<Function>,
}

/// A function that writes or reads a field.
#[derive(Clone)]
pub(super) enum Function {
    /// The path of a function, a module or a type.
    Path(LitStr),
    /// An adapter of serde_with, with the text that names it.
    Adapter(Box<Type>, LitStr),
}

/// The type of the JSON in one direction.
enum Known<'field> {
    /// The type that the function writes or reads.
    Type(Box<Type>),
    /// An unknown function, with its key. The type comes from `as`.
    Unknown(&'static str, &'field Function),
    /// No function: the declared type.
    Declared,
}

impl Conversion {
    /// True if a function reads the field.
    pub(crate) fn reads(&self) -> bool {
        self.with.is_some() || self.deserialize_with.is_some()
    }

    /// The type of the JSON. An unknown function without `as` is an error, and the type stays as
    /// declared.
    ///
    /// `as` replaces the type in the directions whose function is unknown. If every function is
    /// known, it replaces the type in all directions that have one.
    pub(crate) fn apply(
        &self,
        declared: &Type,
        replacement: Option<Type>,
        errors: &mut Errors,
    ) -> Type {
        let [output, input] = self.functions();
        if output.is_none() && input.is_none() {
            return replacement.unwrap_or_else(|| declared.clone());
        }
        let known = [
            look_up(output, declared, |adapted| adapted.output),
            look_up(input, declared, |adapted| adapted.input),
        ];
        let has_unknown = known.iter().any(|known| matches!(known, Known::Unknown(..)));
        let [written, read] = known.map(|known| match known {
            Known::Declared => declared.clone(),
            Known::Type(ty) if has_unknown => *ty,
            Known::Type(ty) => replacement.clone().unwrap_or(*ty),
            Known::Unknown(key, function) => replacement.clone().unwrap_or_else(|| {
                errors.push(refusal(key, function));
                declared.clone()
            }),
        });
        // serde reads a missing `Option` as `None` only without a function of its own for the
        // field. `Directed` is no `Option`, so the field is required in the client.
        let read = if input.is_some() { directed(&read, &read) } else { read };
        directed(&written, &read)
    }

    /// The presence of a field with `skip_serializing_if = "Option::is_none"`. It may still be
    /// written as `null` if its JSON has fewer `Option`s than its type: a double option writes
    /// `Some(None)` so.
    pub(crate) fn presence_unless_none(&self, declared: &Type, converted: &Type) -> Presence {
        let is_converted = self.with.is_some() || self.serialize_with.is_some();
        let written = count_options(output_of(converted));
        if !is_converted || written >= count_options(declared).max(1) {
            Presence::UnlessNull
        } else {
            Presence::Optional
        }
    }

    /// True if a function writes or reads the field.
    pub(crate) fn has_function(&self) -> bool {
        self.functions().iter().any(Option::is_some)
    }

    /// The writing and the reading function, each with the key that names it.
    fn functions(&self) -> [Option<(&'static str, &Function)>; 2] {
        let with = self.with.as_ref().map(|function| ("with", function));
        let output = self.serialize_with.as_ref().map(|function| ("serialize_with", function));
        let input = self.deserialize_with.as_ref().map(|function| ("deserialize_with", function));
        [output.or(with), input.or(with)]
    }
}

fn look_up<'field>(
    function: Option<(&'static str, &'field Function)>,
    declared: &Type,
    side: fn(Adapted) -> Type,
) -> Known<'field> {
    let Some((key, function)) = function else { return Known::Declared };
    let adapted = match function {
        Function::Adapter(adapter, _) => adapt(adapter, declared),
        Function::Path(path) => find(path, declared),
    };
    adapted.map_or(Known::Unknown(key, function), |adapted| Known::Type(Box::new(side(adapted))))
}

/// A type with a form for each direction.
fn directed(output: &Type, input: &Type) -> Type {
    parse_quote_spanned!(output.span()=> ::mizan::__private::Directed<#output, #input>)
}

/// The written type of a `Directed` type; any other type itself.
fn output_of(ty: &Type) -> &Type {
    let Type::Path(path) = ty else { return ty };
    let directed = path.path.segments.last().filter(|last| last.ident == "Directed");
    directed.and_then(|last| type_arguments(last).next()).map_or(ty, output_of)
}

/// The number of `Option`s around a type.
fn count_options(ty: &Type) -> usize {
    let Type::Path(path) = ty else { return 0 };
    let option = path.path.segments.last().filter(|last| last.ident == "Option");
    option.and_then(|last| type_arguments(last).next()).map_or(0, |inner| 1 + count_options(inner))
}

fn refusal(key: &str, function: &Function) -> syn::Error {
    let (attribute, text) = match function {
        Function::Path(path) => (format!("serde({key} = \"{}\")", path.value()), path),
        Function::Adapter(_, text) => (format!("serde_as(as = \"{}\")", text.value()), text),
    };
    syn::Error::new(
        text.span(),
        format!(
            "the build cannot see what JSON `#[{attribute}]` makes\n\
             say it beside: `#[mizan(as = \"String\")]`, with the type whose JSON it is"
        ),
    )
}

/// The types of the JSON that a well-known function, an adapter, or the derive of a remote type
/// makes of a field.
fn find(text: &LitStr, declared: &Type) -> Option<Adapted> {
    if let Some(adapter) = find_adapter(text) {
        return adapt(&adapter, declared);
    }
    let path: String = text.value().split_whitespace().collect();
    let path = path.trim_start_matches("::");
    let path = path.strip_suffix("::serialize").unwrap_or(path);
    let path = path.strip_suffix("::deserialize").unwrap_or(path);
    if let Some(ty) = find_bigint(path, text, declared) {
        return Some(Adapted::same(ty));
    }
    let ty: Type = match path {
        "serde_with::rust::double_option"
        | "serde_with::rust::maps_duplicate_key_is_error"
        | "serde_with::rust::maps_first_key_wins"
        | "serde_with::rust::sets_duplicate_value_is_error"
        | "serde_with::rust::sets_last_value_wins" => declared.clone(),
        "serde_with::rust::unwrap_or_skip" => {
            let input = inner_of_option(declared)?.clone();
            return Some(Adapted { output: declared.clone(), input });
        }
        _ => match find_remote(text) {
            Some(remote) => remote,
            None => find_formatted(path, declared)?,
        },
    };
    Some(Adapted::same(ty))
}

/// The type of the JSON of a field that `mizan::bigint` writes and reads.
pub(crate) fn bigint_of(with: &LitStr, declared: &Type) -> Option<Type> {
    let path: String = with.value().split_whitespace().collect();
    find_bigint(path.trim_start_matches("::"), with, declared)
}

/// The type of the JSON that `mizan::bigint` makes. Where the package has another name for `mizan`, or another crate
/// exports it, that is a type beside the module: the build looks whether that is so.
fn find_bigint(path: &str, text: &LitStr, declared: &Type) -> Option<Type> {
    let outer = path.strip_suffix("::bigint")?;
    if outer == "mizan" {
        let span = declared.span();
        return Some(parse_quote_spanned!(span=> ::mizan::__private::BigInteger<#declared>));
    }
    let outer: Path = syn::parse_str(outer).ok()?;
    let first = &outer.segments.first()?.ident;
    let is_own = ["crate", "self", "super"].iter().any(|own| first == own);
    let ty = parse_quote_spanned!(text.span()=> #outer::__private::BigInteger<#declared>);
    (!is_own).then_some(ty)
}

/// The adapter in `serde_with::As::<Adapter>`, to which `#[serde_as]` expands too.
fn find_adapter(text: &LitStr) -> Option<Type> {
    let path: Path = text.parse().ok()?;
    let wrapper = path.segments.iter().find(|segment| segment.ident == "As")?;
    type_arguments(wrapper).next().cloned()
}

/// The type that describes a remote type to serde: `#[serde(with = "DurationDef")]`. A path whose
/// last name begins with a capital is a type; functions and modules begin with a small letter.
fn find_remote(text: &LitStr) -> Option<Type> {
    let mut path: Path = text.parse().ok()?;
    if path
        .segments
        .last()
        .is_some_and(|last| ["serialize", "deserialize"].iter().any(|name| last.ident == name))
    {
        path.segments.pop();
        path.segments.pop_punct();
    }
    let name = path.segments.last()?.ident.to_string();
    name.starts_with(char::is_uppercase).then(|| parse_quote!(#path))
}

/// The type of the JSON of a well-known module whose functions write one format for every declared
/// type. An `Option` stays an `Option`.
fn find_formatted(path: &str, declared: &Type) -> Option<Type> {
    let ty: Type = match path {
        "serde_bytes" => parse_quote!(::std::vec::Vec<u8>),
        "hex" | "hex::serde" | "humantime_serde" => parse_quote!(::std::string::String),
        _ => find_time(path).or_else(|| find_number(path))?,
    };
    let is_optional = path.ends_with("option") || path.ends_with("::optional");
    Some(if is_optional || inner_of_option(declared).is_some() {
        parse_quote!(::core::option::Option<#ty>)
    } else {
        ty
    })
}

/// The type of the JSON of a time module: an `i64` for a timestamp, a `String` for a text format.
fn find_time(path: &str) -> Option<Type> {
    let is_timestamp = path.starts_with("chrono::") && path.contains("serde::ts_")
        || path.starts_with("time::serde::timestamp")
        || path.starts_with("jiff::fmt::serde::");
    let is_text = ["iso8601", "rfc2822", "rfc3339"].iter().any(|format| {
        path == format!("time::serde::{format}") || path == format!("time::serde::{format}::option")
    });
    match (is_timestamp, is_text) {
        (true, _) => Some(parse_quote!(i64)),
        (_, true) => Some(parse_quote!(::std::string::String)),
        _ => None,
    }
}

fn find_number(path: &str) -> Option<Type> {
    Some(match path {
        "rust_decimal::serde::str" | "rust_decimal::serde::str_option" => {
            parse_quote!(::std::string::String)
        }
        "rust_decimal::serde::float" | "rust_decimal::serde::float_option" => parse_quote!(f64),
        "uuid::serde::simple"
        | "uuid::serde::hyphenated"
        | "uuid::serde::urn"
        | "uuid::serde::braced" => parse_quote!(::std::string::String),
        "uuid::serde::compact" => parse_quote!([u8; 16]),
        _ => return None,
    })
}

fn inner_of_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let option = path.path.segments.last().filter(|last| last.ident == "Option")?;
    type_arguments(option).next()
}
