//! Types as Python writes them, in the layout of its formatters.

/// The width that formatters of Python keep to.
pub(super) const WIDTH: usize = 88;

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// A type of Python's, or a literal: it is there before any type of the API is defined.
    Known(String),
    /// A type of the file, which may be defined further below.
    Name(String),
    /// `list[int]`.
    Subscript(&'static str, Vec<Expression>),
    /// `int | None`, without a union in it.
    Union(Vec<Expression>),
}

impl Expression {
    pub(super) fn known(name: &str) -> Self {
        Self::Known(name.to_owned())
    }

    pub(super) fn list(item: Self) -> Self {
        Self::Subscript("list", vec![item])
    }

    /// An object whose keys are data.
    pub(super) fn dict(value: Self) -> Self {
        Self::Subscript("dict", vec![Self::known("str"), value])
    }

    /// One of several types. Each stands there once, and `None` is the last.
    pub(super) fn union(types: impl IntoIterator<Item = Self>) -> Self {
        let mut members = Vec::new();
        for ty in types {
            match ty {
                Self::Union(inner) => members.extend(inner),
                ty => members.push(ty),
            }
        }
        let none = Self::known("None");
        let mut unique: Vec<Self> = Vec::new();
        for member in &members {
            if *member != none && !unique.contains(member) {
                unique.push(member.clone());
            }
        }
        if members.contains(&none) {
            unique.push(none);
        }
        match unique.len() {
            0 => Self::known("Never"),
            1 => unique.remove(0),
            _ => Self::Union(unique),
        }
    }

    /// The type or `None`.
    pub(super) fn or_none(self) -> Self {
        Self::union([self, Self::known("None")])
    }

    /// The type on one line, as an annotation.
    pub(super) fn to_line(&self) -> String {
        let join = |types: &[Self], separator| {
            types.iter().map(Self::to_line).collect::<Vec<_>>().join(separator)
        };
        match self {
            Self::Known(text) | Self::Name(text) => text.clone(),
            Self::Subscript(head, items) if items.is_empty() => format!("{head}[()]"),
            Self::Subscript(head, items) => format!("{head}[{}]", join(items, ", ")),
            Self::Union(members) => join(members, " | "),
        }
    }

    /// The annotation at an indent, behind and before texts of some widths on the same line.
    pub(super) fn annotation(&self, indent: usize, before: usize, behind: usize) -> String {
        let line = self.to_line();
        if indent + before + line.len() + behind <= WIDTH {
            return line;
        }
        let (inside, outside) = (" ".repeat(indent + 4), " ".repeat(indent));
        match self {
            Self::Union(members) => {
                let members: Vec<String> =
                    members.iter().map(|member| member.annotation(indent + 4, 2, 0)).collect();
                let members = members.join(&format!("\n{inside}| "));
                format!("(\n{inside}{members}\n{outside})")
            }
            Self::Subscript(head, items) => {
                format!("{head}[\n{}{outside}]", subscripts(items, indent + 4))
            }
            Self::Known(_) | Self::Name(_) => line,
        }
    }

    /// The type as a value, which Python evaluates before the types further below are there.
    pub(super) fn evaluated(&self) -> String {
        let join =
            |types: &[Self]| types.iter().map(Self::evaluated).collect::<Vec<_>>().join(", ");
        match self {
            Self::Known(text) => text.clone(),
            Self::Name(name) => format!("\"{name}\""),
            Self::Subscript(head, items) if items.is_empty() => format!("{head}[()]"),
            Self::Subscript(head, items) => format!("{head}[{}]", join(items)),
            Self::Union(members) => format!("Union[{}]", join(members)),
        }
    }

    /// The same in the layout at an indent, behind a text of some width.
    pub(super) fn laid_out(&self, indent: usize, before: usize, behind: usize) -> String {
        let line = self.evaluated();
        if indent + before + line.len() + behind <= WIDTH {
            return line;
        }
        match self {
            Self::Subscript(head, items) => bracket(head, items, indent),
            Self::Union(members) => bracket("Union", members, indent),
            Self::Known(text) => literal(text, indent),
            Self::Name(_) => line,
        }
    }
}

/// The items of a subscript, one a line. A single one has no comma, which would make it a tuple.
fn subscripts(items: &[Expression], indent: usize) -> String {
    let inside = " ".repeat(indent);
    let comma = if items.len() == 1 { "" } else { "," };
    let mut text = String::new();
    for item in items {
        let item = match item {
            // The brackets around a union that stands alone hold its lines together.
            Expression::Union(members) if items.len() == 1 => {
                let line = item.to_line();
                match indent + line.len() <= WIDTH {
                    true => line,
                    false => {
                        let members: Vec<String> =
                            members.iter().map(|member| member.annotation(indent, 2, 0)).collect();
                        members.join(&format!("\n{inside}| "))
                    }
                }
            }
            item => item.annotation(indent, 0, 1),
        };
        text.push_str(&format!("{inside}{item}{comma}\n"));
    }
    text
}

fn bracket(head: &str, items: &[Expression], indent: usize) -> String {
    let (inside, outside) = (" ".repeat(indent + 4), " ".repeat(indent));
    let comma = if items.len() == 1 { "" } else { "," };
    let mut text = format!("{head}[\n");
    for item in items {
        let item = item.laid_out(indent + 4, 0, 1);
        text.push_str(&format!("{inside}{item}{comma}\n"));
    }
    text.push_str(&format!("{outside}]"));
    text
}

/// A long `Literal["a", "b"]`, one value a line.
fn literal(text: &str, indent: usize) -> String {
    let Some(values) = text.strip_prefix("Literal[").and_then(|rest| rest.strip_suffix(']')) else {
        return text.to_owned();
    };
    let (inside, outside) = (" ".repeat(indent + 4), " ".repeat(indent));
    let values: Vec<String> = split_values(values);
    match values.as_slice() {
        [_] => text.to_owned(),
        values => {
            format!("Literal[\n{inside}{},\n{outside}]", values.join(&format!(",\n{inside}")))
        }
    }
}

/// The values of a literal; a comma in a text parts none.
fn split_values(values: &str) -> Vec<String> {
    let mut split = vec![String::new()];
    let (mut is_text, mut is_escaped) = (false, false);
    for letter in values.chars() {
        if letter == ',' && !is_text {
            split.push(String::new());
            continue;
        }
        if letter == '"' && !is_escaped {
            is_text = !is_text;
        }
        is_escaped = letter == '\\' && !is_escaped;
        if let Some(last) = split.last_mut()
            && (is_text || letter != ' ')
        {
            last.push(letter);
        }
    }
    split
}

/// A text as a literal of Python.
pub(super) fn string(text: &str) -> String {
    let mut literal = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            letter if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => {
                literal.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => literal.push(letter),
        }
    }
    literal.push('"');
    match text.contains('"') && !text.contains('\'') {
        // Formatters choose the quotes that need fewer escapes.
        true => format!("'{}'", literal[1..literal.len() - 1].replace("\\\"", "\"")),
        false => literal,
    }
}
