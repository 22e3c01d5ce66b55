//! What comes back: a shape that a client edited, compared with what is stored, and written where it differs.

mod between;
mod compare;
mod conflicts;
mod editable;
mod edits;
mod execute;
mod given;
mod lock;
mod matching;
mod plan;
mod remove;
mod rows;
mod save;
mod scope;
mod stored;
mod swap;
mod unseen;

pub use editable::{Editable, EditedRows, EditedShape};
pub use edits::{GivenColumn, GivenEdit, GivenUpdate};
pub use given::{Given, SavedRows, given_all};
pub use plan::{Change, ChangeKind, Plan};
pub use save::{Diff, Saved};
pub use scope::Scope;

use super::mode::Mode;

/// The mode of a shape `S` that can be written back.
#[diagnostic::on_unimplemented(
    message = "`{S}` cannot be written back: it shows a part of a relation",
    label = "a relation with a `filter` or a `limit` is in it",
    note = "a row that is not shown would count as missing: write by a shape that shows all of them, or mark \
            the field, which is shown and not written: `#[shape(read)]`"
)]
pub trait WrittenBack<S>: Mode {}

impl<S> WrittenBack<S> for super::mode::Whole {}
