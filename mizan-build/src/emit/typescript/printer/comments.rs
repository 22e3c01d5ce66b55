//! Doc comments.

use super::text::{WIDTH, fits};
use crate::emit::line_breaks::visible_line_breaks;

/// A doc comment on lines of its own; empty for an empty text.
pub(crate) fn docs(text: &str, indent: usize) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let text = escape(&visible_line_breaks(text));
    if !text.contains('\n') && fits(&text, WIDTH - "/**  */".len() - indent) {
        return format!("{:indent$}/** {text} */\n", "");
    }
    let mut comment = format!("{:indent$}/**\n", "");
    for line in text.lines() {
        let line = format!("{:indent$} * {line}", "");
        comment.push_str(line.trim_end());
        comment.push('\n');
    }
    comment + &format!("{:indent$} */\n", "")
}

/// Breaks words over lines that fit into a doc comment without indentation.
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

/// The documentation of an item, followed by the note of its deprecation.
pub(crate) fn with_deprecation(docs: &str, deprecated: &Option<String>) -> String {
    match deprecated {
        None => docs.to_owned(),
        Some(note) => format!("{docs}\n\n@deprecated {note}"),
    }
}

/// Escapes text that would end the comment, or that JavaScript reads as the end of a line.
fn escape(text: &str) -> String {
    let is_safe = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n') && *byte != b'*';
    if text.as_bytes().iter().all(is_safe) {
        return text.to_owned();
    }
    text.replace("*/", "*\\/").replace(['\u{2028}', '\u{2029}', '\r'], " ")
}
