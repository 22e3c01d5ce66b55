//! Documentation of Rust items as docstrings and comments.

/// The docstring of a class or a function at an indent; empty if there is nothing to say.
pub(super) fn docstring(docs: &str, deprecated: Option<&String>, indent: usize) -> String {
    let mut lines: Vec<String> = docs.lines().map(|line| escape(line.trim_end())).collect();
    if let Some(note) = deprecated {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(escape(format!("Deprecated: {note}").trim_end_matches([' ', ':'])));
    }
    let start = lines.iter().take_while(|line| line.is_empty()).count();
    lines.drain(..start);
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let Some(first) = lines.first() else { return String::new() };
    let inside = " ".repeat(indent);
    let mut text = format!("{inside}\"\"\"{}", first.trim_start());
    for line in &lines[1..] {
        text.push('\n');
        if !line.is_empty() {
            text.push_str(&inside);
            text.push_str(line);
        }
    }
    match lines.len() {
        1 if text.ends_with('"') => text.push(' '),
        1 => {}
        _ => text.push_str(&format!("\n{inside}")),
    }
    text.push_str("\"\"\"\n");
    text
}

/// A comment of lines at an indent.
pub(super) fn comment(docs: &str, deprecated: Option<&String>, indent: usize) -> String {
    let inside = " ".repeat(indent);
    let note = deprecated.map(|note| format!("Deprecated: {note}"));
    let mut text = String::new();
    for line in docs.lines().chain(note.as_deref()) {
        text.push_str(format!("{inside}# {}", line.trim()).trim_end());
        text.push('\n');
    }
    text
}

/// No text ends a docstring, begins an escape, or is a character that ends a line elsewhere.
fn escape(line: &str) -> String {
    let escaped = line.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    escaped.replace('\t', "    ").replace(|letter: char| letter.is_control(), " ")
}
