//! A model in a file of KDL: what another backend says of itself.

use std::{
    fs,
    panic::Location,
    path::{Path, PathBuf},
};

use mizan_ir::from_kdl;

use super::{Model, Refusal, split_faults};
use crate::{
    check::check_model,
    package::Package,
    problem::{Problem, render_in_file},
};

pub(super) fn read(
    package: &Package,
    path: &Path,
    call: &'static Location<'static>,
) -> Result<Model, Refusal> {
    let name = path.display().to_string();
    let file = package.root.join(path);
    let text = fs::read_to_string(&file).map_err(|error| {
        Refusal::Problem(Problem {
            title: format!("cannot read `{name}`: {error}"),
            help: "name the file that the backend writes, relative to this package".to_owned(),
            call,
        })
    })?;
    let document = from_kdl(&text).map_err(|diagnostics| {
        let shown = diagnostics.iter().map(|diagnostic| {
            render_in_file(
                &diagnostic.message,
                &diagnostic.help,
                (&name, &text),
                diagnostic.span.clone(),
            )
        });
        Refusal::Texts(shown.collect())
    })?;
    let mut faults = check_model(&document.api);
    faults.sort_by_key(|fault| document.span(&fault.subject).start);
    let warnings = split_faults(&faults, |fault| {
        let span = document.span(&fault.subject);
        render_in_file(&fault.message, &fault.help, (&name, &text), span)
    })?;
    let modified = fs::metadata(&file).and_then(|metadata| metadata.modified()).ok();
    // Where the other package has its root is not told; most write their model there.
    let sources = file.parent().map_or_else(PathBuf::new, Path::to_owned);
    let name = format!("`{name}`");
    Ok(Model { api: document.api, file: Some(file), modified, sources, name, warnings })
}
