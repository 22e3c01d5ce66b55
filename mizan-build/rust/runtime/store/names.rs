//! The names by which the target of an invalidation finds entries.

use serde_json::Value;

use super::super::canonical::to_text;
use super::super::carrier::{Invalidation, Params};
use super::address::Address;
use super::core::Core;
use super::entry::EntryId;

/// Has an entry found by its names.
pub(crate) fn add_to_index(core: &mut Core, id: EntryId) {
    let Some(entry) = core.entries.get(&id) else { return };
    for name in &entry.names {
        core.named.entry(name.clone()).or_default().insert(id);
    }
}

/// Has an entry that is removed found by none of its names any more.
pub(crate) fn remove_from_index(core: &mut Core, id: EntryId, names: &[String]) {
    for name in names {
        let Some(found) = core.named.get_mut(name) else { continue };
        found.remove(&id);
        if found.is_empty() {
            core.named.remove(name);
        }
    }
}

/// Gives an entry the names of further parameters.
pub(crate) fn add_names(core: &mut Core, id: EntryId, params: &Params) {
    if let Some(entry) = core.entries.get_mut(&id) {
        for name in param_names(params) {
            if !entry.names.contains(&name) {
                entry.names.push(name);
            }
        }
    }
    add_to_index(core, id);
}

/// The entries whose parameters equal all parameters of a target. Only those are looked at that have
/// the first of them, however many entries there are.
pub(crate) fn find(core: &Core, target: &Invalidation) -> Vec<EntryId> {
    let (head, params) = match target {
        Invalidation::Name(context) => (context.clone(), None),
        Invalidation::Context { context, params } => (context.clone(), Some(params)),
        Invalidation::Function { function, params } => (function_name(function), Some(params)),
    };
    let mut names: Vec<String> = params.into_iter().flat_map(param_names).collect();
    names.push(head);
    let mut found = names.iter().map(|name| core.named.get(name));
    let Some(Some(first)) = found.next() else { return Vec::new() };
    let rest: Vec<_> = found.collect();
    let has_all =
        |id: &&EntryId| rest.iter().all(|found| found.is_some_and(|set| set.contains(id)));
    first.iter().filter(has_all).copied().collect()
}

/// The entries of a context.
pub(crate) fn find_context(core: &Core, context: &str) -> Vec<EntryId> {
    core.named.get(context).into_iter().flatten().copied().collect()
}

/// The context (`user`), its functions (`user_profile()`) and the parameters (`user_id=5`).
pub(crate) fn names_of(address: &Address) -> Vec<String> {
    let functions = address.members().iter().map(|member| function_name(member.name));
    let context = address.context.name.to_owned();
    [context].into_iter().chain(functions).chain(param_names(&address.params)).collect()
}

fn function_name(name: &str) -> String {
    format!("{name}()")
}

/// A parameter that was left out is null: an invalidation names the two alike.
fn param_names(params: &Params) -> Vec<String> {
    let name = |(name, value): (&String, &Value)| format!("{name}={}", to_text(value));
    params.iter().map(name).collect()
}
