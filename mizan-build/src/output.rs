//! What a build script asks for: which client, where.

use std::{
    panic::Location,
    path::{Path, PathBuf},
};

use mizan_ir::Api;

use crate::{
    emit::{self, File},
    package::Package,
    problem::Problem,
    write::Tree,
};

/// One of the outputs of a configuration.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) kind: OutputKind,
    /// As it was written; relative to the package.
    pub(crate) path: PathBuf,
    pub(crate) call: &'static Location<'static>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum OutputKind {
    TypeScript,
    React,
    /// A single file.
    Kdl,
}

/// Makes the files of every output.
pub(crate) fn emit_outputs(package: &Package, outputs: &[Output], api: &Api) -> Vec<Tree> {
    outputs.iter().enumerate().map(|(index, output)| output.emit(package, index, api)).collect()
}

/// Looks at the places that were asked for, before anything is written.
pub(crate) fn check_outputs(package: &Package, outputs: &[Output]) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for (index, output) in outputs.iter().enumerate() {
        let root = output.resolve(package, index);
        if outputs[..index].iter().any(|earlier| earlier.path == output.path) {
            problems.push(
                output.problem(
                    format!("`{}` is the place of two outputs", output.path.display()),
                    "the one would remove what the other writes: give each a place of its own"
                        .to_owned(),
                ),
            );
        } else if let Some(problem) = output.check_place(package, &root) {
            problems.push(problem);
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

impl Output {
    fn emit(&self, package: &Package, index: usize, api: &Api) -> Tree {
        let place = self.resolve(package, index);
        let (root, files, is_whole) = match self.kind {
            OutputKind::TypeScript => (place, emit::emit_typescript(api), true),
            OutputKind::React => (place, emit::emit_react(api), true),
            OutputKind::Kdl => {
                let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let file = File { path: name, text: mizan_ir::to_kdl(api) };
                let directory = place.parent().map_or_else(PathBuf::new, Path::to_owned);
                (directory, vec![file], false)
            }
        };
        Tree { root, files, is_whole, call: self.call }
    }

    /// Where it goes. A sealed package keeps to `OUT_DIR`.
    pub(crate) fn resolve(&self, package: &Package, index: usize) -> PathBuf {
        if package.is_sealed {
            let name = self.path.file_name().unwrap_or_default();
            return package.out_dir.join("mizan").join(format!("output-{index}")).join(name);
        }
        package.root.join(&self.path)
    }

    fn check_place(&self, package: &Package, place: &Path) -> Option<Problem> {
        if self.kind == OutputKind::Kdl {
            return place.is_dir().then(|| {
                self.problem(
                    format!("`{}` is a directory, and the KDL is a file", self.path.display()),
                    format!("name the file: `.kdl(\"{}/api.kdl\")`", self.path.display()),
                )
            });
        }
        if let Some(file) = place.ancestors().find(|ancestor| ancestor.is_file()) {
            let shown = file.strip_prefix(&package.root).unwrap_or(file).display();
            return Some(self.problem(
                format!("the client cannot go to `{}`: `{shown}` is a file", self.path.display()),
                "name a directory for the client alone, such as `web/src/api`; it is made if it is \
                 not there"
                    .to_owned(),
            ));
        }
        let normal = place.canonicalize().unwrap_or_else(|_| place.to_owned());
        let own = package.root.canonicalize().unwrap_or_else(|_| package.root.clone());
        let held = [own.join("src"), package.out_dir.clone()]
            .into_iter()
            .find(|held| held.starts_with(&normal));
        held.map(|held| {
            self.problem(
                format!(
                    "the client cannot go to `{}`: that directory holds `{}`",
                    self.path.display(),
                    held.display()
                ),
                "files that Mizan no longer writes are removed from the client's directory, so it \
                 is one of its own, such as `web/src/api`"
                    .to_owned(),
            )
        })
    }

    fn problem(&self, title: String, help: String) -> Problem {
        Problem { title, help, call: self.call }
    }
}
