//! The one attribute grammar of Mizan: Rust items read into the words of the API model.
//!
//! The macros and the build script both read items through this crate, so what one takes the
//! other takes, with the same words. Names inside types are not resolved here: the macros leave
//! that to the compiler, the build script does it itself. [`report`] is what the build script
//! leaves for the macros.

mod client;
mod context;
mod discriminants;
mod docs;
mod errors;
mod failure;
mod fingerprint;
mod identity;
mod keys;
mod parameter;
pub mod report;
mod serde;
mod types;
mod upload;

pub use client::{
    Affects, Auth, Client, METHODS, Route, ScopeField, parse_client, parse_route_path,
};
pub use context::{Context, parse_context};
pub use discriminants::discriminants;
pub use failure::{Class, Failure, FailureVariant, parse_failure};
pub use identity::{Identity, Mark, parse_identity};
pub use mizan_ir::{Suggestion, nearest};
pub use parameter::{Argument, Injected, Parameter};
pub use types::{Generic, TypeItem, parse_type};
pub use upload::{Upload, UploadForm};

use mizan_ir::SourceLocation;
use syn::Ident;

/// The name of an identifier as everything outside of Rust spells it: without `r#`.
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

/// Where a token stands in its file; the file itself is for the caller to fill in.
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
