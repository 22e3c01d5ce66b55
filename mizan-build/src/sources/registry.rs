//! The model of a program that is linked into the build script.

use std::{env, fs, panic::Location, path::Path};

use mizan_ir::{Api, Item, SourceLocation, Subject};

use super::{Model, Refusal, split_faults};
use crate::{
    check::{Fault, check_model},
    package::Package,
    problem::{Problem, render_plain},
};

pub(super) fn read(
    package: &Package,
    api: &Api,
    call: &'static Location<'static>,
) -> Result<Model, Refusal> {
    if api.functions.is_empty() {
        return Err(Refusal::Problem(Problem {
            title: "there is no function in this registry".to_owned(),
            help: "the crate that declares them has to be linked into the build script: return \
                   `mizan::api()` from a function of that crate, and call it here"
                .to_owned(),
            call,
        }));
    }
    let warnings = split_faults(&check_model(api), |fault| tell(api, fault))?;
    let mut api = api.clone();
    api.change_locations(|location| location.file = name_from(&package.root, &location.file));
    // The registry is as old as the program that holds it.
    let program = env::current_exe().and_then(fs::metadata);
    let modified = program.and_then(|metadata| metadata.modified()).ok();
    let (sources, name) = (package.root.clone(), "the registry of another crate".to_owned());
    Ok(Model { api, file: None, modified, sources, name, warnings })
}

fn tell(api: &Api, fault: &Fault) -> String {
    let location = location_of(api, &fault.subject).filter(|location| !location.file.is_empty());
    let message = match location {
        Some(location) => format!("{}, at {location}", fault.message),
        None => fault.message.clone(),
    };
    render_plain(&message, &fault.help)
}

fn location_of<'api>(api: &'api Api, subject: &Subject) -> Option<&'api SourceLocation> {
    Some(match &subject.item {
        Item::Context(name) => &api.contexts.get(name)?.location,
        Item::Function(name) => &api.functions.get(name)?.location,
        Item::Type(path) => &api.types.get(path)?.location,
    })
}

/// A file as it is named from the package: the compiler names it from the workspace.
fn name_from(package: &Path, file: &str) -> String {
    let holds = |directory: &&Path| directory.join(file).is_file();
    let Some(workspace) = package.ancestors().find(holds) else { return file.to_owned() };
    let inside = package.strip_prefix(workspace).unwrap_or(Path::new(""));
    SourceLocation::file_from(inside, file)
}
