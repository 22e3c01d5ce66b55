//! A file of an output, and the origins of the names in it.

use mizan_ir::SourceLocation;

/// A generated file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// The path inside the output's directory, with `/` between its parts.
    pub(crate) path: String,
    /// The text, without the signature that the writer puts on top.
    pub(crate) text: String,
    /// The Rust items that names in the text come from.
    pub(crate) origins: Origins,
}

impl File {
    pub(crate) fn new(path: &str, text: String) -> Self {
        Self { path: path.to_owned(), text, origins: Origins::default() }
    }
}

/// The source locations that parts of a text come from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    pub(crate) locations: Vec<SourceLocation>,
    /// In the order of the text.
    pub(crate) marks: Vec<Mark>,
}

/// A byte offset of a text, with its origin.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) offset: usize,
    /// An index into [`Origins::locations`]; `None` for text that comes from no Rust item.
    pub(crate) location: Option<usize>,
}
