//! Emitters: an API in, files out, no IO. Adding a framework is adding one file here.

pub(crate) mod names;
pub(crate) mod text;
pub(crate) mod types;

/// A file of a generated client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Its path inside the client's directory, with `/` between its parts.
    pub(crate) path: String,
    /// Its whole text, without the mark that the writer puts on top.
    pub(crate) text: String,
}
