//! The text in which the nodes of one application tell each other what a change reaches.
//!
//! It is JSON: for each context a list of its name and of the parameters that narrow the change, as
//! canonical texts, `[["board", {"board_id": "5"}]]`. Another version of the application may know other
//! contexts and parameters: what a node does not know it leaves out, so that a change is never understood
//! as smaller than it was.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::server::live::hub::Hub;
use crate::server::live::reach::Reach;

/// The text of a change of which nothing is known but the contexts.
pub(crate) const EVERYTHING: Bytes = Bytes::new();

/// The reach of a change within one context.
#[derive(Serialize, Deserialize)]
struct Part<'text>(
    #[serde(borrow)] Cow<'text, str>,
    #[serde(borrow)] BTreeMap<Cow<'text, str>, Cow<'text, str>>,
);

/// Writes what a change reaches.
pub(crate) fn write(reaches: &[Reach]) -> Bytes {
    let part = |reach: &'_ Reach| {
        let scope = reach.scope().iter();
        let scope = scope.map(|(name, text)| ((*name).into(), text.clone().into())).collect();
        Part(reach.context.into(), scope)
    };
    let parts: Vec<Part<'_>> = reaches.iter().map(part).collect();
    serde_json::to_vec(&parts).map(Bytes::from).unwrap_or(EVERYTHING)
}

/// Reads what a change reaches in one live context. A text in another form reaches all of it.
pub(crate) fn read(text: &[u8], context: &'static str, hub: &Hub) -> Vec<Reach> {
    let Some(parameters) = hub.parameters(context) else { return Vec::new() };
    let Ok(parts) = serde_json::from_slice::<Vec<Part<'_>>>(text) else {
        return vec![Reach::with(context, Vec::new())];
    };
    let reach = |Part(_, scope): Part<'_>| {
        let known = parameters.iter().filter_map(|name| Some((*name, scope.get(*name)?)));
        let scope = known.map(|(name, text)| (name, text.to_string())).collect();
        Reach::with(context, scope)
    };
    parts.into_iter().filter(|Part(name, _)| name == context).map(reach).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hub() -> Hub {
        let board: &[&str] = &["board_id", "view"];
        Hub::new([("board", board, 0), ("inbox", &[], 0)].into_iter())
    }

    fn scopes(text: &[u8], context: &'static str) -> Vec<Vec<(&'static str, String)>> {
        read(text, context, &hub()).iter().map(|reach| reach.scope().to_vec()).collect()
    }

    #[test]
    fn a_change_is_read_as_it_was_written() {
        let scope = vec![("board_id", "5".to_owned()), ("view", "\"a".to_owned())];
        let text = write(&[Reach::with("board", scope.clone()), Reach::with("inbox", Vec::new())]);
        assert_eq!(scopes(&text, "board"), [scope]);
        assert_eq!(scopes(&text, "inbox"), [[]]);
    }

    #[test]
    fn what_another_version_knows_is_left_out() {
        let text = br#"[["board",{"board_id":"5","shade":"1"}],["unknown",{}]]"#;
        assert_eq!(scopes(text, "board"), [[("board_id", "5".to_owned())]]);
        assert_eq!(scopes(text, "inbox"), <[Vec<_>; 0]>::default());
        assert_eq!(scopes(text, "unknown"), <[Vec<_>; 0]>::default());
    }

    #[test]
    fn another_form_of_text_reaches_the_whole_context() {
        for text in [b"".as_slice(), b"*", br#"{"of":[]}"#, br#"[["board",{"board_id":5}]]"#] {
            assert_eq!(scopes(text, "board"), [[]], "{text:?}");
        }
    }
}
