//! The one attribute grammar of Mizan: Rust items read into the words of the API model.
//!
//! The macros and the build script both parse items with this crate, so both accept the same items,
//! with the same error texts. Names inside types are not resolved here: the macros leave that to
//! the compiler, the build script does it itself. The build script writes a [`report`] for the
//! macros.
//!
//! Modules import each other in one direction, and the helpers of this file. Only `client` and
//! `types` form a circle with the files in their own folders, which add the parts of one struct:
//! [`Client`] and the reader of a type.

mod argument_keys;
mod channel;
mod client;
mod context;
mod discriminants;
mod docs;
mod errors;
mod extractor;
mod failure;
mod fingerprint;
mod form;
mod generic_arguments;
mod identity;
mod keys;
mod meant_keys;
mod numbers;
mod parameter;
mod replacement;
pub mod report;
mod serde;
mod shape;
mod struct_parameters;
mod type_parts;
mod types;
mod upload;

pub use channel::{Channel, parse_channel};
pub use client::{
    Affects, Auth, Client, Edit, METHODS, Role, RoleKind, Route, ScopeField, Stream, parse_client,
    parse_route_path,
};
pub use context::{Context, parse_context};
pub use discriminants::discriminants;
pub use extractor::FrameworkType;
pub use failure::{ErrorClass, Failure, FailureVariant, parse_failure};
pub use form::{Custom, FormBody, FormItem, FormMember, FormRule, FormVariant, parse_form};
pub use identity::{Identity, IdentityField, parse_identity};
pub use mizan_ir::{Suggestion, nearest};
pub use parameter::{Argument, Injected, Parameter};
pub use shape::{
    Aggregate, EditRole, Missing, Shape, ShapeColumn, ShapeField, ShapeFieldKind, ShapeRelation,
    parse_shape, variant_of,
};
pub use type_parts::parts;
pub use types::{Generic, TypeItem, parse_type};
pub use upload::{Upload, UploadForm};

use mizan_ir::SourceLocation;
use syn::Ident;

/// The name of an identifier without `r#`, as it is spelled outside of Rust.
///
/// ```
/// let name: syn::Ident = syn::parse_quote!(r#type);
/// assert_eq!(mizan_syntax::bare_name(&name), "type");
/// ```
pub fn bare_name(ident: &Ident) -> String {
    let name = ident.to_string();
    match name.strip_prefix("r#") {
        Some(bare) => bare.to_owned(),
        None => name,
    }
}

/// The text of the length of an array, without white space: the compiler spaces tokens differently
/// from a file.
///
/// ```
/// let length: proc_macro2::TokenStream = "2 * sizes :: LENGTH".parse().unwrap();
/// assert_eq!(mizan_syntax::text_of_length(&length), "2*sizes::LENGTH");
/// ```
pub fn text_of_length(length: &impl quote::ToTokens) -> String {
    length.to_token_stream().to_string().split_whitespace().collect()
}

/// The line and the column of a span, both counted from 1. The caller fills in the file.
///
/// ```
/// let item: syn::Ident = syn::parse_str("  name").unwrap();
/// let location = mizan_syntax::location(item.span());
/// assert_eq!((location.line, location.column), (1, 3));
/// ```
pub fn location(span: proc_macro2::Span) -> SourceLocation {
    let start = span.start();
    SourceLocation { file: String::new(), line: start.line, column: start.column + 1 }
}
