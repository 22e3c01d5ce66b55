//! Source maps: from the names in a file of declarations to the Rust that they were made from.
//!
//! TypeScript looks a position up among the segments, and takes the next one where none is exact.
//! A name therefore has a segment where it begins and one behind it, its declaration has one where
//! it ends, and what comes from nowhere has a segment without a source.

use std::{collections::BTreeMap, fmt::Write};

use mizan_ir::{Moves, Place};

use super::File;

/// The map of a file that gets `lines_above` more lines on top; `None` where it would lead nowhere.
/// `locate` tells how a source is reached from the map, if it is there.
pub(crate) fn emit_map(
    file: &File,
    lines_above: usize,
    locate: impl Fn(&str) -> Option<String>,
) -> Option<File> {
    let mut map = Map { sources: Vec::new(), numbers: BTreeMap::new(), locate };
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

struct Map<'file, Locate> {
    /// As they are reached from the map.
    sources: Vec<String>,
    /// Which of them a file of Rust is.
    numbers: BTreeMap<&'file str, Option<usize>>,
    locate: Locate,
}

/// The segment that the next one is told relative to.
#[derive(Default)]
struct Last {
    column: usize,
    source: usize,
    place: (usize, usize),
}

impl<'file, Locate: Fn(&str) -> Option<String>> Map<'file, Locate> {
    fn trace(&mut self, file: &'file File) -> String {
        let mut numbers: Vec<Option<usize>> = Vec::with_capacity(file.origins.places.len());
        for (index, place) in file.origins.places.iter().enumerate() {
            // Most stand in the file of the one before.
            let is_same = index > 0 && file.origins.places[index - 1].file == place.file;
            numbers.push(if is_same { numbers[index - 1] } else { self.number(&place.file) });
        }
        let (mut mappings, mut last) = (String::new(), Last::default());
        let mut line = 0;
        for mark in &file.origins.marks {
            while let Some(end) = file.text[line..mark.offset].find('\n') {
                line += end + 1;
                last.column = 0;
                mappings.push(';');
            }
            let column = width(&file.text[line..mark.offset]);
            if !mappings.is_empty() && !mappings.ends_with(';') {
                mappings.push(',');
            }
            push_number(&mut mappings, column, last.column);
            last.column = column;
            let place = mark.place.map(|place| (&file.origins.places[place], numbers[place]));
            if let Some((place, Some(source))) = place {
                push_place(&mut mappings, &mut last, place, source);
            }
        }
        mappings
    }

    fn number(&mut self, file: &'file str) -> Option<usize> {
        if let Some(number) = self.numbers.get(file) {
            return *number;
        }
        let number = (self.locate)(file).map(|source| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        self.numbers.insert(file, number);
        number
    }
}

fn push_place(mappings: &mut String, last: &mut Last, place: &Place, source: usize) {
    let (line, column) = (place.line.saturating_sub(1), place.column.saturating_sub(1));
    push_number(mappings, source, last.source);
    push_number(mappings, line, last.place.0);
    push_number(mappings, column, last.place.1);
    last.source = source;
    last.place = (line, column);
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
/// `None` where a place is not among the moves of its source.
pub(crate) fn move_places<'moves>(
    text: &str,
    find_moves: impl Fn(&str) -> Option<&'moves Moves>,
) -> Option<String> {
    let (_, list) = text.split_once("\n  \"sources\": [\"")?;
    let (sources, _) = list.split_once("\"],\n")?;
    let sources: Vec<Option<&Moves>> = sources.split("\", \"").map(find_moves).collect();
    let (above, mappings) = text.split_once(MAPPINGS)?;
    let (mappings, below) = mappings.split_once('"')?;
    let mut moved = format!("{above}{MAPPINGS}");
    let (mut at, mut copied) = (0, 0);
    let (mut source, mut place, mut last) = (0, (0, 0), (0, 0));
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
        place = (place.0 + told.0, place.1 + told.1);
        let new = match sources.get(usize::try_from(source).ok()?)? {
            Some(moves) => find_place(moves, place)?,
            None => place,
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

/// Where a place went; lines and columns are counted from 0 here.
fn find_place(moves: &Moves, (line, column): (isize, isize)) -> Option<(isize, isize)> {
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

/// The width of a text as JavaScript counts.
fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
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
        let place = |file: &str, line, column| Place { file: file.to_owned(), line, column };
        let mut text = Text::default();
        text.push("// é\n/** 😀 */ ");
        let declared = text.declare("one", &place("src/a.rs", 3, 12));
        text.push(";\n");
        text.end(declared);
        text.push("  ");
        let _ = text.declare("nowhere", &Place::default());
        let _ = text.declare("gone", &place("src/gone.rs", 1, 1));
        let _ = text.declare("two", &place("src/b.rs", 2, 1));
        let file = File::declarations("types.d.ts", text);
        let locate = |file: &str| (file != "src/gone.rs").then(|| format!("../{file}"));
        let map = emit_map(&file, 2, locate).expect("a map");
        let lines: Vec<&str> = map.text.lines().map(str::trim).collect();
        assert_eq!(lines[2], r#""sources": ["../src/a.rs", "../src/b.rs"],"#);
        assert_eq!(lines[4], r#""mappings": ";;;UAEW,GAAA;AAAA,E,O,I,ACDX,GAAA""#);
        let moves = Moves::from([((3, 12), (300, 1))]);
        let moved = move_places(&map.text, |source| (source == "../src/a.rs").then_some(&moves));
        let moved = moved.expect("a map");
        assert!(moved.contains(r#"";;;UA2SA,GAAA;AAAA,E,O,I,AC1SA,GAAA""#), "{moved}");
        assert_eq!(move_places(&map.text, |_| Some(&moves)), None, "an unknown place");
    }
}
