//! The text of a file under construction, which records the Rust items that its names come from.

use mizan_ir::SourceLocation;

use crate::emit::file::{File, Mark, Origins};

/// The number of characters that a line has at most.
pub(crate) const WIDTH: usize = 100;

/// Text with the origins of its names, which become a source map.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    text: String,
    origins: Origins,
}

/// A length of a text to return to with [`Text::go_back`].
pub(crate) struct Checkpoint {
    text: usize,
    locations: usize,
    marks: usize,
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn into_file(self, path: &str) -> File {
        File { path: path.to_owned(), text: self.text, origins: self.origins }
    }

    pub(crate) fn push(&mut self, text: &str) {
        if !text.is_empty() {
            self.text.push_str(text);
        }
    }

    pub(crate) fn pad(&mut self, indent: usize) {
        for _ in 0..indent {
            self.text.push(' ');
        }
    }

    pub(crate) fn append(&mut self, other: Self) {
        let (offset, locations) = (self.text.len(), self.origins.locations.len());
        self.text.push_str(&other.text);
        self.origins.locations.extend(other.origins.locations);
        for mark in other.origins.marks {
            let location = mark.location.map(|location| location + locations);
            self.origins.marks.push(Mark { offset: mark.offset + offset, location });
        }
    }

    /// Writes a name that is declared here. The text behind it keeps the origin until
    /// [`end`](Self::end): an editor looks up the end of a declaration too, and takes the next mark.
    pub(crate) fn declare(&mut self, name: &str, location: &SourceLocation) -> Declared {
        let is_known = !location.file.is_empty();
        let declared = is_known.then(|| {
            self.origins.locations.push(location.clone());
            self.origins.locations.len() - 1
        });
        self.mark(declared);
        self.push(name);
        if is_known {
            self.mark(declared);
        }
        Declared(declared)
    }

    /// Ends a declaration.
    pub(crate) fn end(&mut self, declared: Declared) {
        if declared.0.is_some() {
            self.mark(declared.0);
        }
    }

    fn mark(&mut self, location: Option<usize>) {
        self.origins.marks.push(Mark { offset: self.text.len(), location });
    }

    /// Returns true where the last line has room for so many more characters.
    pub(crate) fn has_room(&self, characters: usize) -> bool {
        let line = self.text.rfind('\n').map_or(0, |end| end + 1);
        fits(&self.text[line..], WIDTH.saturating_sub(characters))
    }

    pub(crate) fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            text: self.text.len(),
            locations: self.origins.locations.len(),
            marks: self.origins.marks.len(),
        }
    }

    pub(crate) fn go_back(&mut self, checkpoint: &Checkpoint) {
        self.text.truncate(checkpoint.text);
        self.origins.locations.truncate(checkpoint.locations);
        self.origins.marks.truncate(checkpoint.marks);
    }

    /// Ends the line, without spaces behind its last word.
    pub(crate) fn break_line(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        self.text.push('\n');
    }
}

/// Returns true for a text of at most so many characters. A text of at most so many bytes needs no
/// counting.
pub(crate) fn fits(text: &str, characters: usize) -> bool {
    text.len() <= characters || text.chars().count() <= characters
}

/// A declaration that has begun: the number of its location.
#[derive(Clone, Copy)]
#[must_use]
pub(crate) struct Declared(Option<usize>);
