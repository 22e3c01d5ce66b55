//! Documentation of Rust items, as documentation of the client.

use crate::emit::line_breaks::visible_line_breaks;

/// The lines of a documentation, or of what stands in for one; then the note of a deprecation.
///
/// A block of code would be a test of whoever has the client, so it becomes plain text.
pub(super) fn docs(text: &str, otherwise: &str, deprecated: Option<&String>) -> String {
    let mut written = String::new();
    let text = if text.trim().is_empty() { otherwise } else { text };
    let mut fence: Option<&str> = None;
    for line in visible_line_breaks(text.trim()).lines() {
        let start = line.trim_start();
        let marks = ["```", "~~~"].into_iter().find(|marks| start.starts_with(marks));
        let line = match (fence, marks) {
            (None, Some(marks)) => {
                fence = Some(marks);
                format!("{marks}text")
            }
            (Some(open), Some(marks)) if open == marks => {
                fence = None;
                marks.to_owned()
            }
            (Some(_), _) => line.to_owned(),
            // Four spaces begin a block of code as well.
            (None, None) => start.to_owned(),
        };
        let line = line.replace(|letter: char| letter.is_control() && letter != '\t', " ");
        written.push_str(format!("/// {line}").trim_end());
        written.push('\n');
    }
    if let Some(marks) = fence {
        written.push_str(&format!("/// {marks}\n"));
    }
    if let Some(note) = deprecated {
        written.push_str(&match note.is_empty() {
            true => "#[deprecated]\n".to_owned(),
            false => format!("#[deprecated = {note:?}]\n"),
        });
    }
    written
}
