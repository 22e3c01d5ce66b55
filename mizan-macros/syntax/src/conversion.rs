//! What a field's own serialisation makes of it: `with`, `serialize_with`, `deserialize_with`,
//! and the override `#[mizan(as = "…")]`.
//!
//! What comes out is a type again: `mizan::__private::Directed<Written, Read>` and
//! `mizan::__private::BigInteger<T>` are types for the compiler and for the scan alike, so that
//! nobody else needs to know of conversions.

use syn::{LitStr, Path, PathArguments, Type, parse_quote, parse_quote_spanned, spanned::Spanned};

use crate::errors::Errors;

/// The functions by which serde goes around the type of a field.
#[derive(Default)]
pub(crate) struct Conversion {
    pub(crate) with: Option<LitStr>,
    pub(crate) serialize_with: Option<LitStr>,
    pub(crate) deserialize_with: Option<LitStr>,
}

impl Conversion {
    /// The type that the JSON has. What cannot be known is an error, and stays as declared.
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
        let mut one = |function: Option<(&str, &LitStr)>| match (function, &replacement) {
            (None, None) => declared.clone(),
            (_, Some(replacement)) => replacement.clone(),
            (Some((key, path)), None) => find(&path.value(), declared).unwrap_or_else(|| {
                errors.push(refusal(key, path));
                declared.clone()
            }),
        };
        let written = one(output);
        let read = one(input);
        // serde takes a missing `Option` for `None` only where it reads the field by itself.
        let read = if input.is_some() { directed(&read, &read) } else { read };
        directed(&written, &read)
    }

    /// Who writes, who reads.
    fn functions(&self) -> [Option<(&'static str, &LitStr)>; 2] {
        let with = self.with.as_ref().map(|path| ("with", path));
        let own = |key, path: &'_ Option<LitStr>| path.as_ref().map(|_| key);
        let output = own("serialize_with", &self.serialize_with).zip(self.serialize_with.as_ref());
        let input =
            own("deserialize_with", &self.deserialize_with).zip(self.deserialize_with.as_ref());
        [output.or(with), input.or(with)]
    }
}

/// A type that looks otherwise in each direction.
fn directed(output: &Type, input: &Type) -> Type {
    parse_quote_spanned!(output.span()=> ::mizan::__private::Directed<#output, #input>)
}

fn refusal(key: &str, path: &LitStr) -> syn::Error {
    syn::Error::new(
        path.span(),
        format!(
            "the build cannot see what JSON `#[serde({key} = \"{}\")]` makes\n\
             say it beside: `#[mizan(as = \"String\")]`, with the type whose JSON it is",
            path.value()
        ),
    )
}

/// What a well-known module makes of a field.
fn find(path: &str, declared: &Type) -> Option<Type> {
    let path: String = path.split_whitespace().collect();
    let path = path.trim_start_matches("::");
    let path = path.strip_suffix("::serialize").unwrap_or(path);
    let path = path.strip_suffix("::deserialize").unwrap_or(path);
    let ty: Type = match path {
        "mizan::bigint" => {
            return Some(
                parse_quote_spanned!(declared.span()=> ::mizan::__private::BigInteger<#declared>),
            );
        }
        "serde_bytes" => parse_quote!(::std::vec::Vec<u8>),
        "hex" | "hex::serde" | "humantime_serde" => parse_quote!(::std::string::String),
        _ => find_time(path).or_else(|| find_number(path))?,
    };
    let is_optional = is_option(declared) && !path.ends_with("option");
    Some(if is_optional || path.ends_with("option") || path.ends_with("::optional") {
        parse_quote!(::core::option::Option<#ty>)
    } else {
        ty
    })
}

/// Timestamps are numbers, formats are texts.
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

fn is_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let last = |path: &Path| {
        path.segments.last().is_some_and(|last| {
            last.ident == "Option" && !matches!(last.arguments, PathArguments::None)
        })
    };
    last(&path.path)
}
