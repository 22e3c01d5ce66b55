//! What things are called in TypeScript.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use mizan_ir::Api;

/// Names that the generated files export themselves, or that TypeScript keeps for its types.
const RESERVED_TYPES: [&str; 25] = [
    "Drafts",
    "Json",
    "Mizan",
    "MizanAction",
    "MizanBoundary",
    "MizanClient",
    "MizanError",
    "MizanFailure",
    "MizanView",
    "PropertyKey",
    "any",
    "as",
    "async",
    "bigint",
    "boolean",
    "infer",
    "keyof",
    "never",
    "number",
    "object",
    "readonly",
    "string",
    "symbol",
    "unknown",
    "unique",
];

/// The words that JavaScript's strict code keeps for itself.
pub(crate) const RESERVED_WORDS: [&str; 49] = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Whether no type of the API may be called so.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED_TYPES.contains(&name) || RESERVED_WORDS.contains(&name)
}

/// `user_profile` → `userProfile`.
pub(crate) fn camel(name: &str) -> String {
    if !is_snake(name) {
        return name.to_lower_camel_case();
    }
    let pascal = pascal(name);
    let mut letters = pascal.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_ascii_lowercase(), letters.as_str())
    })
}

/// `user_profile` → `UserProfile`.
pub(crate) fn pascal(name: &str) -> String {
    if !is_snake(name) {
        return name.to_upper_camel_case();
    }
    let mut pascal = String::with_capacity(name.len());
    for word in name.split('_') {
        let mut letters = word.chars();
        pascal.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        pascal.push_str(letters.as_str());
    }
    pascal
}

/// Whether a name is one of the many that need no search for their words, which is slow in an
/// unoptimised build script.
fn is_snake(name: &str) -> bool {
    name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// The names of the API's types, by path: the last part of the path where that is enough to tell
/// them apart, else as many parts as it takes.
pub(crate) fn type_names(api: &Api) -> BTreeMap<&str, String> {
    let mut taken: BTreeSet<String> =
        RESERVED_TYPES.iter().chain(&RESERVED_WORDS).map(ToString::to_string).collect();
    taken.extend(generated_names(api));
    let shares = count_shares(api);
    let mut names = BTreeMap::new();
    for path in api.types.keys() {
        let candidates = candidates(path);
        let name = candidates
            .iter()
            .find(|name| !taken.contains(*name) && shares[*name] == 1)
            .cloned()
            .unwrap_or_else(|| unused(candidates.last().expect("a path has parts"), &taken));
        taken.insert(name.clone());
        names.insert(path.as_str(), name);
    }
    names
}

/// How many types would be called by a name, with any number of parts of their paths.
fn count_shares(api: &Api) -> BTreeMap<String, usize> {
    let mut shares = BTreeMap::new();
    for path in api.types.keys() {
        let own: BTreeSet<String> = candidates(path).into_iter().collect();
        for name in own {
            *shares.entry(name).or_default() += 1;
        }
    }
    shares
}

/// What a type may be called: its own name as it is written, then with ever more of its modules.
fn candidates(path: &str) -> Vec<String> {
    let mut parts = path.split("::").collect::<Vec<_>>().into_iter().rev();
    let mut name = parts.next().unwrap_or_default().to_owned();
    let mut candidates = vec![name.clone()];
    for module in parts {
        name.insert_str(0, &pascal(module));
        candidates.push(name.clone());
    }
    candidates
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

fn unused(name: &str, taken: &BTreeSet<String>) -> String {
    let mut name = name.to_owned();
    while taken.contains(&name) {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_a_search_are_as_with_one() {
        for name in [
            "user",
            "user_profile",
            "_user",
            "user_",
            "a__b",
            "user_2",
            "2fa_code",
            "v2_x3y",
            "",
            "_",
        ] {
            assert_eq!(pascal(name), name.to_upper_camel_case(), "{name}");
            assert_eq!(camel(name), name.to_lower_camel_case(), "{name}");
        }
        assert_eq!(pascal("HTTPServer"), "HttpServer");
    }
}
