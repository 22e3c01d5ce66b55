//! Names in Rust: what cannot be one, and what another thing has already.

use heck::ToSnakeCase;
use mizan_ir::Type;

use crate::emit::case::pascal;

/// The words of the grammar. Sorted, because the list is searched.
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Words that stay words behind `r#`.
const NEVER_RAW: [&str; 4] = ["Self", "crate", "self", "super"];

/// The names that no type of the API can have: those that the file itself uses.
pub(super) const RESERVED: [&str; 36] = [
    "Arc",
    "BTreeMap",
    "Big",
    "Box",
    "Client",
    "Clone",
    "Code",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Drafts",
    "Err",
    "Error",
    "From",
    "Into",
    "IntoIterator",
    "LiveStatus",
    "Never",
    "None",
    "Ok",
    "Option",
    "Options",
    "Result",
    "RoomState",
    "RoomStatus",
    "Self",
    "Serialize",
    "Settle",
    "Some",
    "Source",
    "State",
    "String",
    "Upload",
    "Vec",
    "Watch",
];

/// The names that are given already.
#[derive(Default)]
pub(super) struct Taken(Vec<String>);

impl Taken {
    pub(super) fn with(names: &[&str]) -> Self {
        Self(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The name, or one with `_` behind it for each that has it already.
    pub(super) fn name(&mut self, wanted: String) -> String {
        let mut name = wanted;
        while self.0.contains(&name) {
            name.push('_');
        }
        self.0.push(name.clone());
        name
    }
}

/// A name for a type or a variant.
pub(super) fn type_name(wanted: &str) -> String {
    let is_type = wanted.starts_with(|letter: char| letter.is_ascii_uppercase())
        && wanted.chars().all(|letter| letter.is_ascii_alphanumeric());
    let name = if is_type { wanted.to_owned() } else { pascal(&letters(wanted)) };
    match name.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_alphabetic() => escape(name),
        Some(_) => format!("N{name}"),
    }
}

/// A name for a field, an argument or a function.
pub(super) fn variable(wanted: &str) -> String {
    let name = letters(wanted).to_snake_case();
    match name.chars().next() {
        None => "empty".to_owned(),
        Some(first) if first.is_ascii_digit() => escape(format!("n{name}")),
        Some(_) => escape(name),
    }
}

/// The name on the wire that serde takes for a field or a variant without being told.
pub(super) fn wire_name(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// The text with `_` in place of each sign, and of each letter that is not ASCII.
fn letters(text: &str) -> String {
    text.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_")
}

fn escape(name: String) -> String {
    match KEYWORDS.binary_search(&name.as_str()) {
        Err(_) => name,
        Ok(_) if NEVER_RAW.contains(&name.as_str()) => name + "_",
        Ok(_) => format!("r#{name}"),
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
    let all = |types: &[Type]| {
        types.iter().map(|ty| argument_name(ty, name)).collect::<Vec<_>>().join("And")
    };
    match ty {
        Type::Option(value) => format!("Optional{}", argument_name(value, name)),
        Type::List(item) | Type::Array(item, _) => format!("List{}", argument_name(item, name)),
        Type::Map(_, value) => format!("Map{}", argument_name(value, name)),
        Type::Tuple(items) => format!("Tuple{}", all(items)),
        Type::Directed(output, _) => argument_name(output, name),
        Type::Named(path, arguments) if arguments.is_empty() => name(path),
        Type::Named(path, arguments) => format!("{}Of{}", name(path), all(arguments)),
        ty => pascal(&letters(&ty.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(KEYWORDS.is_sorted());
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn any_text_becomes_a_name() {
        let variables = ["type", "self", "größe", "", "1st", "[key: string]", "orderBy"];
        let named = variables.map(variable);
        assert_eq!(named, ["r#type", "self_", "gr_e", "empty", "n1st", "key_string", "order_by"]);
        let types = ["Self", "m.room.message", "HTTPServer", "", "2d", "with-dash", "snake_case"];
        let named = types.map(type_name);
        assert_eq!(
            named,
            ["Self_", "MRoomMessage", "HTTPServer", "Empty", "N2d", "WithDash", "SnakeCase"]
        );
    }
}
