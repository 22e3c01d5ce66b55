//! The renderer: which worker renders what, and what becomes of a render that fails.

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use serde::Serialize;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout_at};

use super::error::RenderError;
use super::frame::{Order, Outcome, PageHead};
use super::generation::{Generation, Version};
use super::process::Launch;
use super::worker::{Begun, Event, Worker};

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

/// Answers what a component reads: from the body of the reads to the body of their results.
pub(crate) type Reads<'a> = dyn Fn(Vec<u8>) -> Reading<'a> + Send + Sync + 'a;

/// The answer to a read, or the message of its error.
pub(crate) type Reading<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, String>> + Send + 'a>>;

/// One render.
pub(crate) struct Job<'job> {
    pub(crate) component: &'job str,
    /// The properties, as JSON.
    pub(crate) props: &'job [u8],
    pub(crate) page: Option<PageHead>,
    pub(crate) reads: Option<&'job Reads<'job>>,
}

/// What was rendered.
pub(crate) struct Rendered {
    pub(crate) html: String,
    pub(crate) head: String,
    /// It is for its request alone.
    pub(crate) is_own: bool,
    pub(crate) status: Option<u16>,
    pub(crate) location: Option<String>,
}

/// Why an attempt came to nothing.
enum Trouble {
    /// The worker is gone.
    Gone,
    Late {
        is_blocked: bool,
    },
    Error(RenderError),
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
        Ok(self.run(&self.generation(), &job).await?.html)
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

/// Renders in one worker.
async fn attempt(
    worker: &Arc<Worker>,
    job: &Job<'_>,
    deadline: Instant,
) -> Result<Rendered, Trouble> {
    let Job { component, props, page, .. } = job;
    let mut begun = worker.begin().ok_or(Trouble::Gone)?;
    let order = Order::Render { id: begun.id, component, page: page.as_ref() };
    send(&begun, job, &order, props)?;
    loop {
        let Ok(event) = timeout_at(deadline, begun.next()).await else {
            let is_blocked = worker.is_blocked().await;
            if is_blocked {
                worker.kill();
            }
            return Err(Trouble::Late { is_blocked });
        };
        match event.ok_or(Trouble::Gone)? {
            Event::Read { read, body } => {
                // Late is found out above.
                let Ok(answer) = timeout_at(deadline, answer(job, body)).await else { continue };
                let id = begun.id;
                match answer {
                    Ok(answer) => send(&begun, job, &Order::Answer { id, read }, &answer)?,
                    Err(message) => {
                        let message = message.as_str();
                        send(&begun, job, &Order::Refuse { id, read, message }, &[])?;
                    }
                }
            }
            Event::Rendered { outcome, body } => {
                return finish(outcome, body).ok_or(Trouble::Gone);
            }
            Event::Failed(problem) => {
                return Err(Trouble::Error(RenderError::thrown(component, problem)));
            }
            Event::Missing(exported) => {
                let component = (*component).to_owned();
                return Err(Trouble::Error(RenderError::NoComponent { component, exported }));
            }
        }
    }
}

async fn answer(job: &Job<'_>, body: Vec<u8>) -> Result<Vec<u8>, String> {
    match job.reads {
        Some(reads) => reads(body).await,
        None => Err("It is rendered for no request.".to_owned()),
    }
}

/// Sends an order; one that is too large for a frame is the fault of its render.
fn send(begun: &Begun, job: &Job<'_>, order: &Order<'_>, body: &[u8]) -> Result<(), Trouble> {
    begun.send(order, body).map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => Trouble::Gone,
        _ => Trouble::Error(RenderError::NoJson {
            component: job.component.to_owned(),
            reason: error.to_string(),
        }),
    })
}

/// Takes a page apart; `None` if its worker has not kept to the frames.
fn finish(outcome: Outcome, body: Vec<u8>) -> Option<Rendered> {
    let Outcome { head, is_own, status, location } = outcome;
    let html = String::from_utf8(body).ok()?;
    Some(Rendered { html, head, is_own, status, location })
}
