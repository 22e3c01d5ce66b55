//! Calls and objects as text, laid out as prettier does.

use std::collections::BTreeSet;

use crate::emit::typescript::printer::{WIDTH, fits, property};

/// A part of the code of a form.
pub(super) enum Code {
    Atom(String),
    /// A function with its arguments.
    Call(String, Vec<Code>),
    Object(Vec<(String, Code)>),
    /// `() => ({ … })`, which runs when it is needed first.
    Lazy(Box<Code>),
}

impl Code {
    pub(super) fn call(name: &str, arguments: Vec<Self>) -> Self {
        Self::Call(name.to_owned(), arguments)
    }

    pub(super) fn lazy(code: Self) -> Self {
        Self::Lazy(Box::new(code))
    }

    /// The names that the code calls or mentions; a text in quotes is none.
    pub(super) fn collect_names(&self, names: &mut BTreeSet<String>) {
        match self {
            Self::Atom(text) => _ = names.insert(text.clone()),
            Self::Call(name, arguments) => {
                names.insert(name.clone());
                arguments.iter().for_each(|argument| argument.collect_names(names));
            }
            Self::Object(fields) => fields.iter().for_each(|(_, it)| it.collect_names(names)),
            Self::Lazy(code) => code.collect_names(names),
        }
    }

    fn flat(&self) -> String {
        let list = |items: &[Self]| items.iter().map(Self::flat).collect::<Vec<_>>().join(", ");
        match self {
            Self::Atom(text) => text.clone(),
            Self::Call(name, arguments) => format!("{name}({})", list(arguments)),
            Self::Lazy(code) => format!("() => ({})", code.flat()),
            Self::Object(fields) if fields.is_empty() => "{}".to_owned(),
            Self::Object(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!("{}{}", key(name), value.flat()))
                    .collect();
                format!("{{ {} }}", fields.join(", "))
            }
        }
    }

    /// True for an argument that stays on the line of its call and breaks inside.
    fn is_hugged(&self) -> bool {
        matches!(self, Self::Object(_) | Self::Lazy(_))
    }

    /// Writes the code at a column of a line indented by `indent`, with `tail` characters behind it.
    pub(super) fn write(&self, out: &mut String, indent: usize, column: usize, tail: usize) {
        let flat = self.flat();
        // An object that was broken stays so.
        let is_flat =
            !flat.contains("() => ({ ") && fits(&flat, WIDTH.saturating_sub(column + tail));
        match self {
            _ if is_flat => out.push_str(&flat),
            Self::Atom(text) => out.push_str(text),
            Self::Object(fields) => {
                out.push_str("{\n");
                let inside = indent + 2;
                for (name, value) in fields {
                    let head = format!("{}{}", " ".repeat(inside), key(name));
                    out.push_str(&head);
                    value.write(out, inside, head.len(), 1);
                    out.push_str(",\n");
                }
                out.push_str(&format!("{}}}", " ".repeat(indent)));
            }
            Self::Lazy(code) => {
                out.push_str("() => (");
                code.write_broken(out, indent);
                out.push(')');
            }
            Self::Call(name, arguments) => match arguments.as_slice() {
                [only] if only.is_hugged() => {
                    out.push_str(&format!("{name}("));
                    only.write(out, indent, WIDTH, 1);
                    out.push(')');
                }
                [first @ .., last] if last.is_hugged() && !first.iter().any(Self::is_hugged) => {
                    let first: Vec<String> = first.iter().map(Self::flat).collect();
                    out.push_str(&format!("{name}({}, ", first.join(", ")));
                    last.write(out, indent, WIDTH, 1);
                    out.push(')');
                }
                arguments => {
                    out.push_str(&format!("{name}(\n"));
                    let pad = " ".repeat(indent + 2);
                    for argument in arguments {
                        out.push_str(&pad);
                        argument.write(out, indent + 2, indent + 2, 1);
                        out.push_str(",\n");
                    }
                    out.push_str(&format!("{})", " ".repeat(indent)));
                }
            },
        }
    }

    /// Writes an object with a line for each field, however short it is.
    fn write_broken(&self, out: &mut String, indent: usize) {
        match self {
            Self::Object(fields) if fields.is_empty() => out.push_str("{}"),
            _ => self.write(out, indent, WIDTH, 1),
        }
    }
}

/// The name in an object of what is spread there, which has none.
pub(super) const SPREAD: &str = "...";

/// The key of an object, and what separates it from its value. `__proto__` in brackets is a key as any other.
fn key(name: &str) -> String {
    match name {
        SPREAD => SPREAD.to_owned(),
        "__proto__" => "[\"__proto__\"]: ".to_owned(),
        name => format!("{}: ", property(name)),
    }
}
