//! The moved positions of tokens after an edit that declares nothing new: of a function's body, of
//! a comment, of space.

use mizan_ir::MovedPositions;

use super::strip::{Cursor, TokenKind, strip_bodies};

/// The old and the new position of each token outside of functions' bodies. `None` if the texts do
/// not have the same tokens, so that something else may be declared.
pub(crate) fn map_positions(before: &str, after: &str) -> Option<MovedPositions> {
    let (before, after) = (strip_bodies(before), strip_bodies(after));
    let (mut before, mut after) = (Tokens::new(&before), Tokens::new(&after));
    let mut moves = MovedPositions::new();
    loop {
        match (before.next(), after.next()) {
            (None, None) => return Some(moves),
            (Some((old, from)), Some((new, to))) if old == new => moves.insert(from, to),
            _ => return None,
        };
    }
}

/// The tokens of a text, with their lines and columns.
struct Tokens<'text> {
    text: &'text str,
    cursor: Cursor<'text>,
    line: usize,
    /// The byte where the line begins.
    start: usize,
}

impl<'text> Tokens<'text> {
    fn new(text: &'text str) -> Self {
        Self { text, cursor: Cursor::new(text), line: 1, start: 0 }
    }

    fn next(&mut self) -> Option<(&'text str, (usize, usize))> {
        loop {
            let token = self.cursor.next()?;
            let text = token.text(self.text);
            let column = self.text[self.start..token.start].chars().count() + 1;
            let location = (self.line, column);
            if let Some(last) = text.rfind('\n') {
                self.line += text.matches('\n').count();
                self.start = token.start + last + 1;
            }
            if token.kind != TokenKind::Space || is_documentation(text) {
                return Some((text, location));
            }
        }
    }
}

/// Returns true if a comment may be documentation, which travels to the client.
fn is_documentation(text: &str) -> bool {
    ["///", "//!", "/**", "/*!"].iter().any(|start| text.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::map_positions;

    const BEFORE: &str = "/// One.\nfn one() { 1 }\n// b\nfn two(a: A) { 2 }";

    #[test]
    fn bodies_comments_and_space_move_what_stands_behind() {
        let after = "/// One.\nfn one() {\n    10 // ä\n}\n/* b */ fn   two(a: A) {}";
        let moves = map_positions(BEFORE, after).expect("the same is declared");
        assert_eq!(moves[&(2, 4)], (2, 4), "`one`");
        assert_eq!(moves[&(4, 4)], (5, 14), "`two`");
        assert_eq!(moves[&(4, 8)], (5, 18), "its parameter");
    }

    #[test]
    fn columns_are_those_of_characters() {
        let moves =
            map_positions("/* ä */ fn one() {}", "fn one() {}").expect("no more than moved");
        assert_eq!(moves[&(1, 12)], (1, 4));
    }

    #[test]
    fn what_declares_something_else_is_no_move() {
        for after in [
            BEFORE.replace("One.", "Two."),
            BEFORE.replace("two", "three"),
            BEFORE.replace("a: A", "a: B"),
            BEFORE.replace("a: A", ""),
            BEFORE.replace("// b", "/// b"),
            BEFORE.replace("// b", "#[client]"),
            format!("{BEFORE} struct A;"),
            BEFORE.replace("{ 2 }", "{ 2 } }"),
        ] {
            assert_eq!(map_positions(BEFORE, &after), None, "{after}");
        }
    }
}
