//! The report of `assert_types!`: where serde does otherwise than the client was told, and which
//! types cannot be traced.

use std::fmt;

use mizan_ir::SourceLocation;

/// A place where serde does otherwise than the client was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// The path of the type.
    pub(super) path: String,
    /// The location of the type.
    pub(super) location: SourceLocation,
    /// The field or the variant; empty for the whole type.
    pub(super) place: String,
    pub(super) told: String,
    pub(super) does: String,
}

/// All findings, in the order of the types.
#[derive(Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
    /// The types that cannot be traced, each with its location and the reason.
    untraced: Vec<(String, SourceLocation, String)>,
}

impl Report {
    /// Adds a finding, unless another sample has found the same of the type.
    pub(super) fn add(&mut self, finding: Finding) {
        let is_known = self.findings.iter().any(|known| {
            let is_same = known.place == finding.place || known.does == finding.does;
            known.path == finding.path && is_same
        });
        if !is_known {
            self.findings.push(finding);
        }
    }

    pub(super) fn add_untraced(&mut self, path: &str, location: &SourceLocation, reason: &str) {
        if self.untraced.iter().all(|(known, ..)| known != path) {
            self.untraced.push((path.to_owned(), location.clone(), reason.to_owned()));
        }
    }

    /// True if something was found about a type.
    pub(super) fn has(&self, path: &str) -> bool {
        self.findings.iter().any(|finding| finding.path == path)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.untraced.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.findings.is_empty() {
            formatter.write_str("serde does otherwise than the client was told\n")?;
        }
        for Finding { path, location, place, told, does } in &self.findings {
            write!(formatter, "\n`{path}`")?;
            if !place.is_empty() {
                write!(formatter, ", `{place}`")?;
            }
            write!(
                formatter,
                "\n  at {}:{}\n  the client was told: {told}\n  serde {does}\n",
                location.file, location.line
            )?;
        }
        if !self.findings.is_empty() {
            formatter.write_str(ADVICE)?;
        }
        if !self.untraced.is_empty() {
            formatter.write_str("\nnothing is known of the types that cannot be traced\n")?;
        }
        for (path, location, reason) in &self.untraced {
            let name = path.rsplit("::").next().unwrap_or(path);
            write!(
                formatter,
                "\n`{path}`\n  at {}:{}\n  {reason}\n  \
                 give the test a value of it: `mizan::assert_types!({name} {{ … }})`\n",
                location.file, location.line
            )?;
        }
        Ok(())
    }
}

const ADVICE: &str = "\na macro above the type makes this JSON, or code of its own\n  \
    write out what the macro makes; or say what travels, above the type or the field: \
    `#[mizan(as = \"String\")]`, with the type whose JSON it is\n";
