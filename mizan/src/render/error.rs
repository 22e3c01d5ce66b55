//! The errors of a renderer: what is wrong, where, and on a line of its own what to write.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;
use std::time::Duration;

use super::cure::cure_of;
use super::frame::Problem;

/// Why a renderer could not be built.
///
/// ```no_run
/// let error = mizan::render::node("web/dist/server.js").build().unwrap_err();
/// println!("{error}");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The executable was not found.
    NoRuntime {
        /// The name or the path that was tried.
        executable: PathBuf,
        /// The runtime that it should be, with its oldest version where there is one.
        wanted: &'static str,
    },
    /// The executable could not be started.
    NotStarted {
        /// The name or the path that was tried.
        executable: PathBuf,
        /// The runtime that it should be, with its oldest version where there is one.
        wanted: &'static str,
        /// The error of the system.
        reason: String,
    },
    /// The executable is an older Node.js than the worker needs.
    TooOld {
        /// The name or the path of it.
        executable: PathBuf,
        /// Its version, as it says it.
        version: String,
    },
    /// The bundle is not there.
    NoBundle {
        /// The path of the bundle.
        bundle: PathBuf,
    },
    /// The module with the pages, which Vite was to compile, is not there.
    NoModule {
        /// The path of the module.
        module: PathBuf,
    },
    /// The bundle has thrown while it was loaded, or exports no `pages`.
    Broken {
        /// The path of the bundle.
        bundle: PathBuf,
        /// The message of the exception.
        message: String,
        /// The lines of its stack that are the application's own.
        at: Vec<String>,
    },
    /// The worker ended, or did not say that its bundle is loaded.
    Silent {
        /// The name or the path of the executable.
        executable: PathBuf,
        /// What is known of it.
        reason: String,
    },
    /// The bundle does not export a component that the application names.
    NoComponent {
        /// The name of the component.
        component: String,
        /// The names that the bundle exports.
        exported: Vec<String>,
    },
    /// The document around the pages could not be read, or has no place for them.
    NoShell {
        /// The path of the document.
        shell: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Display for BuildError {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRuntime { executable, wanted } => write!(
                to,
                "`{0}`, which renders the pages, was not found.\nInstall {wanted}, or name the \
                 executable: `.executable(\"/usr/local/bin/{1}\")`.",
                executable.display(),
                executable.file_name().unwrap_or_default().display(),
            ),
            Self::NotStarted { executable, wanted, reason } => write!(
                to,
                "`{}`, which renders the pages, could not be started: {reason}.\nName an executable \
                 of {wanted}.",
                executable.display(),
            ),
            Self::TooOld { executable, version } => write!(
                to,
                "`{}` is Node.js {version}, which is too old to render the pages.\nInstall Node.js \
                 20.19 or newer.",
                executable.display(),
            ),
            Self::NoBundle { bundle } => write!(
                to,
                "the bundle of the pages is not at `{}`.\nBuild it: `vite build --ssr \
                 src/server.tsx`.",
                bundle.display(),
            ),
            Self::NoModule { module } => write!(
                to,
                "the module of the pages is not at `{}`.\nWrite it: `export const pages = renderPages({{ \
                 Article }});`.",
                module.display(),
            ),
            Self::Broken { bundle, message, at } => {
                write!(to, "the bundle `{}` could not be loaded: {message}", bundle.display())?;
                write_stack(to, at)?;
                to.write_str("\n")?;
                to.write_str(cure_of(message).as_deref().unwrap_or(
                    "Export the pages: `export const pages = { Article: (props) => … }`, with functions \
                     that return HTML.",
                ))
            }
            Self::Silent { executable, reason } => write!(
                to,
                "a worker of `{}` did not start: {reason}.\nRun the bundle by hand to see why.",
                executable.display(),
            ),
            Self::NoComponent { component, exported } => {
                write_no_component(to, component, exported)
            }
            Self::NoShell { shell, reason } => write!(
                to,
                "the document `{}` cannot hold pages: {reason}.\nWrite `<div \
                 id=\"root\"><!--page--></div>` in its body.",
                shell.display(),
            ),
        }
    }
}

impl Error for BuildError {}

/// Why a component was not rendered.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum RenderError {
    /// The bundle does not export the component.
    NoComponent {
        /// The name of the component.
        component: String,
        /// The names that the bundle exports.
        exported: Vec<String>,
    },
    /// The properties are no JSON.
    NoJson {
        /// The name of the component.
        component: String,
        /// Why not.
        reason: String,
    },
    /// The component has thrown.
    Thrown {
        /// The name of the component.
        component: String,
        /// The message of the exception.
        message: String,
        /// The lines of its stack that are the application's own, the innermost first.
        at: Vec<String>,
    },
    /// The component was not rendered in time: it never settles, or loops.
    Late {
        /// The name of the component.
        component: String,
        /// The time that it had.
        limit: Duration,
        /// `true` if it kept its worker from everything else, which was replaced.
        is_blocked: bool,
    },
    /// The worker ended while it rendered the component alone.
    Died {
        /// The name of the component.
        component: String,
    },
}

impl RenderError {
    pub(super) fn thrown(component: &str, problem: Problem) -> Self {
        let Problem { message, at } = problem;
        Self::Thrown { component: component.to_owned(), message, at }
    }
}

impl Display for RenderError {
    fn fmt(&self, to: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoComponent { component, exported } => {
                write_no_component(to, component, exported)
            }
            Self::NoJson { component, reason } => write!(
                to,
                "the properties of `{component}` are no JSON: {reason}.\nGive it what serde_json can \
                 write.",
            ),
            Self::Thrown { component, message, at } => {
                write!(to, "`{component}` has thrown: {message}")?;
                write_stack(to, at)?;
                match cure_of(message) {
                    Some(cure) => write!(to, "\n{cure}"),
                    None => Ok(()),
                }
            }
            Self::Late { component, limit, is_blocked: false } => write!(
                to,
                "`{component}` was not rendered after {limit:?}.\nLook for a promise that never \
                 settles, or raise `.time_limit(…)` of the renderer.",
            ),
            Self::Late { component, limit, is_blocked: true } => write!(
                to,
                "`{component}` was not rendered after {limit:?}, and its worker did nothing else: it was \
                 replaced.\nLook for a loop without an end.",
            ),
            Self::Died { component } => write!(
                to,
                "the worker ended while it rendered `{component}`.\nLook for `process.exit`, for a \
                 callback that throws after the page, or for more memory than Node.js has.",
            ),
        }
    }
}

impl Error for RenderError {}

fn write_stack(to: &mut Formatter<'_>, at: &[String]) -> fmt::Result {
    at.iter().try_for_each(|line| write!(to, "\n    {line}"))
}

fn write_no_component(to: &mut Formatter<'_>, component: &str, exported: &[String]) -> fmt::Result {
    let names = match exported {
        [] => "none".to_owned(),
        names => format!("`{}`", names.join("`, `")),
    };
    write!(
        to,
        "there is no page `{component}` in the bundle, whose pages are {names}.\nAdd it to the `pages` \
         of `server.tsx`, and build the bundle."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_browser_has_is_named_with_what_to_write_instead() {
        let at = vec!["at Article (src/Article.tsx:12:5)".to_owned()];
        let problem = Problem { message: "window is not defined".to_owned(), at };
        let text = RenderError::thrown("Article", problem).to_string();
        assert_eq!(
            text,
            "`Article` has thrown: window is not defined\n    at Article (src/Article.tsx:12:5)\n\
             `window` exists in a browser only. Use it in an effect or where an event is handled, which \
             run there alone, or ask first: `typeof window === \"undefined\"`."
        );
        let problem = Problem { message: "artcle is not defined".to_owned(), at: Vec::new() };
        let text = RenderError::thrown("Article", problem).to_string();
        assert_eq!(text, "`Article` has thrown: artcle is not defined");
    }
}
