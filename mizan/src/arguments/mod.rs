//! The arguments of a function: from JSON or the text of a URL into their Rust types.
//!
//! A room of its own below `declared`, because a registered function takes an [`ArgumentSource`].

mod absent;
mod errors;
mod object;
mod query;
mod source;
mod text;
mod tuple;

pub use source::ArgumentSource;

pub(crate) use errors::ArgumentErrors;
pub(crate) use object::Members;
pub(crate) use query::Query;
pub(crate) use tuple::Arguments;
