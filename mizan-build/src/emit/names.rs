//! What things are called in TypeScript.

use heck::{ToLowerCamelCase, ToUpperCamelCase};

use super::model::Model;

/// Names that the generated files export themselves, or that TypeScript keeps for its types; sorted.
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
    "unique",
    "unknown",
];

/// The words that JavaScript's strict code keeps for itself, sorted.
const RESERVED_WORDS: [&str; 49] = [
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

/// Whether JavaScript's strict code keeps a word for itself.
pub(crate) fn is_word(name: &str) -> bool {
    RESERVED_WORDS.binary_search(&name).is_ok()
}

/// Whether no type of the API may be called so.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED_TYPES.binary_search(&name).is_ok() || is_word(name)
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

/// The names of the API's types, in their order: the last part of the path where that is enough to
/// tell them apart, else as many parts as it takes.
pub(crate) fn type_names(api: &Model<'_>) -> Vec<String> {
    let generated = GeneratedNames::new(api);
    let mut candidates = Vec::with_capacity(2 * api.types.len());
    for (owner, path) in api.types.keys().enumerate() {
        add_candidates(path, owner, &mut candidates);
    }
    mark_shared(&mut candidates);
    let mut names: Vec<String> = Vec::with_capacity(api.types.len());
    // Names that are no type's alone, so that others may be called so.
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

/// What a type may be called.
struct Candidate {
    name: String,
    /// The number of the type.
    owner: usize,
    /// Whether another type may be called so too.
    is_shared: bool,
}

/// What a type may be called: its own name as it is written, then with ever more of its modules.
fn add_candidates(path: &str, owner: usize, candidates: &mut Vec<Candidate>) {
    let mut name = String::new();
    for part in path.rsplit("::") {
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

/// A name for another form of a type: what a client may send, where that differs from what it
/// receives; what a function fails with.
pub(crate) fn derived_name(name: &str, suffix: &str, names: &[String]) -> String {
    unused(&format!("{name}{suffix}"), |name| names.contains(name))
}

/// What the client's own code is called for the functions and contexts of an API.
struct GeneratedNames<'api> {
    /// Sorted, like the next.
    contexts: Vec<&'api str>,
    functions: Vec<&'api str>,
}

impl<'api> GeneratedNames<'api> {
    fn new(api: &'api Model<'_>) -> Self {
        let (mut contexts, mut functions) = (Vec::new(), Vec::new());
        for bundle in &api.bundles {
            contexts.push(bundle.title.as_str());
            functions.extend(bundle.members.iter().map(|member| member.title.as_str()));
        }
        functions.extend(api.calls.iter().map(|call| call.title.as_str()));
        contexts.sort_unstable();
        functions.sort_unstable();
        Self { contexts, functions }
    }

    fn has(&self, name: &str) -> bool {
        let is_of = |owners: &[&str], suffix: &str| {
            name.strip_suffix(suffix).is_some_and(|stem| owners.binary_search(&stem).is_ok())
        };
        ["Params", "Data", "Own", "Failures", "Context"]
            .iter()
            .any(|suffix| is_of(&self.contexts, suffix))
            || ["Args", "Params"].iter().any(|suffix| is_of(&self.functions, suffix))
    }
}

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
    fn lists_that_are_searched_are_sorted() {
        assert!(RESERVED_TYPES.is_sorted() && RESERVED_WORDS.is_sorted());
    }

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
