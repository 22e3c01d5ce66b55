//! Lines of documentation that Markdown breaks.

/// The text with a backslash where two spaces at the end of a line break it: no formatter keeps these spaces.
pub(crate) fn visible_line_breaks(text: &str) -> String {
    let mut fence = None;
    let mut lines = text.lines().peekable();
    let mut written = Vec::new();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        let marks = ["```", "~~~"].into_iter().find(|marks| start.starts_with(marks));
        if marks.is_some() {
            fence = match fence {
                None => marks,
                Some(_) if fence == marks => None,
                Some(_) => fence,
            };
        }
        // The last line of a paragraph ends anyway, and would show the backslash.
        let goes_on = lines.peek().is_some_and(|next| !next.trim().is_empty());
        written.push(match fence.or(marks).is_none() && goes_on && line.ends_with("  ") {
            true => format!("{}\\", line.trim_end()),
            false => line.trim_end().to_owned(),
        });
    }
    written.join("\n")
}

#[cfg(test)]
mod tests {
    use super::visible_line_breaks;

    #[test]
    fn a_break_is_a_backslash_where_a_line_follows() {
        assert_eq!(visible_line_breaks("One.  \nTwo.  \n\nThree.  "), "One.\\\nTwo.\n\nThree.");
        assert_eq!(visible_line_breaks("```  \na  \nb\n```  \nc"), "```\na\nb\n```\nc");
        assert_eq!(visible_line_breaks("a \n  b   \n c"), "a\n  b\\\n c");
    }
}
