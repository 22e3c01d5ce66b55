//! `#[derive(mizan::Failure)]` on an enum, and the keys of `#[mizan(…)]` on its variants.

use heck::ToUpperCamelCase;
use mizan_ir::Presence;
use syn::{Attribute, Data, DeriveInput, Error, Fields, Ident, LitStr};

use crate::{
    bare_name,
    errors::Errors,
    keys::{Key, parse_mizan_keys, parse_text},
    serde::{Member, parse_container, parse_variant_member},
};

const fn word(name: &'static str) -> Key {
    Key { name, example: name }
}

/// The keys of a variant: first the classes of the protocol, named like the constructors of
/// `mizan::Error`, then `transparent` and `message`.
const KEYS: [Key; 12] = [
    word("bad_request"),
    word("unauthorized"),
    word("forbidden"),
    word("not_found"),
    word("conflict"),
    word("payload_too_large"),
    word("validation"),
    word("too_many_requests"),
    word("internal"),
    word("not_implemented"),
    word("transparent"),
    Key { name: "message", example: "message = \"the name is taken\"" },
];

/// An error that clients tell apart by the name of its variant.
pub struct Failure {
    /// Its name in Rust.
    pub name: Ident,
    /// Its variants, in order.
    pub variants: Vec<FailureVariant>,
}

/// A variant of an error.
pub struct FailureVariant {
    /// Its name in Rust.
    pub name: Ident,
    /// Its name on the wire.
    pub kind: String,
    /// Its fields.
    pub fields: Fields,
    /// Its class in the protocol.
    pub class: ErrorClass,
    /// The message for users of the client, with `{field}` for the fields.
    pub message: Option<LitStr>,
}

/// The class of an error's variant in the protocol.
#[derive(Clone)]
pub enum ErrorClass {
    /// A class of the protocol, by the name of the constructor of `mizan::Error`.
    Word(Ident),
    /// The class of the `mizan::Error` that the variant holds.
    Transparent(Ident),
}

impl ErrorClass {
    /// The code on the wire, in upper case. `None` for a transparent variant, whose error has its
    /// own.
    ///
    /// ```
    /// let class = mizan_syntax::ErrorClass::Word(syn::parse_quote!(validation));
    /// assert_eq!(class.code().unwrap(), "VALIDATION_ERROR");
    /// ```
    pub fn code(&self) -> Option<String> {
        let Self::Word(word) = self else { return None };
        let code = word.to_string().to_ascii_uppercase();
        let is_named_otherwise = word == "validation" || word == "internal";
        Some(if is_named_otherwise { code + "_ERROR" } else { code })
    }

    /// The variant of `mizan::Code`. `None` for a transparent variant, whose error has its own.
    ///
    /// ```
    /// let class = mizan_syntax::ErrorClass::Word(syn::parse_quote!(not_found));
    /// assert_eq!(class.variant().unwrap(), "NotFound");
    /// ```
    pub fn variant(&self) -> Option<Ident> {
        let Self::Word(word) = self else { return None };
        Some(Ident::new(&word.to_string().to_upper_camel_case(), word.span()))
    }
}

/// Reads an enum as an error. Mistakes in the shape of the item are left to
/// [`parse_type`](crate::parse_type), which reports them: an error derives `mizan::Type` too.
///
/// ```
/// use syn::parse_quote;
///
/// let item = parse_quote! {
///     enum RenameError {
///         #[mizan(conflict)] Taken { suggestion: String },
///         Gone,
///     }
/// };
/// let error = mizan_syntax::parse_failure(&item).err().unwrap();
/// assert!(error.to_string().starts_with("`Gone` does not say which class of error it is"));
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_failure(item: &DeriveInput) -> syn::Result<Failure> {
    let Data::Enum(data) = &item.data else {
        let message = "an error is an enum: its variants are what clients tell apart\n\
                       write an enum with one variant, or `impl mizan::Failure` by hand";
        return Err(Error::new(item.ident.span(), message));
    };
    let mut told = Errors::default();
    let mut errors = Errors::default();
    let container = parse_container(&item.attrs, &mut told);
    for key in &container.representation {
        errors.at(key, "the `kind` of an error tells its variants apart\nleave this out");
    }
    let variants = data.variants.iter().filter_map(|variant| {
        let member = parse_variant_member(&variant.attrs, &mut told);
        let keys = parse_variant_keys(&variant.attrs, &mut told);
        check_variant(variant, &keys, &mut told);
        let Keys { class, message } = keys;
        let Some(class) = class else {
            errors.push(missing_class(&variant.ident));
            return None;
        };
        if matches!(class, ErrorClass::Word(_)) && !is_written_plainly(&member) {
            errors.at(
                &variant.ident,
                "an error is written as it stands\nleave `untagged` and `skip` out",
            );
        }
        Some(FailureVariant {
            kind: container.variant_name(bare_name(&variant.ident), &member.names).output,
            name: variant.ident.clone(),
            fields: variant.fields.clone(),
            class,
            message,
        })
    });
    let failure = Failure { name: item.ident.clone(), variants: variants.collect() };
    told.finish(())?;
    errors.finish(failure)
}

fn is_written_plainly(variant: &Member) -> bool {
    variant.output != Presence::Skipped && !variant.untagged
}

fn missing_class(variant: &Ident) -> Error {
    let listed: Vec<String> = KEYS[..11].iter().map(|key| format!("`{}`", key.name)).collect();
    Error::new(
        variant.span(),
        format!(
            "`{variant}` does not say which class of error it is\n\
             write one above it, such as `#[mizan(conflict)]`: {}",
            listed.join(", ")
        ),
    )
}

/// The keys of a variant as an error.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) class: Option<ErrorClass>,
    pub(crate) message: Option<LitStr>,
}

pub(crate) fn parse_variant_keys(attributes: &[Attribute], errors: &mut Errors) -> Keys {
    let mut keys = Keys::default();
    parse_mizan_keys(attributes, &KEYS, errors, |key, input, errors| {
        if key == "message" {
            keys.message = Some(parse_text(key, input)?);
        } else if keys.class.is_some() {
            errors.at(key, "an error is of one class\nkeep one of them");
        } else if key == "transparent" {
            keys.class = Some(ErrorClass::Transparent(key.clone()));
        } else {
            keys.class = Some(ErrorClass::Word(key.clone()));
        }
        Ok(())
    });
    keys
}

/// Refuses keys that contradict each other, or the fields of the variant.
pub(crate) fn check_variant(variant: &syn::Variant, keys: &Keys, errors: &mut Errors) {
    match (&keys.class, &keys.message) {
        (None, Some(message)) => {
            errors.at(
                message,
                "a message needs a class of error beside it\n\
                 write `#[mizan(conflict, message = \"…\")]`",
            );
        }
        (Some(ErrorClass::Transparent(_)), Some(message)) => {
            errors.at(message, "what is transparent brings its own message\nleave this out");
        }
        (Some(ErrorClass::Transparent(key)), None) if !is_newtype(&variant.fields) => {
            let name = &variant.ident;
            errors.at(
                key,
                format!(
                    "what is transparent holds an error, and nothing else\n\
                     write `{name}(mizan::Error)`"
                ),
            );
        }
        _ => {}
    }
}

fn is_newtype(fields: &Fields) -> bool {
    matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1)
}
