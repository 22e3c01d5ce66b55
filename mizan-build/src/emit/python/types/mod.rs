//! The types of an API in Python: a `TypedDict` for an object, an alias for anything else.
//!
//! A value is the JSON itself, and its type says what that JSON is. So nothing is copied, a field
//! that is absent differs from one that is `None`, and an argument is a plain literal.
//!
//! Python has no generic type whose keys are no identifiers, and none with the fields of a type
//! parameter. So a generic type has a definition for each of its uses: `Page<Article>` is
//! `PageOfArticle`.

mod definition;
mod flattening;
mod instances;
mod mentions;
mod variants;

pub(super) use definition::{Definition, Entry};
pub(super) use instances::{Types, errors};
