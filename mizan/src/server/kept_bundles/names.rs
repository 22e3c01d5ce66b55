//! The names of an instance in the store: keys, by everything on which its bundle depends, and tags.

use std::collections::BTreeMap;

use super::KeptBundles;
use crate::cache::key::{Message, digest};
use crate::cache::tags::{EVERYTHING, user_tag};
use crate::declared::identity::Identities;

/// The names of one instance in the store.
pub(crate) struct Names {
    /// The key of new entries, then those of earlier secrets.
    pub(crate) keys: Vec<String>,
    pub(crate) tags: Vec<String>,
}

impl KeptBundles {
    /// The names of an instance. `text` is the canonical text of a parameter. `None` if the caller has an
    /// identity without a text, so that it cannot be told whose bundle it is.
    pub(crate) fn names(
        &self,
        context: &'static str,
        parameters: &BTreeMap<&str, String>,
        identities: &Identities,
    ) -> Option<Names> {
        let keeping = self.keeping(context)?;
        let mut callers = Vec::new();
        for position in &keeping.identities {
            let Some(identity) = identities.get(*position) else { continue };
            callers.push((*position, identity.id().into_owned(), identity.audience()?));
        }
        let (u, i) = caller_of(&keeping.identities, &callers);
        let message = Message { c: context, i, p: parameters, r: keeping.rev, u };
        let keys = keeping.secrets.iter().map(|secret| self.prefixed_one(&message.key(secret)));
        let mut tags = keeping.tags.of_instance(|name| parameters.get(name).cloned());
        tags.push(EVERYTHING.to_owned());
        tags.extend(callers.iter().map(|(_, id, _)| user_tag(id)));
        let tags = tags.iter().map(|tag| self.prefixed_one(tag)).collect();
        Some(Names { keys: keys.collect(), tags })
    }
}

/// The id of the caller, and a digest of everything else that the bundle may depend on.
fn caller_of(
    positions: &[usize],
    callers: &[(usize, String, String)],
) -> (Option<String>, Option<String>) {
    match callers {
        [] => (None, None),
        [(_, id, audience)] if positions.len() == 1 => {
            let is_all = audience == id || serde_json::from_str::<&str>(audience).ok() == Some(id);
            (Some(id.clone()), (!is_all).then(|| digest(audience)))
        }
        callers => {
            let text = |(position, id, _): &(usize, String, String)| {
                format!("{position}:{}:{id};", id.len())
            };
            let others = |(position, _, audience): &(usize, String, String)| {
                format!("{position}:{}:{audience};", audience.len())
            };
            let ids: String = callers.iter().map(text).collect();
            (Some(ids), Some(digest(&callers.iter().map(others).collect::<String>())))
        }
    }
}
