//! What things are called in TypeScript.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToLowerCamelCase, ToUpperCamelCase};
use mizan_ir::Api;

/// Names that the generated files export themselves, or that TypeScript keeps for its types.
const RESERVED_TYPES: [&str; 26] = [
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
    "key",
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
    if is_pascal(name) {
        let mut camel = name.to_owned();
        camel[..1].make_ascii_lowercase();
        return camel;
    }
    join_words(name, false).unwrap_or_else(|| name.to_lower_camel_case())
}

/// `user_profile` → `UserProfile`.
pub(crate) fn pascal(name: &str) -> String {
    join_words(name, true).unwrap_or_else(|| name.to_upper_camel_case())
}

/// The words between `_` as one, each with a capital letter, the first one too or not. `None` for
/// the few names that need a search for their words, which is slow in an unoptimised build script.
fn join_words(name: &str, is_first_capital: bool) -> Option<String> {
    let mut letters = name.as_bytes().to_vec();
    let (mut length, mut is_capital) = (0, is_first_capital);
    for byte in name.as_bytes() {
        match byte {
            b'_' => is_capital = length > 0 || is_first_capital,
            b'a'..=b'z' | b'0'..=b'9' => {
                letters[length] = if is_capital { byte.to_ascii_uppercase() } else { *byte };
                length += 1;
                is_capital = false;
            }
            _ => return None,
        }
    }
    letters.truncate(length);
    String::from_utf8(letters).ok()
}

/// Whether a name is a type's, without letters that stand for words, as in `HTTPServer`.
fn is_pascal(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && !bytes.windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase))
}

/// The names of the API's types, by path: the last part of the path where that is enough to tell
/// them apart, else as many parts as it takes.
pub(crate) fn type_names(api: &Api) -> BTreeMap<&str, String> {
    let generated = GeneratedNames::new(api);
    let candidates: Vec<(&str, Vec<String>)> =
        api.types.keys().map(|path| (path.as_str(), candidates(path))).collect();
    let shares = count_shares(&candidates);
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = BTreeMap::new();
    for (path, candidates) in &candidates {
        let is_taken =
            |name: &str| taken.contains(name) || is_reserved(name) || generated.has(name);
        let own = candidates.iter().find(|name| shares[name.as_str()] == 1 && !is_taken(name));
        let name = match own {
            Some(name) => name.clone(),
            None => unused(candidates.last().expect("a path has parts"), is_taken),
        };
        taken.insert(name.clone());
        names.insert(*path, name);
    }
    names
}

/// How many types would be called by a name, with any number of parts of their paths.
fn count_shares<'names>(candidates: &'names [(&str, Vec<String>)]) -> BTreeMap<&'names str, usize> {
    let mut shares = BTreeMap::new();
    for (_, own) in candidates {
        for (index, name) in own.iter().enumerate() {
            if !own[..index].contains(name) {
                *shares.entry(name.as_str()).or_default() += 1;
            }
        }
    }
    shares
}

/// What a type may be called: its own name as it is written, then with ever more of its modules.
fn candidates(path: &str) -> Vec<String> {
    let mut candidates: Vec<String> = Vec::new();
    for part in path.rsplit("::") {
        candidates.push(match candidates.last() {
            None => part.to_owned(),
            Some(name) => pascal(part) + name,
        });
    }
    candidates
}

/// A name for another form of a type: what a client may send, where that differs from what it
/// receives; what a function fails with.
pub(crate) fn derived_name(name: &str, suffix: &str, names: &BTreeMap<&str, String>) -> String {
    unused(&format!("{name}{suffix}"), |name| names.values().any(|taken| taken == name))
}

/// What the client's own code is called for the functions and contexts of an API.
struct GeneratedNames {
    contexts: BTreeSet<String>,
    functions: BTreeSet<String>,
}

impl GeneratedNames {
    fn new(api: &Api) -> Self {
        Self {
            contexts: api.contexts.keys().map(|name| pascal(name)).collect(),
            functions: api.functions.keys().map(|name| pascal(name)).collect(),
        }
    }

    fn has(&self, name: &str) -> bool {
        let is_of = |owners: &BTreeSet<String>, suffixes: &[&str]| {
            let mut stems = suffixes.iter().filter_map(|suffix| name.strip_suffix(suffix));
            stems.any(|stem| owners.contains(stem))
        };
        is_of(&self.contexts, &["Params", "Data", "Own", "Failures", "Context"])
            || is_of(&self.functions, &["Args", "Params"])
    }
}

fn unused(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
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
        for name in
            ["User", "UserProfile", "Part0Entry1", "A1b2C", "HTTPServer", "XY", "Ä", "User_a"]
        {
            assert_eq!(camel(name), name.to_lower_camel_case(), "{name}");
        }
    }
}
