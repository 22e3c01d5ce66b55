//! Names in Python: the types of the API, and what cannot be a name.

use mizan_ir::Type;

use crate::emit::case::pascal;

/// The words of Python's grammar. Sorted, because the list is searched.
const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// The names of the file that no type of the API can have: those that its fixed part imports or
/// defines, and those of Python that it uses. Sorted, because the list is searched.
pub(super) const RESERVED: [&str; 114] = [
    "Annotated",
    "AsyncClient",
    "AsyncGenerator",
    "AsyncIterator",
    "AttributeError",
    "Awaitable",
    "BaseException",
    "BigInt",
    "Callable",
    "Client",
    "Content",
    "CookieJar",
    "EOFError",
    "Exception",
    "Final",
    "ForwardRef",
    "Generator",
    "Generic",
    "IO",
    "ImportError",
    "Iterator",
    "Json",
    "Literal",
    "LiveStatus",
    "Lock",
    "LookupError",
    "Mapping",
    "MessagesMissed",
    "MizanError",
    "Never",
    "NoneType",
    "NotRequired",
    "OSError",
    "Protocol",
    "RecursionError",
    "Required",
    "RuntimeError",
    "Self",
    "Semaphore",
    "Sequence",
    "StopAsyncIteration",
    "TimeoutError",
    "TracebackType",
    "TypeAlias",
    "TypeError",
    "TypeVar",
    "TypedDict",
    "Union",
    "UnionType",
    "Upload",
    "ValueError",
    "WeakSet",
    "all",
    "annotations",
    "any",
    "anyio",
    "asyncio",
    "bool",
    "bytearray",
    "bytes",
    "cache",
    "cast",
    "classmethod",
    "complex",
    "copy",
    "dataclass",
    "deque",
    "dict",
    "eval",
    "field",
    "float",
    "frozenset",
    "get_args",
    "get_origin",
    "getattr",
    "globals",
    "http",
    "httpx",
    "import_module",
    "inf",
    "int",
    "is_typeddict",
    "isinstance",
    "iter",
    "json",
    "len",
    "list",
    "map",
    "max",
    "memoryview",
    "min",
    "monotonic",
    "next",
    "object",
    "os",
    "partial",
    "print",
    "property",
    "quote",
    "random",
    "range",
    "reversed",
    "self",
    "set",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "super",
    "sys",
    "tuple",
    "type",
    "urlencode",
    "zip",
];

/// Returns true for a name that no type can have.
fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || is_keyword(name)
}

/// Returns true for a word of the grammar.
pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}

/// Returns true for a text that can be a name.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_start = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    text.starts_with(is_start)
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !is_keyword(text)
}

/// The name of a function or an argument: a word of the grammar has `_` behind it, and so has a
/// name that is used otherwise.
pub(super) fn variable(name: &str, taken: &[&str]) -> String {
    match is_keyword(name) || taken.contains(&name) {
        true => format!("{name}_"),
        false => name.to_owned(),
    }
}

/// The names that are given already.
#[derive(Default)]
pub(super) struct Taken(Vec<String>);

impl Taken {
    /// A name that no other thing of the file has.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let letters =
            wanted.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_');
        let mut name: String = letters.collect();
        name = name.trim_start_matches('_').to_owned();
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            name.insert_str(0, "Type");
        }
        while is_reserved(&name) || self.0.contains(&name) {
            name.push('_');
        }
        self.0.push(name.clone());
        name
    }
}

/// The last part of a path, behind its module where another type has the same.
pub(super) fn short_name(path: &str, all: &[&str]) -> String {
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let own = parts(path);
    let last = own.last().cloned().unwrap_or_default();
    let same = |other: &&&str| **other != path && parts(other).last() == Some(&last);
    match (all.iter().any(|other| same(&other)), own.as_slice()) {
        (true, [.., module, last]) => pascal(module) + last,
        _ => last,
    }
}

/// A type argument as a part of a name: `Page<Option<Article>>` is `PageOfOptionalArticle`.
pub(super) fn argument_name(ty: &Type, name: &dyn Fn(&str) -> String) -> String {
    let inner = |ty: &Type| argument_name(ty, name);
    let all = |types: &[Type]| types.iter().map(inner).collect::<Vec<_>>().join("And");
    match ty {
        Type::Unit => "None".to_owned(),
        Type::Bool => "Bool".to_owned(),
        Type::Integer(_) => "Int".to_owned(),
        Type::BigInteger(_) => "BigInt".to_owned(),
        Type::Float(_) => "Float".to_owned(),
        Type::String => "Str".to_owned(),
        Type::Json | Type::Upload | Type::Unknown => "Json".to_owned(),
        Type::Option(value) => format!("Optional{}", inner(value)),
        Type::List(item) | Type::Array(item, _) => format!("List{}", inner(item)),
        Type::Tuple(items) => format!("Tuple{}", all(items)),
        Type::Map(_, value) => format!("Dict{}", inner(value)),
        Type::Named(path, arguments) if arguments.is_empty() => name(path),
        Type::Named(path, arguments) => format!("{}Of{}", name(path), all(arguments)),
        Type::Parameter(name) => name.clone(),
        Type::Directed(output, _) => inner(output),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }
}
