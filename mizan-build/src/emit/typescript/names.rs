//! The names of the API's types in TypeScript, and the names that they cannot have.

use super::{frameworks::FRAMEWORKS, hooks::HookKind, printer::is_reserved_word};
use crate::emit::{case::pascal, model::Model};

/// The names that every client exports, and the ones that TypeScript reserves for its own types.
/// Sorted, because the list is searched.
const RESERVED_TYPES: [&str; 27] = [
    "Drafts",
    "Json",
    "MizanAbsent",
    "MizanAction",
    "MizanClient",
    "MizanError",
    "MizanFailure",
    "MizanOptional",
    "MizanPresent",
    "MizanView",
    "PropertyKey",
    "any",
    "as",
    "async",
    "bigint",
    "boolean",
    "infer",
    "key",
    "keyof",
    "never",
    "number",
    "object",
    "readonly",
    "string",
    "symbol",
    "unique",
    "unknown",
];

/// Returns true for a name that no type of the API can have.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED_TYPES.binary_search(&name).is_ok()
        || is_reserved_word(name)
        || FRAMEWORKS
            .iter()
            .flat_map(|framework| framework.fixed_exports())
            .any(|export| export.name == name)
}

/// The names of the API's types, in the order of the types: the last part of the path, with as many
/// parts before it as tell it from other types.
pub(super) fn type_names(api: &Model<'_>) -> Vec<String> {
    let generated = GeneratedNames::new(api);
    let mut candidates = Vec::with_capacity(2 * api.types.len());
    for (owner, path) in api.types.keys().enumerate() {
        add_candidates(path, owner, &mut candidates);
    }
    mark_shared(&mut candidates);
    let mut names: Vec<String> = Vec::with_capacity(api.types.len());
    // Names made up here, which no other type may take.
    let mut made: Vec<String> = Vec::new();
    for own in candidates.chunk_by(|one, next| one.owner == next.owner) {
        let is_free = |name: &String| !is_reserved(name) && !generated.has(name);
        let is_own = |candidate: &&Candidate| {
            !candidate.is_shared && !made.contains(&candidate.name) && is_free(&candidate.name)
        };
        names.push(match own.iter().find(is_own) {
            Some(candidate) => candidate.name.clone(),
            None => {
                let longest = own.last().map_or("", |candidate| &candidate.name);
                let name = unused(longest, |name| !is_free(name) || names.contains(name));
                made.push(name.clone());
                name
            }
        });
    }
    names
}

/// A name that a type can have.
struct Candidate {
    name: String,
    /// The number of the type.
    owner: usize,
    /// True where another type has the same candidate.
    is_shared: bool,
}

/// Adds the names that a type can have: its own as it is written, then with ever more of its
/// modules before it. Each language parts them in its own way: `shop::Item`, `shop.models.Item`.
fn add_candidates(path: &str, owner: usize, candidates: &mut Vec<Candidate>) {
    let parts = path.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let mut parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        parts.push("Type");
    }
    let mut name = String::new();
    for part in parts {
        name = if name.is_empty() { part.to_owned() } else { pascal(part) + &name };
        candidates.push(Candidate { name: name.clone(), owner, is_shared: false });
    }
}

fn mark_shared(candidates: &mut [Candidate]) {
    let mut sorted: Vec<(&str, usize)> = Vec::with_capacity(candidates.len());
    for (number, candidate) in candidates.iter().enumerate() {
        sorted.push((&candidate.name, number));
    }
    sorted.sort_unstable_by_key(|(name, _)| *name);
    let owner = |number: usize| candidates[number].owner;
    let mut shared = Vec::new();
    for same in sorted.chunk_by(|(one, _), (next, _)| one == next) {
        let (_, first) = same[0];
        if same.iter().any(|(_, number)| owner(*number) != owner(first)) {
            shared.extend(same.iter().map(|(_, number)| *number));
        }
    }
    for number in shared {
        candidates[number].is_shared = true;
    }
}

/// A name for another form of a type: the form that a client sends, or the union of an error's
/// variants.
pub(super) fn derived_name(name: &str, suffix: &str, names: &[String]) -> String {
    unused(&format!("{name}{suffix}"), |name| names.contains(name))
}

/// The names that a client exports for the contexts and functions of an API.
struct GeneratedNames<'api> {
    /// The names of contexts and channels in `PascalCase`, sorted.
    contexts: Vec<&'api str>,
    /// The names of functions in `PascalCase`, sorted.
    functions: Vec<&'api str>,
    /// The text before and behind a name of a context.
    context_affixes: Vec<(&'static str, &'static str)>,
    /// The text before and behind a name of a function.
    function_affixes: Vec<(&'static str, &'static str)>,
}

impl<'api> GeneratedNames<'api> {
    fn new(api: &'api Model<'_>) -> Self {
        let (mut contexts, mut functions) = (Vec::new(), Vec::new());
        for bundle in &api.bundles {
            contexts.push(bundle.names.pascal.as_str());
            functions.extend(bundle.reads.iter().map(|read| read.names.pascal.as_str()));
        }
        functions.extend(api.calls.iter().map(|call| call.names.pascal.as_str()));
        for rooms in &api.channels {
            contexts.push(rooms.names.pascal.as_str());
            functions.extend(rooms.sends.iter().map(|speaker| speaker.names.pascal.as_str()));
        }
        contexts.sort_unstable();
        functions.sort_unstable();
        let mut context_affixes = CONTRACT_OF_CONTEXTS.map(|suffix| ("", suffix)).to_vec();
        let mut function_affixes = CONTRACT_OF_FUNCTIONS.map(|suffix| ("", suffix)).to_vec();
        for export in FRAMEWORKS.iter().flat_map(|framework| framework.hook_exports()) {
            match export.kind {
                HookKind::Context | HookKind::Provider | HookKind::Channel => {
                    context_affixes.push(export.affixes)
                }
                HookKind::Member
                | HookKind::PagedMember
                | HookKind::EditableMember
                | HookKind::Function
                | HookKind::Stream => function_affixes.push(export.affixes),
                HookKind::Form => function_affixes.push((export.affixes.0, "Form")),
            }
        }
        Self { contexts, functions, context_affixes, function_affixes }
    }

    fn has(&self, name: &str) -> bool {
        let is_of = |owners: &[&str], affixes: &[(&str, &str)]| {
            affixes.iter().any(|(before, behind)| {
                let stem = name.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
                stem.is_some_and(|stem| owners.binary_search(&stem).is_ok())
            })
        };
        is_of(&self.contexts, &self.context_affixes)
            || is_of(&self.functions, &self.function_affixes)
    }
}

/// The suffixes of a context's or a channel's types in `contract.d.ts`.
const CONTRACT_OF_CONTEXTS: [&str; 5] = ["Params", "Data", "Own", "Failures", "Sends"];

/// The suffixes of a function's types in `contract.d.ts`.
const CONTRACT_OF_FUNCTIONS: [&str; 2] = ["Args", "Params"];

fn unused(name: &str, is_taken: impl Fn(&String) -> bool) -> String {
    let mut name = name.to_owned();
    while is_taken(&name) {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_types_are_sorted() {
        assert!(RESERVED_TYPES.is_sorted());
    }
}
