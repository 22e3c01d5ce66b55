//! What things are called in TypeScript.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use mizan_ir::Api;

/// Names that the generated files export themselves, or that TypeScript keeps for itself.
const RESERVED: [&str; 17] = [
    "Drafts",
    "Json",
    "Mizan",
    "MizanClient",
    "MizanError",
    "View",
    "any",
    "bigint",
    "boolean",
    "never",
    "null",
    "number",
    "object",
    "string",
    "symbol",
    "undefined",
    "unknown",
];

/// `user_profile` → `userProfile`.
pub(crate) fn camel(name: &str) -> String {
    name.to_lower_camel_case()
}

/// `user_profile` → `UserProfile`.
pub(crate) fn pascal(name: &str) -> String {
    name.to_upper_camel_case()
}

/// The names of the API's types, by path: the last part of the path where that is enough to tell
/// them apart, else as many parts as it takes.
pub(crate) fn type_names(api: &Api) -> BTreeMap<&str, String> {
    let mut taken: BTreeSet<String> = RESERVED.iter().map(ToString::to_string).collect();
    taken.extend(generated_names(api));
    let mut names = BTreeMap::new();
    for path in api.types.keys() {
        let parts: Vec<&str> = path.split("::").collect();
        let name = (1..=parts.len())
            .map(|length| qualified(&parts, length))
            .find(|name| !taken.contains(name) && is_unambiguous(api, path, name))
            .unwrap_or_else(|| unused(&qualified(&parts, parts.len()), &taken));
        taken.insert(name.clone());
        names.insert(path.as_str(), name);
    }
    names
}

/// A name for what a client may send of a type, where that differs from what it receives.
pub(crate) fn input_name(name: &str, names: &BTreeMap<&str, String>) -> String {
    let taken = names.values().cloned().collect();
    unused(&format!("{name}Input"), &taken)
}

/// What the client's own code is called for the functions and contexts of this API.
fn generated_names(api: &Api) -> impl Iterator<Item = String> + '_ {
    let contexts = api.contexts.keys().flat_map(|name| {
        ["Params", "Data", "Own", "Failures", "Context"]
            .map(|suffix| format!("{}{suffix}", pascal(name)))
    });
    let functions = api
        .functions
        .keys()
        .flat_map(|name| ["Args", "Params"].map(|suffix| format!("{}{suffix}", pascal(name))));
    contexts.chain(functions)
}

/// The last `length` parts of a path as one name; a type's own name stays as it is written.
fn qualified(parts: &[&str], length: usize) -> String {
    let (name, modules) = parts.split_last().expect("a path has parts");
    let modules = &modules[modules.len() + 1 - length..];
    modules.iter().map(|module| pascal(module)).chain([(*name).to_owned()]).collect()
}

/// Whether no other type would be called so with as many parts of its path.
fn is_unambiguous(api: &Api, path: &str, name: &str) -> bool {
    api.types.keys().filter(|other| *other != path).all(|other| {
        let parts: Vec<&str> = other.split("::").collect();
        (1..=parts.len()).all(|length| qualified(&parts, length) != name)
    })
}

fn unused(name: &str, taken: &BTreeSet<String>) -> String {
    let mut name = name.to_owned();
    while taken.contains(&name) {
        name.push('_');
    }
    name
}
