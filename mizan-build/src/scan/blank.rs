//! Source text without the bodies of its functions, lines and columns kept.
//!
//! What stands in a body is not part of an API, and parsing bodies would be most of the work.

/// Takes out what stands between the braces of each function's body. The ends of its lines stay,
/// and as much space as what comes behind it needs.
pub(super) fn blank_bodies(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut cursor = Cursor::new(source);
    while let Some(token) = cursor.next() {
        text.push_str(token.text(source));
        if token.text(source) == "fn" {
            copy_function(source, &mut cursor, &mut text);
        }
    }
    text
}

/// Copies a function after its `fn`, up to the end of its body. The type `fn(…)` has no name, a
/// declaration no body.
fn copy_function(source: &str, cursor: &mut Cursor<'_>, text: &mut String) {
    if !copy_name(source, cursor, text) {
        return;
    }
    let mut depth = 0_usize;
    while let Some(token) = cursor.next() {
        let written = token.text(source);
        text.push_str(written);
        match written {
            "{" if depth == 0 => return blank_block(source, cursor, text),
            ";" | "}" if depth == 0 => return,
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
}

fn copy_name(source: &str, cursor: &mut Cursor<'_>, text: &mut String) -> bool {
    while let Some(token) = cursor.next() {
        text.push_str(token.text(source));
        if token.kind != TokenKind::Space {
            return token.kind == TokenKind::Word;
        }
    }
    false
}

/// Blanks a block that is open already, and copies the brace that closes it.
fn blank_block(source: &str, cursor: &mut Cursor<'_>, text: &mut String) {
    let start = cursor.at;
    let mut depth = 1;
    let end = loop {
        let end = cursor.at;
        let Some(token) = cursor.next() else { break end };
        match source.as_bytes()[token.start] {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break end;
        }
    };
    let mut last = start;
    for (newline, _) in source[start..end].match_indices('\n') {
        text.push('\n');
        last = start + newline + 1;
    }
    for _ in source[last..end].chars() {
        text.push(' ');
    }
    text.push_str(&source[end..cursor.at]);
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Whitespace and comments.
    Space,
    /// A name, a keyword, a number.
    Word,
    /// Anything else: a literal, or one sign.
    Other,
}

#[derive(Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    end: usize,
}

impl Token {
    pub(super) fn text(self, source: &str) -> &str {
        &source[self.start..self.end]
    }
}

/// Just enough of a lexer to tell braces from text.
pub(super) struct Cursor<'source> {
    source: &'source str,
    at: usize,
}

impl<'source> Cursor<'source> {
    pub(super) fn new(source: &'source str) -> Self {
        Self { source, at: 0 }
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let bytes = self.source.as_bytes();
        let start = self.at;
        let first = *bytes.get(start)?;
        let (kind, end) = match first {
            b' ' | b'\t' | b'\n' | b'\r' => (TokenKind::Space, end_of_run(bytes, start, SPACE)),
            b'/' if bytes.get(start + 1) == Some(&b'/') => {
                let length = self.source[start..].find('\n');
                (TokenKind::Space, length.map_or(bytes.len(), |length| start + length))
            }
            b'/' if bytes.get(start + 1) == Some(&b'*') => {
                (TokenKind::Space, block_comment(bytes, start))
            }
            b'"' => (TokenKind::Other, quoted(bytes, start + 1, b'"')),
            b'\'' => (TokenKind::Other, character(self.source, start)),
            byte if CLASSES[byte as usize] == WORD => {
                let end = end_of_run(bytes, start, WORD);
                match literal_after_prefix(bytes, start, end) {
                    Some(end) => (TokenKind::Other, end),
                    None => (TokenKind::Word, end),
                }
            }
            _ => (TokenKind::Other, start + 1),
        };
        self.at = end.min(bytes.len());
        Some(Token { kind, start, end: self.at })
    }
}

const SPACE: u8 = 1;
const WORD: u8 = 2;

/// What each byte belongs to, at hand: this runs unoptimised, over all of the source. Letters
/// beyond ASCII only occur in names, comments and literals.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        if letter.is_ascii_alphanumeric() || letter == b'_' || !letter.is_ascii() {
            classes[byte] = WORD;
        } else if letter.is_ascii_whitespace() {
            classes[byte] = SPACE;
        }
        byte += 1;
    }
    classes
};

fn end_of_run(bytes: &[u8], start: usize, class: u8) -> usize {
    let classes = &CLASSES;
    let mut at = start;
    while at < bytes.len() && classes[bytes[at] as usize] == class {
        at += 1;
    }
    at
}

fn block_comment(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < bytes.len() {
        match &bytes[at..bytes.len().min(at + 2)] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The end of a literal whose quote is already open.
fn quoted(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

/// `'a'`, or the quote of a lifetime.
fn character(source: &str, start: usize) -> usize {
    let mut letters = source[start + 1..].char_indices();
    match letters.next() {
        Some((_, '\\')) => quoted(source.as_bytes(), start + 1, b'\''),
        Some(_) => match letters.next() {
            Some((offset, '\'')) => start + 1 + offset + 1,
            _ => start + 1,
        },
        None => start + 1,
    }
}

/// The end of a literal that begins with `b`, `c`, `r`, `br` or `cr`.
fn literal_after_prefix(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let prefix = &bytes[start..end];
    match (prefix, bytes.get(end)?) {
        (b"b" | b"c", b'"') => Some(quoted(bytes, end + 1, b'"')),
        (b"b", b'\'') => Some(quoted(bytes, end + 1, b'\'')),
        (b"r" | b"br" | b"cr", b'"' | b'#') => raw(bytes, end),
        _ => None,
    }
}

/// `#"…"#` with any number of `#`; `None` for a raw name such as `r#type`.
fn raw(bytes: &[u8], start: usize) -> Option<usize> {
    let mut open = start;
    while bytes.get(open) == Some(&b'#') {
        open += 1;
    }
    if bytes.get(open) != Some(&b'"') {
        return None;
    }
    let mut closing = vec![b'"'];
    closing.resize(open - start + 1, b'#');
    let length = bytes[open + 1..].windows(closing.len()).position(|window| window == closing);
    Some(length.map_or(bytes.len(), |length| open + 1 + length + closing.len()))
}

#[cfg(test)]
mod tests {
    use super::blank_bodies;

    #[test]
    fn bodies_go_and_nothing_moves() {
        let source = "fn a(x: [u8; {1}]) -> B { if x { \"}\" } }\nstruct C { d: E }\n\
                      fn f() { 1 +\n  '}'\n  } fn g() { 'ä' } struct H;";
        let blank = "fn a(x: [u8; {1}]) -> B {              }\nstruct C { d: E }\n\
                     fn f() {\n\n  } fn g() {     } struct H;";
        assert_eq!(blank_bodies(source), blank);
    }

    #[test]
    fn literals_and_comments_hold_no_braces() {
        for body in [
            "\"\\\"}\"",
            "r#\"}\"#",
            "br##\"\"#}\"##",
            "'\\''; '}'; b'}'",
            "// }\n",
            "/* /* } */ } */",
            "let a: &'static str = \"\"; 'l: loop {}",
            "r#type { }",
            "'ä' ; \"ä}\"",
        ] {
            let blank = blank_bodies(&format!("fn a() {{{body}}}struct B;"));
            let inside =
                blank.strip_prefix("fn a() {").and_then(|rest| rest.strip_suffix("}struct B;"));
            assert_eq!(inside.map(str::trim), Some(""), "{body}");
        }
    }

    #[test]
    fn what_has_no_body_is_left_alone() {
        for source in [
            "type F = fn(u8) -> u8; struct A { b: C }",
            "trait T { fn a(&self) -> u8; type B; } struct A { b: C }",
            "struct A { f: fn(), b: C }",
            "const F: [fn(); 1] = [f]; struct A { b: C }",
            "macro_rules! m { ($n:ident) => { fn $n() -> u8 } } struct A { b: C }",
        ] {
            assert_eq!(blank_bodies(source), source);
        }
    }

    #[test]
    fn unfinished_text_ends_where_it_ends() {
        for source in
            ["fn a() { \"", "fn a() { /* ", "fn a() { r#\"", "fn", "'", "fn a() { '\\", "\"\\"]
        {
            assert!(blank_bodies(source).len() <= source.len(), "{source}");
        }
    }
}
