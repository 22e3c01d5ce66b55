//! What is wrong where no macro could tell: `cargo::error`, shown at the line of the build script.

use std::{fs, panic::Location, path::Path};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

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
        let mut report = Group::with_title(Level::ERROR.primary_title(self.title.as_str()));
        let call = source.as_deref().and_then(|source| Some((source, self.find_call(source)?)));
        if let Some((source, call)) = call {
            let annotation = AnnotationKind::Primary.span(call);
            report =
                report.element(Snippet::source(source).path("build.rs").annotation(annotation));
        }
        let groups = [report.element(Level::HELP.message(self.help.as_str()))];
        let text = Renderer::plain().render(&groups);
        // Cargo puts an `error:` before it.
        text.strip_prefix("error: ").map_or(text.clone(), str::to_owned)
    }

    /// The bytes of the call, up to the end of its line or its closing parenthesis.
    fn find_call(&self, source: &str) -> Option<std::ops::Range<usize>> {
        let before = source.split_inclusive('\n').take(self.call.line() as usize - 1).map(str::len);
        let line_start: usize = before.sum();
        let line = source[line_start..].lines().next()?;
        let start = line.char_indices().nth(self.call.column() as usize - 1)?.0;
        let rest = &line[start..];
        let length = rest.find(')').map_or(rest.len(), |closing| closing + 1);
        Some(line_start + start..line_start + start + length)
    }
}

/// The compiler names a build script relative to the workspace.
fn find_source(package_root: &Path, file: &str) -> Option<String> {
    package_root.ancestors().find_map(|directory| fs::read_to_string(directory.join(file)).ok())
}
