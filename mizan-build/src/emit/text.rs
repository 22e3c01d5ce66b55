//! TypeScript as text: literals, names, comments, type expressions, laid out as prettier would.

use std::fmt::Write;

/// The widest line that is written.
pub(crate) const WIDTH: usize = 100;

/// A type expression of TypeScript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// A name, a literal: what never breaks over lines.
    Atom(String),
    /// `Name<A, B>`.
    Generic(String, Vec<Expression>),
    /// `T[]`.
    Array(Box<Expression>),
    /// `[A, B]`.
    Tuple(Vec<Expression>),
    /// `A | B`.
    Union(Vec<Expression>),
    /// `A & B`.
    Intersection(Vec<Expression>),
    /// `{ a: A; b?: B }`.
    Object(Vec<Member>),
}

/// A member of an object type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// What stands before the colon: a property name or an index signature, already escaped.
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) ty: Expression,
    pub(crate) docs: String,
}

impl Member {
    pub(crate) fn new(name: &str, ty: Expression) -> Self {
        Self { name: property(name), optional: false, ty, docs: String::new() }
    }

    pub(crate) fn optional(name: &str, ty: Expression) -> Self {
        Self { optional: true, ..Self::new(name, ty) }
    }
}

impl Expression {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    /// A union without repetitions; what is a union itself is taken apart.
    pub(crate) fn union(parts: impl IntoIterator<Item = Expression>) -> Self {
        let mut flat: Vec<Expression> = Vec::new();
        for part in parts {
            let alternatives = match part {
                Self::Union(inner) => inner,
                other => vec![other],
            };
            for alternative in alternatives {
                if !flat.contains(&alternative) {
                    flat.push(alternative);
                }
            }
        }
        match flat.len() {
            0 => Self::atom("never"),
            1 => flat.remove(0),
            _ => Self::Union(flat),
        }
    }

    /// The expression as text that begins at `column` of a line indented by `indent` and leaves
    /// room for `tail` characters.
    pub(crate) fn render(&self, indent: usize, column: usize, tail: usize) -> String {
        self.flat_within(column + tail).unwrap_or_else(|| self.broken(indent))
    }

    /// On one line, where that leaves `taken` characters to others.
    fn flat_within(&self, taken: usize) -> Option<String> {
        self.flat().filter(|flat| taken + flat.chars().count() <= WIDTH)
    }

    /// On one line, unless a comment forbids it.
    fn flat(&self) -> Option<String> {
        let join = |parts: &[Expression], separator: &str| -> Option<String> {
            let flat: Option<Vec<String>> = parts.iter().map(Expression::flat).collect();
            Some(flat?.join(separator))
        };
        let join_parenthesized = |parts: &[Expression], separator: &str| -> Option<String> {
            let part = |part: &Expression| Some(part.parenthesized(part.flat()?));
            let flat: Option<Vec<String>> = parts.iter().map(part).collect();
            Some(flat?.join(separator))
        };
        Some(match self {
            Self::Atom(text) => text.clone(),
            Self::Generic(name, arguments) => format!("{name}<{}>", join(arguments, ", ")?),
            Self::Array(item) => format!("{}[]", item.parenthesized(item.flat()?)),
            Self::Tuple(items) => format!("[{}]", join(items, ", ")?),
            Self::Union(parts) => join_parenthesized(parts, " | ")?,
            Self::Intersection(parts) => join_parenthesized(parts, " & ")?,
            Self::Object(members) if members.is_empty() => "{}".to_owned(),
            Self::Object(members) => {
                let flat: Option<Vec<String>> = members.iter().map(Member::flat).collect();
                format!("{{ {} }}", flat?.join("; "))
            }
        })
    }

    fn broken(&self, indent: usize) -> String {
        let inner = indent + 2;
        let pad = " ".repeat(inner);
        let end = " ".repeat(indent);
        let list = |parts: &[Expression]| -> String {
            parts.iter().map(|part| format!("{pad}{},\n", part.render(inner, inner, 1))).collect()
        };
        match self {
            Self::Atom(text) => text.clone(),
            Self::Generic(name, arguments) => {
                let lines = list(arguments);
                format!("{name}<\n{}\n{end}>", lines.trim_end_matches(",\n"))
            }
            Self::Array(item) => match **item {
                Self::Union(_) | Self::Intersection(_) => {
                    format!("(\n{pad}{}\n{end})[]", item.broken(inner).trim_start())
                }
                _ => format!("{}[]", item.broken(indent)),
            },
            Self::Tuple(items) => format!("[\n{}{end}]", list(items)),
            Self::Union(_) if let Some(flat) = self.flat_within(inner + 1) => {
                format!("\n{pad}{flat}")
            }
            Self::Union(parts) => parts
                .iter()
                .map(|part| part.parenthesized(part.render(inner + 2, inner + 2, 1)))
                .map(|part| format!("\n{pad}| {part}"))
                .collect(),
            Self::Intersection(parts) => {
                let parts: Vec<String> = parts
                    .iter()
                    .map(|part| part.parenthesized(part.render(indent, indent, 1)))
                    .collect();
                let is_object = |part: &Expression| matches!(part, Self::Object(_));
                // An object opens on the line it is added to; names go one under the other.
                match self.has(is_object) {
                    true => parts.join(" & "),
                    false => parts.join(&format!(" &\n{pad}")),
                }
            }
            Self::Object(members) => {
                let lines: String = members.iter().map(|member| member.lines(inner)).collect();
                format!("{{\n{lines}{end}}}")
            }
        }
    }

    fn has(&self, wanted: impl Fn(&Expression) -> bool) -> bool {
        match self {
            Self::Intersection(parts) => parts.iter().any(wanted),
            _ => false,
        }
    }

    fn parenthesized(&self, text: String) -> String {
        match self {
            Self::Union(_) | Self::Intersection(_) => format!("({text})"),
            _ => text,
        }
    }
}

impl Member {
    fn flat(&self) -> Option<String> {
        match self.docs.is_empty() {
            true => Some(format!("{}{}", self.head(), self.ty.flat()?)),
            false => None,
        }
    }

    fn head(&self) -> String {
        format!("{}{} ", self.name, if self.optional { "?:" } else { ":" })
    }

    fn lines(&self, indent: usize) -> String {
        let head = self.head();
        let ty = self.ty.render(indent, indent + head.len(), 1);
        let head = if ty.starts_with('\n') { head.trim_end() } else { &head };
        format!("{}{}{head}{ty};\n", docs(&self.docs, indent), " ".repeat(indent))
    }
}

/// The body of an interface or object type: its members, one under the other.
pub(crate) fn members(members: &[Member], indent: usize) -> String {
    members.iter().map(|member| member.lines(indent)).collect()
}

/// `export type Name = …;`
pub(crate) fn type_alias(head: &str, ty: &Expression) -> String {
    let ty = ty.render(0, head.chars().count() + 3, 1);
    let space = if ty.starts_with('\n') { "" } else { " " };
    format!("{head} ={space}{ty};\n")
}

/// A doc comment; nothing for no text.
pub(crate) fn docs(text: &str, indent: usize) -> String {
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let pad = " ".repeat(indent);
    let text = escape_comment(text);
    match text.contains('\n') || indent + text.chars().count() + 7 > WIDTH {
        false => format!("{pad}/** {text} */\n"),
        true => {
            let lines: String = text
                .lines()
                .map(|line| format!("{pad} * {}", line.trim_end()).trim_end().to_owned() + "\n")
                .collect();
            format!("{pad}/**\n{lines}{pad} */\n")
        }
    }
}

/// Words on lines that fit into a doc comment.
pub(crate) fn wrap(words: &str) -> String {
    const ROOM: usize = WIDTH - " *  ".len();
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let line = lines.last_mut().expect("there is a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= ROOM {
            *line = format!("{line} {word}");
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n")
}

/// Text that cannot end the comment it stands in, nor break its line unseen.
fn escape_comment(text: &str) -> String {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n') && *byte != b'*';
    if text.as_bytes().iter().all(is_plain) {
        return text.to_owned();
    }
    text.replace("*/", "*\\/").replace(['\u{2028}', '\u{2029}', '\r'], " ")
}

/// A string literal in double quotes.
pub(crate) fn string(value: &str) -> String {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if value.as_bytes().iter().all(is_plain) {
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

/// A property name, in quotes where JavaScript wants them.
pub(crate) fn property(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { string(name) }
}

/// How a property is read: `.name` or `["name"]`.
pub(crate) fn access(name: &str) -> String {
    if is_identifier(name) { format!(".{name}") } else { format!("[{}]", string(name)) }
}

/// ASCII only: what is beyond may stand in quotes, and then needs no table of Unicode here.
fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let first = |character: char| character.is_ascii_alphabetic() || matches!(character, '_' | '$');
    characters.next().is_some_and(first)
        && characters.all(|character| first(character) || character.is_ascii_digit())
}
