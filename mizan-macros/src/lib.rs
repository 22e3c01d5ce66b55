//! The macros of Mizan. An application names them through the crate `mizan`.
//!
//! The grammar is not here: `mizan_syntax` reads the items, for these macros and for the build
//! alike. What the build found wrong is raised here, at the user's own tokens.

mod assertion;
mod attributes;
mod build_report;
mod client;
mod context;
mod diagnostics;
mod dispatch;
mod failure;
mod identity;
mod linked_crates;
mod missing_build;
mod model;
mod scope;
mod types;
mod uploads;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a function callable by clients.
///
/// What the caller sends, it owns; what the server lends, it borrows. Its keys, in any order:
///
/// | | |
/// |---|---|
/// | `context = User` | it is a read of that context |
/// | `affects = User`, `affects = [User, feed_entries]` | its success makes contexts and reads stale: the instances that its arguments name by the names of a context's parameters |
/// | `affects = User { user_id: who.id }` | the instances that expressions name, over its parameters, borrowed, or over its `result` |
/// | `merge = user_profile`, `merge = User` | its result is the new result of a read, or an element of its list; of a context, of the one read that it fits |
/// | `auth = anyone`, `auth`, `auth = staff`, `auth = superuser`, `auth = may_edit` | who may run it: every caller, one that is signed in, staff, a superuser; the last is the path of a function `fn(&Me) -> bool`, or `-> Result<(), mizan::Error>`, which may take the `&mizan::Request` too |
/// | `private` | no client reaches it |
/// | `websocket` | it travels over a socket, as do all reads of its context |
/// | `route = "/profile/{user_id}"`, `methods = [GET, POST]` | it is a page; the names in braces are parameters that it owns |
/// | `rev = 1` | the revision of what a read answers: a cache forgets what an earlier one wrote |
/// | `cache = 60`, `cache = false` | how many seconds a cache keeps what a read answers |
/// | `name = "rename_user"` | its name on the wire |
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
