//! TypeScript as text: names that know their location in Rust, comments, literals.

use std::fmt::Write;

use mizan_ir::SourceLocation;

/// The widest line that is written.
pub(crate) const WIDTH: usize = 100;

/// Text in which an editor finds, for names, where they come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    text: String,
    origins: Origins,
}

/// Where the parts of a text come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    pub(crate) locations: Vec<SourceLocation>,
    /// In the order of the text.
    pub(crate) marks: Vec<Mark>,
}

/// A point of a text that comes from a location, or from none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) offset: usize,
    /// The number of the location.
    pub(crate) location: Option<usize>,
}

/// A state of a text, to go back to.
pub(crate) struct Checkpoint {
    text: usize,
    locations: usize,
    marks: usize,
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_parts(self) -> (String, Origins) {
        (self.text, self.origins)
    }

    pub(crate) fn push(&mut self, text: &str) {
        if !text.is_empty() {
            self.text.push_str(text);
        }
    }

    pub(crate) fn pad(&mut self, indent: usize) {
        for _ in 0..indent {
            self.text.push(' ');
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        let (offset, locations) = (self.text.len(), self.origins.locations.len());
        self.text.push_str(&other.text);
        self.origins.locations.extend(other.origins.locations);
        for mark in other.origins.marks {
            let location = mark.location.map(|location| location + locations);
            self.origins.marks.push(Mark { offset: mark.offset + offset, location });
        }
    }

    /// A name that is declared. Behind it the location still counts: an editor asks for the end of a
    /// declaration too, and takes the next mark that it finds.
    pub(crate) fn declare(&mut self, name: &str, location: &SourceLocation) -> Declared {
        let is_known = !location.file.is_empty();
        let declared = is_known.then(|| {
            self.origins.locations.push(location.clone());
            self.origins.locations.len() - 1
        });
        self.mark(declared);
        self.push(name);
        if is_known {
            self.mark(declared);
        }
        Declared(declared)
    }

    /// The end of what has been declared.
    pub(crate) fn end(&mut self, declared: Declared) {
        if declared.0.is_some() {
            self.mark(declared.0);
        }
    }

    fn mark(&mut self, location: Option<usize>) {
        self.origins.marks.push(Mark { offset: self.text.len(), location });
    }

    /// Whether the last line has room for some characters more.
    pub(crate) fn has_room(&self, characters: usize) -> bool {
        let line = self.text.rfind('\n').map_or(0, |end| end + 1);
        fits(&self.text[line..], WIDTH.saturating_sub(characters))
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            text: self.text.len(),
            locations: self.origins.locations.len(),
            marks: self.origins.marks.len(),
        }
    }

    pub(crate) fn go_back(&mut self, checkpoint: &Checkpoint) {
        self.text.truncate(checkpoint.text);
        self.origins.locations.truncate(checkpoint.locations);
        self.origins.marks.truncate(checkpoint.marks);
    }

    /// Ends the line, with nothing behind its last word.
    pub(crate) fn break_line(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push('\n');
    }
}

/// Whether a text has no more characters than that; where its bytes are no more, nobody has to
/// count.
pub(crate) fn fits(text: &str, characters: usize) -> bool {
    text.len() <= characters || text.chars().count() <= characters
}

/// A name that has been written.
#[derive(Clone, Copy)]
#[must_use]
pub(crate) struct Declared(Option<usize>);

/// A doc comment; nothing for no text.
pub(crate) fn docs(text: &str, indent: usize) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let text = escape_comment(text);
    if !text.contains('\n') && fits(&text, WIDTH - "/**  */".len() - indent) {
        return format!("{:indent$}/** {text} */\n", "");
    }
    let mut comment = format!("{:indent$}/**\n", "");
    for line in text.lines() {
        let line = format!("{:indent$} * {}", "", line.trim_end());
        comment.push_str(line.trim_end());
        comment.push('\n');
    }
    comment + &format!("{:indent$} */\n", "")
}

/// Words on lines that fit into a doc comment.
pub(crate) fn wrap(words: &str) -> String {
    const ROOM: usize = WIDTH - " *  ".len();
    let mut lines = vec![String::new()];
    for word in words.split(' ') {
        let line = lines.last_mut().expect("there is a line");
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        match line.is_empty() || fits(&longer, ROOM) {
            true => *line = longer,
            false => lines.push(word.to_owned()),
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

/// ASCII only: what is beyond may stand in quotes, and then needs no table of Unicode here. A loop
/// over bytes, for it runs unoptimised, over all names.
fn is_identifier(name: &str) -> bool {
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
