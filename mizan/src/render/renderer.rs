//! The renderer: which worker renders what, and what becomes of a render that fails.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use serde::Serialize;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout_at};

use super::attempt::{Job, Rendered, Trouble, attempt};
use super::error::RenderError;
use super::generation::{Generation, Version};
use super::process::Launch;

/// How often the bundle and the document are looked at, while they are used.
const LOOK: Duration = Duration::from_millis(500);

/// How long a bundle has not changed before it is loaded: whoever writes it may not have ended.
const REST: Duration = Duration::from_millis(200);

/// Renders components of the frontend. A clone is cheap and shares the workers, which end with the last one.
///
/// A renderer belongs to the runtime of its first render.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let renderer = mizan::render::node("web/dist/server.js").build()?;
/// let mail = renderer.render("Welcome", &"Ada").await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Renderer(Arc<Inner>);

struct Inner {
    launch: Launch,
    workers: usize,
    limit: Duration,
    shell: Option<PathBuf>,
    state: Mutex<State>,
}

struct State {
    generation: Arc<Generation>,
    looked_at: Instant,
    /// The version of the bundle that could not be loaded, and is not tried again.
    refused: Option<Version>,
    is_loading: bool,
    /// Who is told when a new bundle has taken over.
    listeners: Vec<Box<dyn Fn() + Send + Sync>>,
    /// `true` once a task looks for a new bundle, whether pages are asked for or not.
    is_watched: bool,
}

impl Renderer {
    pub(super) fn new(
        launch: Launch,
        workers: usize,
        limit: Duration,
        shell: Option<PathBuf>,
        generation: Generation,
    ) -> Self {
        let (generation, looked_at) = (Arc::new(generation), Instant::now());
        let (refused, listeners) = (None, Vec::new());
        let (is_loading, is_watched) = (false, false);
        let state = State { generation, looked_at, refused, is_loading, listeners, is_watched };
        Self(Arc::new(Inner { launch, workers, limit, shell, state: Mutex::new(state) }))
    }

    /// Renders a component with these properties: to HTML for an e-mail, a document, or a handler of
    /// your own. It reads nothing from a server; what it shows are its properties.
    ///
    /// # Errors
    ///
    /// When the bundle does not export the component, the component throws, or it is not rendered in time.
    ///
    /// ```no_run
    /// # #[derive(serde::Serialize)]
    /// # struct Invoice { number: u32 }
    /// # async fn run(renderer: mizan::render::Renderer) -> Result<(), mizan::render::RenderError> {
    /// let html = renderer.render("Invoice", &Invoice { number: 7 }).await?;
    /// # Ok(()) }
    /// ```
    pub async fn render<P: Serialize + ?Sized>(
        &self,
        component: &str,
        props: &P,
    ) -> Result<String, RenderError> {
        let props = serde_json::to_vec(props).map_err(|error| RenderError::NoJson {
            component: component.to_owned(),
            reason: error.to_string(),
        })?;
        let job = Job { component, props: &props, page: None, reads: None };
        let html = self.run(&self.generation(), &job).await?.html;
        Ok(String::from_utf8_lossy(&html).into_owned())
    }

    /// Calls back whenever a new bundle has taken over. From the first page on, the bundle is looked at also
    /// while nobody asks for pages.
    #[cfg(all(feature = "cache", feature = "axum"))]
    pub(crate) fn on_replaced(&self, listener: impl Fn() + Send + Sync + 'static) {
        self.0.state().listeners.push(Box::new(listener));
    }

    /// `true` if it has a document for pages.
    pub(crate) fn has_shell(&self) -> bool {
        self.0.shell.is_some()
    }

    /// Renders in the workers of a generation.
    pub(crate) async fn run(
        &self,
        generation: &Arc<Generation>,
        job: &Job<'_>,
    ) -> Result<Rendered, RenderError> {
        let exported = &generation.components;
        // What Vite compiles may have other components by now, which its worker knows.
        if !generation.is_in_development() && !exported.iter().any(|name| name == job.component) {
            let (component, exported) = (job.component.to_owned(), exported.clone());
            return Err(RenderError::NoComponent { component, exported });
        }
        let deadline = Instant::now() + self.0.limit;
        let first = async {
            let late = |_| Trouble::Late { is_blocked: false };
            let _permit = timeout_at(deadline, generation.permits.acquire()).await.map_err(late)?;
            let worker = timeout_at(deadline, generation.pick()).await.map_err(late)?;
            attempt(&worker, job, deadline).await
        };
        let result = match first.await {
            // Its end may be the work of another render: this one is innocent until it is alone.
            Err(Trouble::Gone) => self.run_apart(generation, job).await,
            result => result,
        };
        result.map_err(|trouble| self.explain(job.component, trouble))
    }

    /// Renders in a worker apart, one after the other.
    async fn run_apart(
        &self,
        generation: &Arc<Generation>,
        job: &Job<'_>,
    ) -> Result<Rendered, Trouble> {
        let deadline = Instant::now() + self.0.limit;
        let late = |_| Trouble::Late { is_blocked: false };
        let mut apart = timeout_at(deadline, generation.suspects.lock()).await.map_err(late)?;
        if apart.as_ref().is_none_or(|worker| worker.load().is_none()) {
            *apart = timeout_at(deadline, generation.start_apart()).await.map_err(late)?;
        }
        match &*apart {
            Some(worker) => attempt(worker, job, deadline).await,
            None => Err(Trouble::Gone),
        }
    }

    fn explain(&self, component: &str, trouble: Trouble) -> RenderError {
        let component = component.to_owned();
        match trouble {
            Trouble::Gone => RenderError::Died { component },
            Trouble::Late { is_blocked } => {
                RenderError::Late { component, limit: self.0.limit, is_blocked }
            }
            Trouble::Error(error) => error,
        }
    }

    /// The workers that render what begins now. Now and then it looks for a new bundle.
    pub(crate) fn generation(&self) -> Arc<Generation> {
        let mut state = self.0.state();
        let generation = Arc::clone(&state.generation);
        if !state.listeners.is_empty() && !std::mem::replace(&mut state.is_watched, true) {
            tokio::spawn(watch(Arc::downgrade(&self.0)));
        }
        if state.looked_at.elapsed() < LOOK || state.is_loading {
            return generation;
        }
        state.looked_at = Instant::now();
        let version = self.0.version();
        if version.is_some() && version != generation.version && version != state.refused {
            state.is_loading = true;
            tokio::spawn(Arc::clone(&self.0).load());
        }
        generation
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` where Vite sees itself what has changed.
    fn version(&self) -> Option<Version> {
        if self.launch.vite.is_some() {
            return None;
        }
        Version::of(&self.launch.bundle, self.shell.as_deref())
    }

    /// Loads the new bundle into new workers, which take over once all of them are ready.
    async fn load(self: Arc<Self>) {
        let mut version = self.version();
        loop {
            sleep(REST).await;
            let now = self.version();
            if now == version {
                break;
            }
            version = now;
        }
        let (launch, workers, shell) = (self.launch.clone(), self.workers, self.shell.clone());
        let start = move || Generation::start(launch, workers, shell.as_deref());
        let started = spawn_blocking(start).await;
        let mut state = self.state();
        state.is_loading = false;
        match started {
            Ok(Ok(generation)) => {
                tracing::info!("The pages are rendered by a new bundle.");
                state.generation = Arc::new(generation);
                state.listeners.iter().for_each(|tell| tell());
            }
            Ok(Err(error)) => {
                state.refused = version;
                tracing::error!("The pages are rendered by the old bundle: {error}");
            }
            Err(_) => {}
        }
    }
}

/// Looks for a new bundle as long as the renderer lives.
async fn watch(renderer: Weak<Inner>) {
    while let Some(inner) = renderer.upgrade() {
        drop(Renderer(inner).generation());
        sleep(LOOK).await;
    }
}

impl fmt::Debug for Renderer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { launch, workers, limit, .. } = &*self.0;
        formatter
            .debug_struct("Renderer")
            .field("launch", launch)
            .field("workers", workers)
            .field("limit", limit)
            .finish_non_exhaustive()
    }
}
