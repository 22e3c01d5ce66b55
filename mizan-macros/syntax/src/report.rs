//! The report of the build in `OUT_DIR` for the macros: every item that it read, with diagnostics.
//!
//! ```text
//! mizan-report 0.1.0 complete
//! root guestbook
//! item function guestbook 12 14 /src/guestbook/src/main.rs 51c0… both - 9a3f… - LENGTH
//! scope user_id
//! diagnostic error 11 27 11 31 `user` is not a context
//! ```
//!
//! The first line has the version of Mizan that wrote the report. One record a line, its parts
//! separated by tabs; a scope and a diagnostic belong to the item above them. A location is a line
//! and a column of characters, both counted from 1.

use std::{
    borrow::Cow,
    fmt::{self, Write},
    path::{Path, PathBuf},
};

use mizan_ir::{Level, MovedPositions};

const HEAD: &str = "mizan-report";

/// The version of Mizan. Macros and build are always of one version with this crate each, but not
/// always with each other: a manifest names them apart.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The reason why a text is not read as a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The version of Mizan that wrote it, which is not [`VERSION`].
    OtherVersion(String),
    /// It is no report.
    Malformed,
}

/// The word of an item that is an identity.
const IDENTITY: &str = "identity";

/// The path of the report in an `OUT_DIR`.
///
/// ```
/// use std::path::Path;
///
/// let path = mizan_syntax::report::path(Path::new("out"));
/// assert_eq!(path, Path::new("out/mizan/report"));
/// ```
pub fn path(out_dir: &Path) -> PathBuf {
    out_dir.join("mizan").join("report")
}

/// The report of one run of the build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// True if the whole source could be parsed. It is false after a syntax error, which rustc
    /// reports; the macros then check nothing.
    pub complete: bool,
    /// The source of the client, such as a KDL file, if it is not the package's own source.
    pub elsewhere: Option<String>,
    /// The path by which the package names `mizan`, if that is exported by another crate and no
    /// dependency of the package.
    pub mizan: Option<String>,
    /// The names of the scanned crates, as in `CARGO_CRATE_NAME`.
    pub roots: Vec<String>,
    /// Every Mizan item that the build read.
    pub items: Vec<Item>,
}

/// An item that the build read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The kind of the item, one per macro.
    pub kind: Kind,
    /// The name of its crate, as in `CARGO_CRATE_NAME`.
    pub crate_name: String,
    /// Its file, absolute and canonical.
    pub file: String,
    /// The line of its name, from 1.
    pub line: usize,
    /// The column of its name in characters, from 1.
    pub column: usize,
    /// The fingerprint of the item as it is written; 0 if the grammar refuses it.
    pub fingerprint: u64,
    /// The directions in which the derives of serde or serde_repr implement serde's traits. Only a
    /// type may lack one.
    pub derived: Derived,
    /// True for a type that the build knows as an identity.
    pub is_identity: bool,
    /// The hash of each of its wire types, in the order of `wire_types`.
    /// [`mizan_ir::hash::UNRESOLVED`] is the hash of a type whose name the build could not resolve.
    /// `None` is one that depends on a generic parameter, so that there is no hash to compare.
    pub hashes: Vec<Option<u64>>,
    /// The lengths of arrays that the build has computed, as texts of [`crate::text_of_length`]. The
    /// client has a list in place of an array of any other length.
    pub lengths: Vec<String>,
    /// The wire names of the arguments that say which instances of a context the function changes.
    pub scope: Vec<String>,
    /// Its errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
}

/// The directions of serde that are derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derived {
    /// True if `Serialize` is derived.
    pub output: bool,
    /// True if `Deserialize` is derived.
    pub input: bool,
}

impl Derived {
    /// Both directions.
    pub const BOTH: Self = Self { output: true, input: true };
}

/// Writes the word of a report: `both`, `output`, `input` or `none`.
impl fmt::Display for Derived {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match (self.output, self.input) {
            (true, true) => "both",
            (true, false) => "output",
            (false, true) => "input",
            (false, false) => "none",
        })
    }
}

/// The kind of an item, one per macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `#[mizan::client]`.
    Function,
    /// `#[derive(mizan::Context)]`.
    Context,
    /// `#[derive(mizan::Channel)]`.
    Channel,
    /// `#[derive(mizan::Type)]`.
    Type,
}

/// An error or a warning about some tokens of an item.
pub type Diagnostic = mizan_ir::Diagnostic<Tokens>;

/// The positions of neighbouring tokens in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// The line of the first token.
    pub line: usize,
    /// The column of the first token.
    pub column: usize,
    /// The line where the last token ends.
    pub end_line: usize,
    /// The column after the last token.
    pub end_column: usize,
}

impl Report {
    /// The item of a kind whose name is at a location.
    ///
    /// ```
    /// use mizan_syntax::report::{Kind, Report};
    ///
    /// assert!(Report::default().item(Kind::Type, "/src/main.rs", 1, 1).is_none());
    /// ```
    pub fn item(&self, kind: Kind, file: &str, line: usize, column: usize) -> Option<&Item> {
        self.items.iter().find(|item| {
            (item.line, item.column) == (line, column) && item.kind == kind && item.file == file
        })
    }

    /// The report as text, for [`Report::parse`] to read.
    pub fn to_text(&self) -> String {
        let state = if self.complete { "complete" } else { "incomplete" };
        let mut text = format!("{HEAD}\t{VERSION}\t{state}\n");
        if let Some(elsewhere) = &self.elsewhere {
            text.push_str(&format!("elsewhere\t{}\n", escape(elsewhere)));
        }
        if let Some(mizan) = &self.mizan {
            text.push_str(&format!("mizan\t{}\n", escape(mizan)));
        }
        for root in &self.roots {
            text.push_str(&format!("root\t{}\n", escape(root)));
        }
        // Items are grouped by file, so each file name is escaped once.
        let (mut file, mut escaped) = ("", Cow::Borrowed(""));
        for item in &self.items {
            if item.file != file {
                (file, escaped) = (&item.file, escape(&item.file));
            }
            write_item(&mut text, item, &escaped);
        }
        text
    }

    /// The text of a report after an edit that only moved items in some files. `None` if the report
    /// has diagnostics, or an item is missing in the moved positions of its file.
    #[doc(hidden)]
    pub fn move_positions(text: &str, files: &[(String, MovedPositions)]) -> Option<String> {
        let files: Vec<(String, &MovedPositions)> =
            files.iter().map(|(file, moves)| (escape(file).into_owned(), moves)).collect();
        let mut moved = String::with_capacity(text.len() + files.len());
        for record in text.split_inclusive('\n') {
            let parts: Vec<&str> = record.split('\t').collect();
            match parts.as_slice() {
                [
                    "item",
                    kind,
                    name,
                    line,
                    column,
                    file,
                    fingerprint,
                    derived,
                    identity,
                    hashes,
                    lengths,
                ] if let Some((_, moves)) = files.iter().find(|(moved, _)| moved == file) => {
                    let (line, column) = moves.get(&(line.parse().ok()?, column.parse().ok()?))?;
                    write!(
                        moved,
                        "item\t{kind}\t{name}\t{line}\t{column}\t{file}\t{fingerprint}\t{derived}\t{identity}\t{hashes}\t{lengths}"
                    )
                    .ok()?;
                }
                ["diagnostic", ..] => return None,
                _ => moved.push_str(record),
            }
        }
        Some(moved)
    }

    /// Parses the text of [`Report::to_text`].
    ///
    /// ```
    /// use mizan_syntax::report::{Report, Unreadable};
    ///
    /// let report = Report { complete: true, ..Report::default() };
    /// assert_eq!(Report::parse(&report.to_text()), Ok(report));
    /// assert_eq!(Report::parse("something else"), Err(Unreadable::Malformed));
    ///
    /// let other = Report::parse("mizan-report\t0.0.9\tcomplete\n");
    /// assert_eq!(other, Err(Unreadable::OtherVersion("0.0.9".to_owned())));
    /// ```
    ///
    /// # Errors
    ///
    /// The text is no report, or that of another version, whose lines may mean something else.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let head = parts(text.lines().next().unwrap_or_default());
        match head.as_slice() {
            [head, version, _] if head == HEAD && version != VERSION => {
                Err(Unreadable::OtherVersion(version.clone()))
            }
            [head, _, state] if head == HEAD => {
                Self::parse_records(state, text.lines().skip(1)).ok_or(Unreadable::Malformed)
            }
            _ => Err(Unreadable::Malformed),
        }
    }

    fn parse_records<'text>(state: &str, lines: impl Iterator<Item = &'text str>) -> Option<Self> {
        let mut report = Self { complete: state == "complete", ..Self::default() };
        for line in lines {
            let parts = parts(line);
            let (kind, rest) = parts.split_first()?;
            match kind.as_str() {
                "elsewhere" => report.elsewhere = Some(rest.first()?.clone()),
                "mizan" => report.mizan = Some(rest.first()?.clone()),
                "root" => report.roots.push(rest.first()?.clone()),
                "item" => report.items.push(parse_item(rest)?),
                "scope" => report.items.last_mut()?.scope.extend_from_slice(rest),
                "diagnostic" => report.items.last_mut()?.diagnostics.push(parse_diagnostic(rest)?),
                _ => return None,
            }
        }
        Some(report)
    }
}

/// Writes the lines of an item. `format!` of a whole line is faster than many small writes, because
/// Cargo compiles this crate without optimisation and the standard library with it. The crate name
/// is an identifier, so it needs no escape.
fn write_item(text: &mut String, item: &Item, file: &str) {
    let Item { kind, crate_name, line, column, fingerprint, derived, .. } = item;
    let identity = if item.is_identity { IDENTITY } else { "-" };
    let (hashes, lengths) = (Hashes(&item.hashes), item.lengths.join(" "));
    text.push_str(&format!(
        "item\t{kind}\t{crate_name}\t{line}\t{column}\t{file}\t{fingerprint:x}\t{derived}\t{identity}\t{hashes}\t{lengths}\n"
    ));
    if !item.scope.is_empty() {
        text.push_str(&format!("scope\t{}\n", item.scope.join("\t")));
    }
    for Diagnostic { level, span, message, help } in &item.diagnostics {
        let Tokens { line, column, end_line, end_column } = span;
        let (message, help) = (escape(message), escape(help));
        text.push_str(&format!(
            "diagnostic\t{level}\t{line}\t{column}\t{end_line}\t{end_column}\t{message}\t{help}\n"
        ));
    }
}

/// Hashes in hexadecimal, separated by spaces; `-` for `None`.
struct Hashes<'item>(&'item [Option<u64>]);

impl fmt::Display for Hashes<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, hash) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_str(" ")?;
            }
            match hash {
                Some(hash) => fmt::LowerHex::fmt(hash, formatter)?,
                None => formatter.write_str("-")?,
            }
        }
        Ok(())
    }
}

fn parse_item(parts: &[String]) -> Option<Item> {
    let [kind, crate_name, line, column, file, fingerprint, derived, identity, hashes, lengths] =
        parts
    else {
        return None;
    };
    Some(Item {
        kind: Kind::ALL.into_iter().find(|known| known.to_string() == *kind)?,
        crate_name: crate_name.clone(),
        file: file.clone(),
        line: line.parse().ok()?,
        column: column.parse().ok()?,
        fingerprint: u64::from_str_radix(fingerprint, 16).ok()?,
        derived: parse_derived(derived)?,
        is_identity: identity == IDENTITY,
        hashes: hashes.split_whitespace().map(parse_hash).collect::<Option<_>>()?,
        lengths: lengths.split_whitespace().map(str::to_owned).collect(),
        scope: Vec::new(),
        diagnostics: Vec::new(),
    })
}

fn parse_derived(text: &str) -> Option<Derived> {
    let output = [true, true, false, false];
    let input = [true, false, true, false];
    let all = output.into_iter().zip(input).map(|(output, input)| Derived { output, input });
    all.into_iter().find(|derived| derived.to_string() == text)
}

fn parse_hash(text: &str) -> Option<Option<u64>> {
    if text == "-" { Some(None) } else { u64::from_str_radix(text, 16).ok().map(Some) }
}

fn parse_diagnostic(parts: &[String]) -> Option<Diagnostic> {
    let [level, line, column, end_line, end_column, message, help] = parts else { return None };
    let levels = [Level::Error, Level::Warning];
    Some(Diagnostic {
        level: levels.into_iter().find(|known| known.to_string() == *level)?,
        span: Tokens {
            line: line.parse().ok()?,
            column: column.parse().ok()?,
            end_line: end_line.parse().ok()?,
            end_column: end_column.parse().ok()?,
        },
        message: message.clone(),
        help: help.clone(),
    })
}

impl Kind {
    const ALL: [Self; 4] = [Self::Function, Self::Context, Self::Channel, Self::Type];
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Function => "function",
            Self::Context => "context",
            Self::Channel => "channel",
            Self::Type => "type",
        })
    }
}

/// Escapes the characters that would end a part or the line: tab, `\n`, `\r`, and `\` itself.
fn escape(part: &str) -> Cow<'_, str> {
    if !part.bytes().any(|byte| matches!(byte, b'\\' | b'\t' | b'\n' | b'\r')) {
        return Cow::Borrowed(part);
    }
    let part = part.replace('\\', "\\\\").replace('\t', "\\t");
    Cow::Owned(part.replace('\n', "\\n").replace('\r', "\\r"))
}

fn parts(line: &str) -> Vec<String> {
    line.split('\t').map(unescape).collect()
}

fn unescape(part: &str) -> String {
    let mut text = String::new();
    let mut letters = part.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('t') => text.push('\t'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                other => text.extend(other),
            },
            letter => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let span = Tokens { line: 3, column: 5, end_line: 3, end_column: 9 };
        let diagnostic = Diagnostic::warning(span, "one\n\ttwo \\n three\r").with_help("\tfour\n");
        let item = Item {
            kind: Kind::Function,
            crate_name: "guestbook".to_owned(),
            file: "C:\\src\\new\tfile.rs".to_owned(),
            line: 3,
            column: 14,
            fingerprint: 7,
            derived: Derived { output: false, input: true },
            is_identity: true,
            hashes: vec![Some(0), None, Some(u64::MAX)],
            lengths: vec!["LENGTH".to_owned(), "2*sizes::LENGTH".to_owned()],
            scope: vec!["user_id".to_owned(), "page".to_owned()],
            diagnostics: vec![diagnostic],
        };
        let bare = Item {
            hashes: Vec::new(),
            lengths: Vec::new(),
            scope: Vec::new(),
            diagnostics: Vec::new(),
            kind: Kind::Type,
            is_identity: false,
            ..item.clone()
        };
        let roots = vec!["guestbook".to_owned(), "guestbook_cli".to_owned()];
        let report = Report {
            complete: true,
            elsewhere: Some("`api.kdl`".to_owned()),
            mizan: Some("::facade::mizan".to_owned()),
            roots,
            items: vec![bare, item],
        };
        assert_eq!(Report::parse(&report.to_text()), Ok(report));
    }

    #[test]
    fn a_line_of_no_known_kind_is_refused() {
        let text = Report::default().to_text();
        for record in ["itme\tfunction", "diagnostic\terror\t1\t1\t1\t2\tno item above\t"] {
            let read = Report::parse(&format!("{text}{record}\n"));
            assert_eq!(read, Err(Unreadable::Malformed), "{record}");
        }
    }

    #[test]
    fn the_records_of_another_version_are_not_looked_at() {
        let text = format!("mizan-report\t{VERSION}-next\tcomplete\nrecord\tof\tthe future\n");
        let version = format!("{VERSION}-next");
        assert_eq!(Report::parse(&text), Err(Unreadable::OtherVersion(version)));
    }
}
