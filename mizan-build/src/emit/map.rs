//! Source maps: from the names in a file of declarations to the Rust that they were made from.
//!
//! TypeScript looks a position up among the segments, and takes the next one where none is exact.
//! A name therefore has a segment where it begins and one behind it, its declaration has one where
//! it ends, and what comes from nowhere has a segment without a source.

use std::fmt::Write;

use mizan_ir::{ByName, MovedPositions, SourceLocation};

use super::File;

/// The map of a file that gets `lines_above` more lines on top; `None` where it would lead nowhere.
/// `locate` tells how a source is reached from the map, if it is there.
pub(crate) fn emit_map(
    file: &File,
    lines_above: usize,
    locate: impl Fn(&str) -> Option<String>,
) -> Option<File> {
    let mut map = Map { sources: Vec::new(), numbers: ByName::default(), locate: &locate };
    let mappings = ";".repeat(lines_above) + &map.trace(file);
    if map.sources.is_empty() {
        return None;
    }
    let sources: Vec<String> = map.sources.iter().map(|source| quote(source)).collect();
    let name = &file.path;
    let text = format!(
        "  \"version\": 3,\n  \"file\": {},\n  \"sources\": [{}],\n  \"names\": []{MAPPINGS}{mappings}\"\n}}\n",
        quote(name),
        sources.join(", "),
    );
    Some(File::new(&format!("{name}.map"), text))
}

const MAPPINGS: &str = ",\n  \"mappings\": \"";

struct Map<'locate> {
    /// As they are reached from the map.
    sources: Vec<String>,
    /// Which of them a file of Rust is.
    numbers: ByName<Option<usize>>,
    locate: &'locate dyn Fn(&str) -> Option<String>,
}

/// The segment that the next one is told relative to.
#[derive(Default)]
struct Last {
    column: usize,
    source: usize,
    location: (usize, usize),
}

impl Map<'_> {
    /// Byte by byte, for it runs unoptimised, over all of a file.
    fn trace(&mut self, file: &File) -> String {
        let numbers = self.number_all(&file.origins.locations);
        let bytes = file.text.as_bytes();
        let (mut mappings, mut last) = (String::new(), Last::default());
        let (mut at, mut line, mut is_ascii, mut separator) = (0, 0, true, "");
        for mark in &file.origins.marks {
            while at < mark.offset {
                let byte = bytes[at];
                at += 1;
                if byte == b'\n' {
                    (line, last.column, is_ascii, separator) = (at, 0, true, "");
                    mappings.push(';');
                } else if byte > b'~' {
                    is_ascii = false;
                }
            }
            // As JavaScript counts.
            let column = match is_ascii {
                true => at - line,
                false => file.text[line..at].encode_utf16().count(),
            };
            mappings.push_str(separator);
            push_number(&mut mappings, column, last.column);
            (last.column, separator) = (column, ",");
            if let Some(location) = mark.location
                && let Some(source) = numbers[location]
            {
                push_location(&mut mappings, &mut last, &file.origins.locations[location], source);
            }
        }
        mappings
    }

    /// The numbers of the sources that locations stand in.
    fn number_all(&mut self, locations: &[SourceLocation]) -> Vec<Option<usize>> {
        let mut numbers: Vec<Option<usize>> = Vec::with_capacity(locations.len());
        for (index, location) in locations.iter().enumerate() {
            // Most stand in the file of the one before.
            let is_same = index > 0 && locations[index - 1].file == location.file;
            numbers.push(if is_same { numbers[index - 1] } else { self.number(&location.file) });
        }
        numbers
    }

    fn number(&mut self, file: &str) -> Option<usize> {
        if let Some(number) = self.numbers.get(file) {
            return *number;
        }
        let number = (self.locate)(file).map(|source| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        self.numbers.insert(file.to_owned(), number);
        number
    }
}

fn push_location(mappings: &mut String, last: &mut Last, location: &SourceLocation, source: usize) {
    let (line, column) = (location.line.saturating_sub(1), location.column.saturating_sub(1));
    push_number(mappings, source, last.source);
    push_number(mappings, line, last.location.0);
    push_number(mappings, column, last.location.1);
    last.source = source;
    last.location = (line, column);
}

const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// How far a number is from another, in base 64: five bits a digit, the lowest first; a digit with
/// the sixth bit is not the last, and the lowest bit of all is the sign.
fn push_number(mappings: &mut String, number: usize, other: usize) {
    let mut rest = number.abs_diff(other) << 1 | usize::from(number < other);
    loop {
        let digit = rest & 0b1_1111;
        rest >>= 5;
        let more = if rest > 0 { 0b10_0000 } else { 0 };
        mappings.push(char::from(DIGITS[digit | more]));
        if rest == 0 {
            break;
        }
    }
}

/// The map after an edit that only moved what it leads to, in the sources that `find_moves` knows.
/// `None` where a location is not among the moves of its source.
pub(crate) fn move_locations<'moves>(
    text: &str,
    find_moves: impl Fn(&str) -> Option<&'moves MovedPositions>,
) -> Option<String> {
    let (_, list) = text.split_once("\n  \"sources\": [\"")?;
    let (sources, _) = list.split_once("\"],\n")?;
    let sources: Vec<Option<&MovedPositions>> = sources.split("\", \"").map(find_moves).collect();
    let (above, mappings) = text.split_once(MAPPINGS)?;
    let (mappings, below) = mappings.split_once('"')?;
    let mut moved = format!("{above}{MAPPINGS}");
    let (mut at, mut copied) = (0, 0);
    let (mut source, mut location, mut last) = (0, (0, 0), (0, 0));
    while at < mappings.len() {
        // The column, which stays; a separator is none.
        if read_number(mappings, &mut at).is_none() {
            at += 1;
            continue;
        }
        let Some(difference) = read_number(mappings, &mut at) else { continue };
        source += difference;
        let start = at;
        let told = (read_number(mappings, &mut at)?, read_number(mappings, &mut at)?);
        location = (location.0 + told.0, location.1 + told.1);
        let new = match sources.get(usize::try_from(source).ok()?)? {
            Some(moves) => find_location(moves, location)?,
            None => location,
        };
        if (new.0 - last.0, new.1 - last.1) != told {
            moved.push_str(&mappings[copied..start]);
            push_number(&mut moved, usize::try_from(new.0).ok()?, usize::try_from(last.0).ok()?);
            push_number(&mut moved, usize::try_from(new.1).ok()?, usize::try_from(last.1).ok()?);
            copied = at;
        }
        last = new;
    }
    Some(format!("{moved}{}\"{below}", &mappings[copied..]))
}

/// Where a location went; lines and columns are counted from 0 here.
fn find_location(moves: &MovedPositions, (line, column): (isize, isize)) -> Option<(isize, isize)> {
    let old = (usize::try_from(line + 1).ok()?, usize::try_from(column + 1).ok()?);
    let (line, column) = moves.get(&old)?;
    Some((isize::try_from(*line).ok()? - 1, isize::try_from(*column).ok()? - 1))
}

/// The number of each digit, at hand: this runs unoptimised, over all of the mappings.
const NUMBERS: [u8; 256] = {
    let mut numbers = [u8::MAX; 256];
    let mut number = 0;
    while number < DIGITS.len() {
        numbers[DIGITS[number] as usize] = number as u8;
        number += 1;
    }
    numbers
};

/// What [`push_number`] wrote; `None` where no digit stands.
fn read_number(mappings: &str, at: &mut usize) -> Option<isize> {
    let bytes = mappings.as_bytes();
    let (mut number, mut shift) = (0_usize, 0);
    loop {
        let digit = usize::from(NUMBERS[usize::from(*bytes.get(*at)?)]);
        if digit >= DIGITS.len() {
            return None;
        }
        *at += 1;
        number |= (digit & 0b1_1111) << shift;
        shift += 5;
        if digit & 0b10_0000 == 0 {
            break;
        }
    }
    let size = (number >> 1) as isize;
    Some(if number & 1 == 1 { -size } else { size })
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            character if character.is_control() => {
                write!(quoted, "\\u{:04x}", u32::from(character))
                    .expect("a String takes every text");
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::text::Text;

    #[test]
    fn names_lead_to_their_places() {
        let location =
            |file: &str, line, column| SourceLocation { file: file.to_owned(), line, column };
        let mut text = Text::default();
        text.push("// é\n/** 😀 */ ");
        let declared = text.declare("one", &location("src/a.rs", 3, 12));
        text.push(";\n");
        text.end(declared);
        text.push("  ");
        let _ = text.declare("nowhere", &SourceLocation::default());
        let _ = text.declare("gone", &location("src/gone.rs", 1, 1));
        let _ = text.declare("two", &location("src/b.rs", 2, 1));
        let file = File::declarations("types.d.ts", text);
        let locate = |file: &str| (file != "src/gone.rs").then(|| format!("../{file}"));
        let map = emit_map(&file, 2, locate).expect("a map");
        let lines: Vec<&str> = map.text.lines().map(str::trim).collect();
        assert_eq!(lines[2], r#""sources": ["../src/a.rs", "../src/b.rs"],"#);
        assert_eq!(lines[4], r#""mappings": ";;;UAEW,GAAA;AAAA,E,O,I,ACDX,GAAA""#);
        let moves = MovedPositions::from([((3, 12), (300, 1))]);
        let moved = move_locations(&map.text, |source| (source == "../src/a.rs").then_some(&moves));
        let moved = moved.expect("a map");
        assert!(moved.contains(r#"";;;UA2SA,GAAA;AAAA,E,O,I,AC1SA,GAAA""#), "{moved}");
        assert_eq!(move_locations(&map.text, |_| Some(&moves)), None, "an unknown location");
    }
}
