//! What is wrong where no macro could tell: `cargo::error`, shown at the line it comes from.

use std::{fs, ops::Range, panic::Location, path::Path};

#[cfg(feature = "snippets")]
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::{
    finding::Finding,
    scan::{SourceFile, Span},
};

/// Something that ends the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// What is wrong.
    pub(crate) title: String,
    /// What to do about it.
    pub(crate) help: String,
    /// The call in the build script that it comes from.
    pub(crate) call: &'static Location<'static>,
}

impl Problem {
    /// The text that a person reads, with the line of the build script where it can be found.
    pub(crate) fn render(&self, package_root: &Path) -> String {
        let source = find_source(package_root, self.call.file());
        let excerpt = source.as_deref().and_then(|source| {
            Some(Excerpt { source, path: "build.rs", tokens: find_call(source, self.call)? })
        });
        render(&self.title, &self.help, excerpt)
    }
}

/// A finding that no macro raises: a warning, or one of a package that is not being compiled.
pub(crate) fn render_finding(file: &SourceFile, finding: &Finding) -> String {
    let source = fs::read_to_string(&file.path).ok();
    let excerpt = source.as_deref().and_then(|source| {
        Some(Excerpt { source, path: &file.name, tokens: find_tokens(source, finding.span)? })
    });
    let (title, help) = match finding.message.split_once('\n') {
        Some(parts) if finding.help.is_empty() => parts,
        _ => (finding.message.as_str(), finding.help.as_str()),
    };
    render(title, help, excerpt)
}

/// A mistake in a file that no compiler reads.
#[cfg(feature = "kdl")]
pub(crate) fn render_in_file(
    title: &str,
    help: &str,
    (path, source): (&str, &str),
    tokens: Range<usize>,
) -> String {
    render(title, help, Some(Excerpt { source, path, tokens }))
}

/// A mistake whose source is not at hand.
pub(crate) fn render_plain(title: &str, help: &str) -> String {
    render(title, help, None)
}

/// Tokens of a source, to be shown in their line.
struct Excerpt<'text> {
    source: &'text str,
    path: &'text str,
    tokens: Range<usize>,
}

#[cfg(feature = "snippets")]
fn render(title: &str, help: &str, excerpt: Option<Excerpt<'_>>) -> String {
    let mut group = Group::with_title(Level::ERROR.primary_title(title));
    if let Some(Excerpt { source, path, tokens }) = excerpt {
        let annotation = AnnotationKind::Primary.span(tokens);
        group = group.element(Snippet::source(source).path(path).annotation(annotation));
    }
    if !help.is_empty() {
        group = group.element(Level::HELP.message(help));
    }
    let text = Renderer::plain().render(&[group]);
    // Cargo puts an `error:` before it.
    text.strip_prefix("error: ").map_or(text.clone(), str::to_owned)
}

/// The location alone, where what shows its line is not compiled.
#[cfg(not(feature = "snippets"))]
fn render(title: &str, help: &str, excerpt: Option<Excerpt<'_>>) -> String {
    let mut text = title.to_owned();
    if let Some(Excerpt { source, path, tokens }) = excerpt {
        let before = &source[..tokens.start];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[start..].chars().count() + 1;
        text.push_str(&format!("\n --> {path}:{line}:{column}"));
    }
    for (index, line) in help.lines().enumerate() {
        let head = if index == 0 { "\n  = help: " } else { "\n          " };
        text.push_str(&format!("{head}{line}"));
    }
    text
}

/// The bytes of a call, up to the end of its line or its closing parenthesis.
fn find_call(source: &str, call: &Location<'_>) -> Option<Range<usize>> {
    let start = offset(source, call.line() as usize, call.column() as usize)?;
    let line = source[start..].lines().next()?;
    let length = line.find(')').map_or(line.len(), |closing| closing + 1);
    Some(start..start + length)
}

fn find_tokens(source: &str, span: Span) -> Option<Range<usize>> {
    let start = offset(source, span.line, span.column)?;
    Some(start..offset(source, span.end_line, span.end_column)?)
}

/// The byte at a line and a column of characters, both counted from 1.
fn offset(source: &str, line: usize, column: usize) -> Option<usize> {
    let start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let mut letters = source.get(start..)?.char_indices().map(|(at, _)| start + at);
    letters.nth(column - 1).or(Some(source.len()))
}

/// The compiler names a build script relative to the workspace.
fn find_source(package_root: &Path, file: &str) -> Option<String> {
    package_root.ancestors().find_map(|directory| fs::read_to_string(directory.join(file)).ok())
}
