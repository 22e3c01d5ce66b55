//! What a mutation answers, as the new result of reads that clients show.

use std::ops::Range;

use super::announcement::Announcement;
use super::invalidation::write_params;
use crate::declared::scope::Scope;
use crate::declared::target::Target;
use crate::json::write_text;

/// Writes an entry for each slot, behind the rest of the answer. Its value is the result that
/// stands in the body already.
pub(in crate::protocol) fn write(
    slots: &[Target],
    scope: &Scope,
    announcement: &Announcement,
    result: Range<usize>,
    body: &mut Vec<u8>,
) {
    let mut opening = br#","merge":["#.as_slice();
    for (position, slot) in slots.iter().enumerate() {
        body.extend_from_slice(opening);
        body.extend_from_slice(br#"{"context":"#);
        write_text(slot.context, body);
        body.extend_from_slice(br#","slot":"#);
        write_text(slot.name, body);
        write_params(scope.narrow(position, slot), slot.is_ascii_word, body);
        if let Some((clock, token)) = announcement.find(slot.context) {
            body.extend_from_slice(br#","v":""#);
            clock.write(*token, body);
            body.push(b'"');
        }
        body.extend_from_slice(br#","value":"#);
        body.extend_from_within(result.clone());
        body.push(b'}');
        opening = b",";
    }
    if !slots.is_empty() {
        body.push(b']');
    }
}
