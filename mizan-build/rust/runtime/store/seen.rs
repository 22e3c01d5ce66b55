//! The newest token of each context, which requests name so that no server answers with less.

use super::core::Core;
use super::order::distance;

/// The most tokens of a text, which is at most 2 kB.
const MOST: usize = 32;

/// Remembers a token, unless one of the same clock is ahead of it.
pub(crate) fn note_seen(core: &mut Core, context: &str, v: Option<&str>) {
    let Some(v) = v else { return };
    let known = core.seen.iter().position(|(name, _)| name == context);
    if let Some(known) = known {
        let ahead = core.seen.get(known).and_then(|(_, known)| distance(Some(known), Some(v)));
        if ahead.is_some_and(|distance| distance < 0) {
            return;
        }
        core.seen.remove(known);
    }
    core.seen.push((context.to_owned(), v.to_owned()));
}

/// The tokens of some contexts, the newest first: `user=a:5, feed=a:3`.
pub(crate) fn seen_text(core: &Core, contexts: &[&str]) -> Option<String> {
    let known = core.seen.iter().rev().filter(|(name, _)| contexts.contains(&name.as_str()));
    let texts: Vec<String> = known.take(MOST).map(|(name, v)| format!("{name}={v}")).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}
