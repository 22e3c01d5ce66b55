//! The rules of types: those whose JSON would have no form, or none that both sides can read.

mod bare_values;
mod big_integers;
mod buffered_keys;
mod circles;
mod clashing_keys;
mod contents;
mod keys;
mod object_keys;
mod uploads;

use super::checker::Checker;
use contents::Contents;

/// Most programs have no files, no big integers and no maps with numbers for keys, and so no need
/// of the rules about these.
pub(super) fn check_types(checker: &mut Checker<'_>) {
    let contents = Contents::of(checker.api);
    if contents.has_upload {
        uploads::check_uploads(checker);
    }
    keys::check_keys(checker);
    circles::check_circles(checker);
    bare_values::check_bare_values(checker);
    clashing_keys::check_clashing_keys(checker);
    // Other backends read JSON otherwise than serde does.
    if contents.has_keyed_map && checker.is_rust() {
        buffered_keys::check_buffered_keys(checker);
    }
    if contents.has_big_integer && checker.is_whole && !checker.has_errors() {
        big_integers::check_big_integers(checker);
    }
}
