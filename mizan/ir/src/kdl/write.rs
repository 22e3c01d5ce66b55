//! The text of KDL nodes: lines, indentation and escapes.
//!
//! One `format!` call writes the whole document, and each node goes to its formatter. The formatting
//! code and the text under construction are then the standard library's, which is optimised even in
//! an unoptimised build script: a line costs a third less than a `format!` of its own.

use std::fmt::{Arguments, Display, Formatter, Result, Write};

use crate::{Name, Presence, SourceLocation, Type};

/// A document under construction. Every method adds a line.
pub(super) struct Writer<'text, 'formatter> {
    text: &'text mut Formatter<'formatter>,
    depth: usize,
    /// The first error of the formatter, if there was one.
    result: Result,
}

impl<'text, 'formatter> Writer<'text, 'formatter> {
    pub(super) fn new(text: &'text mut Formatter<'formatter>) -> Self {
        Self { text, depth: 0, result: Ok(()) }
    }

    pub(super) fn finish(self) -> Result {
        self.result
    }

    pub(super) fn skip_line(&mut self) {
        self.add(format_args!("\n"));
    }

    /// Writes a node without children.
    pub(super) fn node(&mut self, node: Arguments<'_>) {
        // No node of the grammar is deeper than the indentation is long.
        let indentation = INDENTATION.get(..self.depth * 4).unwrap_or(INDENTATION);
        self.add(format_args!("{indentation}{node}\n"));
    }

    fn add(&mut self, text: Arguments<'_>) {
        self.result = self.result.and_then(|()| self.text.write_fmt(text));
    }

    /// Writes a node whose children are the following nodes, up to `close`.
    pub(super) fn open(&mut self, node: Arguments<'_>) {
        self.node(format_args!("{node} {{"));
        self.depth += 1;
    }

    pub(super) fn close(&mut self) {
        self.depth -= 1;
        self.node(format_args!("}}"));
    }

    pub(super) fn docs(&mut self, docs: &str) {
        if !docs.is_empty() {
            self.node(format_args!("doc {}", Quoted(docs)));
        }
    }

    pub(super) fn aliases(&mut self, aliases: &[String]) {
        for alias in aliases {
            self.node(format_args!("alias {}", Quoted(alias)));
        }
    }

    pub(super) fn deprecated(&mut self, note: Option<&str>) {
        match note {
            None => {}
            Some("") => self.node(format_args!("deprecated")),
            Some(note) => self.node(format_args!("deprecated {}", Quoted(note))),
        }
    }
}

const INDENTATION: &str = "                                ";

/// A text in quotes. Quotes, backslashes, line ends and characters that KDL forbids are escaped.
pub(super) struct Quoted<'text>(pub(super) &'text str);

impl Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        formatter.write_str("\"")?;
        if is_plain(self.0) {
            formatter.write_str(self.0)?;
            return formatter.write_str("\"");
        }
        for character in self.0.chars() {
            match character {
                '"' => formatter.write_str("\\\"")?,
                '\\' => formatter.write_str("\\\\")?,
                '\n' => formatter.write_str("\\n")?,
                '\r' => formatter.write_str("\\r")?,
                '\t' => formatter.write_str("\\t")?,
                character if needs_escape(character) => {
                    write!(formatter, "\\u{{{:x}}}", u32::from(character))?;
                }
                character => formatter.write_char(character)?,
            }
        }
        formatter.write_str("\"")
    }
}

/// `true` if a text needs no escapes, as nearly all texts. A loop over bytes, because it runs over
/// a whole document in an unoptimised build.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\\' => return false,
            b' '..=b'~' => at += 1,
            _ => return false,
        }
    }
    true
}

/// KDL 2 forbids control characters and directional marks, and treats U+0085, U+2028 and U+2029 as
/// line ends.
fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A property with a text; nothing for `None`.
pub(super) struct Text<'text>(pub(super) &'static str, pub(super) Option<&'text str>);

impl Display for Text<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self.1 {
            None => Ok(()),
            Some(text) => write!(formatter, " {}={}", self.0, Quoted(text)),
        }
    }
}

/// A property with a number; nothing for `None`.
pub(super) struct Number(pub(super) &'static str, pub(super) Option<u64>);

impl Display for Number {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        self.1.map_or(Ok(()), |number| write!(formatter, " {}={number}", self.0))
    }
}

/// A property with the value `#true`; nothing for `false`.
pub(super) struct Flag(pub(super) &'static str, pub(super) bool);

impl Display for Flag {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        if self.1 { write!(formatter, " {}=#true", self.0) } else { Ok(()) }
    }
}

/// The property `type`.
pub(super) struct Typed<'ty>(pub(super) &'ty Type);

impl Display for Typed<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        formatter.write_str(" type=")?;
        Quoted(&self.0.text()).fmt(formatter)
    }
}

/// A name on the wire, and the property `input` if the server reads another name.
pub(super) struct Names<'name>(pub(super) &'name Name);

impl Display for Names<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let Name { output, input } = self.0;
        match input == output {
            true => Quoted(output).fmt(formatter),
            false => write!(formatter, "{} input={}", Quoted(output), Quoted(input)),
        }
    }
}

/// A property with the presence in one direction; nothing for the presence `Required`.
pub(super) struct Present(pub(super) &'static str, pub(super) Presence);

impl Display for Present {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        let word = match self.1 {
            Presence::Required => return Ok(()),
            Presence::Optional => "optional",
            Presence::UnlessNull => "unless-null",
            Presence::Skipped => "skipped",
            Presence::IfOption => "if-option",
        };
        write!(formatter, " {}=\"{word}\"", self.0)
    }
}

/// The property `at`; nothing for an unknown location.
pub(super) struct At<'location>(pub(super) &'location SourceLocation);

impl Display for At<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self.0 {
            SourceLocation { file, .. } if file.is_empty() => Ok(()),
            location if is_plain(&location.file) => write!(formatter, " at=\"{location}\""),
            location => write!(formatter, " at={}", Quoted(&location.to_string())),
        }
    }
}
