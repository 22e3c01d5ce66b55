//! Object literals.

use super::{
    text::{WIDTH, fits},
    tokens::property,
};

/// A value of the generated code.
pub(crate) enum Literal {
    Atom(String),
    Object(Vec<Property>),
    /// A function without side effects, called with an object behind an optional first argument.
    Call(&'static str, Option<String>, Box<Literal>),
}

/// `name: value`, or `get name() { return value; }`.
pub(crate) struct Property {
    name: String,
    value: Literal,
    is_getter: bool,
}

impl Property {
    pub(crate) fn value(name: &str, value: Literal) -> Self {
        // Prettier writes numbers without quotes.
        let is_position = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_digit())
            && !name.starts_with('0');
        let name = match is_position || name == "0" {
            true => name.to_owned(),
            false => property(name),
        };
        Self { name, value, is_getter: false }
    }

    pub(crate) fn getter(name: &str, value: Literal) -> Self {
        Self { is_getter: true, ..Self::value(name, value) }
    }

    fn flat(&self) -> Option<String> {
        match self.is_getter {
            true => None,
            false => Some(format!("{}: {}", self.name, self.value.flat()?)),
        }
    }

    fn lines(&self, indent: usize) -> String {
        let pad = " ".repeat(indent);
        let name = &self.name;
        if self.is_getter {
            let head = format!("{pad}  return ");
            let value = self.value.render(indent + 2, head.len(), 1);
            return format!("{pad}get {name}() {{\n{head}{value};\n{pad}}},\n");
        }
        let value = self.value.render(indent, indent + name.len() + 2, 1);
        format!("{pad}{name}: {value},\n")
    }
}

impl Literal {
    /// The literal as text that begins at `column` of a line indented by `indent`, with room for
    /// `tail` characters behind it.
    pub(crate) fn render(&self, indent: usize, column: usize, tail: usize) -> String {
        let flat = self.flat().filter(|flat| fits(flat, WIDTH.saturating_sub(column + tail)));
        flat.unwrap_or_else(|| match self {
            Self::Atom(text) => text.clone(),
            Self::Object(properties) => {
                let lines: String =
                    properties.iter().map(|property| property.lines(indent + 2)).collect();
                format!("{{\n{lines}{}}}", " ".repeat(indent))
            }
            Self::Call(name, first, last) => {
                format!("{PURE}{name}({}{})", before(first), last.render(indent, WIDTH, 0))
            }
        })
    }

    /// The literal on one line; `None` where it contains a getter.
    fn flat(&self) -> Option<String> {
        Some(match self {
            Self::Atom(text) => text.clone(),
            Self::Object(properties) if properties.is_empty() => "{}".to_owned(),
            Self::Object(properties) => {
                let flat: Option<Vec<String>> = properties.iter().map(Property::flat).collect();
                format!("{{ {} }}", flat?.join(", "))
            }
            Self::Call(name, first, last) => {
                format!("{PURE}{name}({}{})", before(first), last.flat()?)
            }
        })
    }
}

/// The comment by which a bundler drops a call whose result is not used.
const PURE: &str = "/* @__PURE__ */ ";

fn before(first: &Option<String>) -> String {
    first.as_ref().map(|first| format!("{first}, ")).unwrap_or_default()
}
