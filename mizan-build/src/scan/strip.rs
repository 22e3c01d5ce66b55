//! Source text without the bodies of its functions, each other token at its line and column.
//!
//! A body declares nothing of an API, and parsing bodies is most of the work of parsing a file. The
//! text may be of any edition, and of no valid Rust at all: a wrong guess here only changes which
//! text the parser is given. Three facts make a body recognisable without a parser:
//!
//! - The keyword `fn` before a name begins a function. `fn(…)` is a type, and `fn $name` a part of
//!   a macro.
//! - The first `{` outside of parentheses and brackets begins the body. Where it is an argument of a
//!   const generic, `-> Array<{ N }> {`, that argument is stripped in the place of the body, which
//!   the outline does not look into either.
//! - Braces are balanced outside of literals and comments.
//!
//! The lexer is a small one of its own. `ra-ap-rustc_lexer` was measured on the benchmark's 816 KB
//! in an unoptimised build script: 84 ms for the tokens alone, against 11 ms for all of this; and
//! it adds three crates, 0.8 s of processor time, to the first build of an application.

use std::ops::Range;

/// Removes the text between the braces of each function's body, but for the ends of its lines and
/// as many spaces as its last line has characters.
pub(super) fn strip_bodies(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut cursor = Cursor::new(source);
    let mut copied = 0;
    while let Some(token) = cursor.next() {
        if token.kind == TokenKind::Word
            && token.text(source) == "fn"
            && let Some(body) = find_body(&mut cursor)
        {
            text.push_str(&source[copied..body.start]);
            push_space(&source[body.clone()], &mut text);
            copied = body.end;
        }
    }
    text.push_str(&source[copied..]);
    text
}

/// The range between the braces of a function's body, from the token after its `fn`. The type
/// `fn(…)` has no name, and a declaration no body.
fn find_body(cursor: &mut Cursor<'_>) -> Option<Range<usize>> {
    let mut name = cursor.next()?;
    while name.kind == TokenKind::Space {
        name = cursor.next()?;
    }
    if name.kind != TokenKind::Word {
        return None;
    }
    let mut depth = 0_usize;
    loop {
        match cursor.next_sign()? {
            b'{' if depth == 0 => break,
            b';' | b'}' if depth == 0 => return None,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let start = cursor.at;
    let mut depth = 1;
    while depth > 0 {
        match cursor.next_sign() {
            Some(b'{') => depth += 1,
            Some(b'}') => depth -= 1,
            Some(_) => {}
            None => return Some(start..cursor.at),
        }
    }
    Some(start..cursor.at - 1)
}

/// Pushes the ends of the lines, and as many spaces as the last line has characters.
fn push_space(body: &str, text: &mut String) {
    let mut last = 0;
    for (newline, _) in body.match_indices('\n') {
        text.push('\n');
        last = newline + 1;
    }
    for _ in body[last..].chars() {
        text.push(' ');
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Whitespace and comments.
    Space,
    /// A name, a keyword, a number.
    Word,
    /// Any other token: a literal, or one punctuation character.
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

/// A lexer that tells braces from the text of literals and comments.
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
        let (kind, end) = match CLASSES[first as usize] {
            SPACE => (TokenKind::Space, end_of_run(bytes, start, SPACE)),
            WORD => {
                let end = end_of_run(bytes, start, WORD);
                match literal_after_prefix(bytes, start, end) {
                    Some(end) => (TokenKind::Other, end),
                    None => (TokenKind::Word, end),
                }
            }
            SIGN => (TokenKind::Other, start + 1),
            _ => quote_or_comment(self.source, start),
        };
        self.at = end.min(bytes.len());
        Some(Token { kind, start, end: self.at })
    }

    /// The first byte of the next token that is neither a word nor space. Most of a body is one of
    /// them, and is skipped without making tokens of it.
    fn next_sign(&mut self) -> Option<u8> {
        let bytes = self.source.as_bytes();
        loop {
            let start = self.at;
            let first = *bytes.get(start)?;
            let class = CLASSES[first as usize];
            if class == SPACE {
                self.at = end_of_run(bytes, start, SPACE);
            } else if class == SIGN {
                self.at += 1;
                return Some(first);
            } else if self.next()?.kind == TokenKind::Other {
                return Some(first);
            }
        }
    }
}

const SPACE: u8 = 1;
const WORD: u8 = 2;
/// A token of one byte.
const SIGN: u8 = 3;

/// The class of each byte; 0 for a byte that may begin a literal or a comment. A table, since this
/// runs unoptimised over all of the source. Letters beyond ASCII only occur in names, comments and
/// literals, so that their bytes count as parts of a word.
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let letter = byte as u8;
        if letter.is_ascii_alphanumeric() || letter == b'_' || !letter.is_ascii() {
            classes[byte] = WORD;
        } else if letter.is_ascii_whitespace() {
            classes[byte] = SPACE;
        } else if !matches!(letter, b'"' | b'\'' | b'/') {
            classes[byte] = SIGN;
        }
        byte += 1;
    }
    classes
};

fn end_of_run(bytes: &[u8], start: usize, class: u8) -> usize {
    let mut at = start;
    while at < bytes.len() && CLASSES[bytes[at] as usize] == class {
        at += 1;
    }
    at
}

/// The kind and the end of the token that begins with `"`, `'` or `/`.
fn quote_or_comment(source: &str, start: usize) -> (TokenKind, usize) {
    let bytes = source.as_bytes();
    match (bytes[start], bytes.get(start + 1)) {
        (b'/', Some(b'/')) => {
            let length = source[start..].find('\n');
            (TokenKind::Space, length.map_or(bytes.len(), |length| start + length))
        }
        (b'/', Some(b'*')) => (TokenKind::Space, block_comment(bytes, start)),
        (b'"', _) => (TokenKind::Other, quoted(bytes, start + 1, b'"')),
        (b'\'', _) => (TokenKind::Other, character(source, start)),
        _ => (TokenKind::Other, start + 1),
    }
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

/// The end of `'a'`, or of the quote of a lifetime.
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

/// The end of a raw literal, `r"…"`, `br"…"` or `cr"…"`. Other prefixes are words of their own
/// before a usual literal.
fn literal_after_prefix(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    match (&bytes[start..end], bytes.get(end)?) {
        (b"r" | b"br" | b"cr", b'"' | b'#') => raw(bytes, end),
        _ => None,
    }
}

/// The end of `#"…"#` with any number of `#`; `None` for a raw name such as `r#type`.
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
    use super::strip_bodies;

    #[test]
    fn bodies_go_and_nothing_moves() {
        let source = "fn a(x: [u8; {1}]) -> B { if x { \"}\" } }\nstruct C { d: E }\n\
                      fn f() { 1 +\n  '}'\n  } fn g() { 'ä' } struct H;";
        let blank = "fn a(x: [u8; {1}]) -> B {              }\nstruct C { d: E }\n\
                     fn f() {\n\n  } fn g() {     } struct H;";
        assert_eq!(strip_bodies(source), blank);
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
            let blank = strip_bodies(&format!("fn a() {{{body}}}struct B;"));
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
            assert_eq!(strip_bodies(source), source);
        }
    }

    #[test]
    fn unfinished_text_ends_where_it_ends() {
        for source in
            ["fn a() { \"", "fn a() { /* ", "fn a() { r#\"", "fn", "'", "fn a() { '\\", "\"\\"]
        {
            assert!(strip_bodies(source).len() <= source.len(), "{source}");
        }
    }
}
