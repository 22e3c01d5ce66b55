//! A model in a file of KDL, which another backend wrote.

use std::{
    fs,
    path::{Path, PathBuf},
};

use mizan_ir::{Diagnostic, from_kdl};

use super::{Import, refuse_errors};
use crate::{
    build::Job,
    check::{Draft, Language, check_with_names},
    diagnostics::{CallSite, render_at_call, render_in_file},
};

pub(super) fn import(job: Job<'_>, path: &Path, call: CallSite) -> Result<Import, Vec<String>> {
    let name = path.display().to_string();
    let file = job.package.root.join(path);
    let text = fs::read_to_string(&file).map_err(|error| {
        let diagnostic = Diagnostic::error(call, format!("cannot read `{name}`: {error}"))
            .with_help("name the file that the backend writes, relative to this package");
        vec![render_at_call(&diagnostic, &job.package.root)]
    })?;
    let render = |diagnostic: &Diagnostic<_>| render_in_file((&name, &text), diagnostic);
    let document = from_kdl(&text)
        .map_err(|diagnostics| diagnostics.iter().map(render).collect::<Vec<_>>())?;
    let (notation, requires_auth) = (&Language::Kdl, job.requires_auth);
    let draft = Draft { api: &document.api, notation, is_whole: true, requires_auth };
    let mut diagnostics = Vec::new();
    for Diagnostic { level, span: subject, message, help } in check_with_names(draft) {
        let span = document.span(&subject);
        diagnostics.push(Diagnostic { level, span, message, help });
    }
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    let warnings = refuse_errors(&diagnostics, render)?;
    // The root of the other package is not known; most backends write their model there.
    let sources = file.parent().map_or_else(PathBuf::new, Path::to_owned);
    let name = format!("`{name}`");
    Ok(Import { api: document.api, file: Some(file), sources, name, warnings })
}
