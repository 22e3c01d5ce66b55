//! Names and strings as tokens of JavaScript.

use std::fmt::Write;

/// A string literal in double quotes.
pub(crate) fn string(value: &str) -> String {
    let is_safe = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if value.as_bytes().iter().all(is_safe) {
        return format!("\"{value}\"");
    }
    let mut text = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            character
                if character.is_control()
                    || matches!(character, '\u{2028}'..='\u{2029}' | '\u{feff}') =>
            {
                write!(text, "\\u{{{:x}}}", u32::from(character))
                    .expect("a String takes every text");
            }
            character => text.push(character),
        }
    }
    text.push('"');
    text
}

/// A property name, in quotes unless it is an identifier.
pub(crate) fn property(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { string(name) }
}

/// A property access: `.name` or `["name"]`.
pub(crate) fn access(name: &str) -> String {
    if is_identifier(name) { format!(".{name}") } else { format!("[{}]", string(name)) }
}

/// Returns true for an identifier in ASCII. Other letters are written in quotes, which needs no
/// table of Unicode. A loop over bytes, because an unoptimised build script runs it for every name.
pub(crate) fn is_identifier(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' => {}
            b'0'..=b'9' if at > 0 => {}
            _ => return false,
        }
        at += 1;
    }
    at > 0
}

/// Returns true for a word that JavaScript reserves in strict code.
pub(crate) fn is_reserved_word(name: &str) -> bool {
    RESERVED_WORDS.binary_search(&name).is_ok()
}

/// Sorted, because it is searched.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED_WORDS.is_sorted());
    }
}
