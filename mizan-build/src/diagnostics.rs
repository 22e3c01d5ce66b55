//! Diagnostics that no macro raises, rendered for Cargo with the line that each is about.

use std::{fs, ops::Range, panic::Location, path::Path};

#[cfg(feature = "snippets")]
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use mizan_ir::{Diagnostic, SourceLocation};

use crate::scan::{SourceFile, Span};

/// A call in the build script.
pub(crate) type CallSite = &'static Location<'static>;

/// An error that ends the build, at the call in the build script that it comes from.
pub(crate) type CallDiagnostic = Diagnostic<CallSite>;

/// The text of a diagnostic with the line of the build script, where that can be found.
pub(crate) fn render_at_call(diagnostic: &CallDiagnostic, package_root: &Path) -> String {
    let call = diagnostic.span;
    let source = find_source(package_root, call.file());
    let excerpt = source.as_deref().and_then(|source| {
        Some(Excerpt { source, path: "build.rs", tokens: find_call(source, call)? })
    });
    render(&diagnostic.message, &diagnostic.help, excerpt)
}

/// The text of a diagnostic about an item of a package that is not being compiled.
pub(crate) fn render_at_tokens(file: &SourceFile, diagnostic: &Diagnostic<Span>) -> String {
    let source = fs::read_to_string(&file.path).ok();
    let excerpt = source.as_deref().and_then(|source| {
        Some(Excerpt { source, path: &file.name, tokens: find_tokens(source, diagnostic.span)? })
    });
    render(&diagnostic.message, &diagnostic.help, excerpt)
}

/// The text of a diagnostic about a file that no compiler reads.
#[cfg(feature = "kdl")]
pub(crate) fn render_in_file(
    (path, source): (&str, &str),
    diagnostic: &Diagnostic<Range<usize>>,
) -> String {
    let tokens = diagnostic.span.clone();
    render(&diagnostic.message, &diagnostic.help, Some(Excerpt { source, path, tokens }))
}

/// The text of a diagnostic about a source that is not at hand.
pub(crate) fn render_at_location(diagnostic: &Diagnostic<SourceLocation>) -> String {
    let location = Some(&diagnostic.span).filter(|location| !location.file.is_empty());
    render_plain(&diagnostic.message, &diagnostic.help, location)
}

/// Tokens of a source, to be shown in their line.
struct Excerpt<'text> {
    source: &'text str,
    path: &'text str,
    tokens: Range<usize>,
}

#[cfg(feature = "snippets")]
fn render(message: &str, help: &str, excerpt: Option<Excerpt<'_>>) -> String {
    let mut group = Group::with_title(Level::ERROR.primary_title(message));
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

/// The location alone: the library that shows lines is not compiled.
#[cfg(not(feature = "snippets"))]
fn render(message: &str, help: &str, excerpt: Option<Excerpt<'_>>) -> String {
    let location = excerpt.map(|Excerpt { source, path, tokens }| {
        let before = &source[..tokens.start];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[start..].chars().count() + 1;
        SourceLocation { file: path.to_owned(), line, column }
    });
    render_plain(message, help, location.as_ref())
}

fn render_plain(message: &str, help: &str, location: Option<&SourceLocation>) -> String {
    let mut text = message.to_owned();
    if let Some(location) = location {
        text.push_str(&format!("\n --> {location}"));
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
