//! The rule that a client can find every big integer in the JSON.

use crate::{
    check::checker::{Checker, definition},
    emit::{Undecodable, find_undecodable},
};

/// The emitter of decoders is asked which big integers it finds: a second analysis would come to
/// other results than the first one day.
pub(super) fn check_big_integers(checker: &mut Checker<'_>) {
    for (path, undecodable) in &find_undecodable(checker.api) {
        let (reason, advice) = match undecodable {
            Undecodable::Untagged => (
                "nothing in the JSON tells which variant it is",
                checker.advice(
                    "tell the variants apart, by `#[serde(tag = \"kind\")]`, or make the integer \
                     a `String`",
                    "tell the variants apart, by `enum \"internal\" tag=\"kind\"`, or make the \
                     integer a `String`",
                ),
            ),
            Undecodable::Details => (
                "the details of an error reach the client as they are written",
                "make the integer a `String`".to_owned(),
            ),
        };
        let message = format!(
            "the client cannot decode the big integers of `{}`: {reason}",
            checker.type_name(path),
        );
        checker.error(definition(path), message, advice);
    }
}
