//! Writes source maps, which lead from the names in a file of declarations to the Rust items.
//!
//! TypeScript looks a position up among the segments, and takes the next one where none is exact.
//! A name therefore has a segment where it begins and one behind it, its declaration has one where
//! it ends, and text without an origin has a segment without a source.

use mizan_ir::{ByName, SourceLocation};

use super::numbers::push_number;
use crate::emit::{file::File, json::quote};

/// The source map of a file that gets `lines_above` more lines on top. `locate` returns the path of a
/// source relative to the map, where the source exists; `None` where no source does.
pub(crate) fn emit_source_map(
    file: &File,
    lines_above: usize,
    locate: impl Fn(&str) -> Option<String>,
) -> Option<File> {
    let mut map = Map { sources: Vec::new(), numbers: ByName::default(), locate: &locate };
    let mappings = ";".repeat(lines_above) + &String::from_utf8_lossy(&map.trace(file));
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

pub(super) const MAPPINGS: &str = ",\n  \"mappings\": \"";

struct Map<'locate> {
    /// The paths relative to the map.
    sources: Vec<String>,
    /// The index in `sources` of each Rust file.
    numbers: ByName<Option<usize>>,
    locate: &'locate dyn Fn(&str) -> Option<String>,
}

/// The previous segment, to which the next one is relative.
#[derive(Default)]
struct Last {
    column: usize,
    source: usize,
    location: (usize, usize),
}

impl Map<'_> {
    /// A loop over bytes, because an unoptimised build script runs it over whole files.
    fn trace(&mut self, file: &File) -> Vec<u8> {
        let numbers = self.number_all(&file.origins.locations);
        let bytes = file.text.as_bytes();
        let (mut mappings, mut last) = (Vec::new(), Last::default());
        let (mut at, mut line, mut is_ascii, mut is_first) = (0, 0, true, true);
        for mark in &file.origins.marks {
            while at < mark.offset {
                let byte = bytes[at];
                at += 1;
                if byte == b'\n' {
                    (line, last.column, is_ascii, is_first) = (at, 0, true, true);
                    mappings.push(b';');
                } else if byte > b'~' {
                    is_ascii = false;
                }
            }
            // JavaScript counts UTF-16 code units.
            let column = match is_ascii {
                true => at - line,
                false => file.text[line..at].encode_utf16().count(),
            };
            if !is_first {
                mappings.push(b',');
            }
            push_number(&mut mappings, column, last.column);
            (last.column, is_first) = (column, false);
            if let Some(location) = mark.location
                && let Some(source) = numbers[location]
            {
                push_location(&mut mappings, &mut last, &file.origins.locations[location], source);
            }
        }
        mappings
    }

    /// The index in `sources` for each location.
    fn number_all(&mut self, locations: &[SourceLocation]) -> Vec<Option<usize>> {
        let mut numbers: Vec<Option<usize>> = Vec::with_capacity(locations.len());
        for (index, location) in locations.iter().enumerate() {
            // Most are in the file of the one before.
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

fn push_location(
    mappings: &mut Vec<u8>,
    last: &mut Last,
    location: &SourceLocation,
    source: usize,
) {
    let (line, column) = (location.line.saturating_sub(1), location.column.saturating_sub(1));
    push_number(mappings, source, last.source);
    push_number(mappings, line, last.location.0);
    push_number(mappings, column, last.location.1);
    last.source = source;
    last.location = (line, column);
}
