//! Merges: the result of a mutation as the new result of reads that the client shows.

use std::ops::Range;

use super::announcement::Announcement;
use super::invalidations::write_params;
use crate::declared::context::Target;
use crate::json::write::write_text;

/// Writes an entry for each slot behind the rest of the answer. Its value is a copy of the result,
/// which is that range of the body.
pub(crate) fn write_merges(
    slots: &[Target],
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
        let parameters = slot.narrow(position, announcement.invalidations.scope());
        write_params(parameters, slot.is_ascii_word, body);
        if let Some((clock, token)) = announcement.find(slot.context) {
            body.extend_from_slice(br#","v":""#);
            clock.write(token, body);
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
