//! The macros of Mizan. An application names them through the crate `mizan`.
//!
//! The grammar is not here: `mizan_syntax` reads the items, for these macros and for the build
//! alike. What the build found wrong is raised here, at the user's own tokens.

mod assertion;
mod client;
mod context;
mod description;
mod failure;
mod identity;
mod run;
mod scope;
mod seen;
mod tokens;
mod types;
mod uploads;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a function callable by clients.
#[proc_macro_attribute]
pub fn client(attribute: TokenStream, item: TokenStream) -> TokenStream {
    client::expand(attribute.into(), item.into()).into()
}

/// Makes a struct a context: reads that share its fields as their parameters.
#[proc_macro_derive(Context, attributes(mizan))]
pub fn context(item: TokenStream) -> TokenStream {
    context::expand(&parse_macro_input!(item as DeriveInput)).into()
}

/// Makes a struct tell a server who is asking: its `#[mizan(id)]`, and whether they are
/// `#[mizan(staff)]` or `#[mizan(superuser)]`.
#[proc_macro_derive(Identity, attributes(mizan))]
pub fn identity(item: TokenStream) -> TokenStream {
    identity::expand(&parse_macro_input!(item as DeriveInput)).into()
}

/// Lets a struct or an enum travel between the server and its clients.
#[proc_macro_derive(Type, attributes(mizan))]
pub fn types(item: TokenStream) -> TokenStream {
    types::expand(&parse_macro_input!(item as DeriveInput)).into()
}

/// Makes an enum an error that functions return and clients tell apart by its variants.
#[proc_macro_derive(Failure, attributes(mizan))]
pub fn failure(item: TokenStream) -> TokenStream {
    failure::expand(&parse_macro_input!(item as DeriveInput)).into()
}
