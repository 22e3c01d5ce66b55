//! The model of a program that is linked into the build script.

use std::path::Path;

use mizan_ir::{Api, Diagnostic, Item, Part, SourceLocation, Subject};

use super::{Import, refuse_errors};
use crate::{
    build::Job,
    check::{Draft, Language, check_with_names},
    diagnostics::{CallSite, render_at_call, render_at_location},
};

pub(super) fn import(job: Job<'_>, api: &Api, call: CallSite) -> Result<Import, Vec<String>> {
    if api.functions.is_empty() {
        let diagnostic = Diagnostic::error(call, "there is no function in this registry")
            .with_help(
                "return `mizan::api()` from a function of the crate that declares them, and call it \
                 here: the crate has to be linked into the build script",
            );
        return Err(vec![render_at_call(&diagnostic, &job.package.root)]);
    }
    let (notation, requires_auth) = (&Language::Rust, job.requires_auth);
    let draft = Draft { api, notation, is_whole: true, requires_auth };
    let mut diagnostics = Vec::new();
    for Diagnostic { level, span: subject, message, help } in check_with_names(draft) {
        let span = locate(api, &subject).cloned().unwrap_or_default();
        diagnostics.push(Diagnostic { level, span, message, help });
    }
    let warnings = refuse_errors(&diagnostics, render_at_location)?;
    let mut api = api.clone();
    api.change_locations(|location| location.file = name_from(&job.package.root, &location.file));
    let (sources, name) = (job.package.root.clone(), "the registry of another crate".to_owned());
    Ok(Import { api, file: None, sources, name, warnings })
}

/// The location of a part of the model; that of its item, if the part has none.
fn locate<'api>(api: &'api Api, subject: &Subject) -> Option<&'api SourceLocation> {
    let (item, parameters) = match &subject.item {
        Item::Context(name) => {
            let context = api.contexts.get(name)?;
            (&context.location, context.parameters.as_slice())
        }
        Item::Channel(name) => {
            let channel = api.channels.get(name)?;
            (&channel.location, channel.parameters.as_slice())
        }
        Item::Function(name) => {
            let function = api.functions.get(name)?;
            (&function.location, function.arguments.as_slice())
        }
        Item::Type(path) => return Some(&api.types.get(path)?.location),
    };
    let part = match subject.part {
        Some(
            Part::Argument(index)
            | Part::ArgumentType(index)
            | Part::Parameter(index)
            | Part::ParameterType(index),
        ) => parameters.get(index).map(|parameter| &parameter.location),
        _ => None,
    };
    Some(part.filter(|location| !location.file.is_empty()).unwrap_or(item))
}

/// The path of a file from the package. The compiler names it from the workspace.
fn name_from(package: &Path, file: &str) -> String {
    let holds = |directory: &&Path| directory.join(file).is_file();
    let Some(workspace) = package.ancestors().find(holds) else { return file.to_owned() };
    let inside = package.strip_prefix(workspace).unwrap_or(Path::new(""));
    SourceLocation::file_from(inside, file)
}
