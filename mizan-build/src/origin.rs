//! The origins of a model: the package's own source, or a model that is made already.

#[cfg(feature = "kdl")]
mod kdl;
mod registry;

use std::path::PathBuf;

use mizan_ir::{Api, Diagnostic, Level};

use crate::{build::Job, diagnostics::CallSite, package::Package};

/// The origin of the model of a configuration.
pub(crate) enum Origin {
    /// The source of the package.
    Scan,
    /// A file of KDL, relative to the package.
    #[cfg(feature = "kdl")]
    Kdl(PathBuf, CallSite),
    /// The model of a program that is linked into the build script.
    Registry(Box<Api>, CallSite),
}

/// A model that was not made from the package's source.
pub(crate) struct Import {
    pub(crate) api: Api,
    /// The file that it was read from, to be watched.
    pub(crate) file: Option<PathBuf>,
    /// The directory that the files in its locations are relative to.
    pub(crate) sources: PathBuf,
    /// Its name in messages.
    pub(crate) name: String,
    /// The texts of warnings.
    pub(crate) warnings: Vec<String>,
}

/// The texts of the warnings; those of the errors, where there are any, refuse the model.
fn refuse_errors<Span>(
    diagnostics: &[Diagnostic<Span>],
    render: impl Fn(&Diagnostic<Span>) -> String,
) -> Result<Vec<String>, Vec<String>> {
    let (errors, warnings): (Vec<_>, Vec<_>) =
        diagnostics.iter().partition(|diagnostic| diagnostic.level == Level::Error);
    if errors.is_empty() {
        return Ok(warnings.into_iter().map(render).collect());
    }
    Err(errors.into_iter().map(render).collect())
}

impl Origin {
    /// The file that holds the model, if one does.
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

    /// Reads and checks a model that is made already; `None` where the package's source is to be
    /// scanned.
    ///
    /// # Errors
    ///
    /// The texts of everything that is wrong with the model.
    pub(crate) fn import(&self, job: Job<'_>) -> Option<Result<Import, Vec<String>>> {
        match self {
            Self::Scan => None,
            #[cfg(feature = "kdl")]
            Self::Kdl(path, call) => Some(kdl::import(job, path, call)),
            Self::Registry(api, call) => Some(registry::import(job, api, call)),
        }
    }
}
