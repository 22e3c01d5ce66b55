//! Uploads: files as arguments.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem::replace;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use mizan_ir::hash::leaf;
use tempfile::SpooledTempFile;
use tokio::task::spawn_blocking;

use super::content_type::{HEAD, is_active, sniff};
use super::model::definitions::Types;
use super::types::Type;

/// The size in bytes up to which a file stays in memory.
const SMALL: usize = 64 * 1024;

/// A file as an argument of a function: `Upload`, `Option<Upload>` or `Vec<Upload>`.
///
/// The whole file is received before the function runs: up to 64 KiB in memory, a larger one in a
/// temporary file. It is removed after the call, however that ends; [`persist`] copies it to a path
/// where it stays.
///
/// The attribute limits a parameter: `size` is the largest size of a file in bytes (the default is
/// [`Builder::upload_limit`]), `count` the largest number of files in a list (the default is 16),
/// and `accept` lists content types. The content type is detected from the first bytes of the file;
/// the type that the caller claims is ignored. `image/*` accepts every image but SVG, and `text/*` every
/// text but HTML and XML: in these a browser runs scripts, so that they have to be named.
///
/// ```
/// #[mizan::client]
/// async fn set_avatar(
///     #[mizan(size = 5_000_000, accept = "image/png, image/jpeg")] photo: mizan::Upload,
/// ) -> Result<u64, mizan::Error> {
///     photo.persist("avatar").await?;
///     Ok(photo.len())
/// }
/// # fn main() {}
/// ```
///
/// [`persist`]: Upload::persist
/// [`Builder::upload_limit`]: crate::Builder::upload_limit
#[derive(Debug)]
pub struct Upload {
    name: String,
    content_type: &'static str,
    len: u64,
    content: Arc<Mutex<SpooledTempFile>>,
}

impl Upload {
    /// An upload for a test that calls the function itself.
    ///
    /// ```
    /// let file = mizan::Upload::new("notes/../a.txt", b"Hello")?;
    /// assert_eq!((file.name(), file.content_type(), file.len()), ("a.txt", "text/plain", 5));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The error of the temporary file.
    pub fn new(name: &str, content: &[u8]) -> io::Result<Self> {
        let mut incoming = IncomingFile::new(name);
        incoming.write(content)?;
        Ok(incoming.finish())
    }

    /// The file name that the caller sent, without directories and without characters that some
    /// file system forbids; empty if there is none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The content type by the first bytes: `image/png`, `application/pdf`, `image/svg+xml`,
    /// `text/html`, `text/plain` for any other text, and `application/octet-stream` if they show no type.
    ///
    /// Send this type when the file is shown again, and never the one that a server guesses from
    /// [`name`](Self::name): the caller chose the name, and could call any text `page.html`.
    pub fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// `true` for HTML, SVG and XML. A browser that shows such a file from the address of the
    /// application runs the scripts in it with the rights of whoever looks at it. Offer it to be saved
    /// instead:
    ///
    /// ```
    /// use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
    /// use axum::response::{IntoResponse, Response};
    ///
    /// # struct Stored { content_type: String, is_active: bool, bytes: Vec<u8> }
    /// # struct Db;
    /// # impl Db {
    /// #     async fn file(&self, id: i64) -> Result<Stored, mizan::Error> { Err(mizan::Error::not_found("")) }
    /// # }
    /// #[mizan::client(route = "/files/{id}")]
    /// async fn show_file(db: &Db, id: i64) -> Result<Response, mizan::Error> {
    ///     let file = db.file(id).await?;
    ///     let shown = if file.is_active { "attachment" } else { "inline" };
    ///     let headers = [(CONTENT_TYPE, file.content_type), (CONTENT_DISPOSITION, shown.to_owned())];
    ///     Ok((headers, file.bytes).into_response())
    /// }
    /// # fn main() {}
    /// ```
    pub fn is_active_content(&self) -> bool {
        is_active(self.content_type)
    }

    /// The size in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// `true` if the size is 0.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Reads the whole content.
    ///
    /// # Errors
    ///
    /// The error of the temporary file.
    pub async fn bytes(&self) -> io::Result<Vec<u8>> {
        self.read(|content| {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes)?;
            Ok(bytes)
        })
        .await
    }

    /// Copies the file to a path. A file that is there already is replaced atomically.
    ///
    /// # Errors
    ///
    /// The error of the file system.
    pub async fn persist(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref().to_owned();
        self.read(move |content| {
            let directory = path.parent().filter(|parent| *parent != Path::new(""));
            let mut copy = new_file(directory.unwrap_or(Path::new(".")))?;
            io::copy(content, &mut copy)?;
            copy.persist(&path)?;
            Ok(())
        })
        .await
    }

    /// The temporary file, positioned at its beginning, to read it in pieces. It has no name and is
    /// removed when it is closed.
    ///
    /// # Errors
    ///
    /// The error of the temporary file.
    pub fn into_file(self) -> io::Result<File> {
        let mut content = self.content.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = replace(&mut *content, SpooledTempFile::new(SMALL)).into_file()?;
        file.rewind()?;
        Ok(file)
    }

    async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut SpooledTempFile) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let content = Arc::clone(&self.content);
        let reading = spawn_blocking(move || {
            let mut content = content.lock().unwrap_or_else(PoisonError::into_inner);
            content.seek(SeekFrom::Start(0))?;
            read(&mut content)
        });
        reading.await.map_err(io::Error::other)?
    }
}

/// A temporary file with the permissions of `File::create`, so that others may read it.
fn new_file(directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let permissions = std::fs::Permissions::from_mode(0o666);
        tempfile::Builder::new().permissions(permissions).tempfile_in(directory)
    }
    #[cfg(not(unix))]
    tempfile::NamedTempFile::new_in(directory)
}

/// A file while it is received.
pub(crate) struct IncomingFile {
    name: String,
    head: Vec<u8>,
    len: u64,
    content: SpooledTempFile,
}

impl IncomingFile {
    pub(crate) fn new(name: &str) -> Self {
        let content = SpooledTempFile::new(SMALL);
        Self { name: clean_name(name), head: Vec::new(), len: 0, content }
    }

    /// The size received so far, in bytes.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// `true` if enough bytes have arrived to detect the content type.
    pub(crate) fn has_head(&self) -> bool {
        self.head.len() == HEAD
    }

    pub(crate) fn content_type(&self) -> &'static str {
        sniff(&self.head)
    }

    /// Appends a piece. It may block on the disk.
    pub(crate) fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        let missing = (HEAD - self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..missing]);
        self.len += piece.len() as u64;
        self.content.write_all(piece)
    }

    /// Appends a piece; a write to disk runs on the pool for blocking work.
    pub(crate) async fn receive(mut self, piece: bytes::Bytes) -> io::Result<Self> {
        if self.len + piece.len() as u64 <= SMALL as u64 {
            self.write(&piece)?;
            return Ok(self);
        }
        let writing = spawn_blocking(move || self.write(&piece).map(|()| self));
        writing.await.map_err(io::Error::other)?
    }

    pub(crate) fn finish(self) -> Upload {
        Upload {
            content_type: self.content_type(),
            name: self.name,
            len: self.len,
            content: Arc::new(Mutex::new(self.content)),
        }
    }
}

/// The last part of a path of any system, without the characters that Windows, the strictest system,
/// forbids, without marks that turn the reading direction, and never a name that Windows keeps for a
/// device. It is a name to show or to store, never a path; a crate for it would do no more.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_meant = |letter: &char| {
        !letter.is_control() && !turns_direction(*letter) && !"<>:\"|?*".contains(*letter)
    };
    let name: String = last.chars().filter(is_meant).collect();
    let name = name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    let name = &name[..name.floor_char_boundary(254)];
    if is_device(name) { format!("_{name}") } else { name.to_owned() }
}

/// `true` for the marks by which `photo[mark]gnp.exe` reads as `photoexe.png`.
fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `true` for a name that Windows keeps for a device, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_numbered = |kind: &str| {
        let number = stem.strip_prefix(kind).unwrap_or_default();
        number.chars().count() == 1 && "123456789¹²³".contains(number)
    };
    ["CON", "PRN", "AUX", "NUL"].contains(&&*stem) || is_numbered("COM") || is_numbered("LPT")
}

impl Type for Upload {
    const HASH: u64 = leaf("Upload");

    fn describe(_types: &mut Types) -> mizan_ir::Type {
        mizan_ir::Type::Upload
    }
}

/// The files of a call, in the order of the parameters that take them.
#[derive(Debug, Default)]
pub(crate) struct ReceivedFiles(Vec<Vec<Upload>>);

impl ReceivedFiles {
    /// Takes the files for the parameter of that position.
    pub(crate) fn take(&mut self, position: usize) -> Vec<Upload> {
        self.0.get_mut(position).map(std::mem::take).unwrap_or_default()
    }

    pub(crate) fn add(&mut self, position: usize, file: Upload) {
        self.0.resize_with(self.0.len().max(position + 1), Vec::new);
        self.0[position].push(file);
    }

    pub(crate) fn count(&self, position: usize) -> usize {
        self.0.get(position).map_or(0, Vec::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        for (sent, name) in [
            ("photo.png", "photo.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Ada\\photo.png", "photo.png"),
            ("..", ""),
            ("photo\u{202e}gnp.exe", "photognp.exe"),
            ("nul", "_nul"),
            ("COM1.txt", "_COM1.txt"),
            ("com10.txt", "com10.txt"),
            ("console.txt", "console.txt"),
            (".bashrc", "bashrc"),
            ("a\0b\n\"c\".txt ", "abc.txt"),
            ("Überblick.pdf", "Überblick.pdf"),
        ] {
            assert_eq!(clean_name(sent), name, "{sent}");
        }
        assert!(clean_name(&"ä".repeat(200)).len() <= 255);
    }
}
