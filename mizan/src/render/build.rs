//! The builder of a renderer.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::BuildError;
use super::generation::Generation;
use super::process::{Frontend, Launch, Runtime};
use super::renderer::Renderer;

/// How long a render may take.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// How long a render may take for which Vite compiles what has changed.
const TIME_LIMIT_OF_VITE: Duration = Duration::from_secs(30);

/// Begins a renderer whose workers are processes of Node.js, 20.19 or newer. A path that is not absolute
/// begins at the current directory.
///
/// ```no_run
/// # fn run() -> Result<(), mizan::render::BuildError> {
/// let renderer = mizan::render::node("web/dist/server.js").workers(2).build()?;
/// # Ok(()) }
/// ```
pub fn node(bundle: impl Into<PathBuf>) -> Builder {
    Builder::new(Runtime::Node, "node", bundle.into())
}

/// Begins a renderer whose workers are processes of Bun.
///
/// ```no_run
/// # fn run() -> Result<(), mizan::render::BuildError> {
/// let renderer = mizan::render::bun("web/dist/server.js").workers(2).build()?;
/// # Ok(()) }
/// ```
pub fn bun(bundle: impl Into<PathBuf>) -> Builder {
    Builder::new(Runtime::Bun, "bun", bundle.into())
}

/// Begins a renderer for development. Vite, of the frontend in this directory, compiles the module that exports
/// `pages` and the document `index.html`, whenever they change. It also serves the source to the browser, with hot
/// reload, at an address of its own that the documents name. No bundle is built, there is one worker, a render may
/// take thirty seconds, and no cache keeps a page.
///
/// ```no_run
/// # fn run() -> Result<(), mizan::render::BuildError> {
/// let renderer = match cfg!(debug_assertions) {
///     true => mizan::render::vite("web", "src/server.ts"),
///     false => mizan::render::node("web/dist-server/server.js").shell("web/dist/index.html"),
/// };
/// let renderer = renderer.build()?;
/// # Ok(()) }
/// ```
pub fn vite(root: impl Into<PathBuf>, module: impl AsRef<Path>) -> Builder {
    let root = root.into();
    let document = root.join("index.html");
    let mut builder = Builder::new(Runtime::Node, "node", root.join(module)).shell(&document);
    builder.launch.vite = Some(Frontend { root, document });
    builder.time_limit(TIME_LIMIT_OF_VITE)
}

/// The builder of a [`Renderer`].
///
/// ```no_run
/// use std::time::Duration;
///
/// # fn run() -> Result<(), mizan::render::BuildError> {
/// let renderer = mizan::render::node("web/dist/server.js")
///     .executable("/usr/local/bin/node")
///     .workers(4)
///     .time_limit(Duration::from_secs(2))
///     .components(["Article", "Profile"])
///     .build()?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build()`"]
pub struct Builder {
    launch: Launch,
    workers: usize,
    time_limit: Duration,
    components: Vec<String>,
    shell: Option<PathBuf>,
}

impl Builder {
    fn new(runtime: Runtime, executable: &str, bundle: PathBuf) -> Self {
        let launch = Launch { runtime, executable: executable.into(), bundle, vite: None };
        let components = Vec::new();
        Self { launch, workers: 1, time_limit: TIME_LIMIT, components, shell: None }
    }

    /// Sets the number of workers; the default is one. A worker takes one core and about 100 MB.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers.max(1);
        self
    }

    /// Sets the executable, which is otherwise looked for in `PATH`.
    pub fn executable(mut self, executable: impl Into<PathBuf>) -> Self {
        self.launch.executable = executable.into();
        self
    }

    /// Sets how long a render may take, with all that it reads and with waiting for its turn; the default
    /// is five seconds.
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Names components that the bundle has to export, so that one which is missing is told by
    /// [`build`](Self::build) and not to the first visitor.
    pub fn components<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.components.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the document around the pages: the `index.html` of the frontend, with `<!--page-->` where a page
    /// goes. [`Page`](crate::Page) needs it.
    pub fn shell(mut self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        if let Some(frontend) = &mut self.launch.vite {
            frontend.document.clone_from(&path);
        }
        self.shell = Some(path);
        self
    }

    /// Starts the workers and returns once all of them have loaded the bundle, which takes a few tenths of a
    /// second.
    ///
    /// # Errors
    ///
    /// When the executable is missing or too old, the bundle is not built or cannot be loaded, it does not
    /// export a component that was named, or the document has no place for a page.
    pub fn build(self) -> Result<Renderer, BuildError> {
        // Each worker would be a Vite of its own.
        let workers = if self.launch.vite.is_some() { 1 } else { self.workers };
        let generation = Generation::start(self.launch.clone(), workers, self.shell.as_deref())?;
        let exported = &generation.components;
        if let Some(name) = self.components.iter().find(|name| !exported.contains(name)) {
            let (component, exported) = (name.clone(), exported.clone());
            return Err(BuildError::NoComponent { component, exported });
        }
        Ok(Renderer::new(self.launch, workers, self.time_limit, self.shell, generation))
    }
}
