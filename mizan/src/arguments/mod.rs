//! The arguments of a function: from JSON or the text of a URL into the types of its parameters.
//!
//! The room is below `declared`, because a registered function takes an `ArgumentSource`.

pub(crate) mod absent;
pub(crate) mod errors;
pub(crate) mod object;
pub(crate) mod query;
pub(crate) mod source;
pub(crate) mod text;
pub(crate) mod tuple;
pub(crate) mod written;
