//! Where the model of an API comes from: the package's own source, or one that is made already.

#[cfg(feature = "kdl")]
mod kdl;
mod registry;

use std::{panic::Location, path::PathBuf, time::SystemTime};

use mizan_ir::Api;

use mizan_ir::Level;

use crate::{check::Fault, package::Package, problem::Problem};

/// What a configuration begins with.
pub(crate) enum Origin {
    /// The source of the package.
    Scan,
    /// A file of KDL, relative to the package.
    #[cfg(feature = "kdl")]
    Kdl(PathBuf, &'static Location<'static>),
    /// The model of a program that is linked into the build script.
    Registry(Box<Api>, &'static Location<'static>),
}

/// A model that was not made from the package's source.
pub(crate) struct Model {
    pub(crate) api: Api,
    /// What it was read from, to be watched.
    pub(crate) file: Option<PathBuf>,
    pub(crate) modified: Option<SystemTime>,
    /// The directory that the files in its locations are relative to.
    pub(crate) sources: PathBuf,
    /// What it is called in messages.
    pub(crate) name: String,
    /// Texts of what is wrong, where there is a client nevertheless.
    pub(crate) warnings: Vec<String>,
}

/// Why there is no model.
pub(crate) enum Refusal {
    /// Something at the call in the build script.
    Problem(Problem),
    /// Texts to show as they are.
    Texts(Vec<String>),
}

/// The texts of the warnings; those of the errors, where there are any, refuse the model.
fn split_faults(faults: &[Fault], show: impl Fn(&Fault) -> String) -> Result<Vec<String>, Refusal> {
    let (errors, warnings): (Vec<&Fault>, Vec<&Fault>) =
        faults.iter().partition(|fault| fault.level == Level::Error);
    if errors.is_empty() {
        return Ok(warnings.into_iter().map(show).collect());
    }
    Err(Refusal::Texts(errors.into_iter().map(show).collect()))
}

impl Origin {
    /// The file it stands in, if it is one.
    pub(crate) fn file(&self, package: &Package) -> Option<PathBuf> {
        match self {
            #[cfg(feature = "kdl")]
            Self::Kdl(path, _) => Some(package.root.join(path)),
            _ => {
                let _ = package;
                None
            }
        }
    }

    /// Reads and checks the model; `None` where the package's source is to be scanned.
    pub(crate) fn read(&self, package: &Package) -> Option<Result<Model, Refusal>> {
        match self {
            Self::Scan => None,
            #[cfg(feature = "kdl")]
            Self::Kdl(path, call) => Some(kdl::read(package, path, call)),
            Self::Registry(api, call) => Some(registry::read(package, api, call)),
        }
    }
}
