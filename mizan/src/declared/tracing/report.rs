//! The report of `assert_types!`: where serde does otherwise than the client was told, and which
//! types cannot be traced.

use std::fmt;

use mizan_ir::SourceLocation;

/// A place where serde does otherwise than the client was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// The path of the type, or of the function with `as`.
    pub(super) path: String,
    /// The location of the type or the function.
    pub(super) location: SourceLocation,
    /// The field, the variant or the parameter; empty for the whole type, or for a result.
    pub(super) place: String,
    pub(super) told: String,
    pub(super) does: String,
}

/// A type that cannot be traced.
#[derive(Clone, Debug)]
pub(super) struct Untraced {
    /// The path of the type, or of the function with `as`.
    pub(super) path: String,
    /// The parameter; empty for a type, or for a result.
    pub(super) place: String,
    pub(super) location: SourceLocation,
    pub(super) reason: String,
    /// The name of the type in Rust.
    pub(super) name: String,
    /// True if a test cannot give a value of it, because serde does not write it.
    pub(super) is_only_read: bool,
}

/// All findings, in the order of the types.
#[derive(Default)]
pub(super) struct Report {
    findings: Vec<Finding>,
    untraced: Vec<Untraced>,
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

    /// Adds a type that cannot be traced, unless a reason is known already.
    pub(super) fn add_untraced(&mut self, untraced: Untraced) {
        let is_same =
            |known: &Untraced| known.path == untraced.path && known.place == untraced.place;
        if !self.untraced.iter().any(is_same) {
            self.untraced.push(untraced);
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
            write_place(formatter, path, place, location)?;
            writeln!(formatter, "  the client was told: {told}\n  serde {does}")?;
        }
        if !self.findings.is_empty() {
            formatter.write_str(ADVICE)?;
        }
        if !self.untraced.is_empty() {
            formatter.write_str("\nnothing is known of the types that cannot be traced\n")?;
        }
        for Untraced { path, place, location, reason, name, is_only_read } in &self.untraced {
            write_place(formatter, path, place, location)?;
            let name = name.replacen('<', "::<", 1);
            let advice = match is_only_read {
                true => format!("the JSON that it reads: `mizan::assert_types!({name} => \"…\")`"),
                false => format!("a value of it: `mizan::assert_types!({name} {{ … }})`"),
            };
            writeln!(formatter, "  {reason}\n  give the test {advice}")?;
        }
        Ok(())
    }
}

fn write_place(
    formatter: &mut fmt::Formatter<'_>,
    path: &str,
    place: &str,
    location: &SourceLocation,
) -> fmt::Result {
    write!(formatter, "\n`{path}`")?;
    if !place.is_empty() {
        write!(formatter, ", `{place}`")?;
    }
    writeln!(formatter, "\n  at {}:{}", location.file, location.line)
}

const ADVICE: &str = "\na macro above the type makes this JSON, or code of its own\n  \
    write out what the macro makes; or say what travels, above the type or the field: \
    `#[mizan(as = \"String\")]`, with the type whose JSON it is\n";
