//! TypeScript as text, laid out as prettier does.

mod comments;
mod declarations;
mod expression;
mod layout;
mod literal;
mod statements;
mod text;
mod tokens;

pub(super) use comments::{docs, with_deprecation, wrap};
pub(super) use declarations::{Method, interface, type_alias};
pub(super) use expression::{Expression, Member};
pub(super) use layout::write_members;
pub(super) use literal::{Literal, Property};
pub(super) use statements::{
    Renaming, import, pure_constant, renaming, used, write_arrow, write_property,
};
pub(super) use text::{Text, WIDTH, fits};
pub(super) use tokens::{is_reserved_word, property, string};
