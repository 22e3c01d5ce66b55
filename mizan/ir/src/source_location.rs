//! The location of an item in its source.

use std::{collections::HashMap, fmt, path::Path, str::FromStr};

/// A position in a source file. Generated clients carry it, so that an editor can open the Rust
/// declaration.
///
/// ```
/// let location = mizan_ir::SourceLocation { file: "src/main.rs".to_owned(), line: 12, column: 8 };
/// assert_eq!(location.to_string(), "src/main.rs:12:8");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceLocation {
    /// The file, relative to its package, with `/` between the parts.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl SourceLocation {
    /// The file name of a location: the path relative to a directory, with `..` for a file outside
    /// of it, and with `/` between the parts on every system.
    ///
    /// ```
    /// use mizan_ir::SourceLocation;
    ///
    /// assert_eq!(SourceLocation::file_from("shop/server", "shop/server/src/main.rs"), "src/main.rs");
    /// assert_eq!(SourceLocation::file_from("shop/server", "shop/api/src/lib.rs"), "../api/src/lib.rs");
    /// ```
    pub fn file_from(directory: impl AsRef<Path>, file: impl AsRef<Path>) -> String {
        let (from, to) = (directory.as_ref(), file.as_ref());
        let shared = from.iter().zip(to).take_while(|(from, to)| from == to).count();
        let up = from.iter().skip(shared).map(|_| "..".into());
        let down = to.iter().skip(shared).map(|part| part.to_string_lossy());
        up.chain(down).collect::<Vec<_>>().join("/")
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The new position of each token that an edit of a file moved, by its old one: lines and columns.
#[doc(hidden)]
pub type MovedPositions = HashMap<(usize, usize), (usize, usize)>;

/// Parses the [`Display`](fmt::Display) form.
///
/// ```
/// use mizan_ir::SourceLocation;
///
/// let location: SourceLocation = "src/main.rs:12:5".parse().unwrap();
/// assert_eq!((location.file.as_str(), location.line, location.column), ("src/main.rs", 12, 5));
/// assert_eq!("src/main.rs".parse::<SourceLocation>(), Err(()));
/// ```
impl FromStr for SourceLocation {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.rsplitn(3, ':');
        let mut next = || parts.next().filter(|part| !part.is_empty()).ok_or(());
        let (column, line, file) = (next()?, next()?, next()?);
        let number = |text: &str| text.parse().map_err(|_| ());
        Ok(Self { file: file.to_owned(), line: number(line)?, column: number(column)? })
    }
}
