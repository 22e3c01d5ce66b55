//! Regular expressions that Rust and JavaScript read alike: a part of the syntax of both, and the text
//! of an expression in each.
//!
//! The two differ where one would not expect it: `\d` and `\w` match all of Unicode in Rust, `.` stops at
//! other ends of a line, `\s` has other members. What has one meaning is written so that both have
//! that; what has none in one of the two is refused.

use std::fmt::{self, Write};
use std::iter::Peekable;
use std::str::Chars;

/// A regular expression in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The expression for the crate `regex`.
    pub rust: String,
    /// The expression for a regular expression of JavaScript with the flag `u`, without slashes.
    pub javascript: String,
}

/// The reason why an expression is not read alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: &'static str,
}

impl fmt::Display for PatternError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\n{}", self.message, self.help)
    }
}

impl Pattern {
    /// Reads an expression.
    ///
    /// ```
    /// use mizan_ir::Pattern;
    ///
    /// let digits = Pattern::parse(r"^\d+$").unwrap();
    /// assert_eq!((&*digits.rust, &*digits.javascript), ("^[0-9]+$", "^[0-9]+$"));
    /// assert!(Pattern::parse("(?=a)").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// The first part of the expression that the two languages do not read alike.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut reader = Reader {
            rest: text.chars().peekable(),
            pattern: Self { rust: String::new(), javascript: String::new() },
            sizes: vec![0],
            last: 0,
        };
        reader.read()?;
        Ok(reader.pattern)
    }
}

struct Reader<'text> {
    rest: Peekable<Chars<'text>>,
    pattern: Pattern,
    /// The sizes of the expression and of the groups that are open in it, in atoms with their repetitions.
    sizes: Vec<u64>,
    /// The size of the last atom.
    last: u64,
}

/// The largest size of an expression in atoms, so that `regex` compiles it within its limits.
const LARGEST: u64 = 2000;

/// The characters that stand for themselves behind a backslash.
const ESCAPED: &str = r".+*?()|[]{}^$\/-";

/// The members of `\s`: the white space of ASCII.
const SPACE: &str = r"\t\n\v\f\r\x20";

fn refuse<T>(message: impl Into<String>, help: &'static str) -> Result<T, PatternError> {
    Err(PatternError { message: message.into(), help })
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), PatternError> {
        // True where a quantifier has something to repeat.
        let mut is_atom = false;
        while let Some(character) = self.rest.next() {
            is_atom = match character {
                '*' | '+' | '?' | '{' if !is_atom => {
                    return refuse(
                        format!("`{character}` repeats nothing here"),
                        r"write `\` before it, if it stands for itself",
                    );
                }
                '*' | '+' | '?' => self.quantify(character),
                '{' => self.count()?,
                '(' => self.open_group()?,
                ')' => self.close_group()?,
                '[' => self.class()? && self.grow(1)?,
                '\\' => self.escape()? && self.grow(1)?,
                // Both exclude the end of a line alone.
                '.' => self.add(r"[^\n]") && self.grow(1)?,
                '^' | '$' | '|' => {
                    self.add(character.encode_utf8(&mut [0; 4]));
                    false
                }
                '}' | ']' => {
                    return refuse(
                        format!("`{character}` closes nothing"),
                        r"write `\` before it, if it stands for itself",
                    );
                }
                character => self.literal(character) && self.grow(1)?,
            };
        }
        match self.sizes.len() {
            1 => Ok(()),
            _ => refuse("a group is not closed", r"write `)`, or `\(` for a parenthesis"),
        }
    }

    /// Adds a text that both languages read alike; true, for an atom.
    fn add(&mut self, text: &str) -> bool {
        self.pattern.rust.push_str(text);
        self.pattern.javascript.push_str(text);
        true
    }

    /// Adds the size of an atom; true, for an atom.
    fn grow(&mut self, size: u64) -> Result<bool, PatternError> {
        self.last = size;
        let Some(whole) = self.sizes.last_mut() else { return Ok(true) };
        *whole += size;
        match *whole <= LARGEST {
            true => Ok(true),
            false => refuse(
                "the expression is too large with all of its repetitions",
                "write smaller counts, or a `length` beside it",
            ),
        }
    }

    fn literal(&mut self, character: char) -> bool {
        let Pattern { rust, javascript } = &mut self.pattern;
        write_character(character, rust);
        write_character(character, javascript);
        true
    }

    /// A quantifier, perhaps a lazy one; nothing repeats it.
    fn quantify(&mut self, quantifier: char) -> bool {
        self.add(quantifier.encode_utf8(&mut [0; 4]));
        if self.rest.next_if_eq(&'?').is_some() {
            self.add("?");
        }
        false
    }

    /// `{2}`, `{2,}` or `{2,5}`, behind the brace.
    fn count(&mut self) -> Result<bool, PatternError> {
        let mut inside = String::new();
        while let Some(character) = self.rest.next_if(|character| *character != '}') {
            inside.push(character);
        }
        let is_closed = self.rest.next().is_some();
        let (from, to) = inside.split_once(',').unwrap_or((&inside, ""));
        let number = |text: &str| text.parse::<u16>().ok().filter(|number| *number <= 1000);
        let is_range = match (number(from), to) {
            (None, _) => false,
            (Some(_), "") => true,
            (Some(from), to) => number(to).is_some_and(|to| from <= to),
        };
        if !is_closed || !is_range {
            return refuse(
                format!("`{{{inside}}}` is no count"),
                r"write `{2}`, `{2,}` or `{2,5}` with numbers to 1000, or `\{` for a brace",
            );
        }
        let most = number(to).or(number(from)).unwrap_or(1);
        self.grow(self.last * u64::from(most.saturating_sub(1)))?;
        self.add(&format!("{{{inside}}}"));
        if self.rest.next_if_eq(&'?').is_some() {
            self.add("?");
        }
        Ok(false)
    }

    fn open_group(&mut self) -> Result<bool, PatternError> {
        if self.rest.next_if_eq(&'?').is_some() && self.rest.next() != Some(':') {
            return refuse(
                "a group that begins with `(?` looks ahead or back, has a name, or sets a flag, which \
                 the two languages do not read alike",
                "write a plain group: `(…)`",
            );
        }
        self.sizes.push(0);
        self.add("(?:");
        Ok(false)
    }

    fn close_group(&mut self) -> Result<bool, PatternError> {
        let (1.., Some(size)) = (self.sizes.len() - 1, self.sizes.pop()) else {
            return refuse("`)` closes no group", r"write `\)` for a parenthesis");
        };
        self.add(")");
        self.grow(size)
    }

    fn escape(&mut self) -> Result<bool, PatternError> {
        let Some(escaped) = self.rest.next() else {
            return refuse("the expression ends with a backslash", r"write `\\` for a backslash");
        };
        if escaped == 'b' {
            self.pattern.rust.push_str(r"(?-u:\b)");
            self.pattern.javascript.push_str(r"\b");
            return Ok(false);
        }
        if let Some(character) = plain_escape(escaped) {
            return Ok(self.literal(character));
        }
        match members(escaped) {
            Some(members) => Ok(self.add(&format!("[{members}]"))),
            None => refuse_escape(escaped),
        }
    }

    /// A class, behind the bracket.
    fn class(&mut self) -> Result<bool, PatternError> {
        self.add("[");
        if self.rest.next_if_eq(&'^').is_some() {
            self.add("^");
        }
        let mut is_empty = true;
        loop {
            match self.rest.next() {
                None => {
                    return refuse("a class is not closed", r"write `]`, or `\[` for a bracket");
                }
                Some(']') if is_empty => {
                    return refuse("a class is empty", r"write `\]` for a bracket in a class");
                }
                Some(']') => break,
                Some(first) => self.class_member(first)?,
            }
            is_empty = false;
        }
        Ok(self.add("]"))
    }

    /// A member of a class: a character, a range, or a class of characters such as `\d`.
    fn class_member(&mut self, first: char) -> Result<(), PatternError> {
        if first == '\\'
            && let Some(members) = self.rest.peek().copied().and_then(members)
            && !members.starts_with('^')
        {
            self.rest.next();
            self.add(members);
            return Ok(());
        }
        let from = self.class_character(first)?;
        self.literal(from);
        if self.rest.peek() != Some(&'-') {
            return Ok(());
        }
        self.rest.next();
        let to = match self.rest.next() {
            Some(to) if to != ']' => self.class_character(to)?,
            _ => return refuse_hyphen(),
        };
        if from > to {
            return refuse(
                format!("the range from `{from}` to `{to}` is empty"),
                "write the smaller end of a range first",
            );
        }
        self.add("-");
        self.literal(to);
        Ok(())
    }

    fn class_character(&mut self, character: char) -> Result<char, PatternError> {
        match character {
            '\\' => match self.rest.next() {
                Some(escaped) => plain_escape(escaped).map_or_else(|| refuse_escape(escaped), Ok),
                None => {
                    refuse("the expression ends with a backslash", r"write `\\` for a backslash")
                }
            },
            '-' => refuse_hyphen(),
            // In Rust these begin another class, or join two.
            '[' | '&' | '~' => refuse(
                format!("`{character}` in a class has a meaning in Rust, and none in JavaScript"),
                r"write `\x26` for `&`, `\x7e` for `~`, and `\[` for `[`",
            ),
            character => Ok(character),
        }
    }
}

fn refuse_hyphen<T>() -> Result<T, PatternError> {
    refuse("a `-` in a class stands between the ends of a range", r"write `\-` for a hyphen")
}

fn refuse_escape<T>(escaped: char) -> Result<T, PatternError> {
    refuse(
        format!(r"`\{escaped}` has no meaning, or not the same one, in Rust and in JavaScript"),
        r"write out the characters, or use `\d`, `\w`, `\s`, `\b`, `\t`, `\n`, `\r` or a character of the syntax",
    )
}

/// The character that an escape stands for.
fn plain_escape(escaped: char) -> Option<char> {
    match escaped {
        't' => Some('\t'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        _ => ESCAPED.contains(escaped).then_some(escaped),
    }
}

/// The members of a class by its letter.
fn members(letter: char) -> Option<&'static str> {
    Some(match letter {
        'd' => "0-9",
        'w' => "0-9A-Z_a-z",
        's' => SPACE,
        'D' => "^0-9",
        'W' => "^0-9A-Z_a-z",
        'S' => r"^\t\n\v\f\r\x20",
        _ => return None,
    })
}

/// A character by itself, or by its number where it could be read as syntax.
fn write_character(character: char, text: &mut String) {
    match character {
        'a'..='z'
        | 'A'..='Z'
        | '0'..='9'
        | '_'
        | ' '
        | '@'
        | ','
        | ':'
        | ';'
        | '#'
        | '='
        | '!'
        | '%'
        | '<'
        | '>'
        | '\''
        | '"' => text.push(character),
        // JavaScript knows `\-` inside of a class alone.
        character if ESCAPED.contains(character) && character != '-' => {
            text.push('\\');
            text.push(character);
        }
        character if character.is_ascii() => {
            let _ = write!(text, "\\x{:02x}", u32::from(character));
        }
        character => {
            let _ = write!(text, "\\u{{{:x}}}", u32::from(character));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn javascript(text: &str) -> String {
        Pattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).javascript
    }

    #[test]
    fn what_both_read_alike_is_written_for_both() {
        assert_eq!(javascript(r"^\d{2,3}(a|b)+?.$"), r"^[0-9]{2,3}(?:a|b)+?[^\n]$");
        assert_eq!(javascript(r"[^\w\s.\-]"), r"[^0-9A-Z_a-z\t\n\v\f\r\x20\.\x2d]");
        assert_eq!(javascript("é/😀"), r"\u{e9}\/\u{1f600}");
        let boundary = Pattern::parse(r"\bcat\b").expect("a pattern");
        assert_eq!((&*boundary.rust, &*boundary.javascript), (r"(?-u:\b)cat(?-u:\b)", r"\bcat\b"));
    }

    #[test]
    fn what_they_read_otherwise_is_refused() {
        let refused = [
            "(a{100}){100}",
            "((a{20}){20}){20}",
            "(?i)a",
            "(?=a)",
            "(?<name>a)",
            "(?P<name>a)",
            r"\p{L}",
            r"(a)\1",
            r"\A",
            r"\z",
            r"\x41",
            "*",
            "a**",
            "^*",
            "a{",
            "a{1",
            "a{2,1}",
            "a{,2}",
            "a{1001}",
            "(",
            ")",
            "[",
            "[]",
            "[^]",
            "[a-]",
            "[-a]",
            "[z-a]",
            "[[:alpha:]]",
            "[a&&b]",
            "]",
            "}",
            r"\",
            r"[\",
            r"[a-\d]",
            r"[\D]",
        ];
        for text in refused {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
