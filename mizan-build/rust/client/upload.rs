//! Files, as arguments of functions.

use std::io::{self, Read};
#[cfg(not(target_arch = "wasm32"))]
use std::path::Path;
use std::sync::Arc;

use super::super::runtime::carrier::File;

/// A file that is sent: its bytes, and what it is called.
///
/// `Upload::from(bytes)` has no name; `.named("tea.png")` and `.media_type("image/png")` say more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    name: Option<String>,
    media_type: Option<String>,
    content: Arc<[u8]>,
}

impl Upload {
    /// Reads the file at a path, whole; its name is that of the file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let upload = Self::from(std::fs::read(path)?);
        Ok(match path.file_name() {
            Some(name) => upload.named(name.to_string_lossy()),
            None => upload,
        })
    }

    /// Reads all that a reader has.
    ///
    /// # Errors
    ///
    /// Where the reader fails.
    pub fn read(mut reader: impl Read) -> io::Result<Self> {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes)?;
        Ok(Self::from(bytes))
    }

    /// The same file under a name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// The same file with a media type, such as `image/png`.
    #[must_use]
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self { media_type: Some(media_type.into()), ..self }
    }

    /// The file as an argument; without a name of its own it has that of the argument.
    pub(super) fn into_file(self, argument: &'static str) -> File {
        let Self { name, media_type, content } = self;
        File { argument, name: name.unwrap_or_else(|| argument.to_owned()), media_type, content }
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self { name: None, media_type: None, content: bytes.into() }
    }
}

impl From<&[u8]> for Upload {
    fn from(bytes: &[u8]) -> Self {
        Self { name: None, media_type: None, content: bytes.into() }
    }
}

impl<const LENGTH: usize> From<&[u8; LENGTH]> for Upload {
    fn from(bytes: &[u8; LENGTH]) -> Self {
        Self::from(bytes.as_slice())
    }
}
